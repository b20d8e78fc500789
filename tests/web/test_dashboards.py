"""Dashboards as readers see them: each kind of panel, what is said where nothing is drawn, controls, marks, alerts."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from playwright.sync_api import expect

from lib import settings
from lib.adapters import prometheus_sharing
from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_sharing import Shared
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.content.revision import Commit, Revision
from lib.live import called
from lib.live.routes import assets_digest
from lib.local import packages, ports
from lib.local import prometheus as local_prometheus
from lib.sport.actions import KINDS, make
from lib.web.dashboards import described
from tests.conftest import require
from tests.content.test_dashboards import read
from tests.sport.making import declared
from tests.waiting import wait_for
from tests.web.hosting import Site

pytestmark = [pytest.mark.prometheus, pytest.mark.browser]

SCORE = 'max by (event) (last_over_time(shown_score{event=~"$event"}[1h]))'
SERIOUS = {"steps": [{"value": 10, "color": "bad", "name": "Much"}]}
HEADERS = [{"name": "event", "header": "Match"}, {"name": "value", "header": "Score"}]
PANELS = {
    "number": ("StatChart", "sum(last_over_time(shown_score[1h]))", {"thresholds": SERIOUS}),
    "clock": ("StatChart", "vector(1279)", {"format": {"unit": "clock"}, "sparkline": False}),
    "gauge": ("GaugeChart", "vector(30)", {"max": 40, "thresholds": SERIOUS}),
    "rows": ("Table", SCORE, {"columnSettings": HEADERS}),
    "heat": ("HeatMapChart", "sum by (le) (increase(shown_delay_bucket[5m]))", {}),
    "text": ("Markdown", "", {"text": "Of **$event**, and of $league."}),
    "lines": ("TimeSeriesChart", SCORE, {}),
    "missing": ("TimeSeriesChart", "sum(shown_scor)", {}),
    "old": ("TimeSeriesChart", "shown_old", {}),
    "halted": ("TimeSeriesChart", "shown_halted", {}),
    "wrong": ("TimeSeriesChart", "shown_score + on () shown_score", {}),
}
RULES = {"groups": [{"name": "ours", "interval": "1s", "rules": [
    {"alert": "Loud", "expr": "vector(1) > 0", "annotations": {"summary": "It is too loud"}},
    {"record": "shown:twice", "expr": "2 * sum(shown_score)"},
]}]}  # fmt: skip
MOUNTED = """async ([module, data]) => {
    const { mount } = await import(module);
    mount(document.body.appendChild(document.createElement("div")), data);
}"""
# Fifty times as short are the waits of a page that asks again by itself.
HURRY = """() => {
    const wait = setTimeout;
    window.setTimeout = (work, ms = 0, ...given) => wait(work, ms < 1000 ? ms : ms / 50, ...given);
}"""
# How many pixels of the n-th canvas of a panel have some colour.
PAINTED = """([panel, left, right]) => {
    const canvas = panel.querySelector("canvas");
    const [x, width] = [left * canvas.width, (right - left) * canvas.width];
    const { data } = canvas.getContext("2d").getImageData(x, 0, Math.max(1, width), canvas.height);
    return data.reduce((found, value, at) => found + (at % 4 === 3 && value > 20), 0);
}"""


def variable(name, label, matcher, **more):
    source = {"kind": "PrometheusLabelValuesVariable", "spec": {"labelName": label, "matchers": [matcher]}}
    return {"kind": "ListVariable", "spec": {"name": name, "plugin": source, **more}}


def panel(name, kind, query, spec):
    asked = {"kind": "PrometheusTimeSeriesQuery", "spec": {"query": query}}
    queries = [{"kind": "TimeSeriesQuery", "spec": {"plugin": asked}}] if query else []
    plugin = {"kind": kind, "spec": spec}
    return {"kind": "Panel", "spec": {"display": {"name": name.title()}, "plugin": plugin, "queries": queries}}


def board():
    """Panels of all kinds, four in a row, and two variables of which the second depends on the first."""
    items = [
        {"x": 6 * (n % 4), "y": 6 * (n // 4), "width": 6, "height": 6, "content": {"$ref": f"#/spec/panels/{name}"}}
        for n, name in enumerate(PANELS)
    ]
    spec = {
        "display": {"name": "Shown"},
        "variables": [
            variable("league", "league", "shown_score"),
            variable("event", "event", 'shown_score{league="$league"}', allowMultiple=True, allowAllValue=True),
        ],
        "panels": {name: panel(name, *rest) for name, rest in PANELS.items()},
        "layouts": [{"kind": "Grid", "spec": {"items": items}}],
    }
    return read(json.dumps({"kind": "Dashboard", "spec": spec}))


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory):
    """A Prometheus of its own, with rules, and with three events of two leagues."""
    require(packages.PROMETHEUS)
    folder = tmp_path_factory.mktemp("prometheus")
    rules = folder / local_prometheus.RULES / "ours.yaml"
    rules.parent.mkdir()
    rules.write_text(yaml.safe_dump(RULES))
    with local_prometheus.server(folder) as server:
        writer = RemoteWriter(settings.read({"PROMETHEUS_URL": server.address, "VAR_DIR": str(folder)}))
        writer.write(_samples(datetime.now(UTC)))
        writer.close()
        yield server


def _samples(now):
    at = [round((now - timedelta(seconds=15 * n)).timestamp() * 1000) for n in range(239, -1, -1)]
    for n, t in enumerate(at):
        for league, event, goals in (("a", "a-one", 2), ("a", "a-two", 5), ("b", "b-one", 7)):
            yield Sample("shown_score", (("event", event), ("league", league)), float(goals * (n > 200)), t)
        for bound, share in (("1", 1), ("10", 3), ("+Inf", 4)):
            yield Sample("shown_delay_bucket", (("le", bound),), float(n * share), t)
    for n in range(20):
        yield Sample("shown_halted", (), 1.0, at[n + 100])
        yield Sample("shown_old", (), 1.0, at[n] - 2 * 86_400_000)


@pytest.fixture(scope="module")
def site(prometheus, tmp_path_factory):
    """Our routes, with the dashboard, and with a goal in one of the events."""
    var = tmp_path_factory.mktemp("var")
    given = {"APP_PORT": ports.free(), "PROMETHEUS_URL": prometheus.address, "VAR_DIR": var}
    site = Site(settings.read({name: str(value) for name, value in given.items()}))
    site.goal = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    score = KINDS["score"](participant="sales")
    goal = make("score", score, id="goal", subject="a-one", time=site.goal, source="test")
    site.put("a-one", [declared(subject="a-one"), goal], round(time.time() * 1000))
    with site.up():
        site.node.library.current = Revision(Commit("a" * 40, "Finance", site.goal, "Begin"), dashboards=board())
        site.name = called.names(site.node)["event"].get("a-one")
        yield site


@pytest.fixture(scope="module")
def opened(chromium, site):
    """One page for all tests: each of them goes to an address of its own. A script's error fails the next one."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(error))
    yield page
    page.close()


