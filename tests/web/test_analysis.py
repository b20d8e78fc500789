"""The explore page and dashboards as analysts use them: the real app, a real Prometheus, a real browser."""

from __future__ import annotations

import re
import time
from pathlib import Path
from urllib.parse import quote

import git
import pytest
import requests
from playwright.sync_api import expect

from lib.adapters.remote_write import RemoteWriter, Sample
from lib.local import probes
from lib.local.parts import Part, Server
from lib.local.platform import Platform, running
from lib.local.ports import free
from lib.settings import ROOT
from tests.content.test_dashboards import GOOD
from tests.waiting import wait_for

pytestmark = [pytest.mark.prometheus, pytest.mark.browser]

WAIT_MS = 60_000
DRAWN = '.tl-panel[data-drawn="true"]'
SCORE = "last_over_time(sport_event_score[6h])"
LINES = """
    score:
      kind: Panel
      spec:
        display: {name: Score, description: Over time}
        plugin: {kind: TimeSeriesChart}
        queries:
        - kind: TimeSeriesQuery
          spec:
            plugin:
              kind: PrometheusTimeSeriesQuery
              spec: {query: 'sport_event_score{event="$event"}'}
  layouts:
"""
BOARD = GOOD.replace("  layouts:\n", LINES.lstrip("\n")) + (
    "      - {x: 12, y: 0, width: 12, height: 8, content: {$ref: '#/spec/panels/score'}}\n"
)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """A content repository with a dashboard and the catalogue."""
    folder = tmp_path_factory.mktemp("content")
    (folder / "content" / "dashboards").mkdir(parents=True)
    (folder / "content" / "dashboards" / "match.yaml").write_text(BOARD)
    (folder / "content" / "metrics.yaml").write_bytes((ROOT / "content" / "metrics.yaml").read_bytes())
    repository = git.Repo.init(folder)
    repository.index.add(["content/dashboards/match.yaml", "content/metrics.yaml"])
    repository.index.commit("Begin", author=git.Actor("Analyst", "analyst@example.org"))
    return folder


@pytest.fixture(scope="module")
def address(prometheus, content, tmp_path_factory):
    """The app, over a Prometheus with two events; Kafka is away, which it must not mind."""
    folder = tmp_path_factory.mktemp("analysis")
    here = Platform(folder, f"127.0.0.1:{free()}", prometheus.address, CONTENT_REPO=str(content))
    _fill(here)
    with running(_app(here, folder)):
        wait_for(lambda: requests.get(f"{here.settings.app_url}/api/config", timeout=30).json()["revision"])
        yield here.settings.app_url


@pytest.fixture
def page(chromium, address):
    """A page that fails the test when a script fails."""
    errors = []
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(WAIT_MS)
    page.on("pageerror", lambda error: errors.append(error))
    yield page
    page.close()
    assert not errors


def _app(here: Platform, folder: Path) -> Server:
    """As Platform.app, but ready without Kafka."""
    whole = here.app()._part
    health = f"http://127.0.0.1:{here.settings.app_port}/_stcore/health"
    return Server(Part("app", whole.command, lambda: probes.http_ok(health), health, whole.environment), folder)


def _fill(here: Platform) -> None:
    now = round(time.time()) * 1000
    writer = RemoteWriter(here.settings)
    for number, event in enumerate(("analysis-one", "analysis-two")):
        for side, competitor in enumerate(("sales", "legal")):
            labels = (("competition", "analysis"), ("competitor", competitor), ("event", event))
            samples = [
                Sample("sport_event_score", labels, float(n // 20 * (side + 1) + 10 * number), now - 30_000 * (119 - n))
                for n in range(120)
            ]
            writer.write(samples)
        writer.write([Sample("sport_event_live", (("event", event),), 1.0, now - 1000)])
    writer.close()


def test_a_metric_is_found_roughly_asked_drawn_and_zoomed_and_the_address_is_the_view(page, address):
    page.goto(f"{address}/explore")
    page.get_by_role("searchbox", name="Find a metric").fill("scor of sde")
    row = page.locator('[data-metric="sport_event_score"]')
    row.get_by_title("Ask for it").click()

    page.wait_for_selector(DRAWN)
    expect(row).to_contain_text("gauge, points")
    expect(page.get_by_role("combobox", name="Query")).to_have_value(SCORE)
    area = page.locator(".u-over").bounding_box()
    middle = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.8, middle, steps=4)
    page.mouse.up()

    page.wait_for_url(re.compile(r"query=.*from=.*to="))
    zoomed = page.url
    page.reload()
    page.wait_for_selector(DRAWN)
    assert page.url == zoomed
    expect(page.get_by_role("combobox", name="Query")).to_have_value(SCORE)
    expect(page.get_by_label("From", exact=True)).to_be_visible()
    page.go_back()
    page.wait_for_url(lambda url: "from=" not in url)
    expect(page.get_by_label("Time range")).to_have_value("1h")


def test_a_query_is_completed_by_keyboard_and_a_wrong_one_shows_its_place(page, address):
    page.goto(f"{address}/explore")
    box = page.get_by_role("combobox", name="Query")
    box.press_sequentially("sum(rate(sport_event_sc")
    page.get_by_role("option", name="sport_event_score").wait_for()
    box.press("Tab")
    box.press_sequentially("))")
    expect(box).to_have_value("sum(rate(sport_event_score))")
    box.press("Escape")
    box.press("Enter")

    page.locator('[data-note="wrong"]').get_by_text("expected type range vector").wait_for()
    expect(page.locator(".tl-promql .tl-bad")).to_have_text("sport_event_score")
    expect(page.locator(".tl-wrong mark")).to_have_text("s")


def test_the_builder_writes_promql_and_the_table_and_files_hold_the_same_numbers(page, address):
    page.goto(f"{address}/explore?view=table")
    page.get_by_role("button", name="Build it step by step").click()
    page.get_by_label("Metric", exact=True).select_option("sport_event_score")
    page.get_by_label("Put together").select_option("max")
    page.locator(".tl-build-by").get_by_label("competitor").check()

    wanted = f"max by (competitor) ({SCORE})"
    page.wait_for_function("text => document.querySelector('tl-explore textarea').value === text", arg=wanted)
    # Until the last one is answered, there is a row for each event.
    expect(page.locator(".tl-table tbody tr", has_text="legal")).to_have_text([re.compile(r"^\s*legal\s*20\s*$")])
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0].startswith("time,value,")
    assert any(",legal," in line for line in lines[1:])


