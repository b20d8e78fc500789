"""``make screens``: every page at desktop and phone width, light and dark, into var/screens/, with the demo playing."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import requests
from playwright.sync_api import Browser, sync_playwright

from lib.adapters import kafka
from lib.local import kafka as local_kafka
from lib.local import ports
from lib.local import prometheus as local_prometheus
from lib.local.browser import CHROMIUM
from lib.local.parts import Part, Server
from lib.local.platform import Platform, running
from lib.settings import ROOT
from tests.waiting import wait_for

WIDTHS = {"desktop": (1400, 900), "phone": (390, 844), "tv": (1920, 1080)}
TV = {"board"}
PAGES = {
    "home": "/",
    "wiki": "/wiki",
    "edit": "/edit?page=leagues/table-tennis",
    "edit-new": "/edit?page=guides/night-shift",
    "history": "/history?page=leagues/table-tennis",
    "changes": "/history",
    "event": "/event?id={final}",
    "event-table-tennis": "/event?id={evening}",
    "event-charts": "/event?id={final}&view=Charts",
    "event-analysis": "/event?id={final}&view=Analysis",
    "streams": "/streams",
    "streams-live": "/streams?view=Live",
    "streams-rejected": "/streams?view=Rejected",
    "streams-topics": "/streams?view=Topics",
    "streams-groups": "/streams?view=Groups",
    "event-prometheus": "/event?id={final}&view=Prometheus",
    "event-finished": "/event?id={finished}",
    "record": "/record?event={evening}",
    "record-football": "/record?event={final}",
    "events": "/event",
    "dashboards": "/dashboard",
    "dashboard-match": "/dashboard?id=match&var-event={final}&range=15m&marks=1",
    "dashboard-league": "/dashboard?id=league&var-competition=office-table-tennis&range=1h",
    "dashboard-participation": "/dashboard?id=participation&range=1h",
    "dashboard-platform": "/dashboard?id=platform&range=15m",
    "explore": "/explore?query=last_over_time(sport_event_score%5B6h%5D)&range=15m&marks=1&event={final}",
    "competitions": "/competition",
    "competition": "/competition?id=world-cup-2026",
    "competition-bracket": "/competition?id=world-cup-2026&view=Bracket",
    "competition-fixtures": "/competition?id=world-cup-2026&view=Fixtures",
    "competition-statistics": "/competition?id=world-cup-2026&view=Statistics",
    "board": "/board",
    "operations": "/operations",
    "operations-history": "/operations?view=History",
    "operations-scale": "/operations?view=Scale",
    "operations-errors": "/operations?view=Errors",
    "operations-runbook": "/operations?view=Runbook&section=ProcessorBehind",
}
SETTLE_MS = 4_000


def main() -> None:
    """Start everything, let the demo play for a while, and look at it."""
    folder = ROOT / "var" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        servers = Path(name)
        own = {"APP_PORT": str(ports.free()), "PROCESSOR_PORT": str(ports.free())}
        targets = {
            "touchline-app": [f"127.0.0.1:{own['APP_PORT']}"],
            "touchline-processor": [f"127.0.0.1:{own['PROCESSOR_PORT']}"],
        }
        with (
            local_kafka.server(servers / "kafka") as broker,
            local_prometheus.server(servers / "prometheus", targets=targets) as metrics,
        ):
            here = Platform(servers, broker.address, metrics.address, **own)
            kafka.ensure_topics(here.settings)
            demo = Part("demo", [sys.executable, "-m", "lib.local.demo"], environment=here.environment)
            with running(here.processor(), here.app(), Server(demo, servers)):
                events = {name: wait_for(lambda one=one: find(here, one), 120, name) for name, one in WANTED.items()}
                with sync_playwright() as playwright:
                    shoot(playwright.chromium.launch(**CHROMIUM), here.settings.app_url, events, folder)


WANTED = {
    "final": {"competition": "replays", "status": "live"},
    "evening": {"competition": "office-table-tennis", "status": "live"},
    "finished": {"competition": "world-cup-2026", "status": "confirmed"},
}


def find(here: Platform, wanted: dict[str, str]) -> str:
    """The id of an event, once there is one; of the replay, once it has seen a goal."""
    found = requests.get(f"{here.settings.app_url}/api/events", wanted, timeout=10).json()["events"]
    shown = [one["state"] for one in found if wanted["competition"] != "replays" or any(one["state"]["score"])]
    return shown[0]["id"] if shown else ""


def shoot(browser: Browser, address: str, events: dict[str, str], folder: Path) -> None:
    """Take all pages in all forms."""
    for form, (width, height) in WIDTHS.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            for name, path in PAGES.items():
                if form == "tv" and name not in TV:
                    continue
                page = context.new_page()
                page.goto(address + path.format(**events))
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=folder / f"{name}-{form}-{scheme}.png")
                page.close()
            context.close()


if __name__ == "__main__":
    main()