@pytest.fixture
def page(opened):
    yield opened
    assert not opened.errors


def go(page, site, query="", module="board", path="dashboard", hurried=False):
    page.goto(f"{site.address}/{path}?{query}")
    if hurried:
        page.evaluate(HURRY)
    page.evaluate(MOUNTED, [f"/assets/{assets_digest()}/{module}.js", {"boards": [described(board()["match"])]}])


def show(page, site, query="", **how):
    go(page, site, f"id=match{query}", **how)
    answered(page)


def answered(page):
    """Wait until all that was asked is there and painted."""
    page.wait_for_selector('tl-dashboard[data-asking="false"]')
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def named(page, name):
    return page.locator(".tl-panel").filter(has=page.locator("h3", has_text=re.compile(f"^{name}$")))


def test_every_kind_of_panel_is_drawn(page, site):
    show(page, site, "&var-event=a-two")

    number, gauge, rows = named(page, "Number"), named(page, "Gauge"), named(page, "Rows")
    assert number.locator(".tl-stat").get_attribute("data-status") == "bad"
    assert number.locator(".tl-stat b").inner_text() == "14"
    assert number.locator(".tl-stat-status").inner_text() == "Much"
    assert number.locator("svg.tl-spark path").count() == 1
    assert named(page, "Clock").locator(".tl-stat b").inner_text() == "21:19"
    meter = gauge.get_by_role("meter")
    assert [meter.get_attribute(f"aria-value{end}") for end in ("min", "now", "max")] == ["0", "30", "40"]
    assert gauge.locator(".tl-arc").count() == 1
    assert named(page, "Text").locator("strong").inner_text() == "a-two"
    assert rows.locator("thead").inner_text().split() == ["Match", "Score"]
    assert rows.locator("tbody tr").all_inner_texts() == ["a-two\t5"]
    heat = named(page, "Heat")
    assert "3 buckets" in heat.locator("canvas").get_attribute("aria-label")
    assert heat.evaluate(f"(panel) => ({PAINTED})([panel, 0.5, 1])") > 1000


