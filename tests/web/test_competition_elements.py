"""Tables, brackets, fixtures and the board in a real browser, on the real routes and the real live stream."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from lib.content import competitions
from lib.content.revision import Commit, Revision
from tests.sport.making import action, declared, passing, race

pytestmark = pytest.mark.browser

CUP = b"""\
title: Office cup
sport: football
competitors:
- {id: sales, name: Sales}
- {id: logistics, name: Logistics}
stages:
- id: league
  type: league
  zones: [{first: 1, last: 1, title: Goes on}]
  fixtures: [{id: one, home: sales, away: logistics}]
- id: final
  type: knockout
  rounds: [{id: final, ties: [{id: final, home: runner-up of league, away: winner of league}]}]
"""
EVENT = "cup-one"
TABLE = '<tl-table competition="cup" live="1"></tl-table><tl-rounds competition="cup"></tl-rounds>'
# As Streamlit mounts an element of the past: with the state as it was.
BOARD_THEN = """async ([event, at]) => {
  const { mount } = await import(document.querySelector('script[type=module]').src);
  const whole = await (await fetch(`/api/events/${event}`)).text();
  await mount(document.body, { tag: 'tl-scoreboard', attributes: { event, at }, whole });
}"""
STARTED = [declared(subject=EVENT, competition="cup", stage="league"), action("period.start", subject=EVENT, period=1)]


def goal(at, side):
    return action("score", subject=EVENT, at=at, participant=side, period=1, clock=float(at))


def status(at, word):
    return action("event.status", subject=EVENT, at=at, status=word)


@pytest.fixture
def cup(site, page):
    """A revision that declares the cup, whose first match has begun."""
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    found = competitions.read({"competitions/cup.yaml": CUP})
    site.node.library.current = Revision(commit=commit, competitions=tuple(found))
    site.put(EVENT, STARTED)
    site.node.competitions.note(site.node.feed.all_held())
    return site


def play(cup, *more):
    cup.put(EVENT, [*STARTED, *more], offset=10 + len(more))
    cup.node.competitions.note(cup.node.feed.all_held())


def first_place(page, competitor, points):
    page.wait_for_selector(f'tl-table tbody tr:first-child[data-competitor="{competitor}"][data-points="{points}"]')


def test_the_table_moves_when_a_goal_is_recorded_and_says_why(cup, page, put):
    put(TABLE)
    page.wait_for_selector('tl-table tr[data-competitor="sales"][data-points="1"]')

    play(cup, goal(60, "sales"))
    first_place(page, "sales", 3)
    play(cup, goal(60, "sales"), goal(70, "logistics"), goal(80, "logistics"))

    first_place(page, "logistics", 3)
    page.wait_for_selector('tl-rounds [data-score="1-2"][data-status="live"]')
    page.click('tr[data-competitor="logistics"] button')
    assert "3" in page.inner_text("tl-table .tl-reason:not([hidden])")
    assert page.get_attribute('tr[data-competitor="logistics"]', "data-zone") == "qualification"
    with page.expect_request(lambda one: "/api/competitions/cup?live=1&round=Round+1" in one.url):
        page.eval_on_selector("tl-table", "(table) => table.setAttribute('round', 'Round 1')")
    first_place(page, "logistics", 3)


def test_the_bracket_says_whom_a_slot_waits_for_until_it_is_decided(cup, page, put):
    put('<tl-bracket competition="cup"></tl-bracket>')
    page.wait_for_selector("tl-bracket .tl-side[data-waits]:has-text('Winner of League')")

    play(cup, goal(60, "sales"), status(5400, "confirmed"))

    page.wait_for_selector('tl-bracket [data-tie="final"] .tl-tie-side:last-child [data-side="sales"]')


def test_what_shows_the_past_stays_as_it_was_while_the_present_moves(cup, page, put):
    then = "2026-05-02T14:00:30Z"
    put(f'{TABLE}<tl-table competition="cup" live="1" at="{then}"></tl-table>')
    page.evaluate(BOARD_THEN, [EVENT, then])
    page.wait_for_selector('tl-table[at] tr[data-competitor="sales"][data-points="1"]')

    play(cup, goal(60, "sales"))
    page.wait_for_selector('tl-table:not([at]) tr[data-competitor="sales"][data-points="3"]')

    page.wait_for_selector('tl-table[at] tr[data-competitor="sales"][data-points="1"]')
    board = page.locator("tl-scoreboard[at]")
    assert board.get_attribute("data-score") == "0-0"
    assert board.locator(".tl-board-clock").inner_text() == "00:30"
    assert board.locator(".tl-board-connection").inner_text() == ""


def test_races_can_be_had_as_a_table(cup, page, put):
    summer = b"title: Summer\nsport: running\ncompetitors: [{id: a, name: Ada, kind: individual, bib: '1'}]\n"
    found = competitions.read({"competitions/summer.yaml": summer + b"stages: [{id: run, type: race}]"})
    cup.node.library.current = Revision(commit=cup.node.library.current.commit, competitions=tuple(found))
    run = [race(subject="summer-run", competition="summer"), action("start", subject="summer-run")]
    cup.put("summer-run", [*run, passing("1", "finish", 1300, subject="summer-run")])
    cup.node.competitions.note(cup.node.feed.all_held())

    put('<tl-contests competition="summer" stage="run"></tl-contests>')

    page.wait_for_selector("tl-contests [data-contest=summer-run] tr[data-competitor='1']")
    assert page.get_attribute("tl-contests a:has-text('CSV')", "href") == (
        "/api/competitions/summer/contests?stage=run&format=csv"
    )
    rows = page.evaluate("async () => (await fetch(document.querySelector('tl-contests .tl-files a').href)).text()")
    assert rows.splitlines()[1].startswith("summer-run,Run,,live,,1,1,Ada,ops,finished,1300")


def test_an_unknown_competition_is_answered_with_a_sentence(cup, page, put):
    put('<tl-bracket competition="nope"></tl-bracket>')

    page.wait_for_selector("tl-bracket:has-text('There is no competition nope')")


def test_the_board_shows_what_is_on_what_comes_and_a_table(cup, page, put):
    start = datetime.now(UTC) + timedelta(minutes=30)
    cup.put("later", [declared(subject="later", start=start)])
    put("""<tl-screen competition="" title="Today" data-dark="1"
           tables='[{"competition": "cup", "stage": "league", "group": "", "title": "Office cup"}]'></tl-screen>""")
    page.wait_for_selector(f'tl-screen .tl-screen-now [data-event="{EVENT}"][data-score="0-0"]')

    left = page.inner_text('tl-screen [data-next="later"] b')
    assert re.fullmatch(r"[23]\d:\d\d", left)
    page.wait_for_function(
        "left => document.querySelector('tl-screen [data-next=\"later\"] b').innerText < left", arg=left
    )

    play(cup, goal(60, "sales"))

    page.wait_for_selector(f'tl-screen .tl-screen-now [data-event="{EVENT}"][data-score="1-0"]')
    page.wait_for_selector('tl-screen tr[data-competitor="sales"][data-points="3"]')
    play(cup, goal(60, "sales"), status(5400, "ended"))
    page.wait_for_selector(f'tl-screen [data-finished="{EVENT}"]')
    run = [race(title="Lunch run"), action("start"), passing("2", "finish", 1300), status(1400, "ended")]
    cup.put("run", [structs.replace(one, subject="run") for one in run])
    page.wait_for_selector('tl-screen [data-finished="run"]:has-text("Lunch runBob 21:40")')
