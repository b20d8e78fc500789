"""The board on a TV that nobody touches, in a real browser."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import zxingcpp
from msgspec import structs
from PIL import Image

from lib.adapters import qr
from lib.live import routes
from tests.sport.making import action, declared
from tests.waiting import wait_for

pytestmark = pytest.mark.browser

ADDRESS = "https://sport.example.org/competition?id=office-cup"
# Puts a board that stands here since *ago* milliseconds, and whose seconds are fifty times as short.
STAND = """([html, ago]) => {
  const [now, every] = [Date.now, setInterval];
  Date.now = () => now() - ago;
  window.setInterval = (work, ms) => every(work, ms === 1000 ? 20 : ms);
  document.body.insertAdjacentHTML('beforeend', html);
  [Date.now, window.setInterval] = [now, every];
}"""
DAY_MS = 86_400_000


@pytest.fixture
def stand(page):
    """Let a board stand there, for *ago* milliseconds already; how often it asked the server and loaded itself anew."""
    seen = {"asked": 0, "loaded": 0}

    def note(what, happened):
        seen[what] += happened

    page.on("request", lambda request: note("asked", request.url.endswith("/api/config")))
    page.on("framenavigated", lambda frame: note("loaded", True))

    def stand(dark=0, ago=0):
        html = f'<tl-screen competition="" title="Today" tables="[]" data-dark="{dark}" address="{ADDRESS}" '
        page.evaluate(STAND, [html + f'qr="{qr.data_uri(ADDRESS)}"></tl-screen>', ago])
        return seen

    return stand


def waiting(page, condition, message):
    """As `wait_for`, while the browser's own news come in."""
    wait_for(lambda: (page.evaluate("0"), condition())[1], message=message)


def test_a_board_that_stands_for_a_day_loads_itself_anew_and_not_before(page, stand):
    seen = stand()
    waiting(page, lambda: seen["asked"] >= 2, "it asks for new assets every minute")
    assert seen["loaded"] == 0
    page.evaluate("document.querySelector('tl-screen').remove()")

    with page.expect_event("framenavigated"):
        stand(ago=DAY_MS + 1000)


def test_a_board_loads_itself_anew_with_new_assets_but_never_onto_an_error(page, stand, monkeypatch):
    monkeypatch.setattr(routes, "assets_digest", lambda: "another")
    page.route("**/api/config", lambda route: route.fulfill(status=503, body="{}"))
    seen = stand(ago=DAY_MS + 1000)
    waiting(page, lambda: seen["asked"] >= 2, "it asks although the server has an error")
    assert seen["loaded"] == 0

    with page.expect_event("framenavigated"):
        page.unroute("**/api/config")


def test_more_than_six_events_are_shown_page_by_page(site, page, stand):
    for number in range(8):
        event = f"e{number}"
        site.put(event, [declared(subject=event), action("period.start", subject=event, at=number, period=1)])
    stand()
    shown = """head => [...document.querySelectorAll("tl-screen h2")].some((one) => one.textContent.trim() === head)
      && [...document.querySelectorAll("tl-screen .tl-screen-now tl-scoreboard")].map((one) => one.dataset.event)"""

    heads = (f"Now · 8 events · {number} of 2" for number in (1, 2))
    first, second = (page.wait_for_function(shown, arg=head).json_value() for head in heads)

    assert (len(first), len(second)) == (6, 2)
    assert {*first, *second} == {f"e{number}" for number in range(8)}


def test_while_nothing_goes_on_the_largest_is_what_comes_else_what_was(site, page, stand):
    stand()
    largest = """() => [...document.querySelectorAll("tl-screen > :is(main, section)")]
      .sort((one, other) => other.clientWidth * other.clientHeight - one.clientWidth * one.clientHeight)[0].innerText"""
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_selector("tl-screen:has-text('Nothing is being played')")

    over = [declared(subject="over"), action("event.status", subject="over", at=60, status="confirmed")]
    site.put("over", [structs.replace(one, time=datetime.now(UTC) - timedelta(minutes=9)) for one in over])
    page.wait_for_selector("tl-screen [data-finished=over]")
    assert page.evaluate(largest).startswith("Just finished")

    site.put("later", [declared(subject="later", start=datetime.now(UTC) + timedelta(minutes=30))])
    page.wait_for_selector("tl-screen [data-next=later]")
    assert page.evaluate(largest).startswith("Next")


def test_the_board_is_dark_where_that_is_wanted_and_its_code_leads_to_its_address(page, stand):
    colours = "getComputedStyle(document.querySelector('tl-screen')).backgroundColor"
    stand()
    bright = page.evaluate(colours)
    page.evaluate("document.querySelector('tl-screen').remove()")
    stand(dark=1)

    assert page.evaluate(colours) == "rgb(11, 15, 20)" != bright
    taken = page.locator(".tl-screen-code img").screenshot()
    assert [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(taken)))] == [ADDRESS]