def test_a_table_is_sorted_by_its_heads(page, site):
    show(page, site, "&var-event=$__all")
    rows = named(page, "Rows")

    def order():
        return [text.split("\t")[0] for text in rows.locator("tbody tr").all_inner_texts()]

    rows.get_by_role("button", name="Score").click()
    assert (order(), rows.locator("[aria-sort]").get_attribute("aria-sort")) == (["a-two", site.name], "descending")
    rows.get_by_role("button", name="Score").click()
    assert (order(), rows.locator("[aria-sort]").get_attribute("aria-sort")) == ([site.name, "a-two"], "ascending")


def test_a_variable_depends_on_the_one_before_and_takes_several_values(page, site):
    show(page, site)
    events = page.get_by_role("group", name="event")

    assert events.locator("summary").inner_text() == "All"
    assert named(page, "Rows").locator("tbody tr").count() == 2
    events.locator("summary").click()
    assert {*events.locator("label").all_inner_texts()} == {"All", site.name, "a-two"}
    events.get_by_label("a-two").check()
    page.wait_for_url(re.compile("var-event=a-two"))
    expect(events.get_by_label("All")).not_to_be_checked()
    events.get_by_label(site.name).check()
    page.wait_for_url(re.compile("var-event=a-one.*var-event=a-two|var-event=a-two.*var-event=a-one"))
    events.get_by_label("All").check()
    page.wait_for_url(lambda url: "a-one" not in url)
    events.locator("summary").click()
    page.get_by_label("league").select_option("b")
    named(page, "Rows").get_by_text("b-one").wait_for()
    expect(named(page, "Rows").locator("tbody tr")).to_have_count(1)
    events.locator("summary").click()
    expect(events.locator("label")).to_have_text(["All", "b-one"])


def test_a_panel_without_a_drawing_says_which_of_five_things_it_is(page, site, prometheus, monkeypatch):
    show(page, site)

    said = {name: named(page, name).locator("[data-note]") for name in ("Missing", "Old", "Halted", "Wrong")}
    kinds = {name: one.get_attribute("data-note") for name, one in said.items()}
    assert kinds == {"Missing": "no-series", "Old": "no-data", "Halted": "stale", "Wrong": "wrong"}
    assert "Did you mean shown_score" in said["Missing"].inner_text()
    assert "Stale since" in said["Halted"].inner_text()
    assert named(page, "Halted").locator("canvas").count() == 1
    said["Old"].get_by_role("button", name="Go there").click()
    page.wait_for_url(re.compile("from="))
    answered(page)
    assert named(page, "Old").locator("canvas").count() == 1
    assert said["Old"].get_attribute("data-note") == "stale", "it ended within that range"
    assert page.locator(".tl-variables").get_by_text("nothing yet").count() == 1, "no league had a score then"

    away = Shared(Metrics(settings.read({"PROMETHEUS_URL": f"http://127.0.0.1:{ports.free()}"})))
    monkeypatch.setattr(site.node, "queries", away)
    show(page, site, "&var-event=a-one")
    assert named(page, "Lines").locator("[data-note]").get_attribute("data-note") == "away"


