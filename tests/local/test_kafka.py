import socket
import subprocess
import sys

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from lib.errors import Unavailable
from lib.local import kafka, packages, ports, probes
from lib.settings import ROOT
from tests.conftest import require


def produce(address: str, topic: str, values: list[bytes]) -> None:
    producer = KafkaProducer(bootstrap_servers=address, acks="all", compression_type="zstd")
    sent = [producer.send(topic, value) for value in values]
    for answer in sent:
        answer.get(timeout=30)
    producer.close()


def consume(address: str, topic: str, count: int) -> list[bytes]:
    consumer = KafkaConsumer(bootstrap_servers=address, consumer_timeout_ms=20_000)
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    consumer.seek_to_beginning(partition)
    values = [record.value for _, record in zip(range(count), consumer, strict=False)]
    consumer.close()
    return values


@pytest.mark.kafka
def test_the_broker_keeps_what_it_acknowledged_through_a_kill(broker):
    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    admin.create_topics({"kept": {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    admin.close()
    values = [b"%d" % number for number in range(100)]
    produce(broker.address, "kept", values)

    broker.kill()
    assert not probes.kafka_ok(broker.address)
    broker.start()

    assert consume(broker.address, "kept", 100) == values


@pytest.mark.kafka
def test_topics_exist_only_when_they_are_made(broker):
    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    topics = admin.describe_topics(["never-made"])
    admin.close()

    assert topics[0]["error_code"] != 0


@pytest.mark.kafka
def test_a_broker_in_the_foreground_ends_with_its_command(tmp_path):
    require(packages.JAVA, packages.MAVEN)
    command = [sys.executable, "-m", "lib.local.kafka", str(tmp_path / "node"), str(ports.free())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as foreground:
        assert foreground.stdout
        address = foreground.stdout.readline().split()[3].rstrip(";")
        assert probes.kafka_ok(address)

        foreground.terminate()

    assert foreground.returncode == 0
    assert not probes.kafka_ok(address)


def test_an_interrupted_download_is_not_taken_for_the_whole(tmp_path, monkeypatch):
    def cut_off(temporary, jars):
        temporary.mkdir()
        (temporary / "kafka.jar").touch()
        raise KeyboardInterrupt

    require(packages.JAVA, packages.MAVEN)
    monkeypatch.setattr(kafka, "_download", cut_off)

    with pytest.raises(KeyboardInterrupt):
        kafka.fetch_jars(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_failed_download_says_what_to_check(tmp_path, monkeypatch):
    require(packages.JAVA, packages.MAVEN)
    pom = tmp_path / "pom.xml"
    pom.write_text("<project/>")
    monkeypatch.setattr(kafka, "_POM", pom)

    with pytest.raises(Unavailable, match=r"could not be downloaded with Maven: .*KAFKA_BOOTSTRAP_SERVERS"):
        kafka.fetch_jars(tmp_path / "lib")


def test_an_old_java_is_named(monkeypatch, tmp_path):
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    with pytest.raises(Unavailable, match="needs Java 17 or newer, and `java` is 11 here"):
        kafka._require_java()


def test_a_server_that_says_nothing_is_no_broker():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert not probes.kafka_ok(f"127.0.0.1:{deaf.getsockname()[1]}")


def test_a_closed_port_is_no_broker():
    assert not probes.kafka_ok(f"127.0.0.1:{ports.free()}")
