"""What a process without a web server of its own says of itself."""

import socket

import pytest
import requests

from lib.adapters import instruments
from lib.errors import WrongUse


def test_a_process_is_measured_and_says_whether_it_is_ready():
    states = iter([False, True])
    address = f"http://127.0.0.1:{instruments.serve('127.0.0.1', 0, lambda: next(states))}"

    assert "touchline_actions_total" in requests.get(f"{address}/metrics", timeout=10).text
    answers = [requests.get(f"{address}/readyz", timeout=10) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(503, {"ready": False}), (200, {"ready": True})]
    assert requests.get(f"{address}/", timeout=10).status_code == 404


def test_a_port_that_is_taken_is_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(WrongUse, match=r"/metrics cannot be served on 127\.0\.0\.1:\d+ .*choose another port"):
            instruments.serve("127.0.0.1", taken.getsockname()[1], lambda: True)
