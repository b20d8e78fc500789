"""``python -m bench.start``: from a cold start of the app to any page, a search of titles, and all events; then to a
search of all texts; and what it holds then.

A wiki of 15,000 pages with 10,000 commits, and 20,000 events in Kafka. Nothing is kept from run to run: each start
reads all of it anew. Against the same app with the same events and a wiki of 60 pages, in the same run.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import requests
from confluent_kafka import Producer

from bench import handbook, wiki
from bench.report import quantiles, report, say
from lib.adapters import kafka
from lib.local import kafka as local_kafka
from lib.local import prometheus as local_prometheus
from lib.local.parts import Server
from lib.local.platform import Platform, running
from lib.sport import actions
from lib.sport.actions import Competitor, EventDeclared, Score

TIMES = 3
EVENTS, FEW_PAGES = 20_000, 60
PATIENCE_S = 120.0
LOOKS_S = 0.25  # between two looks whether it is ready: on two cores each look takes something from the start itself
READ = 400  # pages, and as many searches, after which the memory is looked at again
RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


def main() -> None:
    """Make both wikis, start the app on each in turn, and look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=wiki.PAGES)
    parser.add_argument("--events", type=int, default=EVENTS)
    handbook.add_argument(parser)
    given = parser.parse_args()
    few = wiki.made(FEW_PAGES, FEW_PAGES)
    with tempfile.TemporaryDirectory() as name, platform(Path(name), given.events) as environment:
        if given.folder:
            whole = handbook.committed(given.folder, Path(name))
        else:
            whole = wiki.made(given.pages, min(wiki.COMMITS, given.pages))
        pages = wiki.pages_of(whole)
        seconds, small, all_read, meanwhile, held = [], [], [], [], {}
        for number in range(TIMES):
            with started(Path(name) / f"few-{number}", few, given.events, environment) as start:
                small.append(start.seconds)
            with started(Path(name) / f"whole-{number}", whole, given.events, environment) as start:
                seconds.append(start.seconds)
                meanwhile += read_until_whole(start.here, pages, number)
                all_read.append(time.monotonic() - start.began)
                held = memory(start.here, start.app, pages)
            say(
                f"ready after {seconds[-1]:.2f} s, whole after {all_read[-1]:.2f} s, {held}; {small[-1]:.2f} s with few"
            )
    ours, theirs = statistics.median(seconds), statistics.median(small)
    figures = {
        "seconds": round(ours, 2),
        "slowest_seconds": round(max(seconds), 2),
        "whole_seconds": round(statistics.median(all_read), 2),
        **held,
    }
    if len(meanwhile) > 1:  # few pages are there at once
        figures |= {f"page_meanwhile_{name}": value for name, value in quantiles(meanwhile).items()}
    report(
        "start",
        figures | {"pages": len(pages), "events": given.events},
        {f"with_{FEW_PAGES}_pages_seconds": round(theirs, 2)},
        ours / theirs,
    )


@contextmanager
def platform(folder: Path, events: int) -> Iterator[dict[str, str]]:
    """A Kafka that holds so many *events*, and a Prometheus, as the settings that name them."""
    with local_kafka.server(folder / "kafka") as broker, local_prometheus.server(folder / "prometheus") as metrics:
        here = Platform(folder, broker.address, metrics.address)
        kafka.ensure_topics(here.settings)
        _declare(broker.address, events)
        with running(here.processor(), here.app()):
            _wait(lambda: _counted(here) == events)
        yield {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "PROMETHEUS_URL": metrics.address}


class Start(NamedTuple):
    """An app, when that *began*, and the *seconds* until it had served a page, found it, and knew all events."""

    here: Platform
    app: Server
    began: float
    seconds: float


@contextmanager
def started(folder: Path, repository: Path, events: int, environment: dict[str, str]) -> Iterator[Start]:
    """The app on *repository*."""
    folder.mkdir()
    names = {"CONTENT_REPO": str(repository), "WIKI_ROOT": ".", **environment}
    here = Platform(folder, names["KAFKA_BOOTSTRAP_SERVERS"], names["PROMETHEUS_URL"], **names)
    page = wiki.pages_of(repository)[-1]
    app = here.app()
    began = time.monotonic()
    with app:
        _wait(lambda: _answers(here, page) and _counted(here) == events)
        yield Start(here, app, began, time.monotonic() - began)


def read_until_whole(here: Platform, pages: Sequence[str], seed: int) -> list[float]:
    """The seconds that pages take which somebody reads until all texts can be searched."""
    chance, taken = random.Random(seed), []
    while not is_whole(here):
        page = chance.choice(pages)
        began = time.monotonic()
        requests.get(f"{here.settings.app_url}/api/wiki/{page}", timeout=30).raise_for_status()
        taken.append(time.monotonic() - began)
        time.sleep(LOOKS_S)
    return taken


def is_whole(here: Platform) -> bool:
    """Whether all texts can be searched."""
    return requests.get(f"{here.settings.app_url}/api/search", {"q": "a"}, timeout=30).json()["whole"]


def memory(here: Platform, app: Server, pages: Sequence[str]) -> dict[str, float]:
    """The resident memory when the app has read all, and when it has its history and was read for a while."""
    whole = _resident(app)
    some = pages[:: max(1, len(pages) // READ)]
    _wait(lambda: "<entry>" in requests.get(f"{here.settings.app_url}/feed.atom", timeout=10).text)
    readers = [threading.Thread(target=_read, args=(here, some[number::4])) for number in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return {"whole_mb": whole, "resident_mb": _resident(app)}


def _read(here: Platform, pages: Sequence[str]) -> None:
    for page in pages:
        said = requests.get(f"{here.settings.app_url}/api/wiki/{page}", timeout=30).json()
        requests.get(f"{here.settings.app_url}/api/search", {"q": said["title"][:-1]}, timeout=30).raise_for_status()


def _resident(app: Server) -> float:
    return round(int(RESIDENT.search(Path(f"/proc/{app.pid}/status").read_text())[1]) * 1024 / 1e6)


def _answers(here: Platform, page: str) -> bool:
    """Whether the app is ready, shows *page*, and finds it by its title."""
    try:
        if not requests.get(f"{here.settings.app_url}/readyz", timeout=1).ok:
            return False
        title = requests.get(f"{here.settings.app_url}/api/wiki/{page}", timeout=5).json()["title"]
        found = requests.get(f"{here.settings.app_url}/api/search", {"q": title, "limit": 50}, timeout=5).json()
    except requests.RequestException:
        return False
    return page in {hit["page"] for hit in found["results"]}


def _counted(here: Platform) -> int:
    return requests.get(f"{here.settings.app_url}/api/events?limit=1", timeout=5).json()["total"]


def _declare(address: str, events: int) -> None:
    """Matches that were played, a goal for each side."""
    producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random", "linger.ms": 20})
    both = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]
    began = datetime.now(UTC) - timedelta(days=1)
    data = [
        ("event.declared", EventDeclared(sport="football", competitors=both)),
        ("score", Score(participant="sales", period=1, clock=60.0)),
        ("score", Score(participant="logistics", period=1, clock=90.0)),
    ]
    for number in range(events):
        for second, (kind, what) in enumerate(data):
            about = {"id": f"{kind}-{number}-{second}", "subject": f"match-{number}", "source": "bench"}
            action = actions.make(kind, what, time=began + timedelta(seconds=second), **about)
            producer.produce(kafka.ACTIONS, key=f"match-{number}", value=actions.encode(action))
        producer.poll(0)
    producer.flush()


def _wait(condition) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("That did not happen in time.")
        time.sleep(LOOKS_S)


if __name__ == "__main__":
    main()
