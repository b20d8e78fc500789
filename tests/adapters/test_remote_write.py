"""The contract of docs/decisions/0003-remote-write.md, held against a real Prometheus."""

import http.server
import math
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from lib.adapters import remote_write
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.errors import Unavailable
from lib.local import ports
from lib.local import prometheus as local_prometheus
from tests.conftest import require

MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.fixture
def now() -> int:
    return round(time.time() * 1000)


@pytest.fixture
def name(request) -> str:
    """A metric of its own for each test."""
    return f"t_{request.node.name}".replace("[", "_").replace("]", "").replace("-", "_")


@pytest.fixture
def writer(prometheus, make_settings) -> Iterator[RemoteWriter]:
    made = RemoteWriter(make_settings(PROMETHEUS_URL=prometheus.address))
    yield made
    made.close()


@pytest.fixture
def stored(prometheus, now) -> Callable[[str], list]:
    """The values of a metric over the last hours, by time; those of all its series."""

    def read(query: str) -> list[tuple[int, float]]:
        answer = requests.get(
            f"{prometheus.address}/api/v1/query",
            params={"query": f"{query}[6d]", "time": (now + MINUTE) / 1000},
            timeout=30,
        )
        return [
            (round(at * 1000), float(value)) for one in answer.json()["data"]["result"] for at, value in one["values"]
        ]

    return read


def test_an_integer_is_written_as_protobuf_writes_it():
    assert remote_write._varint(0) == b"\x00"
    assert remote_write._varint(300) == b"\xac\x02"
    assert remote_write._varint(-1) == b"\xff" * 9 + b"\x01"


def test_labels_are_sorted_and_samples_of_a_series_come_together():
    late, early = Sample("m", (("z", "1"), ("a", "2")), 2.0, 9), Sample("m", (("z", "1"), ("a", "2")), 1.0, 8)

    body = remote_write.encode([late, early])

    assert body.count(b"__name__") == 1
    assert body.index(b"__name__") < body.index(b"a\x12\x012") < body.index(b"z\x12\x011")
    assert body.index(b"\x10\x08") < body.index(b"\x10\x09")


def test_an_empty_label_is_left_out():
    assert remote_write.encode([Sample("m", (("empty", ""),), 1.0, 1)]) == remote_write.encode(
        [Sample("m", (), 1.0, 1)]
    )


@pytest.mark.prometheus
def test_what_is_written_can_be_asked_for(writer, stored, name, now):
    label = 'Ünïcode "quoted" \\ and a\nline'

    result = writer.write([Sample(name, (("side", label),), 3.5, now), Sample(name, (("side", label),), 2.5, now - 2)])

    assert result.written == 2
    assert stored(name) == [(now - 2, 2.5), (now, 3.5)]


@pytest.mark.prometheus
def test_numbers_that_are_none_are_stored(writer, stored, name, now):
    writer.write(
        [Sample(name, (), math.inf, now - 4), Sample(name, (), math.nan, now - 2), Sample(name, (), -0.5, now)]
    )

    (_, infinite), (_, not_a_number), (_, last) = stored(name)
    assert infinite == math.inf
    assert math.isnan(not_a_number)
    assert last == -0.5


@pytest.mark.prometheus
def test_an_equal_replay_is_accepted_and_changes_nothing(writer, stored, name, now):
    batch = [
        Sample(name, (("n", str(n)),), float(n), now - HOUR + step * MINUTE) for n in range(50) for step in range(60)
    ]
    writer.write(batch)

    again = writer.write(reversed(batch))

    assert (again.written, again.too_old, again.refused) == (3_000, 0, [])
    assert len(stored(name)) == 3_000


@pytest.mark.prometheus
def test_a_late_sample_is_stored(writer, stored, name, now):
    writer.write([Sample(name, (), 2.0, now)])

    late = writer.write([Sample(name, (), 1.0, now - HOUR)])

    assert late.written == 1
    assert stored(name) == [(now - HOUR, 1.0), (now, 2.0)]


@pytest.mark.prometheus
def test_two_values_for_one_moment_in_one_batch_leave_the_first(writer, stored, name, now):
    result = writer.write([Sample(name, (), 1.0, now), Sample(name, (), 2.0, now)])

    assert (result.written, result.refused) == (1, [])
    assert stored(name) == [(now, 1.0)]


@pytest.mark.prometheus
def test_one_bad_sample_does_not_take_a_batch_with_it(writer, stored, name, now):
    writer.write([Sample(name, (("n", "7"),), 1.0, now)])
    batch = [Sample(name, (("n", str(n)),), 5.0, now) for n in range(100)]

    result = writer.write(batch)

    assert result.written == 99
    (refused,) = result.refused
    assert dict(refused.sample.labels) == {"n": "7"}
    assert "duplicate sample for timestamp" in refused.text
    assert stored(f'{name}{{n="7"}}') == [(now, 1.0)]
    assert len(stored(name)) == 100


