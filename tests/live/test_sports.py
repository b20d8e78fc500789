"""The sports over HTTP, as the files of the revision say that is served."""

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.content import sports
from lib.content.revision import Commit, Revision
from lib.live import node, routes
from lib.live.node import Node


@pytest.fixture
def here(settings):
    """A node that is connected to nothing."""
    one = Node(settings)
    node.use(one)
    yield one
    node.use(None)


def test_words_and_what_is_recorded_are_those_of_the_revision(here):
    client = TestClient(Starlette(routes=routes.routes()))
    assert client.get("/api/sports").json()["football"]["words"]["point"] == ["goal", "goals"]

    darts = b"title: Darts\nformat: {discipline: score}\nwords: {event: [duel, duels]}\nrecording: {points: [1, 3]}\n"
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Darts")
    here.library.current = Revision(commit=commit, sports=sports.read({"sports/darts.yaml": darts}))

    told = client.get("/api/sports").json()["darts"]
    assert told["words"]["event"] == ["duel", "duels"]
    assert told["recording"] == {"points": [1, 3], "methods": ["open"], "sanctions": ["foul"], "shootout": False}
