"""What those who watch may say, in a real browser on the real routes: predictions and cheers."""

from datetime import UTC, datetime, timedelta

import pytest

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
    commit = Commit("a" * 40, "Ines", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
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
    assert "Draw 50 %" in text(page, ".tl-predict-parts")
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
