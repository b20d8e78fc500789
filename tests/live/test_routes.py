"""What an app process says of itself, and of what it has not."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.adapters import instruments
from lib.live import node, routes
from lib.live.feed import Held
from lib.live.node import Node
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.checkout import Checkout
from tests.sport.making import action, declared


@pytest.fixture
def here(make_settings, tmp_path):
    """A node that has read nothing yet."""
    checkout = Checkout(tmp_path / "origin")
    checkout.commit({"content/wiki/index.md": "# Cup\n"})
    one = Node(make_settings(CONTENT_REPO=checkout.path, KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1"))
    node.use(one)
    yield one
    one.ingest.close()
    node.use(None)


@pytest.fixture
def client(here):
    return TestClient(Starlette(routes=routes.routes()), base_url="http://localhost", client=("127.0.0.1", 50000))


def test_it_is_ready_once_it_has_read_all_events_and_a_revision(here, client):
    def ready():
        answer = client.get("/readyz")
        return answer.status_code, answer.json()["feed"], answer.json()["content"]

    assert ready() == (503, False, False)
    here.feed.caught_up = True
    assert ready() == (503, True, False)
    here.library.branch.step()
    assert ready() == (200, True, True)
    here.feed.caught_up = False
    assert ready() == (503, False, True)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_an_address_of_the_api_that_is_none_is_404_and_says_where_to_look(client, method):
    answer = client.request(method, "/api/nothing/here")

    assert answer.status_code == 404
    assert answer.json()["error"] == f"{method} /api/nothing/here is not here: /api/openapi.json lists what is."


def test_metrics_are_those_of_this_process_in_prometheus_own_format(here, client):
    given = [declared(subject="e1"), action("event.status", subject="e1", status="live")]
    record = EventRecord(fold("e1", given), Provenance("sport.actions", 0, 0, 1, 2, 1))
    here.feed.take([Held("e1", state.encode(record), 0, 0)])
    here.feed.measure()
    instruments.VIEWERS.set(0)

    with here.hub.join(["e1"], [], ""):
        answer = client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert "# TYPE touchline_viewers gauge" in lines
    assert "touchline_viewers 1.0" in lines
    assert 'touchline_events{status="live"} 1.0' in lines
