"""``python -m bench.restarts``: a rolling restart of two of everything, while actions come in and pages are open.

Two app processes behind the proxy and two processors are stopped and started again, one after the other, as a rollout
does. Senders repeat what was not acknowledged, viewers reconnect as pages do, and two pages are open in a real browser.
Against the same load in the same run, with nobody restarted.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import Page, async_playwright

from bench.report import report, say
from lib.adapters import kafka
from lib.local import kafka as local_kafka
from lib.local import prometheus as local_prometheus
from lib.local.browser import CHROMIUM
from lib.local.fleet import Fleet
from lib.local.load import Load
from lib.local.parts import Server

PAGES = 2
CALM_S = 10
SETTLED_S = 30
# A page notes when its score changed last, and the longest time between two changes.
WATCH = """event => {
  window.gap = 0; window.last = performance.now();
  const note = (changes) => {
    if (!changes.some((one) => one.target.dataset.event === event)) return;
    const now = performance.now();
    window.gap = Math.max(window.gap, now - window.last);
    window.last = now;
  };
  new MutationObserver(note).observe(document.body, {subtree: true, attributes: true, attributeFilter: ["data-score"]});
}"""


def main() -> None:
    """Start everything, open the pages, and restart it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="actions a second")
    parser.add_argument("--viewers", type=int, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kafka_server, prometheus = local_kafka.server(folder / "kafka"), local_prometheus.server(folder / "prometheus")
        with kafka_server as broker, prometheus as metrics:
            fleet = Fleet(folder, broker.address, metrics.address)
            kafka.ensure_topics(fleet.settings)
            with fleet:
                calm, restarted = asyncio.run(measure(fleet, arguments.rate, arguments.viewers))
    report(
        "restarts",
        restarted,
        {f"calm_{name}": value for name, value in calm.items()},
        restarted["viewer_gap_ms"] / calm["viewer_gap_ms"],
    )


async def measure(fleet: Fleet, rate: int, viewers: int) -> tuple[dict[str, float], dict[str, float]]:
    """Under one load: first leave everybody alone, then restart each of them."""
    async with async_playwright() as playwright, Load(fleet.address, rate, viewers) as load:
        browser = await playwright.chromium.launch(**CHROMIUM)
        pages = [await opened(await browser.new_page(), fleet.address, event) for event in load.events[:PAGES]]
        calm = await over(load, pages, asyncio.sleep(CALM_S))
        apps = await over(load, pages, rolled(fleet.apps))
        processors = await over(load, pages, rolled(fleet.processors))
        await load.end_sending()
        lost, doubled, dead = await load.settled(SETTLED_S)
        for page, event in zip(pages, load.events, strict=False):
            score = f'[data-event="{event}"][data-score="{load.score(event)}"]'
            await page.wait_for_selector(score, state="attached", timeout=SETTLED_S * 1000)
            await page.get_by_role("link", name="Competitions").first.click()
            await page.get_by_role("heading", name="Competitions").first.wait_for(timeout=SETTLED_S * 1000)
        await browser.close()
        say(f"{load.sent} actions, {load.repeated} sent again, {load.connections} connections of {viewers} viewers")
        exact = {"actions": load.sent, "sent_again": load.repeated, "lost": lost, "doubled": doubled}
        gaps = {name: max(apps[name], processors[name]) for name in calm}
        return calm, gaps | exact | {"dead_viewers": dead}


async def over(load: Load, pages: list[Page], lasting) -> dict[str, float]:
    """The longest that anybody waited for news while *lasting* lasts."""
    load.begin_measuring()
    for page in pages:
        await page.evaluate("() => { window.gap = 0; window.last = performance.now(); }")
    began = time.monotonic()
    await lasting
    gaps = [await page.evaluate("() => Math.max(window.gap, performance.now() - window.last)") for page in pages]
    figures = {"viewer_gap_ms": load.longest_gap_ms(), "page_gap_ms": round(max(gaps))}
    say(f"{time.monotonic() - began:.0f} s: {figures}")
    return figures


async def rolled(servers: list[Server]) -> None:
    """Stop each and start it again; the next one's turn is when it is ready."""
    for one in servers:
        await asyncio.to_thread(one.stop)
        await asyncio.to_thread(one.start)
        await asyncio.sleep(1)


async def opened(page: Page, address: str, event: str) -> Page:
    """The page of an event, once it shows a score."""
    await page.goto(f"{address}/event?id={event}")
    await page.wait_for_selector(f'[data-event="{event}"][data-score]', state="attached", timeout=60_000)
    await page.evaluate(WATCH, event)
    return page


if __name__ == "__main__":
    sys.exit(main())
