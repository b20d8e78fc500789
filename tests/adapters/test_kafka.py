"""How we connect, and what the topics have to be like."""

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from lib.adapters import kafka, producer
from lib.adapters.kafka import Topic
from lib.adapters.producer import Producer, Receipt
from lib.errors import Unavailable

SECURE = {
    "KAFKA_BOOTSTRAP_SERVERS": "a.example:9093,b.example:9093",
    "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
    "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
    "KAFKA_SASL_USERNAME": "touchline",
    "KAFKA_SASL_PASSWORD": "open-sesame",
    "KAFKA_SSL_CAFILE": "/etc/ca.pem",
}


def test_both_clients_are_told_the_same_about_a_secured_kafka(make_settings):
    settings = make_settings(**SECURE)

    ours, theirs = kafka.options(settings), kafka.librdkafka_options(settings)

    assert ours["bootstrap_servers"] == ["a.example:9093", "b.example:9093"]
    assert theirs["bootstrap_servers"] == "a.example:9093,b.example:9093"
    assert (ours["security_protocol"], theirs["security_protocol"]) == ("SASL_SSL", "sasl_ssl")
    assert ours["sasl_mechanism"] == theirs["sasl_mechanism"] == "SCRAM-SHA-512"
    assert ours["sasl_plain_password"] == theirs["sasl_password"] == "open-sesame"
    assert ours["ssl_cafile"] == theirs["ssl_ca_location"] == "/etc/ca.pem"


def test_what_is_not_set_is_left_to_the_client(settings):
    assert set(kafka.options(settings)) == {"bootstrap_servers", "security_protocol"}


@pytest.mark.kafka
def test_topics_are_made_once_and_differences_are_said(broker, make_settings, monkeypatch):
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, KAFKA_PARTITIONS=2)
    monkeypatch.setattr(kafka, "TOPICS", (Topic("test.topics", {"retention.ms": "-1"}, "For this test."),))
    assert kafka.ensure_topics(settings) == []
    assert kafka.ensure_topics(settings) == []

    monkeypatch.setattr(kafka, "TOPICS", (Topic("test.topics", {"retention.ms": "86400000"}, "For this test."),))
    [sentence] = kafka.ensure_topics(settings)

    assert "test.topics has retention.ms=-1, but it should be 86400000" in sentence


@pytest.mark.kafka
def test_a_topic_with_other_partitions_or_copies_than_the_settings_say_is_told(broker, make_settings, monkeypatch):
    monkeypatch.setattr(kafka, "TOPICS", (Topic("test.sizes", {}, "For this test."),))
    kafka.ensure_topics(make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, KAFKA_PARTITIONS=2))

    other = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, KAFKA_PARTITIONS=3, KAFKA_REPLICATION=2)
    partitions, copies = kafka.ensure_topics(other)

    assert "test.sizes has 2 partitions, but KAFKA_PARTITIONS is 3" in partitions
    assert "test.sizes is replicated 1 times, but KAFKA_REPLICATION is 2" in copies


# Written down a second time: what is lost by a wrong one of these is lost for ever.
KEPT = {
    "sport.actions": {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    "sport.events": {"cleanup.policy": "compact", "min.compaction.lag.ms": "604800000"},
    "sport.rejected": {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    "sport.redriven": {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    "sport.field": {"cleanup.policy": "compact"},
    "sport.positions": {"cleanup.policy": "delete", "retention.ms": "2592000000"},
    "sport.tracks": {"cleanup.policy": "delete", "retention.ms": "3600000"},
}


@pytest.mark.kafka
def test_the_broker_keeps_each_topic_for_as_long_as_it_must(broker, make_settings):
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address)
    kafka.ensure_topics(settings)
    with KafkaAdminClient(**kafka.options(settings)) as admin:
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in KEPT]
        [answer] = admin.describe_configs(resources, config_filter="all").values()
    found = {name: {key: row["value"] for key, row in rows.items()} for name, rows in answer.items()}

    assert {topic.name for topic in kafka.TOPICS} == KEPT.keys()
    assert {name: {key: found[name][key] for key in kept} for name, kept in KEPT.items()} == KEPT
    stamped = [name for name in KEPT if found[name]["message.timestamp.type"] == "LogAppendTime"]
    assert stamped == ["sport.actions", "sport.positions"], "verification repeats by the broker's clock"
    assert int(found["sport.rejected"]["max.message.bytes"]) > int(found["sport.actions"]["max.message.bytes"])


@pytest.mark.kafka
def test_records_are_appended_in_order_and_their_places_are_known(broker, make_settings):
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address)
    kafka.ensure_topics(settings)
    producer = Producer(settings)

    receipts = producer.send([("the-same-event", str(number).encode()) for number in range(50)])
    producer.close()

    assert all(isinstance(receipt, Receipt) for receipt in receipts)
    assert {receipt.partition for receipt in receipts} == {receipts[0].partition}
    offsets = [receipt.offset for receipt in receipts]
    assert offsets == sorted(offsets)


def test_a_kafka_that_is_away_is_said_in_a_sentence(make_settings, monkeypatch):
    monkeypatch.setattr(producer, "DELIVERY_S", 0.2)

    with pytest.raises(Unavailable, match=r"Kafka at 127\.0\.0\.1:1 does not answer"):
        Producer(make_settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")).send([("e", b"{}")])
