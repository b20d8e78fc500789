"""What those who watch may say, in a real browser on the real routes: predictions and cheers."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from lib.content import competitions
from lib.content.revision import Commit, Revision
from tests.sport.making import action, declared
from tests.waiting import wait_for

pytestmark = pytest.mark.browser

CUP = b"""\
title: Office cup
sport: football
predictions: {}
competitors: [{id: sales, name: Sales}, {id: logistics, name: Logistics}]
"""
ELEMENTS = '<tl-predict event="one"></tl-predict><tl-predictors competition="cup"></tl-predictors>'


@pytest.fixture
def cup(site, page):
    """A cup with a match that begins in an hour, of which somebody else has a prediction."""
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    found = competitions.read({"competitions/cup.yaml": CUP})
    site.node.library.current = Revision(commit=commit, competitions=tuple(found))
    site.given = [
        declared(subject="one", competition="cup", start=datetime.now(UTC) + timedelta(hours=1)),
        action("prediction", subject="one", voter="b-other", score=[0, 0], name="Bo"),
    ]
    site.put("one", site.given)
    site.node.competitions.note(site.node.feed.all_held())
    return site


def text(page, selector):
    return page.locator(selector).inner_text()


def test_a_viewer_predicts_changes_and_sees_what_it_was_worth(cup, page, put):
    put(ELEMENTS)
    page.wait_for_selector("tl-predict form")
    assert "Draw" not in text(page, "tl-predict")
    for _ in range(2):
        page.click("[data-do=more-0]")
    page.click("[data-do=more-1]")
    page.fill("tl-predict input[type=text]", "Ann <b>")
    page.click("[data-do=predict]")

    page.wait_for_selector('tl-predict[data-own="2-1"] .tl-predict-bar')
    expect(page.locator(".tl-predict-parts")).to_contain_text("Draw 50 %")
    page.click("[data-do=change]")
    page.click("[data-do=more-0]")
    page.click("[data-do=predict]")
    page.wait_for_selector('tl-predict[data-own="3-1"]')
    wait_for(lambda: len(cup.log.records) == 2)
    page.reload()
    put(ELEMENTS)
    page.wait_for_selector('tl-predict[data-own="3-1"]')

    begin = cup.log.records[-1].at / 1000 - declared().at / 1000 - 3600 + 1
    goals = [action("score", subject="one", id=f"goal-{n}", at=begin + n, participant="sales") for n in range(2)]
    over = action("event.status", subject="one", id="over", at=begin + 60, status="confirmed")
    cup.put("one", [*cup.given, *cup.log.records, *goals, over], offset=50)
    cup.node.competitions.note(cup.node.feed.all_held())

    page.wait_for_selector('tl-predict[data-open="false"]')
    wait_for(lambda: "You foretold 3–1: 2 points" in text(page, "tl-predict"))
    page.wait_for_selector('tl-predictors tr[data-own][data-points="2"]')
    assert "Ann <b> you" in text(page, "tl-predictors tr[data-own]")


LADDER = b"""\
title: Ladder
sport: table-tennis
format: {discipline: sets, confirmation: opponent}
competitors: [{id: sales, name: Sales}, {id: logistics, name: Logistics}]
stages: [{id: league, type: league, fixtures: [{id: one, home: sales, away: logistics}]}]
"""
BOTH = '<tl-confirm event="cup-one" side="{side}"></tl-confirm><tl-table competition="cup"></tl-table>'


def test_a_result_counts_once_the_side_that_did_not_enter_it_has_confirmed(site, page, put):
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    found = competitions.read({"competitions/cup.yaml": LADDER})
    site.node.library.current = Revision(commit=commit, competitions=tuple(found))
    about = {"competition": "cup", "stage": "league", "format": found[0].format}
    result = action("result", id="result", subject="cup-one", participant="sales", games=[[11, 7], [11, 9], [11, 5]])
    site.put("cup-one", [declared("table-tennis", subject="cup-one", **about), result])
    site.node.competitions.note(site.node.feed.all_held())

    put(BOTH.format(side="sales"))
    page.wait_for_selector('tl-confirm[data-waits="logistics"]')
    assert "It counts once Logistics confirms. You entered it" in text(page, "tl-confirm")
    assert page.get_attribute("tl-confirm a", "href") == "/record?event=cup-one&for=logistics"
    assert page.get_attribute('tl-table tr[data-competitor="sales"]', "data-points") == "0"

    page.evaluate("document.querySelector('tl-confirm').setAttribute('side', 'logistics')")
    page.click("[data-do=confirm]")
    page.wait_for_selector('tl-confirm[data-waits=""]')
    assert "This result is confirmed" in text(page, "tl-confirm")
    site.node.competitions.note(site.node.feed.all_held())
    page.wait_for_function("Number(document.querySelector('tl-table tr[data-competitor=sales]').dataset.points) > 0")
    assert [(one.kind, one.data.participant) for one in site.log.records] == [("event.status", "logistics")]


def test_all_who_watch_see_how_loud_it_is(site, page, put):
    site.put("one", [declared(subject="one"), action("period.start", subject="one", period=1)])
    put('<tl-cheer event="one"></tl-cheer><tl-scoreboard event="one" size="card"></tl-scoreboard>')
    with page.expect_response("**/cheers") as answered:
        page.click("tl-cheer [data-cheer=sales]", click_count=3)  # within the second in which taps are gathered
        page.wait_for_selector("tl-cheer [data-cheer=sales][data-count='3']")
    answered.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done))")  # the page has heard that its taps are counted
    assert [one.data.count for one in site.log.records] == [3]
    cheer = action("cheer", subject="one", participant="sales", count=40)
    site.put("one", [declared(subject="one"), action("period.start", subject="one", period=1), cheer], offset=9)

    page.wait_for_selector("tl-cheer [data-cheer=sales][data-count='40']")
    page.wait_for_selector(".tl-board-cheers[data-count='40']")
