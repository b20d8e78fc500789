"""How we connect, and what the topics have to be like."""

import pytest

from lib.adapters import kafka
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


def test_a_kafka_that_is_away_is_said_in_a_sentence(make_settings):
    with pytest.raises(Unavailable, match=r"Kafka at 127\.0\.0\.1:1 does not answer"):
        Producer(make_settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")).send([("e", b"{}")])
