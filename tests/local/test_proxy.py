"""A real HAProxy before two processes that say who they are."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from lib.local import packages, proxy
from tests.conftest import require
from tests.waiting import wait_for


class Replica(ThreadingHTTPServer):
    """Says its name and what it was asked with; *is_ready* is what it says of itself."""

    def __init__(self, name):
        super().__init__(("127.0.0.1", 0), Asked)
        self.name, self.is_ready, self.posted = name, True, 0
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server_port}"

    def end(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class Asked(BaseHTTPRequestHandler):
    def do_GET(self):
        status = 200 if self.path != "/readyz" or self.server.is_ready else 503
        body = json.dumps({"name": self.server.name, "headers": dict(self.headers)}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.server.posted += 1
        self.connection.close()

    def log_message(self, *_):
        pass


@pytest.fixture
def both():
    replicas = {name: Replica(name) for name in ("app-1", "app-2")}
    yield replicas
    for one in replicas.values():
        one.end()


@pytest.fixture
def address(both, tmp_path):
    require(packages.HAPROXY)
    with proxy.server(tmp_path, {name: one.address for name, one in both.items()}) as front:
        yield front.address


def asked(address, session=requests, **headers):
    return session.get(f"{address}/anything", headers=headers, timeout=30).json()


def test_a_visitor_stays_where_he_was_and_is_taken_on_when_that_one_is_gone(both, address):
    with requests.Session() as session:
        first = asked(address, session)["name"]
        assert {asked(address, session)["name"] for _ in range(6)} == {first}
        wait_for(lambda: {asked(address)["name"] for _ in range(6)} == {"app-1", "app-2"}, message="others are shared")

        both[first].end()

        assert asked(address, session)["name"] != first


def test_one_that_is_not_ready_is_passed_over_and_gets_its_visitors_again(both, address):
    both["app-1"].is_ready = False
    wait_for(lambda: {asked(address)["name"] for _ in range(6)} == {"app-2"})

    both["app-1"].is_ready = True
    wait_for(lambda: "app-1" in {asked(address)["name"] for _ in range(6)})


def test_what_a_visitor_says_of_his_own_address_is_not_passed_on(address):
    headers = asked(address, **{"X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1", "Forwarded": "for=1.2.3.4"})

    told = {name.lower(): value for name, value in headers["headers"].items()}
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert not {"x-real-ip", "forwarded"} & told.keys()
    assert told["host"] == address.removeprefix("http://")


def test_what_may_have_been_carried_out_is_not_sent_twice(both, address):
    answer = requests.post(f"{address}/anything", data="x", timeout=30)

    assert answer.status_code == 502
    assert sum(one.posted for one in both.values()) == 1
