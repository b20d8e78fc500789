"""``python -m bench.latency``: from ``POST /api/actions`` to the changed pixel in another, real browser.

Against the same scoreboard done with ``st.fragment(run_every="1s")``, in the same run, on the same Kafka.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import requests
from playwright.sync_api import Page, sync_playwright

from bench.report import quantiles, report, say
from lib.adapters import kafka
from lib.local import kafka as local_kafka
from lib.local import ports, probes
from lib.local import prometheus as local_prometheus
from lib.local.browser import CHROMIUM
from lib.local.parts import Part, Server
from lib.local.platform import Platform, running
from lib.sport import actions
from lib.sport.actions import Competitor, EventDeclared, Score

PAUSE_S = 0.25

# Notes the moment at which the frame with each new score is handed to the screen.
WATCH = """event => {
  window.seen = {};
  const look = () => {
    const board = document.querySelector(`[data-event="${event}"][data-score]`);
    const score = board && board.dataset.score;
    if (score && !(score in window.seen)) {
      window.seen[score] = 0;
      requestAnimationFrame(() => setTimeout(() => {
        window.seen[score] = performance.timeOrigin + performance.now();
      }));
    }
  };
  new MutationObserver(look).observe(document.documentElement,
    {subtree: true, childList: true, attributes: true, attributeFilter: ['data-score']});
  look();
}"""


def main() -> None:
    """Start everything, record goals one by one, and watch both pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--goals", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, platform(Path(folder)) as (here, polling):
        ours = measure(here, f"{here.settings.app_url}/event?id=", arguments.goals)
        say(f"live: {ours}")
        theirs = measure(here, f"http://localhost:{polling}/?id=", max(10, arguments.goals // 4))
        say(f"run_every: {theirs}")
    report(
        "latency",
        ours,
        {f"run_every_1s_{name}": value for name, value in theirs.items()},
        theirs["p50_ms"] / ours["p50_ms"],
    )


@contextmanager
def platform(folder: Path) -> Iterator[tuple[Platform, int]]:
    """Kafka, Prometheus, processor, app, and the comparison's app on a port of its own."""
    kafka_server, prometheus = local_kafka.server(folder / "kafka"), local_prometheus.server(folder / "prometheus")
    with kafka_server as broker, prometheus as metrics:
        here = Platform(folder, broker.address, metrics.address)
        kafka.ensure_topics(here.settings)
        port = ports.free()
        script = str(Path(__file__).with_name("polling.py"))
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
        address = f"http://127.0.0.1:{port}/_stcore/health"
        environment = here.environment | {"PYTHONPATH": str(Path(__file__).parent.parent)}
        polling = Server(Part("polling", command, lambda: probes.http_ok(address), address, environment), folder)
        with running(here.processor(), here.app(), polling):
            yield here, port


def measure(here: Platform, address: str, goals: int) -> dict[str, float]:
    """Open the page of a fresh event and record *goals*."""
    event = f"latency-{uuid.uuid4()}"
    both = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]
    send(here, "event.declared", event, EventDeclared(sport="football", competitors=both))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        page = browser.new_page()
        page.goto(address + event)
        page.wait_for_selector(f'[data-event="{event}"][data-score="0-0"]', state="attached", timeout=60_000)
        page.evaluate(WATCH, event)
        sent = []
        for _ in range(goals):
            sent.append(time.time())
            send(here, "score", event, Score(participant="sales"))
            time.sleep(PAUSE_S)
        seen = settled(page, goals)
        browser.close()
    # A page that polls may jump over a score: then the later one shows it.
    shown, moments = [], [seen.get(f"{number}-0") for number in range(1, goals + 1)]
    for index, began in enumerate(sent):
        first = next(moment for moment in moments[index:] if moment)
        shown.append(first / 1000 - began)
    return quantiles(shown)


def settled(page: Page, goals: int) -> dict[str, float]:
    """What the page saw, once it shows the last score."""
    page.wait_for_function("score => window.seen[score] > 0", arg=f"{goals}-0", timeout=30_000)
    return page.evaluate("window.seen")


def send(here: Platform, kind: str, event: str, data: actions.Data) -> None:
    """Record an action over HTTP, as a device does."""
    action = actions.make(kind, data, id=str(uuid.uuid4()), subject=event, time=datetime.now(UTC), source="bench")
    answer = requests.post(
        f"http://127.0.0.1:{here.settings.app_port}/api/actions",
        data=actions.encode(action),
        headers={"content-type": "application/cloudevents+json"},
        timeout=10,
    )
    answer.raise_for_status()


if __name__ == "__main__":
    main()
