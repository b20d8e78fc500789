"""How far groups are behind, what topics are, and one message by its place; on a real Kafka, through our routes."""

import time
import uuid

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.adapters import instruments, kafka
from lib.live import node, routes
from lib.live.node import Node
from tests.checkout import Checkout

pytestmark = pytest.mark.kafka

RECORDS = 10


@pytest.fixture(scope="module")
def topic(broker):
    """A topic with ten records."""
    return filled(broker)


def filled(broker) -> str:
    name = f"lags-{uuid.uuid4()}"
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        admin.create_topics({name: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    with KafkaProducer(bootstrap_servers=broker.address) as producer:
        for number in range(RECORDS):
            producer.send(name, b"v%d" % number, key=b"k", headers=[("h", b"1")])
    return name


def reached(broker, group: str, topic: str, offset: int) -> None:
    """Let *group* have read *topic* up to *offset*."""
    consumer = KafkaConsumer(bootstrap_servers=broker.address, group_id=group, enable_auto_commit=False)
    place = TopicPartition(topic, 0)
    consumer.assign([place])
    consumer.commit({place: OffsetAndMetadata(offset, "", -1)})
    consumer.close()


@pytest.fixture
def here(make_settings, broker, tmp_path):
    """A node that asks nobody by itself; its wiki has a page about one topic."""
    checkout = Checkout(tmp_path / "origin")
    checkout.commit({"content/wiki/index.md": "# Wiki\n", "content/wiki/topics/sport.actions.md": "# Actions\n"})
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, CONTENT_REPO=checkout.path)
    kafka.ensure_topics(settings)
    one = Node(settings)
    one.library.branch.step()
    node.use(one)
    yield one
    one.streams.stop()
    one.ingest.close()
    node.use(None)


@pytest.fixture
def client(here):
    return TestClient(Starlette(routes=routes.routes()), base_url="http://localhost", client=("127.0.0.1", 50000))


def test_a_groups_lag_is_kept_over_time_shown_and_given_to_prometheus(here, client, broker, topic):
    group, lags, began = f"{kafka.GROUPS}{uuid.uuid4()}", here.streams.lags, round(time.time() * 1000)
    measured = f'touchline_group_lag{{group="{group}",topic="{topic}"}}'
    assert client.get("/api/streams/groups").status_code == 503
    for offset in (4, 9):
        reached(broker, group, topic, offset)
        lags.look()

    assert [lag for _, lag in lags.trend(group)] == [6, 1]
    frame = lags.frame()[lambda all_: all_["group"] == group]
    assert frame[["topic", "lag"]].to_numpy().tolist() == [[topic, 6], [topic, 1]]
    assert str(frame["time"].dt.tz) == "UTC"
    assert began <= lags.trend(group)[0][0] <= lags.trend(group)[1][0] <= time.time() * 1000
    assert f"{measured} 1.0" in instruments.exposition()[0].decode()

    answer = client.get("/api/streams/groups").json()
    [shown] = [one for one in answer["groups"] if one["name"] == group]
    assert answer["problem"] == ""
    assert (shown["ours"], shown["lag"], [lag for _, lag in shown["trend"]]) == (True, 1, [6, 1])
    assert shown["reached"] == [{"topic": topic, "partition": 0, "committed": 9, "latest": RECORDS, "lag": 1}]

    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        admin.delete_groups([group])
    lags.look()
    assert measured not in instruments.exposition()[0].decode()


def test_a_topic_comes_with_its_facts_and_the_page_that_git_has_about_it(client, topic):
    found = {one["name"]: one for one in client.get("/api/streams/topics").json()["topics"]}

    assert found["sport.actions"]["page"] == "topics/sport.actions"
    assert found["sport.events"]["page"] is None
    assert found["sport.events"]["help"] == kafka.TOPICS[1].help
    policy = {"name": "cleanup.policy", "value": "compact", "wanted": "compact", "differs": False}
    assert policy in found["sport.events"]["settings"]
    assert (found[topic]["offsets"], len(found[topic]["partitions"])) == (RECORDS, 1)


def test_one_message_is_shown_by_its_place_and_one_that_is_not_there_is_404(client, topic):
    found = client.get(f"/api/streams/messages/{topic}/0/3").json()

    assert (found["offset"], found["key"], found["value"], found["headers"]) == (3, "k", "v3", [["h", "1"]])
    for place in (f"{topic}/0/{RECORDS}", f"{topic}/7/0", "nowhere/0/0"):
        answer = client.get(f"/api/streams/messages/{place}")
        assert answer.status_code == 404
        assert place.partition("/")[0] in answer.json()["error"]
