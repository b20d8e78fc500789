"""Whoever asks too often is told how long to wait, and keeps nobody else waiting."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from lib.live import limits, node, tokens
from lib.live.limits import TABLE, WRONG_TOKENS, Allowance, Clients
from lib.live.node import Node
from lib.live.routes import MIDDLEWARE, routes

EXPORT = "/api/events/none/actions"
BURST = {limit.what: int(limit.burst) for limit in TABLE}
ITS_OWN = {"POST /api/actions"}  # it counts actions, whatever they come in


@pytest.fixture
def clients(make_settings, tmp_path, unhurried):
    """Clients of one process: ``clients("192.0.2.1")``."""
    devices = [{"name": name, "sha256": tokens.digest(f"tl_{name}"), "role": "operator"} for name in ("one", "two")]
    (tmp_path / "tokens.yaml").write_text(json.dumps({"tokens": devices}))
    made = []

    def start(**environment):
        here = Node(make_settings(API_TOKENS_FILE=tmp_path / "tokens.yaml", **environment))
        made.append(here)
        node.use(here)
        app = ProxyHeadersMiddleware(
            Starlette(routes=routes(), middleware=MIDDLEWARE), here.settings.forwarded_allow_ips
        )
        return lambda address: TestClient(app, base_url="http://localhost", client=(address, 1))

    yield start
    node.use(None)
    for here in made:
        here.ingest.close()


def test_every_route_that_changes_something_has_a_limit():
    listed = {row for limit in TABLE for row in limit.routes} | ITS_OWN
    served = {
        f"{method} {route.path}"
        for route in routes()
        for method in (route.methods or {"GET"}) - {"HEAD"}
        if route.path != "/api/{path:path}"
    }

    assert {row for row in served if not row.startswith("GET ")} <= listed
    assert listed <= served, "a row of the table is of no route"


def test_too_many_are_429_with_a_sentence_and_others_do_not_notice(clients):
    at = clients()
    near = at("192.0.2.1")
    answers = [near.get(EXPORT) for _ in range(BURST["exports"] + 1)]

    assert {answer.status_code for answer in answers[:-1]} == {404}
    assert answers[-1].status_code == 429
    assert "Too many exports from one client, which may have 1 a second: wait 0." in answers[-1].json()["error"]
    assert answers[-1].headers["retry-after"] == "1"
    assert near.get("/api/events/none").status_code == 404, "what costs nothing is not counted"
    assert at("192.0.2.2").get(EXPORT).status_code == 404


def test_tokens_count_for_themselves_wherever_they_come_from(clients):
    near = clients()("192.0.2.1")
    for _ in range(BURST["exports"]):
        near.get(EXPORT, headers={"authorization": "Bearer tl_one"})

    assert near.get(EXPORT, headers={"authorization": "Bearer tl_one"}).status_code == 429
    assert near.get(EXPORT, headers={"authorization": "Bearer tl_two"}).status_code == 404
    assert near.get(EXPORT).status_code == 404


def test_behind_a_proxy_on_this_machine_those_are_counted_for_whom_it_asks(clients):
    at = clients()
    proxy, stranger = at("127.0.0.1"), at("192.0.2.9")
    for _ in range(BURST["exports"]):
        proxy.get(EXPORT, headers={"x-forwarded-for": "192.0.2.1"})
        stranger.get(EXPORT, headers={"x-forwarded-for": f"192.0.2.{_ + 10}"})

    assert proxy.get(EXPORT, headers={"x-forwarded-for": "192.0.2.1"}).status_code == 429
    assert proxy.get(EXPORT, headers={"x-forwarded-for": "192.0.2.2"}).status_code == 404
    assert stranger.get(EXPORT, headers={"x-forwarded-for": "192.0.2.7"}).status_code == 429, "nobody hides by a header"


def test_who_tries_tokens_has_to_wait_even_for_a_right_one(clients):
    at = clients()
    near = at("192.0.2.1")
    for number in range(int(WRONG_TOKENS.burst)):
        wrong = near.get("/api/events", headers={"authorization": f"Bearer tl_guess{number}"})
        assert wrong.status_code == 401

    right = {"authorization": "Bearer tl_one"}
    assert near.get("/api/events", headers=right).status_code == 429
    assert near.get("/api/events").status_code == 200, "who shows none is not concerned"
    assert at("192.0.2.2").get("/api/events", headers=right).status_code == 200


def test_no_rate_is_no_limit(clients):
    near = clients(API_RATE=0)("192.0.2.1")

    assert {near.get(EXPORT).status_code for _ in range(2 * BURST["exports"])} == {404}


def test_an_allowance_refills_with_time():
    one = Allowance(rate=10, burst=20, left=20, at=0)

    assert one.take(20, now=0) == 0
    assert one.take(10, now=0.5) == pytest.approx(0.5)
    assert one.take(10, now=1.0) == 0


def test_a_batch_larger_than_the_burst_is_let_through_when_the_bucket_is_full():
    assert Allowance(rate=10, burst=20, left=20, at=0).take(500, now=0) == 0


def test_clients_beyond_number_are_forgotten_rather_than_kept(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CLIENTS", 10)
    many = Clients(1, 1)

    for number in range(50):
        many.take(f"address {number}")

    assert len(many._allowances) <= 11
