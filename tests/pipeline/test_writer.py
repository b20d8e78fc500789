"""The projection from ``sport.events`` to Prometheus, on a real Kafka and a real Prometheus."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
import requests
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from lib.adapters import instruments, kafka
from lib.local import kafka as local_kafka
from lib.local import prometheus as local_prometheus
from lib.pipeline.samples import samples
from lib.pipeline.writer import MOST_RECORDS, Writer
from lib.settings import Settings
from lib.sport import fold, state
from lib.sport.state import EventRecord, Provenance
from tests.sport.making import action, declared
from tests.waiting import wait_for

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus]

HOUR = 3_600_000


@pytest.fixture
def given(broker, prometheus, make_settings) -> Settings:
    made = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, PROMETHEUS_URL=prometheus.address, KAFKA_PARTITIONS=2)
    kafka.ensure_topics(made)
    return made


@pytest.fixture
def event() -> str:
    return f"e-{uuid4()}"


@pytest.fixture
def group() -> str:
    return f"samples-{uuid4()}"


@pytest.fixture
def producer(given) -> Iterator[KafkaProducer]:
    made = KafkaProducer(**kafka.options(given), max_request_size=2_000_000)
    yield made
    made.close()


@pytest.fixture
def publish(producer) -> Callable[..., None]:
    """Append the state of an event with so many goals to ``sport.events``, and wait for the broker.

    As the processor's, a later state never has the time of an earlier one: on a quick machine two come within one.
    """
    last = 0

    def append(event: str, goals: int, sampled: int | None = None, appended: int | None = None) -> None:
        nonlocal last
        last = max(now(), last + 2)
        times = (last if one is None else one for one in (sampled, appended))
        value = state.encode(record(event, goals, *times))
        producer.send(kafka.EVENTS, key=event.encode(), value=value).get(timeout=30)

    return append


@contextmanager
def writing(settings: Settings, group: str) -> Iterator[threading.Thread]:
    """A writer at work in its thread, as in the processor."""
    stop = threading.Event()
    thread = threading.Thread(target=Writer(settings, group).run, args=(stop,))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(timeout=60)
    assert not thread.is_alive()


def now() -> int:
    """The time in ms, even as those of samples are."""
    return round(time.time() * 500) * 2


def score(settings: Settings, event: str) -> list[float]:
    """All values that Prometheus has of the home side's score in *event*, by time."""
    query = f'sport_event_score{{event="{event}",competitor="sales"}}[6d]'
    url = f"{settings.prometheus}/api/v1/query"
    found = requests.get(url, params={"query": query, "time": time.time() + 60}, timeout=30).json()["data"]["result"]
    return [float(value) for one in found for _, value in one["values"]]


def record(event: str, goals: int, sampled: int, appended: int = 0) -> EventRecord:
    """The record of an event in which the home side scored so often."""
    scored = [action("score", at=at, id=f"g{at}", subject=event, participant="sales") for at in range(goals)]
    whole = fold.fold(event, [declared(subject=event), *scored])
    return EventRecord(whole, Provenance("sport.actions", 0, 0, goals, goals + 1, sampled, appended))


def skipped(reason: str) -> float:
    return instruments.REGISTRY.get_sample_value("touchline_states_skipped_total", {"reason": reason}) or 0


def written() -> float:
    return instruments.REGISTRY.get_sample_value("touchline_samples_total", {"result": "written"}) or 0


def test_each_state_in_kafka_becomes_samples_in_prometheus(given, publish, event, group):
    with writing(given, group):
        publish(event, 1)
        wait_for(lambda: score(given, event) == [1])
        publish(event, 2)
        wait_for(lambda: score(given, event) == [1, 2])


def test_the_delay_counts_from_kafka_having_the_action_and_not_from_its_own_time(given, publish, event, group):
    def late() -> float:
        """How many actions were in Prometheus more than an hour after Kafka had them."""
        return observed("count") - observed("bucket", {"le": "3600.0"})

    before, before_late = observed("count"), late()
    publish(event, 1, sampled=now() - 2 * HOUR)
    with writing(given, group):
        wait_for(lambda: behind(given, group) == 0)
        assert observed("count") > before
        assert late() == before_late

        publish(event, 2, appended=now() - 2 * HOUR)
        wait_for(lambda: late() == before_late + 1)


def test_of_a_state_that_does_not_say_when_kafka_had_it_no_delay_is_known(given, publish, event, group):
    with writing(given, group):
        wait_for(lambda: behind(given, group) == 0)
        before = observed("count")
        publish(event, 1, appended=0)
        wait_for(lambda: score(given, event) == [1])

    assert observed("count") == before