def test_an_earlier_time_and_a_second_query_are_drawn_beside(page, address):
    ours = SCORE.replace("[", '{competition="analysis"}[')  # others fill the same Prometheus
    page.goto(f"{address}/explore?query={quote(ours)}&query=vector(4)&range=15m&compare=30m&threshold=12")

    page.wait_for_selector(DRAWN)
    for words in ("30m earlier", "vector(4)"):
        expect(page.locator(".tl-legend")).to_contain_text(words)
    page.locator(".tl-legend button").first.click()
    expect(page.locator('.tl-legend [aria-pressed="false"]')).to_have_count(1)


def test_a_dashboard_opens_from_the_list_and_a_variable_changes_its_panels_and_the_address(page, address):
    page.goto(f"{address}/dashboard")
    page.get_by_role("link", name="A match").click()
    page.wait_for_selector(f'{DRAWN}[data-kind="TimeSeriesChart"]')
    assert page.url.endswith("/dashboard?id=match")

    page.get_by_label("event").select_option("analysis-one")
    page.wait_for_url(re.compile("var-event=analysis-one"))
    bars = page.locator('[data-kind="BarChart"] dl')
    bars.get_by_text("10", exact=True).wait_for()  # 119 // 20 * 2
    page.get_by_label("event").select_option("analysis-two")
    bars.get_by_text("20", exact=True).wait_for()

    page.reload()
    bars.get_by_text("20", exact=True).wait_for()
    expect(page.get_by_label("event")).to_have_value("analysis-two")
    answer = requests.get(page.locator('.tl-tools a[title="CSV"]').last.evaluate("link => link.href"), timeout=30)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "analysis-two" in answer.text
    assert "analysis-one" not in answer.text


def test_a_dashboard_that_is_asked_again_never_shows_an_empty_panel(page, address):
    page.goto(f"{address}/dashboard?id=match&refresh=5s")
    page.wait_for_selector(f'{DRAWN}[data-kind="TimeSeriesChart"]')
    page.evaluate(
        """() => { window.empty = 0; const look = () => {
             const panels = [...document.querySelectorAll('.tl-panel')];
             window.empty += panels.filter(one => !one.querySelector('canvas, dl')).length;
             requestAnimationFrame(look); }; look(); }"""
    )

    with page.expect_response(lambda answer: "/api/dashboards/match" in answer.url):
        page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector('tl-dashboard[data-asking="false"]')

    assert page.evaluate("window.empty") == 0


def test_an_unknown_dashboard_leads_on_to_those_that_there_are(page, address):
    page.goto(f"{address}/dashboard?id=nothing")

    page.get_by_text("There is no dashboard nothing").wait_for()
    expect(page.get_by_role("link", name="A match")).to_be_visible()


def test_alerts_and_rules_are_a_tab_that_has_an_address(page, address):
    page.goto(f"{address}/explore")
    page.get_by_role("tab", name="Alerts and rules").click()

    page.get_by_text("No alert is pending or fires.").wait_for()
    page.wait_for_url(re.compile("tab=alerts"))


def test_a_panel_can_stand_anywhere(page, address):
    page.goto(f"{address}/explore")
    page.locator("tl-explore").wait_for()
    module = page.wait_for_function(
        "performance.getEntriesByType('resource').map(one => one.name).find(one => one.endsWith('/panel.js'))"
    ).json_value()
    page.evaluate(
        """async module => { await import(module);
             document.querySelector('tl-explore').insertAdjacentHTML('afterend',
               '<tl-panel dashboard="match" panel="score" range="1h" var-event="analysis-two"></tl-panel>');
             const { BoardPanel } = await import(new URL("board-panel.js", module).href);
             customElements.define('tl-board-panel', BoardPanel);
             document.querySelector('tl-panel').insertAdjacentHTML('afterend',
               '<tl-board-panel panel="match/score" range="1h" event="analysis-one"></tl-board-panel>'); }""",
        module,
    )

    page.wait_for_selector('tl-panel .tl-panel[data-drawn="true"] canvas')
    page.wait_for_selector('tl-board-panel .tl-panel[data-drawn="true"] canvas')
    expect(page.locator("tl-panel h3")).to_have_text(["Score", "Score"])
