"""``make screens``: every page at desktop and phone width, light and dark, into var/screens/, with the demo playing.

The board is seen at the sizes of a TV; with ``--tv`` every page is. With names (``competition event-race``) the pages
whose names begin so, and with ``--readme`` those that the README shows, into docs/screens/.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from lib.adapters import kafka
from lib.local import kafka as local_kafka
from lib.local import ports
from lib.local import prometheus as local_prometheus
from lib.local.browser import CHROMIUM
from lib.local.parts import Part, Server
from lib.local.platform import Platform, running
from lib.settings import ROOT
from tests.waiting import wait_for

WIDTHS = {"desktop": (1400, 900), "phone": (390, 844), "tv": (1920, 1080), "4k": (3840, 2160)}
TV = {"board"}  # what is made for a TV
PAGES = {
    "home": "/",
    "wiki": "/wiki",
    "wiki-missing": "/wiki?page=guides/night-shift",
    "wiki-search": "/wiki",
    "health": "/health",
    "edit": "/edit?page=leagues/table-tennis",
    "edit-new": "/edit?page=guides/night-shift",
    "edit-conflict": "/edit?page=teams/logistics",
    "history": "/history?page=leagues/table-tennis",
    "history-text": "/history?page=leagues/table-tennis&view=text",
    "history-lines": "/history?page=leagues/table-tennis&view=lines",
    "changes": "/history",
    "event": "/event?id={final}",
    "event-embedded": "/event?id={final}&embed=true",
    "event-shoot-out": "/event?id={shootout}",
    "event-table-tennis": "/event?id={evening}",
    "event-race": "/event?id={race}",
    "event-challenge": "/event?id={challenge}",
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
    "record-race": "/record?event={race}",
    "record-challenge": "/record?event={challenge}",
    "events": "/event",
    "dashboards": "/dashboard",
    "dashboard-match": "/dashboard?id=match&var-event={final}&range=15m&marks=1",
    "dashboard-league": "/dashboard?id=league&var-competition=replays&range=1h",
    "dashboard-participation": "/dashboard?id=participation&range=1h",
    "dashboard-platform": "/dashboard?id=platform&range=15m",
    "explore": "/explore?query=last_over_time(sport_event_score%5B6h%5D)&range=15m&marks=1&event={final}",
    "explore-alerts": "/explore?tab=alerts",
    "competitions": "/competition",
    "competition": "/competition?id=world-cup-2026",
    "competition-bracket": "/competition?id=world-cup-2026&view=Bracket",
    "competition-fixtures": "/competition?id=world-cup-2026&view=Fixtures",
    "competition-statistics": "/competition?id=world-cup-2026&view=Statistics",
    "competition-rules": "/competition?id=world-cup-2026&view=Rules",
    "competition-league": "/competition?id=department-league",
    "competition-two": "/competition?id=department-league&view=Fixtures&h2h=sales,logistics",
    "competition-ratings": "/competition?id=department-league&view=Statistics",
    "competition-embedded": "/competition?id=department-league&embed=true",
    "competition-ladder": "/competition?id=office-table-tennis",
    "competition-race": "/competition?id=lunch-run",
    "competition-challenge": "/competition?id=autumn-steps",
    "competition-predictors": "/competition?id=office-table-tennis&view=Predictors",
    "plan": "/plan",
    "board": "/board",
    "operations": "/operations",
    "operations-history": "/operations?view=History",
    "operations-scale": "/operations?view=Scale",
    "operations-errors": "/operations?view=Errors",
    "operations-runbook": "/operations?view=Runbook&section=ProcessorBehind",
}
README = {
    "event": "desktop",
    "wiki": "desktop",
    "record-football": "phone",
    "competition": "desktop",
    "board": "tv",
    "event-analysis": "desktop",
    "dashboard-match": "desktop",
    "dashboard-league": "desktop",
    "dashboard-participation": "desktop",
    "dashboard-platform": "desktop",
    "explore": "desktop",
    "streams": "desktop",
}
SETTLE_MS = 4_000
QUALITY = 78  # of WebP: letters stay sharp


def main() -> None:
    """Start everything, let the demo play for a while, and look at it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="only what the README shows")
    parser.add_argument("--tv", action="store_true", help="every page at the size of a TV, too")
    parser.add_argument("names", nargs="*", help="what the names of pages begin with; all of them if there is none")
    asked = parser.parse_args()
    readme = asked.readme
    folder = ROOT / "docs" / "screens" if readme else ROOT / "var" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    with playing() as (address, events), sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        for form in WIDTHS:
            names = (
                [name for name, its in README.items() if its == form] if readme else shown(form, asked.tv, asked.names)
            )
            for name, page in pages(browser, address, form, names, events):
                save(page, folder / name, readme)