def observed(part: str, labels: dict[str, str] | None = None) -> float:
    return instruments.REGISTRY.get_sample_value(f"touchline_sample_delay_seconds_{part}", labels or {})


def test_a_writer_goes_on_where_the_one_before_it_stopped(given, publish, event, group):
    with writing(given, group):
        publish(event, 1)
        wait_for(lambda: score(given, event) == [1] and behind(given, group) == 0)
    before = written()

    with writing(given, group):
        publish(event, 2)
        wait_for(lambda: score(given, event) == [1, 2])

    assert written() - before == len(samples(record(event, 2, now())))


def behind(settings: Settings, group: str) -> int:
    """How many records of ``sport.events`` the group has not committed, those of other tests included."""
    with KafkaConsumer(**kafka.options(settings), group_id=group, enable_auto_commit=False) as consumer:
        numbers = consumer.partitions_for_topic(kafka.EVENTS)
        partitions = [TopicPartition(kafka.EVENTS, number) for number in numbers]
        ends = consumer.end_offsets(partitions)
        return sum(end - (consumer.committed(partition) or 0) for partition, end in ends.items())


def test_two_writers_share_the_partitions_and_lose_nothing_when_one_stops(given, publish, group):
    events = [f"e-{uuid4()}" for _ in range(12)]

    with writing(given, group):
        with writing(given, group):
            for event in events:
                publish(event, 1)
        for event in events:
            publish(event, 2)

        wait_for(lambda: all(score(given, event) == [1, 2] for event in events))


def test_a_record_that_cannot_be_read_does_not_stop_the_ones_behind_it(given, producer, publish, event, group):
    before = skipped("unreadable")
    for value in (b"{not json", b'{"provenance": {"sampled": "noon"}}'):
        producer.send(kafka.EVENTS, key=event.encode(), value=value)
    publish(event, 1)

    with writing(given, group):
        wait_for(lambda: score(given, event) == [1])

    assert skipped("unreadable") - before == 2


def test_states_older_than_the_window_are_left_out(given, publish, event, group):
    before = skipped("too_old")
    publish(event, 5, sampled=now() - 200 * HOUR)
    publish(event, 6)

    with writing(given, group):
        wait_for(lambda: score(given, event) == [6])

    assert skipped("too_old") > before


def test_a_first_start_does_not_read_what_was_appended_before_the_window(make_settings, prometheus, event, tmp_path):
    with local_kafka.server(tmp_path) as fresh:
        given = make_settings(KAFKA_BOOTSTRAP_SERVERS=fresh.address, PROMETHEUS_URL=prometheus.address)
        kafka.ensure_topics(given)
        before, many, long_ago = skipped("too_old"), 5 * MOST_RECORDS, now() - 200 * HOUR
        old, new = state.encode(record(event, 1, long_ago)), state.encode(record(event, 2, now()))
        with KafkaProducer(**kafka.options(given)) as producer:
            for _ in range(many):
                producer.send(kafka.EVENTS, key=event.encode(), value=old, timestamp_ms=long_ago)
            producer.send(kafka.EVENTS, key=event.encode(), value=new)

        with writing(given, "samples"):
            wait_for(lambda: score(given, event) == [2])

        assert skipped("too_old") - before < many


def test_samples_wait_for_a_prometheus_that_is_away(given, make_settings, publish, event, group, tmp_path):
    server = local_prometheus.server(tmp_path)
    elsewhere = make_settings(KAFKA_BOOTSTRAP_SERVERS=given.kafka, PROMETHEUS_URL=server.address)
    publish(event, 1)
    publish(event, 2)

    with writing(elsewhere, group):
        with server:
            wait_for(lambda: score(elsewhere, event) == [1, 2])
            server.kill()
            publish(event, 3)
            server.start()
            wait_for(lambda: score(elsewhere, event) == [1, 2, 3])


def test_a_broker_that_is_killed_and_comes_back_loses_nothing(given, broker, publish, event, group):
    with writing(given, group):
        publish(event, 1)
        wait_for(lambda: score(given, event) == [1])
        broker.kill()
        broker.start()
        publish(event, 2)

        wait_for(lambda: score(given, event) == [1, 2])


def test_what_a_transaction_took_back_is_not_written(given, publish, event, group):
    with KafkaProducer(**kafka.options(given), transactional_id=f"t-{event}") as transaction:
        transaction.init_transactions()
        transaction.begin_transaction()
        transaction.send(kafka.EVENTS, key=event.encode(), value=state.encode(record(event, 9, now()))).get(timeout=30)
        transaction.abort_transaction()
    publish(event, 1)

    with writing(given, group):
        wait_for(lambda: score(given, event))

    assert score(given, event) == [1]
