"""What the explore page draws beside lines, and what dragging does: a real Prometheus, real routes, a real browser."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from lib.adapters.remote_write import RemoteWriter, Sample
from lib.live.routes import assets_digest
from lib.local import ports
from lib.sport.actions import KINDS, make
from tests.sport.making import declared
from tests.web.hosting import Site

pytestmark = [pytest.mark.prometheus, pytest.mark.browser]

EVENT, OTHER = "explore-one", "explore-two"
SPAN = timedelta(minutes=25)  # of which the points are six seconds apart, and both ends are points
END = datetime.fromtimestamp(time.time() // 60 * 60, UTC)
START = END - SPAN
GOALS = (0.25, 0.75)  # where in the span the home side scores
QUERY = f'max by (event) (last_over_time(sport_event_score{{event="{EVENT}"}}[1h]))'
LINE = ("--no-such-ink", "#2b7bba")  # the first of the colours of lines
ACCENT, WARN = ("--accent", "#1d5fbf"), ("--warn", "#8a4b00")
MOUNTED = """async (module) => {
    const { mount } = await import(module);
    mount(document.body.appendChild(document.createElement("div")));
}"""
# How many pixels of the canvas have an ink, in a part of the plot: from left to right and from top to bottom, 0 to 1.
PAINTED = """([[name, otherwise], [left, right], [top, bottom]]) => {
    const canvas = document.querySelector("tl-explore canvas"), over = document.querySelector("tl-explore .u-over");
    const box = canvas.getBoundingClientRect(), area = over.getBoundingClientRect(), scale = canvas.width / box.width;
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = getComputedStyle(canvas).getPropertyValue(name).trim() || otherwise;
    pen.fillRect(0, 0, 1, 1);
    const ink = pen.getImageData(0, 0, 1, 1).data;
    const x = (area.x - box.x + left * area.width) * scale, y = (area.y - box.y + top * area.height) * scale;
    const width = Math.max(1, (right - left) * area.width * scale), height = (bottom - top) * area.height * scale;
    const { data } = canvas.getContext("2d").getImageData(x, y, width, height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
        found += data[at + 3] > 60 && [0, 1, 2].every((one) => Math.abs(data[at + one] - ink[one]) < 24);
    return found;
}"""


def at(share: float) -> datetime:
    """The moment at a share of the span."""
    return START + SPAN * share


def match(event: str, goals: tuple[float, ...]) -> list:
    """A match with goals of the home side."""

    def action(kind: str, share: float, **data):
        name = f"{event}-{kind}-{share}"
        return make(kind, KINDS[kind](**data), id=name, subject=event, time=at(share), source="test")

    live = action("event.status", 0.01, status="live")
    return [declared(subject=event), live, *(action("score", one, participant="sales") for one in goals)]


@pytest.fixture
def page(chromium, prometheus, make_settings):
    """The explore page in the browser, with the score of a match in which two goals fell, and another match beside."""
    given = make_settings(APP_PORT=ports.free(), PROMETHEUS_URL=prometheus.address)
    writer = RemoteWriter(given)
    labels = (("competitor", "sales"), ("event", EVENT))
    moments = [(share / 100, sum(share / 100 >= goal for goal in GOALS)) for share in range(101)]
    writer.write(Sample("sport_event_score", labels, float(n), round(at(one).timestamp() * 1000)) for one, n in moments)
    labels = (("competitor", "sales"), ("event", OTHER))
    writer.write(Sample("sport_event_score", labels, 5.0, round(at(one).timestamp() * 1000)) for one, _ in moments)
    writer.close()
    site, errors = Site(given), []
    site.put(EVENT, match(EVENT, GOALS), round(END.timestamp() * 1000))
    site.put(OTHER, match(OTHER, (0.5,)), round(END.timestamp() * 1000))
    with site.up():
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(error))
        moments = {"from": f"{START:%Y-%m-%dT%H:%M:%SZ}", "to": f"{END:%Y-%m-%dT%H:%M:%SZ}"}
        page.goto(f"{site.address}/explore?{urlencode({'query': QUERY} | moments)}")
        mount(page)
        yield page
        page.close()
    assert not errors


def mount(page) -> None:
    """Have the explore page show what its address says."""
    page.evaluate(MOUNTED, f"/assets/{assets_digest()}/explore.js")
    page.locator('.tl-panel[data-drawn="true"]').wait_for()
    settled(page)


def settled(page) -> None:
    """Wait until what was asked is answered and painted."""
    page.wait_for_selector('tl-explore[data-asking="false"]')
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def painted(page, ink, across, down=(0.2, 0.8)) -> int:
    return page.evaluate(PAINTED, [ink, across, down])


def marked(page, share: float) -> bool:
    """Whether a line stands at that share of the plot."""
    return painted(page, ACCENT, (share - 0.004, share + 0.004)) > 50


def over(page, share: float) -> None:
    """Move the mouse to that share of the plot."""
    area = page.locator("tl-explore .u-over").bounding_box()
    page.mouse.move(area["x"] + area["width"] * share, area["y"] + area["height"] / 2, steps=4)


def test_goals_are_marks_on_the_chart_that_say_what_happened(page):
    assert not any(marked(page, goal) for goal in (*GOALS, 0.5))

    page.get_by_label("Actions").select_option(EVENT)
    page.wait_for_url(re.compile(rf"marks=1&event={EVENT}|event={EVENT}&marks=1"))
    settled(page)

    assert all(marked(page, goal) for goal in GOALS)
    assert not marked(page, 0.5), "a goal of the other match"
    over(page, GOALS[1])
    expect(page.locator(".tl-read-mark")).to_have_text(re.compile("^2–0"))
    page.get_by_label("Actions").select_option("*")
    page.wait_for_url(lambda url: "event=" not in url)
    settled(page)
    assert all(marked(page, goal) for goal in (*GOALS, 0.5))
    page.get_by_label("Actions").select_option("")
    page.wait_for_url(lambda url: "marks=" not in url)
    settled(page)
    assert not any(marked(page, goal) for goal in (*GOALS, 0.5))


def test_a_threshold_is_a_line_that_the_scale_has_room_for(page):
    assert not painted(page, WARN, (0, 1), (0, 1))

    page.get_by_label("Threshold").fill("8")
    page.get_by_label("Threshold").press("Enter")
    page.wait_for_url(re.compile("threshold=8"))
    settled(page)

    ends = painted(page, WARN, (0, 0.1), (0, 0.5)), painted(page, WARN, (0.9, 1), (0, 0.5))
    assert min(ends) > 20, "it goes from one end to the other, above scores that reach 2"
    assert not painted(page, WARN, (0, 1), (0.5, 1))
    page.get_by_label("Threshold").fill("")
    page.get_by_label("Threshold").press("Enter")
    page.wait_for_url(lambda url: "threshold" not in url)
    settled(page)
    assert not painted(page, WARN, (0, 1), (0, 1))


def test_dragging_over_the_chart_sets_the_range_in_the_address_and_asks_marks_of_it(page):
    page.get_by_label("Actions").select_option("*")
    page.wait_for_url(re.compile("marks=1"))
    settled(page)
    over(page, 0.4)
    page.mouse.down()
    over(page, 0.8)
    with page.expect_response(lambda answer: "/api/marks" in answer.url) as asked:
        page.mouse.up()
    settled(page)

    query = parse_qs(urlsplit(page.url).query)
    pixel = SPAN / page.locator("tl-explore .u-over").bounding_box()["width"]
    for name, share in (("from", 0.4), ("to", 0.8)):
        assert abs(datetime.fromisoformat(query[name][0]) - at(share)) < pixel + timedelta(seconds=1)
    assert [one["at"] for one in asked.value.json()["marks"]] == [at(0.5).timestamp(), at(0.75).timestamp()]
    assert marked(page, (0.5 - 0.4) / 0.4)
    assert marked(page, (0.75 - 0.4) / 0.4)
    expect(page.get_by_label("Time range")).to_have_value("custom")
    with page.expect_response(lambda answer: "/api/marks" in answer.url):
        page.go_back()
    page.wait_for_url(re.compile(f"from={START:%Y-%m-%dT%H}%3A{START:%M}"))
    settled(page)
    assert all(marked(page, goal) for goal in (*GOALS, 0.5))


def test_what_is_hidden_and_what_is_shown_in_numbers_is_in_the_address(page):
    assert painted(page, LINE, (0.3, 0.7)) > 100
    line = page.locator(".tl-legend button")

    line.click()
    page.wait_for_url(re.compile("hide="))
    settled(page)
    assert not painted(page, LINE, (0, 1), (0, 1))
    page.reload()
    mount(page)
    expect(line).to_have_attribute("aria-pressed", "false")
    assert not painted(page, LINE, (0, 1), (0, 1))
    line.click()
    page.wait_for_url(lambda url: "hide=" not in url)
    settled(page)
    assert painted(page, LINE, (0.3, 0.7)) > 100

    page.get_by_title("As a table").first.click()
    page.wait_for_url(re.compile("numbers=1"))
    page.reload()
    mount(page)
    for number, value in enumerate(("2", "0", "2")):  # the last, the least, the most
        expect(page.locator(".tl-panel tbody td").nth(number)).to_have_text(value)


def test_another_event_is_chosen_to_be_laid_over_and_either_is_shown_alone(page):
    page.get_by_label("Compare with").select_option(f"event:{OTHER}")

    page.wait_for_url(re.compile(f"other={OTHER}"))
    assert parse_qs(urlsplit(page.url).query)["event"] == [EVENT]
    faint = page.locator(".tl-legend button").nth(1)
    faint.wait_for()
    expect(faint).to_contain_text("Sales – Logistics")
    expect(faint.locator("b")).to_have_text("5")
    ours = page.locator(".tl-legend button").nth(0)
    faint.click(modifiers=["Control"])
    page.wait_for_url(re.compile("hide="))
    settled(page)
    expect(ours).to_have_attribute("aria-pressed", "false")
    expect(faint).to_have_attribute("aria-pressed", "true")
    assert not painted(page, LINE, (0, 1), (0, 1)), "the other one is alone"
    faint.click(modifiers=["Control"])
    page.wait_for_url(lambda url: "hide=" not in url)
    settled(page)
    expect(ours).to_have_attribute("aria-pressed", "true")
    assert painted(page, LINE, (0, 1), (0, 1)) > 100
    page.get_by_role("combobox", name="Query").fill("vector(1)")
    page.get_by_label("Compare with").select_option("")
    page.wait_for_url(lambda url: "other=" not in url)
    settled(page)
    page.get_by_label("Compare with").select_option(f"event:{OTHER}")
    page.get_by_text("the query has to name its own").wait_for()


def test_the_time_is_chosen_from_a_list_and_moved_and_made_finer(page):
    def query():
        return {name: one[0] for name, one in parse_qs(urlsplit(page.url).query).items() if name != "query"}

    def span():
        return datetime.fromisoformat(query()["to"]) - datetime.fromisoformat(query()["from"])

    def click(title):
        before = page.url
        page.get_by_title(title).first.click()
        page.wait_for_url(lambda url: url != before)
        settled(page)

    click("Earlier")
    assert abs(datetime.fromisoformat(query()["from"]) - (START - SPAN / 2)) <= timedelta(seconds=8)
    before = span()
    click("Twice as long")
    assert abs(span() - 2 * before) <= timedelta(seconds=16)
    page.get_by_label("Time range").select_option("15m")
    page.wait_for_url(re.compile("range=15m"))
    assert query() == {"range": "15m"}
    page.get_by_label("Resolution").select_option("high")
    page.wait_for_url(re.compile("resolution=high"))
    settled(page)
    page.get_by_label("Time range").select_option("custom")
    page.wait_for_url(re.compile("from="))
    page.get_by_label("From", exact=True).fill(f"{START.astimezone():%Y-%m-%dT%H:%M:%S}")
    page.get_by_label("From", exact=True).press("Tab")
    page.wait_for_url(re.compile(f"from={START:%Y-%m-%dT%H}"))
