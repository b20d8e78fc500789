"""``python -m bench.board``: what a TV board costs the app while a hundred events are on.

Ten leagues, each with a round of ten matches that all go on: every match receives an action each few seconds. The board
is open in a real Chromium. Against the same app, with the same actions, and no board open.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import git
import requests
from playwright.sync_api import sync_playwright

from bench.report import report, say
from bench.viewers import cpu_seconds
from lib import log
from lib.adapters import kafka
from lib.adapters.producer import Producer
from lib.local import kafka as local_kafka
from lib.local import prometheus as local_prometheus
from lib.local.browser import CHROMIUM
from lib.local.parts import Server
from lib.local.platform import Platform, running
from lib.pipeline.publisher import Publisher
from lib.sport import actions
from lib.sport.actions import KINDS, make

LEAGUES, TEAMS = 10, 20
EVERY_S = 3.0  # between two actions of an event
SETTLE_S = 15.0  # the page is loaded, and has shown each of its parts
TV = {"width": 1920, "height": 1080}


def main() -> None:
    """Start everything, let a hundred matches go on, and watch the app without and with a board."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    arguments = parser.parse_args()
    log.configure("WARNING")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commit(folder / "content")
        kafka_server, prometheus = local_kafka.server(folder / "kafka"), local_prometheus.server(folder / "prometheus")
        with kafka_server as broker, prometheus as metrics:
            here = Platform(folder, broker.address, metrics.address, CONTENT_REPO=str(folder / "content"))
            kafka.ensure_topics(here.settings)
            app = here.app()
            with running(here.processor(), app):
                alone, watched, sent = measure(here, app, arguments.seconds)
    figures = {"live_events": LEAGUES * TEAMS // 2, "actions_per_second": sent, "app_cores": watched}
    figures |= {"board_cores": round(watched - alone, 4)}
    report("board", figures, {"app_cores_without_board": alone}, watched / alone)


def measure(here: Platform, app: Server, seconds: float) -> tuple[float, float, float]:
    """The cores that the app uses without a board and with one, and how many actions a second there were."""
    events = declared(here)
    with playing(here, events) as sent:
        wait_until_live(here, len(events))
        time.sleep(SETTLE_S)
        alone = cores(app, seconds)
        say(f"Without a board: {alone} cores.")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**CHROMIUM)
            page = browser.new_page(viewport=TV)
            page.goto(f"{here.settings.app_url}/board")
            page.wait_for_selector("tl-screen tl-scoreboard[data-score]", timeout=60_000)
            page.wait_for_selector("tl-screen tl-table tr[data-competitor]", timeout=60_000)
            time.sleep(SETTLE_S)
            before = len(sent)
            watched = cores(app, seconds)
            rate = round((len(sent) - before) / seconds, 1)
            browser.close()
    say(f"With a board: {watched} cores, {rate} actions a second.")
    return alone, watched, rate


def commit(folder: Path) -> None:
    """A content repository with the leagues."""
    repository = git.Repo.init(folder)
    leagues = folder / "content" / "competitions"
    leagues.mkdir(parents=True)
    for number in range(LEAGUES):
        teams = ", ".join(f"{{id: t{team}, name: Team {number}.{team}}}" for team in range(TEAMS))
        text = f"title: League {number}\nsport: football\ncompetitors: [{teams}]\n"
        (leagues / f"league-{number}.yaml").write_text(f"{text}stages: [{{id: league, type: league, draw: {{}}}}]\n")
    repository.index.add(["content"])
    repository.index.commit("Leagues", author=git.Actor("Bench", "bench@example.org"))


def declared(here: Platform) -> list[str]:
    """All fixtures, published as in production; the events of each league's first round."""
    publisher = Publisher(here.settings)
    publisher.once()
    publisher.close()
    found = []
    for number in range(LEAGUES):
        (stage,) = requests.get(f"{here.settings.app_url}/api/competitions/league-{number}", timeout=30).json()[
            "stages"
        ]
        found += [one["event"] for one in stage["matches"] if one["number"] == 1]
    return found


@contextmanager
def playing(here: Platform, events: Sequence[str]) -> Iterator[list[str]]:
    """All *events* go on: now and then a goal or a card, for as long as this is open. What was sent is collected."""
    producer, stop, sent = Producer(here.settings), threading.Event(), []

    def play() -> None:
        producer.send([act(event, "event.status", status="live") for event in events])
        producer.send([act(event, "period.start", period=1) for event in events])
        for number, event in enumerate(cycle(events)):
            if stop.wait(EVERY_S / len(events)):
                return
            sides = event.rsplit("-", 2)[1:]
            kind = {"points": 1} if number % 7 == 0 else {"kind": "yellow"}
            name = "score" if "points" in kind else "sanction"
            producer.send([act(event, name, participant=sides[number % 2], **kind)])
            sent.append(event)

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    try:
        yield sent
    finally:
        stop.set()
        thread.join()
        producer.close()


def act(event: str, kind: str, /, **data: object) -> tuple[str, bytes]:
    """A record of an action of a second ago."""
    at = datetime.now(UTC) - timedelta(seconds=1)
    one = make(kind, KINDS[kind](**data), id=str(uuid.uuid4()), subject=event, source="bench", time=at)
    return event, actions.encode(one)


def wait_until_live(here: Platform, count: int) -> None:
    """Raise TimeoutError unless *count* events go on within a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        answer = requests.get(f"{here.settings.app_url}/api/events", {"status": "live", "limit": 1}, timeout=10)
        if answer.json()["total"] == count:
            return
        time.sleep(0.5)
    raise TimeoutError(f"Not all of {count} events are live.")


def cores(app: Server, seconds: float) -> float:
    """How much of one core the app uses, over so many seconds."""
    began, clock = cpu_seconds(app.pid), time.monotonic()
    time.sleep(seconds)
    return round((cpu_seconds(app.pid) - began) / (time.monotonic() - clock), 4)


if __name__ == "__main__":
    main()
