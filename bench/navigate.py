"""``python -m bench.navigate``: from the click on a link in a page of the wiki to the next one's heading on the screen.

In a real browser, on a wiki of 15,000 pages with 10,000 commits, each click on a page that neither the browser nor the
server has shown before. Against two other ways to the same pages, in the same run: a plain link, which loads the page
anew, and Streamlit's own switch from another page of the app.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from bench import start, wiki
from bench.report import quantiles, report, say
from lib.adapters import kafka
from lib.local import kafka as local_kafka
from lib.local import prometheus as local_prometheus
from lib.local.browser import CHROMIUM
from lib.local.platform import Platform, running

WARM_UP = 10
PAUSE_S = 0.6  # a reader's glance: Streamlit follows in it
REST_S = 0.1
SETTLED_S = 30.0
# Notes, in ms since the epoch, each click, and the moment at which the frame with the heading of another page is handed
# to the screen. Both survive a reload.
WATCH = """() => {
  const now = () => performance.timeOrigin + performance.now();
  const clicked = (event) => sessionStorage.setItem('clicked', performance.timeOrigin + event.timeStamp);
  addEventListener('click', clicked, true);
  let before = null;
  const look = () => {
    const article = document.querySelector('article[data-wiki-page]');
    const path = (article && article.querySelector('h1') && article.dataset.wikiPage) || null;
    if (path === before) return;
    before = path;
    if (!path) return;
    requestAnimationFrame(() => setTimeout(() => sessionStorage.setItem('shown', JSON.stringify([path, now()]))));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}"""
# The next link of the page to one that was not seen, on the screen.
NEXT = """(seen) => {
  const fresh = [...document.querySelectorAll('article a[href^="/wiki?page="]:not(.broken)')]
    .filter((link) => !seen.includes(new URL(link.href).searchParams.get('page')));
  const link = fresh[Math.floor(Math.random() * fresh.length)];
  link?.scrollIntoView({ block: 'center' });
  link?.setAttribute('data-next', '');
  return link ? new URL(link.href).searchParams.get('page') : null;
}"""


def main() -> None:
    """Make the wiki, start the app, and click."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=200)
    parser.add_argument("--pages", type=int, default=wiki.PAGES)
    arguments = parser.parse_args()
    repository = wiki.made(arguments.pages, min(wiki.COMMITS, arguments.pages))
    with (
        tempfile.TemporaryDirectory() as folder,
        app(Path(folder), repository) as here,
        sync_playwright() as playwright,
    ):
        page = playwright.chromium.launch(**CHROMIUM).new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(f"({WATCH})()")
        reader = Reader(page, here.settings.app_url, wiki.pages_of(repository))
        reader.walk(WARM_UP, click)
        ours = quantiles(reader.walk(arguments.clicks, click))
        unseen = quantiles(reader.walk(arguments.clicks // 4, tap))
        say(f"from page to page: {ours}; without a pointer that comes before the click: {unseen}")
        fewer = max(10, arguments.clicks // 10)
        others = {"reload": quantiles(reader.walk(fewer, load)), "switch": quantiles(reader.switch(fewer))}
        say(f"the other ways: {others}")
    report(
        "navigate",
        {**ours, **{f"untouched_{name}": value for name, value in unseen.items()}, "clicks": arguments.clicks},
        {f"{way}_{name}": value for way, figures in others.items() for name, value in figures.items()},
        others["reload"]["p95_ms"] / ours["p95_ms"],
    )


@contextmanager
def app(folder: Path, repository: Path) -> Iterator[Platform]:
    """The app with *repository* as its content, on a Kafka and a Prometheus of its own."""
    with local_kafka.server(folder / "kafka") as broker, local_prometheus.server(folder / "prometheus") as metrics:
        settings = {"CONTENT_REPO": str(repository), "WIKI_ROOT": "."}
        here = Platform(folder, broker.address, metrics.address, **settings)
        kafka.ensure_topics(here.settings)
        with running(here.app()):
            while not start.is_whole(here):
                time.sleep(start.LOOKS_S)
            yield here


class Reader:
    """Somebody who reads these *pages* of the wiki at *address* in *page*, and never comes twice to the same place."""

    def __init__(self, page: Page, address: str, pages: list[str]) -> None:
        self._page, self._address = page, address
        self._seen: list[str] = []
        self._starts = random.Random(7).sample(pages, len(pages))
        self._begin()

    def walk(self, steps: int, step: Callable[[Page, Locator], None]) -> list[float]:
        """Follow *steps* links, each by *step*; the seconds from click to heading."""
        taken = []
        while len(taken) < steps:
            wanted = self._page.evaluate(NEXT, self._seen)
            if wanted is None:  # a dead end
                self._begin()
                continue
            self._seen.append(wanted)
            step(self._page, self._page.locator("[data-next]"))
            taken.append(self._arrived(wanted))
        return taken

    def switch(self, steps: int) -> list[float]:
        """Go to another page of the app, and back to the wiki by Streamlit's own menu."""
        taken = []
        for _ in range(steps):
            self._page.click('[data-testid="stSidebarNavLink"] >> text=Today')
            self._page.wait_for_selector("article[data-wiki-page]", state="detached")
            self._page.wait_for_timeout(PAUSE_S * 1000)
            self._page.evaluate("sessionStorage.removeItem('shown')")
            self._page.click('[data-testid="stSidebarNavLink"] >> text=Wiki')
            taken.append(self._arrived(""))
        return taken

    def _begin(self) -> None:
        """Come by an address from elsewhere."""
        start = self._starts.pop()
        self._seen.append(start)
        self._page.goto(f"{self._address}/wiki?page={start}")
        self._page.wait_for_selector("article[data-wiki-page] h1")
        self._page.wait_for_timeout(1500)

    def _arrived(self, wanted: str) -> float:
        """Wait until the page *wanted*, or any, is shown; the seconds since the click."""
        self._page.wait_for_function(
            "wanted => (JSON.parse(sessionStorage.getItem('shown')) ?? [null])[0] === wanted || "
            "(!wanted && sessionStorage.getItem('shown'))",
            arg=wanted,
            timeout=SETTLED_S * 1000,
        )
        clicked, (_, shown) = self._page.evaluate(
            "[Number(sessionStorage.getItem('clicked')), JSON.parse(sessionStorage.getItem('shown'))]"
        )
        time.sleep(PAUSE_S)
        return (shown - clicked) / 1000


def click(page: Page, link: Locator) -> None:
    """As a person does: the pointer comes first, and rests for a tenth of a second at least."""
    link.hover()
    page.wait_for_timeout(REST_S * 1000)
    link.click()


def tap(page: Page, link: Locator) -> None:
    """Without anything that could be known before."""
    link.evaluate("link => link.click()")


def load(page: Page, link: Locator) -> None:
    """As any other link: the browser loads the page anew."""
    link.evaluate("link => { link.target = '_top'; link.click(); }")


if __name__ == "__main__":
    main()
