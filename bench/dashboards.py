"""``python -m bench.dashboards``: a dashboard of 12 panels over 24 hours, opened and refreshed in a real browser.

Against the same 12 queries asked one after another and drawn with ``st.plotly_chart``, on the same Prometheus, in the
same run. Opening is measured from the click on the dashboard's name in the app to the frame in which the last panel is
drawn; a deep link is measured too, and beside it what a page of the app that asks nothing costs, which no dashboard can
be faster than.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import git
import requests
import yaml
from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.report import quantiles, report, say
from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_sharing import Question, Shared
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.charts.windows import window
from lib.local import ports, probes
from lib.local import prometheus as local_prometheus
from lib.local.browser import CHROMIUM
from lib.local.parts import Part, Server
from lib.local.platform import Platform, running

HOURS = 24
INTERVAL_S = 15
SIDES = ("sales", "logistics", "finance", "engineering", "support", "design", "legal", "people")
QUERIES = {
    "Requests": "sum by (side) (rate(bench_requests_total[5m]))",
    "All requests": "sum(rate(bench_requests_total[5m]))",
    "Load": "bench_load",
    "Mean load": "avg(bench_load)",
    "Largest load": "max_over_time(bench_load[10m])",
    "Load, smoothed": "avg by (side) (avg_over_time(bench_load[15m]))",
    "Three most": "topk(3, bench_load)",
    "In an hour": "sum by (side) (increase(bench_requests_total[1h]))",
    "Spread": "stddev(bench_load)",
    "Share": "rate(bench_requests_total[5m]) / ignoring(side) group_left sum(rate(bench_requests_total[5m]))",
    "Slope": "deriv(bench_load[30m])",
    "Yesterday's rule": "bench_load > bool 0.5",
}

# Notes when a panel shows nothing although it did before, at each frame; and the first frame in which all are drawn.
WATCH = """() => {
  window.empty = 0; window.frames = 0; window.openedAt = 0;
  const shown = () => [...document.querySelectorAll('tl-dashboard .tl-panel')].map(panel => {
    const canvas = panel.querySelector('canvas');
    return Boolean(canvas && canvas.isConnected && canvas.width && panel.dataset.drawn === 'true');
  });
  const look = () => {
    const now = shown();
    const all = now.length === COUNT && now.every(Boolean);
    if (all && !window.openedAt) window.openedAt = performance.timeOrigin + performance.now();
    if (window.openedAt) { window.frames += 1; window.empty += now.filter(one => !one).length; }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}""".replace("COUNT", str(len(QUERIES)))

# The comparison's panels: Plotly marks a figure that is drawn.
PLOTLY = """() => {
  const plots = [...document.querySelectorAll('.js-plotly-plot')];
  return plots.length === COUNT && plots.every(plot => plot.querySelector('.scatterlayer .trace'));
}""".replace("COUNT", str(len(QUERIES)))


def main() -> None:
    """Fill a Prometheus, then open both, again and again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, site(Path(name)) as (here, theirs):
        serial, parallel = queries(here)
        say(f"queries one after another: {serial:.0f} ms, side by side: {parallel:.0f} ms")
        with sync_playwright() as playwright:
            context = playwright.chromium.launch(**CHROMIUM).new_context(viewport={"width": 1440, "height": 900})
            ours = [click(context, here.settings.app_url) for _ in range(arguments.rounds)][1:]
            links = [
                deep(context, f"{here.settings.app_url}/dashboard?id=bench", opened) for _ in range(arguments.rounds)
            ][1:]
            empty = [deep(context, f"{here.settings.app_url}/dashboard", headed) for _ in range(arguments.rounds)][1:]
            plotly = [deep(context, theirs, plotted) for _ in range(max(3, arguments.rounds // 2))][1:]
            steady = refresh(context, here.settings.app_url)
    figures = {
        "open_ms": ms(ours),
        "open_p95_ms": quantiles(ours)["p95_ms"],
        "deep_link_ms": ms(links),
        **steady,
        "panels": len(QUERIES),
        "hours": HOURS,
        "queries_ms": round(parallel),
    }
    against = {
        "empty_page_deep_link_ms": ms(empty),
        "plotly_serial_deep_link_ms": ms(plotly),
        "queries_serial_ms": round(serial),
    }
    report("dashboards", figures, against, ms(plotly) / ms(links))


@contextmanager
def site(folder: Path) -> Iterator[tuple[Platform, str]]:
    """A Prometheus with 24 hours of samples, the app with the dashboard in its content, and the comparison's app."""
    content = repository(folder / "content")
    with local_prometheus.server(folder / "prometheus") as prometheus:
        here = Platform(folder, f"127.0.0.1:{ports.free()}", prometheus.address, CONTENT_REPO=str(content))
        fill(here)
        address = f"http://127.0.0.1:{here.settings.app_port}/_stcore/health"
        command = ["-m", "streamlit", "run", "app.py", "--server.port", str(here.settings.app_port)]
        app = Server(streamlit("app", command, address, here), folder)
        port = ports.free()
        script = str(Path(__file__).with_name("plotly_panels.py"))
        command = ["-m", "streamlit", "run", script, "--server.port", str(port)]
        other = Server(streamlit("plotly", command, f"http://127.0.0.1:{port}/_stcore/health", here), folder)
        with running(app, other):
            yield here, f"http://localhost:{port}/"


def streamlit(name: str, command: list[str], address: str, here: Platform) -> Part:
    """One of the two apps."""
    environment = here.environment | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return Part(name, [sys.executable, "-W", "ignore", *command], lambda: probes.http_ok(address), address, environment)


def repository(folder: Path) -> Path:
    """A content repository with the dashboard of this benchmark."""
    boards = folder / "content" / "dashboards"
    boards.mkdir(parents=True)
    (boards / "bench.yaml").write_text(yaml.safe_dump(dashboard()))
    made = git.Repo.init(folder)
    made.index.add(["content/dashboards/bench.yaml"])
    made.index.commit("Begin", author=git.Actor("Bench", "bench@example.org"))
    return folder


def dashboard() -> dict[str, object]:
    """Twelve panels in three rows of four."""
    panels = {f"p{number}": panel(name, query) for number, (name, query) in enumerate(QUERIES.items())}
    items = [
        {"x": 6 * (n % 4), "y": 7 * (n // 4), "width": 6, "height": 7, "content": {"$ref": f"#/spec/panels/p{n}"}}
        for n in range(len(panels))
    ]
    spec = {"display": {"name": "Bench"}, "duration": f"{HOURS}h", "panels": panels}
    return {"kind": "Dashboard", "spec": spec | {"layouts": [{"kind": "Grid", "spec": {"items": items}}]}}


def panel(name: str, query: str) -> dict[str, object]:
    """A panel of lines."""
    asked = {"kind": "PrometheusTimeSeriesQuery", "spec": {"query": query}}
    return {
        "kind": "Panel",
        "spec": {
            "display": {"name": name},
            "plugin": {"kind": "TimeSeriesChart"},
            "queries": [{"kind": "TimeSeriesQuery", "spec": {"plugin": asked}}],
        },
    }


def fill(here: Platform) -> None:
    """A counter and a gauge of eight sides, every 15 seconds for 24 hours: 92,000 samples."""
    chance, end = random.Random(7), round(time.time() * 1000)
    start = end - HOURS * 3_600_000
    writer = RemoteWriter(here.settings)
    for number, side in enumerate(SIDES):
        count, batch = 0.0, []
        for at in range(start, end, INTERVAL_S * 1000):
            load = 0.5 + 0.4 * math.sin(at / 5_000_000 + number) + chance.random() / 10
            count += load * INTERVAL_S * 10
            batch.append(Sample("bench_load", (("side", side),), load, at))
            batch.append(Sample("bench_requests_total", (("side", side),), count, at))
        assert not writer.write(batch).refused
    writer.close()
    settle(here)


def settle(here: Platform) -> None:
    """Wait until Prometheus has laid older samples down in blocks, as they are on any other day: within two minutes."""
    deadline = time.monotonic() + 180
    wanted = (time.time() - 5 * 3600) * 1000
    while time.monotonic() < deadline:
        text = requests.get(f"{here.settings.prometheus}/metrics", timeout=10).text
        if float(re.search(r"^prometheus_tsdb_head_min_time (\S+)$", text, re.MULTILINE)[1]) > wanted:
            return
        time.sleep(0.5)
    raise TimeoutError("Prometheus has not laid down its samples.")


def queries(here: Platform) -> tuple[float, float]:
    """How long the queries take without any page, in ms: one after another, and side by side."""
    metrics = Metrics(here.settings)
    shared = Shared(metrics)
    now = datetime.now(UTC)
    serial, parallel = [], []
    for round_ in range(5):
        at = window(f"{HOURS}h", "", "", "medium", now - timedelta(minutes=7 * round_)).aligned()
        began = time.perf_counter()
        for query in QUERIES.values():
            metrics.range(query, at.start, at.end, at.step)
        serial.append(time.perf_counter() - began)
        began = time.perf_counter()
        list(shared.ask([Question(query, at) for query in QUERIES.values()]))
        parallel.append(time.perf_counter() - began)
    shared.close()
    metrics.close()
    return statistics.median(serial) * 1000, statistics.median(parallel) * 1000


def click(context: BrowserContext, address: str) -> float:
    """Seconds from the click on the dashboard's name to its last panel."""
    page = context.new_page()
    page.goto(f"{address}/dashboard")
    link = page.get_by_role("link", name="Bench")
    link.wait_for(timeout=60_000)
    time.sleep(4.5)  # what others asked before is not kept any longer
    page.evaluate(WATCH)
    began = page.evaluate("performance.timeOrigin + performance.now()")
    link.evaluate("node => node.click()")
    page.wait_for_function("window.openedAt", timeout=60_000)
    seconds = (page.evaluate("window.openedAt") - began) / 1000
    page.close()
    return seconds


def deep(context: BrowserContext, address: str, ready) -> float:
    """Seconds from asking for the address to what is *ready*."""
    time.sleep(4.5)
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    ready(page)
    seconds = time.perf_counter() - began
    page.close()
    return seconds


def opened(page: Page) -> None:
    """All panels are drawn."""
    page.wait_for_function("window.openedAt", timeout=60_000)


def headed(page: Page) -> None:
    """A page of the app that asks nothing has its heading."""
    page.get_by_role("heading", name="Dashboards").wait_for(timeout=60_000)


def plotted(page: Page) -> None:
    """The comparison has drawn all figures."""
    page.wait_for_function(PLOTLY, timeout=120_000)


def refresh(context: BrowserContext, address: str, seconds: float = 12.0) -> dict[str, float]:
    """Frames of a dashboard that is asked again every five seconds, and how many panels were empty in any of them."""
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/dashboards/bench" in request.url else None)
    page.add_init_script(f"({WATCH})()")
    page.goto(f"{address}/dashboard?id=bench&refresh=5s")
    opened(page)
    before = len(asked)
    page.wait_for_timeout(seconds * 1000)
    frames, empty = page.evaluate("[window.frames, window.empty]")
    page.close()
    return {"refreshes": len(asked) - before, "refresh_frames": frames, "empty_panel_frames": empty}


def ms(seconds: list[float]) -> float:
    """The median in milliseconds."""
    return round(statistics.median(seconds) * 1000)


if __name__ == "__main__":
    main()
