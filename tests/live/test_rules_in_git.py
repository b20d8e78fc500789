"""Rules live in Git alone: a commit changes standings, a revert takes that back, and no fact is processed again."""

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.adapters import kafka
from lib.content import competitions
from lib.live import node, routes
from lib.live.node import Node
from lib.sport import state
from lib.sport.state import EventRecord, Provenance
from tests.checkout import Checkout
from tests.content.playing import Play
from tests.waiting import wait_for

pytestmark = pytest.mark.kafka

FILE = "content/competitions/rules-in-git.yaml"
TABLE = "/api/competitions/rules-in-git/table"
LEAGUE = """\
title: Rules in Git
sport: football
competitors: [{id: a, name: A}, {id: b, name: B}, {id: c, name: C}]
rules: {points: {win: 3}}
stages: [{id: league, type: league, draw: {legs: 2}}]
"""
# A wins twice and draws once, B wins once and draws three times: with two points for a win B passes A by goals.
RESULTS = (("a", "b", (0, 1)), ("a", "c", (1, 0)), ("c", "a", (0, 1)), ("b", "c", (1, 1)), ("c", "b", (1, 1)),
           ("b", "a", (2, 2)))  # fmt: skip


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path / "content")
    made.commit({FILE: LEAGUE, "content/wiki/index.md": "# Home"}, "Three points for a win")
    return made


@pytest.fixture
def client(broker, checkout, make_settings):
    """A node that follows a real repository and a real Kafka, in which the league is played, and its routes."""
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, CONTENT_REPO=checkout.path, KAFKA_PARTITIONS="3")
    kafka.ensure_topics(settings)
    _play(broker)
    here = Node(settings)
    node.use(here)
    here.feed.start()
    here.library.start()
    with TestClient(Starlette(routes=routes.routes())) as client:
        wait_for(lambda: client.get("/readyz").status_code == 200, message="the node is ready")
        yield client
    here.library.stop()
    here.feed.stop()
    node.use(None)


def _play(broker):
    """Be the processor: write the states of the events of the league."""
    play = Play(competitions.read({FILE: LEAGUE.encode()})[0])
    for home, away, score in RESULTS:
        play.result(home, away, score)
    with KafkaProducer(bootstrap_servers=broker.address) as producer:
        for event, one in play.states.items():
            record = EventRecord(one, Provenance(kafka.ACTIONS, 0, 0, 0, 3, 0))
            producer.send(kafka.EVENTS, key=event.encode(), value=state.encode(record))


def log_ends(broker):
    """How far each partition of actions and states goes."""
    with KafkaConsumer(bootstrap_servers=broker.address) as consumer:
        places = [
            TopicPartition(topic, number)
            for topic in (kafka.ACTIONS, kafka.EVENTS)
            for number in consumer.partitions_for_topic(topic)
        ]
        return consumer.end_offsets(places)


def order(client):
    """The competitors, best first, with their points."""
    rows = client.get(TABLE).json()["tables"][0]["rows"]
    return [(row["competitor"], row["points"]) for row in rows]


def told(client, sha):
    """Everything that is said of the standings at a revision, but the revision's own name."""
    csv, whole = client.get(f"{TABLE}?format=csv"), client.get("/api/competitions/rules-in-git")
    assert sha in whole.text
    return csv.content, whole.content.replace(sha.encode(), b""), client.get(TABLE).content.replace(sha.encode(), b"")


def served(client, sha):
    """Wait until the node runs with a commit."""
    wait_for(lambda: client.get("/api/config").json()["sync"]["running"] == sha, message="the commit is served")


def test_a_commit_changes_the_standings_a_revert_brings_them_back_and_a_broken_one_is_never_served(
    client, checkout, broker
):
    first = checkout.git("rev-parse", "HEAD")
    ends, before = log_ends(broker), told(client, first)
    assert order(client) == [("a", 7), ("b", 6), ("c", 2)]

    two = checkout.commit({FILE: LEAGUE.replace("win: 3", "win: 2")}, "Two points for a win")
    served(client, two)
    assert order(client) == [("b", 5), ("a", 5), ("c", 2)]

    checkout.git("revert", "--no-edit", two)
    reverted = checkout.git("rev-parse", "HEAD")
    served(client, reverted)
    assert told(client, reverted) == before

    broken = checkout.commit({FILE: LEAGUE.replace("win: 3", "win: three")}, "Three points, in words")
    wait_for(lambda: client.get("/api/config").json()["sync"]["desired"] == broken, message="the broken commit is seen")
    sync = wait_for(
        lambda: (one := client.get("/api/config").json()["sync"])["state"] == "Stalled" and one, message="it is refused"
    )
    assert (sync["desired"], sync["running"], sync["path"], sync["line"]) == (broken, reverted, FILE, 4)
    assert sync["reason"].startswith(f"{FILE}:4:18: rules.points.win: ")
    assert told(client, reverted) == before

    assert log_ends(broker) == ends
