"""Following a topic of a real Kafka that ends, as the processor's do, with the end of a transaction."""

import uuid

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from lib.live import follower
from lib.live.follower import Follower
from tests.waiting import wait_for

pytestmark = pytest.mark.kafka

RECORDS = 5_000  # more than one poll takes


@pytest.fixture(scope="module")
def topic(broker):
    """A topic of three partitions with so many records."""
    name, connection = f"followed-{uuid.uuid4()}", {"bootstrap.servers": broker.address}
    admin = AdminClient(connection)
    admin.create_topics([NewTopic(name, 3, 1)])[name].result()
    producer = Producer(connection | {"transactional.id": name})
    producer.init_transactions()
    producer.begin_transaction()
    for number in range(RECORDS):
        producer.produce(name, str(number), str(number))
        producer.poll(0)
    producer.commit_transaction()
    return name


@pytest.fixture
def one(topic, broker, make_settings):
    """A follower of it, not started yet, that counts its records."""

    class Counting(Follower):
        TOPIC = topic

        def receive(self, polled):
            self.count += sum(map(len, polled.values()))

    made = Counting(make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address))
    made.count = 0
    yield made
    made.stop()


def test_it_has_caught_up_with_the_last_record_and_not_when_the_broker_is_asked_again(one, monkeypatch):
    monkeypatch.setattr(follower, "CHECK_S", 90)

    one.start()
    wait_for(lambda: one.caught_up, message="the follower has caught up")

    assert one.count == RECORDS
    assert sum(int(part.partition(":")[2]) for part in one.cursor.split(",")) == RECORDS + 3  # an end in each partition
