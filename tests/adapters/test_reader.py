"""Reading topics, and what Kafka says of them, on a real broker."""

import threading
import uuid

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from lib.adapters import cluster, kafka, reader
from lib.adapters.cluster import Cluster
from lib.errors import Unavailable
from tests.waiting import wait_for

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def options(broker):
    return {"bootstrap_servers": [broker.address]}


@pytest.fixture(scope="module")
def topic(options):
    """A topic of two partitions; the first has ten records, the second five and two more that were rolled back."""
    name = f"reader-{uuid.uuid4()}"
    with KafkaAdminClient(**options) as admin:
        admin.create_topics({name: {"num_partitions": 2, "replication_factor": 1}}, wait_for_metadata=True)
    with KafkaProducer(**options, transactional_id=name) as producer:
        producer.init_transactions()
        for count, partition, good in ((10, 0, True), (2, 1, False), (5, 1, True)):
            producer.begin_transaction()
            for number in range(count):
                producer.send(name, b"v%d" % number, key=b"k", partition=partition, headers=[("h", b"1")])
            producer.flush()
            (producer.commit_transaction if good else producer.abort_transaction)()
    with KafkaConsumer(**options, isolation_level="read_committed") as consumer:
        ends = {TopicPartition(name, 0): 10 + 1, TopicPartition(name, 1): 2 + 1 + 5 + 1}
        # Who ends a transaction goes on before its mark is in the topic.
        wait_for(lambda: consumer.end_offsets(list(ends)) == ends, message="the marks of all transactions")
    return name


@pytest.fixture
def settings(make_settings, broker):
    return make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address)


def everything(settings, topic):
    with reader.reading(settings, topic) as source:
        batches = source.read(source.earliest(), source.latest(), threading.Event())
        return [reader.message(record) for batch in batches for record in batch]


def test_everything_that_was_committed_is_read_once(settings, topic):
    found = everything(settings, topic)

    assert sorted((one.partition, one.value) for one in found) == sorted(
        [(0, b"v%d" % n) for n in range(10)] + [(1, b"v%d" % n) for n in range(5)]
    )
    assert found[0].headers == (("h", b"1"),)


def test_a_part_is_read_without_its_end(settings, topic):
    with reader.reading(settings, topic) as source:
        batches = source.read({0: 3, 1: 0}, {0: 6, 1: 0}, threading.Event())
        assert [record.offset for batch in batches for record in batch] == [3, 4, 5]
        again = source.read({0: 7, 1: 0}, {0: 9, 1: 0}, threading.Event())
        assert [record.offset for batch in again for record in batch] == [7, 8]


def test_a_stop_ends_it(settings, topic):
    stop = threading.Event()
    stop.set()

    with reader.reading(settings, topic) as source:
        assert list(source.read(source.earliest(), source.latest(), stop)) == []


def test_one_message_is_found_by_its_place(settings, topic):
    with reader.reading(settings, topic) as source:
        assert source.one(0, 4).value == b"v4"
        assert source.one(0, 4_000) is None
        assert source.one(1, 0) is None  # rolled back
        with pytest.raises(reader.NoSuchTopic, match="no partition 7"):
            source.one(7, 0)


def test_a_topic_that_is_not_there_is_told(settings):
    with pytest.raises(reader.NoSuchTopic, match="'nowhere'"), reader.reading(settings, "nowhere"):
        pass


def test_kafka_away_is_told(make_settings, monkeypatch):
    monkeypatch.setattr(reader, "PATIENCE_S", 1)

    with pytest.raises(Unavailable, match="does not answer"):
        everything(make_settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1"), "any")


def test_reading_makes_no_consumer_group(settings, topic, options):
    everything(settings, topic)

    with KafkaAdminClient(**options) as admin:
        assert not [one for one in admin.list_groups() if topic in one["group_id"] or "kafka-python" in one["group_id"]]


def test_a_topic_is_described_with_its_partitions_settings_and_purpose(settings):
    kafka.ensure_topics(settings)
    asked = Cluster(settings)

    facts = {one.name: one for one in asked.topics()}

    assert list(facts)[: len(kafka.TOPICS)] == [one.name for one in kafka.TOPICS]
    actions = facts[kafka.ACTIONS]
    assert [one.number for one in actions.partitions] == list(range(len(actions.partitions)))
    assert actions.help == kafka.TOPICS[0].help
    assert {one.name: one.value for one in actions.settings}["retention.ms"] == "-1"
    assert not any(one.differs for one in actions.settings)
    assert "__consumer_offsets" not in facts
    asked.close()


def test_a_setting_that_is_not_as_declared_is_seen():
    assert cluster.Setting("retention.ms", "60000", "-1").differs
    assert not cluster.Setting("segment.bytes", "60000").differs


def test_sizes_and_offsets_are_those_of_the_topic(settings, topic):
    asked = Cluster(settings)

    facts = next(one for one in asked.topics() if one.name == topic)

    assert facts.partitions[0].latest >= 10
    assert facts.size > 0
    assert facts.settings == ()
    asked.close()


def test_the_brokers_are_known_by_their_address_and_one_is_the_controller(settings, broker):
    asked = Cluster(settings)

    (only,) = asked.brokers()

    assert (only.address, only.controller) == (broker.address, True)
    asked.close()


def test_a_group_has_its_lag_by_partition(settings, topic, options):
    group = f"group-{uuid.uuid4()}"
    consumer = KafkaConsumer(topic, **options, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False)
    read = 0

    def ten():
        nonlocal read
        read += sum(map(len, consumer.poll(timeout_ms=200).values()))
        return read >= 10

    wait_for(ten, message="ten records")
    asked = Cluster(settings)

    before = next(one for one in asked.groups() if one.name == group)
    consumer.commit()
    after = next(one for one in asked.groups() if one.name == group)
    consumer.close()

    assert before.state == "Stable"
    (member,) = before.members
    assert member.host == "127.0.0.1"
    assert member.assigned == tuple((one.topic, one.partition) for one in before.reached)
    assert {one.committed for one in before.reached} == {None}
    assert before.lag == sum(one.latest for one in before.reached)
    assert after.lag < before.lag
    asked.close()
