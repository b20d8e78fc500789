"""Actions to take away, through the real routes, with a history that was filled by hand in Kafka's place."""

import io

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.live import node, routes
from lib.live.feed import Held
from lib.live.history import Located
from lib.live.node import Node
from lib.local import ports
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.sport.making import action, declared

MATCHES = {
    event: [
        declared(subject=event, competition="cup – 2026"),
        action("period.start", subject=event, period=1),
        action("score", at=60, subject=event, participant="sales", period=1, clock=60, member="North, A."),
        action("play", at=90, subject=event, participant="logistics", kind="pass", period=1, clock=90, x=10, y=20),
    ]
    for event in ("semi", "final")
}


@pytest.fixture
def client(make_settings, monkeypatch):
    """The routes of a node that knows two matches; Kafka itself is away."""
    here = Node(make_settings(KAFKA_PORT=ports.free()))
    for offset, (event, given) in enumerate(MATCHES.items()):
        record = EventRecord(fold(event, given), Provenance("sport.actions", 0, 0, 9, len(given), 1))
        here.feed.take([Held(event, state.encode(record), 0, offset)])
    located = {
        event: [Located(one, 0, place, one.at) for place, one in enumerate(given)] for event, given in MATCHES.items()
    }
    monkeypatch.setattr(here.feed, "actions", located.__getitem__)
    node.use(here)
    yield TestClient(Starlette(routes=routes.routes()))
    here.ingest.close()
    node.use(None)


def test_an_event_as_parquet_has_a_row_for_each_action_with_its_types(client):
    answer = client.get("/api/events/final/actions?format=parquet")

    frame = pd.read_parquet(io.BytesIO(answer.content))
    assert frame["kind"].tolist() == ["event.declared", "period.start", "score", "play"]
    assert set(frame["event"]) == {"final"}
    assert str(frame["time"].dtype) == "datetime64[ms, UTC]"
    assert frame["x"].dtype == "float64"
    assert "final.parquet" in answer.headers["content-disposition"]


def test_a_competition_holds_its_events_one_after_the_other(client):
    answer = client.get("/api/competitions/cup – 2026/actions?format=csv")

    frame = pd.read_csv(io.BytesIO(answer.content))
    assert frame["event"].tolist() == ["final"] * 4 + ["semi"] * 4
    assert frame.loc[frame["kind"] == "score", "member"].tolist() == ["North, A."] * 2
    assert "cup%20%E2%80%93%202026.csv" in answer.headers["content-disposition"]


def test_json_says_where_each_action_is_in_kafka(client):
    actions = client.get("/api/events/semi/actions").json()["actions"]

    assert [one["offset"] for one in actions] == [0, 1, 2, 3]
    assert actions[2]["action"]["data"]["member"] == "North, A."


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/events/nope/actions?format=csv", 404, "no event 'nope'"),
        ("/api/competitions/nope/actions", 404, "no event of a competition 'nope'"),
        ("/api/events/final/actions?format=xls", 400, "json, csv or parquet"),
    ],
)
def test_what_is_not_there_is_told(client, path, status, words):
    answer = client.get(path)

    assert answer.status_code == status
    assert words in answer.json()["error"]
