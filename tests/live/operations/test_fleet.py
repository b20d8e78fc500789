"""Which revision runs where, as a real Prometheus heard it of real processes' /metrics; and how the parts are."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lib.adapters.git import Repository
from lib.adapters.prometheus import Metrics
from lib.live.library import Library
from lib.live.node import Node
from lib.live.operations import fleet, parts
from lib.local import packages, ports, prometheus
from tests.checkout import Checkout
from tests.conftest import require
from tests.waiting import wait_for

PAGE = "content/wiki/index.md"
SERIES = 'touchline_config_info{{revision="{}",component="{}"}} 1\n'


@pytest.fixture
def origin(tmp_path):
    made = Checkout(tmp_path / "origin")
    made.shas = [made.commit({PAGE: f"# Version {number}\n"}, f"Version {number}") for number in range(3)]
    return made


@pytest.fixture
def library(origin, make_settings):
    given = make_settings(CONTENT_REPO=origin.path)
    made = Library(given, Repository(given))
    made.step()
    return made


@pytest.fixture
def scraped():
    """Serve a text as ``/metrics``, and return its address; as often as a test likes."""
    servers = []

    def serve(text):
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *about):
                pass

        server = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.prometheus
def test_each_component_of_each_process_is_held_against_the_newest_commit(
    library, origin, scraped, make_settings, tmp_path
):
    require(packages.PROMETHEUS)
    old, before, newest = origin.shas
    targets = {
        "touchline-app": scraped(SERIES.format(newest, "app")),
        "touchline-processor": scraped(SERIES.format(old, "processor") + SERIES.format(before, "writer")),
        "touchline-publisher": scraped(SERIES.format("f" * 40, "publisher")),
        "touchline-app-2": scraped(
            SERIES.format(before, "app-2") + 'touchline_config_sync{component="app-2",state="Stalled"} 1\n'
        ),
        "touchline-ingest": scraped("up_to_something 1\n"),
        "touchline-gone": f"127.0.0.1:{ports.free()}",
    }
    with prometheus.server(tmp_path / "prometheus", targets={job: [one] for job, one in targets.items()}) as server:
        metrics = Metrics(make_settings(PROMETHEUS_URL=server.address))
        wait_for(lambda: parts.number(metrics, "count(up)") == len(targets), message="all were scraped")
        found = fleet.look(library, metrics)
        metrics.close()

    author = origin.git("log", "-1", "--format=%an")
    told = {one.component: (one.state, one.why) for one in found.components}
    assert (found.state, found.wanted.sha, found.wanted.author, found.problem) == ("Synced", newest, author, "")
    assert told == {
        "app": ("Synced", ""),
        "processor": ("OutOfSync", "It is 2 commits behind."),
        "writer": ("OutOfSync", "It is 1 commit behind."),
        "publisher": ("OutOfSync", "It runs with a revision that is not of this branch."),
        "app-2": ("Stalled", "Its log says why."),
        "ingest": ("Unknown", "It does not say which revision it runs with."),
        "gone": ("Unknown", "It does not answer."),
    }
    assert fleet._unseen(found.components) == []
    assert [one.component for one in fleet._unseen(found.components[:2])] == ["writer", "publisher"]
    writer = next(one for one in found.components if one.component == "writer")
    assert (writer.instance, writer.revision.subject) == (targets["touchline-processor"], "Version 1")
    assert [one.component for one in found.components][:4] == ["app", "processor", "writer", "publisher"]


def test_with_prometheus_away_this_process_is_known_and_why_the_others_are_not(library, make_settings):
    metrics = Metrics(make_settings(PROMETHEUS_PORT=ports.free()))

    found = fleet.look(library, metrics)

    assert [(one.instance, one.state) for one in found.components] == [("this process", "Synced")]
    assert "Prometheus at" in found.problem
    metrics.close()


def test_with_everything_away_every_part_says_so_and_none_waits_for_it(make_settings, tmp_path):
    here = Node(make_settings(KAFKA_PORT=ports.free(), PROMETHEUS_PORT=ports.free(), CONTENT_REPO=tmp_path / "none"))
    here.alerts.look()
    here.streams.lags.problem = "Kafka is away."
    here.library.start()
    wait_for(lambda: here.library.problem)

    found = {one.name: one for one in parts.look(here)}

    assert {name: one.state for name, one in found.items()} == {
        "Kafka": "bad",
        "Processor": "bad",
        "Writer of samples": "bad",
        "Feeds of this process": "doubtful",
        "Prometheus": "bad",
        "Content repository": "bad",
    }
    assert "CONTENT_REPO" in found["Content repository"].sentence
    here.library.stop()
    here.ingest.close()