@pytest.mark.prometheus
def test_a_sample_older_than_the_window_is_not_sent(writer, stored, name, now):
    result = writer.write([Sample(name, (), 1.0, now - 169 * HOUR), Sample(name, (), 1.0, now)])

    assert (result.written, result.too_old) == (1, 1)


@pytest.mark.prometheus
def test_prometheus_verdict_too_old_is_final_whatever_its_status(make_settings, tmp_path, now):
    """Its own window may be shorter than we were told: 2.42 says so with status 500, later ones with 400."""
    require(local_prometheus.packages.PROMETHEUS)
    with local_prometheus.server(tmp_path, window_hours=2) as narrow:
        writer = RemoteWriter(make_settings(PROMETHEUS_URL=narrow.address))
        writer.write([Sample("t", (("n", str(n)),), 1.0, now) for n in range(20)])
        batch = [Sample("t", (("n", str(n)),), 2.0, now - (3 * HOUR if n == 5 else MINUTE)) for n in range(20)]

        result = writer.write(batch)

        assert (result.written, result.too_old, result.refused) == (19, 1, [])


@pytest.mark.prometheus
def test_nothing_is_sent_from_the_future(writer, stored, name, now):
    result = writer.write([Sample(name, (), 1.0, now + MINUTE), Sample(name, (), 1.0, now)])

    assert (result.written, result.future) == (1, 1)
    assert stored(name) == [(now, 1.0)]


@pytest.mark.prometheus
def test_a_marker_makes_a_series_vanish_at_once_and_not_its_past(writer, prometheus, name, now):
    def ask(query: str, at: int) -> list:
        answer = requests.get(
            f"{prometheus.address}/api/v1/query", params={"query": query, "time": at / 1000}, timeout=30
        )
        return [one["value"][1] for one in answer.json()["data"]["result"]]

    writer.write([Sample(name, (), 3.0, now), Sample(name, (), None, now + 1)])

    assert ask(name, now) == ["3"]
    assert ask(name, now + 2) == []
    assert ask(f"last_over_time({name}[1h])", now + 2) == ["3"]


def test_a_prometheus_that_is_away_is_unavailable(make_settings, now):
    writer = RemoteWriter(make_settings(PROMETHEUS_URL=f"http://u:secret@127.0.0.1:{ports.free()}"))

    with pytest.raises(Unavailable, match="cannot be used") as caught:
        writer.write([Sample("t", (), 1.0, now)])

    assert "secret" not in str(caught.value)


@pytest.mark.prometheus
def test_a_prometheus_without_the_receiver_says_what_to_do(prometheus, make_settings, now):
    writer = RemoteWriter(make_settings(PROMETHEUS_URL=f"{prometheus.address}/elsewhere"))

    with pytest.raises(Unavailable, match="enable-remote-write-receiver"):
        writer.write([Sample("t", (), 1.0, now)])


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers every request with the server's status, and keeps its headers."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(dict(self.headers))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[http.server.ThreadingHTTPServer]:
    """What may stand before Prometheus in a company: answers with the ``status`` that it is told."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        server.status, server.seen = 204, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("status", [301, 401, 403, 404, 429, 500, 502, 503])
def test_an_answer_that_is_not_about_the_samples_means_try_again(gateway, make_settings, now, status):
    gateway.status = status
    writer = RemoteWriter(
        make_settings(PROMETHEUS_URL=f"http://127.0.0.1:{gateway.server_port}", PROMETHEUS_TOKEN="s3c")
    )

    with pytest.raises(Unavailable) as caught:
        writer.write([Sample("t", (("n", str(n)),), 1.0, now) for n in range(8)])

    assert len(gateway.seen) == 1
    assert "s3c" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({}, None),
        ({"PROMETHEUS_TOKEN": "t0ken"}, "Bearer t0ken"),
        ({"PROMETHEUS_USERNAME": "ann", "PROMETHEUS_PASSWORD": "pw"}, "Basic YW5uOnB3"),
    ],
)
def test_a_request_has_the_headers_of_the_specification(gateway, make_settings, now, environment, header):
    writer = RemoteWriter(make_settings(PROMETHEUS_URL=f"http://127.0.0.1:{gateway.server_port}", **environment))

    writer.write([Sample("t", (), 1.0, now)])

    (headers,) = gateway.seen
    assert headers["Content-Encoding"] == "snappy"
    assert headers["Content-Type"] == "application/x-protobuf"
    assert headers["X-Prometheus-Remote-Write-Version"] == "0.1.0"
    assert headers["User-Agent"].startswith("touchline/")
    assert headers.get("Authorization") == header
