"""What our processes count about themselves, for Prometheus to scrape.

Each instrument is described in ``content/metrics.yaml``; a test holds the two together.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from lib.content.sync import STATES, State
from lib.errors import WrongUse

disable_created_metrics()  # a process's start is no news to Prometheus, and doubles the series

REGISTRY = CollectorRegistry()
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
PATIENT = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 86_400)

ACTIONS = Counter(
    "touchline_actions_total",
    "Actions that the processor read, by what became of them: accepted, repeated or rejected.",
    ["result", "type"],
    registry=REGISTRY,
)
REJECTED = Counter(
    "touchline_actions_rejected_total",
    "Actions that the processor rejected, by reason.",
    ["reason"],
    registry=REGISTRY,
)
POSITIONS = Counter(
    "touchline_positions_total", "Positions of participants that the processor took.", registry=REGISTRY
)
PASSING_DELAY = Histogram(
    "touchline_passing_delay_seconds",
    "Time from somebody's crossing of a checkpoint to Kafka having it.",
    buckets=PATIENT,
    registry=REGISTRY,
)
SAMPLES = Counter(
    "touchline_samples_total",
    "Samples for Prometheus, by what became of them: written, too_old, future or refused.",
    ["result"],
    registry=REGISTRY,
)
STATES_SKIPPED = Counter(
    "touchline_states_skipped_total",
    "States of events of which no samples were made, by reason: too_old or unreadable.",
    ["reason"],
    registry=REGISTRY,
)
SAMPLE_DELAY = Histogram(
    "touchline_sample_delay_seconds",
    "Delay of samples, from Kafka having an action to Prometheus having its samples.",
    buckets=PATIENT,
    registry=REGISTRY,
)
RECORDED = Counter(
    "touchline_actions_recorded_total",
    "Actions that came in over HTTP and that the broker acknowledged.",
    ["type"],
    registry=REGISTRY,
)
REQUESTS = Counter(
    "touchline_http_requests_total",
    "HTTP requests to the app's own routes.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "touchline_http_request_seconds",
    "Time to answer an HTTP request; streams of live updates are not in it.",
    ["method", "route"],
    buckets=QUICK,
    registry=REGISTRY,
)
PAGE_SECONDS = Histogram(
    "touchline_page_seconds", "Time to run a page's script.", ["page"], buckets=QUICK, registry=REGISTRY
)
VIEWERS = Gauge("touchline_viewers", "Open streams of live updates.", registry=REGISTRY)
EVENTS = Gauge("touchline_events", "Events that the app knows, by status.", ["status"], registry=REGISTRY)
FEED_LAG = Gauge("touchline_feed_lag", "Records of sport.events that the app has not read yet.", registry=REGISTRY)
FEED_STALE = Gauge(
    "touchline_feed_stale_seconds",
    "For how long the app has not been able to read sport.events; 0 while it can.",
    registry=REGISTRY,
)
GROUP_LAG = Gauge(
    "touchline_group_lag",
    "Records of a topic that a consumer group has not read yet, as the app last asked.",
    ["group", "topic"],
    registry=REGISTRY,
)
WAITING = Gauge(
    "touchline_event_waiting_seconds",
    "How long an event has waited for an organizer: to be started (start), or for its clock to run again (clock).",
    ["event", "competition", "reason"],
    registry=REGISTRY,
)
WEBHOOKS = Counter(
    "touchline_webhooks_total",
    "Messages to webhooks, by what became of them: delivered, delayed (tried again), refused or given_up.",
    ["competition", "result"],
    registry=REGISTRY,
)
REVISIONS = Counter(
    "touchline_revisions_total",
    "Commits of the content that the app read, by what became of them: served or bad.",
    ["result"],
    registry=REGISTRY,
)
REVISION_SECONDS = Histogram(
    "touchline_revision_seconds",
    "Time to take in a commit of the content, until its pages are served.",
    buckets=QUICK,
    registry=REGISTRY,
)
WIKI_PAGES = Gauge("touchline_wiki_pages", "Pages of the wiki that is served.", registry=REGISTRY)
SEARCH_SECONDS = Histogram(
    "touchline_search_seconds", "Time to find what somebody asks for in the wiki.", buckets=QUICK, registry=REGISTRY
)
CONFIG = Gauge(
    "touchline_config_info",
    "1 for the revision of the content repository that a component runs with.",
    ["revision", "component"],
    registry=REGISTRY,
)


SYNC = Gauge(
    "touchline_config_sync",
    "1 for the state of a component towards the newest commit of the content: Synced, OutOfSync or Stalled; else 0.",
    ["component", "state"],
    registry=REGISTRY,
)
_running: dict[str, str] = {}


def synced(component: str, state: State, revision: str) -> None:
    """Say how this process's *component* is from now on, and which *revision* it runs with, if any."""
    before = _running.pop(component, "")
    if before and before != revision:
        CONFIG.remove(before, component)
    if revision:
        CONFIG.labels(revision, component).set(1)
        _running[component] = revision
    for one in STATES:
        SYNC.labels(component, one).set(one == state)


def exposition() -> tuple[bytes, str]:
    """All instruments in Prometheus' text format, and the content type of it."""
    return generate_latest(REGISTRY), CONTENT_TYPE_PLAIN_0_0_4


async def endpoint(request: Request) -> Response:
    """``GET /metrics``."""
    body, content_type = exposition()
    return Response(body, headers={"content-type": content_type})


def serve(host: str, port: int, ready: Callable[[], bool]) -> int:
    """Serve ``/metrics`` and ``/readyz`` of a process that has no web server of its own, in a thread.

    Return the port that it got. Raise WrongUse when the port is taken.
    """

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._say(200, *exposition())
            elif self.path == "/readyz":
                is_ready = ready()
                self._say(200 if is_ready else 503, json.dumps({"ready": is_ready}).encode(), "application/json")
            else:
                self._say(404, b"There are /metrics and /readyz here.\n", "text/plain; charset=utf-8")

        def log_message(self, *_: object) -> None:
            """Nobody wants to read that we were asked."""

        def _say(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    try:
        server = ThreadingHTTPServer((host, port), Asked)
    except OSError as error:
        raise WrongUse(
            f"/metrics cannot be served on {host}:{port} ({error.strerror}): choose another port."
        ) from error
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server.server_port
