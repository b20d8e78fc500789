"""The newest state of each event is read back, whatever else the topic holds."""

import pytest
from kafka import KafkaProducer

from lib.adapters import kafka, states
from lib.errors import Unavailable
from lib.sport import state
from lib.sport.state import EventRecord, EventState, Provenance

pytestmark = pytest.mark.kafka


def test_the_newest_record_of_each_event_is_found(broker, make_settings):
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address)
    kafka.ensure_topics(settings)
    with KafkaProducer(bootstrap_servers=broker.address) as producer:
        for number in range(200):
            event = f"states-{number % 70}"
            record = EventRecord(EventState(id=event), Provenance(kafka.ACTIONS, 0, 0, number, number + 1, 0))
            producer.send(kafka.EVENTS, key=event.encode(), value=state.encode(record))
        producer.send(kafka.EVENTS, key=b"states-0", value=None)

    found = {key: state.summary(raw) for key, raw in states.read(settings).items() if key.startswith("states-")}

    assert len(found) == 70
    assert found["states-59"].provenance.last_offset == 199


def test_a_kafka_that_is_away_is_told(make_settings, monkeypatch):
    monkeypatch.setattr(states, "PATIENCE_MS", 200)

    with pytest.raises(Unavailable, match=r"Kafka at 127\.0\.0\.1:9 does not answer"):
        states.read(make_settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:9"))