def shown(form: str, tv: bool = False, begin: Sequence[str] = ()) -> list[str]:
    """The pages that are looked at in a form: those whose names *begin* so; on a TV the board, or with *tv* all."""
    everywhere = form in ("desktop", "phone") or (tv and form == "tv")
    return [name for name in PAGES if (everywhere or name in TV) and name.startswith(tuple(begin) or "")]


@contextmanager
def playing() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of the app with the demo, and the events that pages show."""
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
            here = Platform(servers, broker.address, metrics.address, CONTENT_REPO=str(servers / "content"), **own)
            copied(here.settings.content_repo)
            kafka.ensure_topics(here.settings)
            demo = Part("demo", [sys.executable, "-m", "lib.local.demo"], environment=here.environment)
            with running(here.processor(), here.app(), Server(demo, servers)):
                events = {name: wait_for(lambda name=name: find(here, name), 120, name) for name in WANTED}
                yield here.settings.app_url, events


def copied(place: str) -> None:
    """Copy this repository: what is saved while pictures are taken stays out of it."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), place], check=True)
    subprocess.run(["git", "checkout", "--quiet", "-B", "main"], cwd=place, check=True)


WANTED = {
    "final": {"competition": "replays", "status": "live"},
    "evening": {"competition": "office-table-tennis", "status": "live"},
    "finished": {"competition": "world-cup-2026", "status": "confirmed"},
    "shootout": {"competition": "world-cup-2026", "status": "confirmed"},
    "race": {"competition": "lunch-run", "status": "live"},
    "challenge": {"competition": "autumn-steps"},
}
# What has to have happened in one of them.
SEEN = {"final": lambda state: any(state["score"]), "shootout": lambda state: any(state.get("shootout") or ())}


def find(here: Platform, name: str) -> str:
    """The id of an event, once there is one in which what is to be seen has happened."""
    found = requests.get(f"{here.settings.app_url}/api/events", WANTED[name], timeout=10).json()["events"]
    return next((one["state"]["id"] for one in found if SEEN.get(name, bool)(one["state"])), "")


def pages(
    browser: Browser, address: str, form: str, names: Iterable[str], events: dict[str, str]
) -> Iterator[tuple[str, Page]]:
    """The pages in a form, light and dark, each as it looks after a while; with a name for its picture."""
    width, height = WIDTHS[form]
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        for name in names:
            page = context.new_page()
            page.goto(address + PAGES[name].format(**events))
            if name in ACTS:
                ACTS[name](page)
            page.wait_for_timeout(SETTLE_MS)
            yield f"{name}-{form}-{scheme}", page
            page.close()
        context.close()


def search(page: Page) -> None:
    """Type into the search."""
    page.wait_for_selector("article[data-wiki-page] > *")
    page.keyboard.press("/")
    page.keyboard.type("table tennis rules")


def meet(page: Page) -> None:
    """Save the page in the editor after somebody else has changed the same place."""
    field = page.locator("textarea.tl-edit-field")
    begun, [path] = field.input_value(), parse_qs(urlsplit(page.url).query)["page"]
    there = f"{page.url.partition('/edit')[0]}/api/wiki/{path}"
    base = page.request.get(there).json()["revision"]
    page.request.put(there, data={"name": "Logistics", "base": base, "text": f"{begun}\nThe gate closes at ten.\n"})
    field.fill(f"{begun}\nThe gate closes at nine.\n")
    page.fill(".tl-edit-name", "Finance")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".tl-place")


# What is done on a page before its picture is taken.
ACTS = {"wiki-search": search, "edit-conflict": meet}


def save(page: Page, path: Path, small: bool) -> None:
    """Take a picture: as it is, or *small*."""
    picture = page.screenshot()
    if small:
        Image.open(io.BytesIO(picture)).save(path.with_suffix(".webp"), quality=QUALITY, method=6)
    else:
        path.with_suffix(".png").write_bytes(picture)


if __name__ == "__main__":
    main()
