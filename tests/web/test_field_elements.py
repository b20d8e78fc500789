"""Races and challenges as pages show them, in a real browser."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from lib.sport.profiles import ChallengeFormat, Checkpoint, Conversion, RaceFormat
from tests.sport.making import KICK_OFF, action, challenge, passing, race

pytestmark = pytest.mark.browser

LINES = RaceFormat(
    checkpoints=[Checkpoint("k2", 2000, "2 km"), Checkpoint("k4", 4000, "4 km"), Checkpoint("finish", 5000)]
)


def clock(seconds):
    """The time of day, in the zone of this machine and its browser, so many seconds after the gun."""
    return (KICK_OFF + timedelta(seconds=seconds)).astimezone().strftime("%H:%M:%S")


def test_who_is_behind_is_told_by_how_much_and_when_everybody_is_expected_where(site, page, put):
    page.set_viewport_size({"width": 1280, "height": 800})
    site.put(
        "e1", [race(LINES), action("start"), passing("1", "k2", 500), passing("1", "k4", 1000), passing("2", "k2", 545)]
    )
    put('<tl-leaderboard event="e1"></tl-leaderboard>')

    def cell(bib, column):
        return re.sub(r"\s+", " ", page.inner_text(f'tl-leaderboard tr[data-competitor="{bib}"] .tl-{column}')).strip()

    page.wait_for_selector('tl-leaderboard tr[data-competitor="2"]')
    assert [cell(bib, "gap") for bib in "12"] == ["", "+0:45"]
    assert cell("1", "expected") == clock(1250), "the next line is the finish"
    assert cell("2", "expected") == f"{clock(545 * 5 / 2)} 4 km {clock(545 * 2)}"


def test_the_end_of_entries_is_told_in_the_zone_of_who_reads_it(chromium, site, page):
    site.put("e1", [challenge(ChallengeFormat(late_until=datetime(2026, 12, 12, 22, 59, 59, tzinfo=UTC)))])
    berlin = chromium.new_page(timezone_id="Europe/Berlin")
    berlin.goto(page.url)
    berlin.evaluate("document.body.insertAdjacentHTML('beforeend', '<tl-activity event=\"e1\"></tl-activity>')")

    berlin.wait_for_selector("tl-activity:has-text('Entries are taken until 12 Dec 2026, 23:59 CET.')")
    berlin.close()


def test_steps_are_those_of_a_walk_where_something_else_can_be_converted(site, page, put):
    site.put("e1", [challenge(ChallengeFormat(conversions=[Conversion("cycling", "h", 10_000)]))])
    put('<tl-activity event="e1"></tl-activity>')
    page.wait_for_selector("tl-activity select[name=sport]")

    assert page.locator("tl-activity select[name=sport] option").all_inner_texts() == ["walking", "cycling"]