def test_a_prometheus_that_hangs_is_said_on_the_page(page, site, prometheus, monkeypatch):
    monkeypatch.setattr(prometheus_sharing, "DEADLINE_S", 0.2)
    monkeypatch.setattr(site.node, "queries", Shared(site.node.metrics))
    os.kill(prometheus.pid, signal.SIGSTOP)
    try:
        go(page, site, "id=match")
        page.get_by_title("has not answered within").first.wait_for()
    finally:
        os.kill(prometheus.pid, signal.SIGCONT)
    expect(page.locator(".tl-variables").get_by_text("cannot be read")).to_have_count(2)


def test_actions_are_marks_that_stay_while_the_dashboard_is_asked_again(page, site):
    first, last = (f"{site.goal + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}" for n in (-10, 10))
    show(page, site, f"&var-event=a-one&from={first}&to={last}")
    lines = named(page, "Lines")
    page.get_by_role("button", name="Actions").click()
    page.wait_for_url(re.compile("marks=1"))
    answered(page)
    area = lines.locator(".u-over").bounding_box()

    def read_out():
        page.mouse.move(area["x"], area["y"] + 40)
        page.mouse.move(area["x"] + area["width"] / 2, area["y"] + 40, steps=2)
        return lines.locator(".tl-read-mark").all_inner_texts()

    wait_for(lambda: [one.split()[0] for one in read_out()] == ["1–0"], message="the goal is read out")
    held = []
    page.route("**/api/dashboards/match?*", lambda route: held.append(route))
    page.get_by_role("button", name="Ask again").click()
    wait_for(lambda: page.evaluate("0") == 0 and held, message="the dashboard is asked again")
    body = held[0].fetch().text().split("\n")
    without = "\n".join(line for line in body if '"marks"' not in line)
    held[0].fulfill(body=without, content_type="application/x-ndjson")
    answered(page)
    kept = "what is asked again keeps its marks until new ones come"
    wait_for(lambda: [one.split()[0] for one in read_out()] == ["1–0"], message=kept)
    page.unroute("**/api/dashboards/match?*")
    page.get_by_role("button", name="Actions").click()
    page.wait_for_url(lambda url: "marks" not in url)
    answered(page)
    wait_for(lambda: read_out() == [], message="nothing is marked")


def test_a_dashboard_asks_again_by_itself(page, site):
    show(page, site, "&refresh=5s", hurried=True)

    for _ in range(2):
        with page.expect_response(lambda answer: "/api/dashboards/match" in answer.url):
            pass
    page.get_by_label("Refresh").select_option("")
    page.wait_for_url(re.compile("refresh=off"))


def test_the_whole_screen_is_a_state_of_the_address(page, site):
    show(page, site)

    page.get_by_title("Full screen").first.click()
    page.wait_for_url(re.compile("tv=1"))
    page.wait_for_function("document.fullscreenElement?.localName === 'tl-dashboard'")
    expect(page.locator("tl-dashboard")).to_have_attribute("data-tv", "true")
    page.get_by_title("Full screen").first.click()
    page.wait_for_function("!document.fullscreenElement")
    page.wait_for_url(lambda url: "tv=" not in url)


def test_alerts_that_fire_and_rules_are_listed_and_asked_again(page, site):
    go(page, site, "tab=alerts", module="explore", path="explore", hurried=True)

    firing = page.locator(".tl-firing li")
    firing.get_by_text("It is too loud").wait_for()
    expect(firing).to_have_attribute("data-status", "bad")
    rows = page.locator(".tl-alerts tbody tr")
    expect(rows.locator(".tl-state")).to_have_text(["firing", "records"])
    expect(rows.locator("b")).to_have_text(["Loud", "shown:twice"])
    with page.expect_response(lambda answer: "/api/rules" in answer.url):
        pass
    rows.first.get_by_role("link", name="Explore").click()
    page.wait_for_url(re.compile(r"/explore\?query=vector"))
