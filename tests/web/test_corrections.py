"""Corrections on the recorder, in a real browser: each a new fact with a reason that the timeline shows."""

import pytest

from tests.sport.making import action, challenge, declared, passing, race, walked
from tests.waiting import wait_for

pytestmark = pytest.mark.browser

GOAL = action("score", at=600, id="goal", participant="sales", member="Ada", method="open", period=1, clock=600.0)
PLAYED = [declared(), action("period.start", period=1), GOAL]
ELEMENTS = '<tl-recorder event="e1"></tl-recorder><tl-timeline event="e1"></tl-timeline>'


@pytest.fixture
def opened(site, page, put):
    """The recorder with what happened in view."""
    site.put("e1", PLAYED)
    put(ELEMENTS)
    page.click("tl-recorder .tl-rec-happened summary")
    return page


def answer(page, name):
    page.wait_for_selector("dialog:not([data-quiet])")
    page.click(f"dialog [data-do={name}]")


def test_an_amendment_with_its_reason_appears_in_the_timeline(site, opened):
    opened.click('[data-do="correct-goal"]')
    opened.fill("dialog label:has-text('Who') input", "Bea")
    answer(opened, "amend")
    assert opened.locator("dialog").count() == 1, "without a reason nothing is recorded"
    opened.fill("dialog [data-field=reason]", "The scorer was Bea")
    answer(opened, "amend")

    opened.wait_for_selector("tl-timeline .tl-why:has-text('The scorer was Bea')")
    (amended,) = site.log.records
    assert (amended.data.action, amended.data.fields) == ("goal", {"member": "Bea"})


def test_what_another_device_recorded_is_taken_back_with_a_reason(site, opened):
    opened.click('[data-do="correct-goal"]')
    opened.fill("dialog [data-field=reason]", "Offside")
    answer(opened, "retract")

    opened.wait_for_selector('tl-recorder[data-score="0-0"]')
    opened.wait_for_selector("tl-timeline .tl-why:has-text('Offside')")


def test_a_result_is_awarded_with_a_reason(site, opened):
    opened.click('[data-do="decide"]')
    opened.fill("dialog label:has-text('Score of Logistics') input", "3")
    opened.select_option("dialog [data-field=side]", "logistics")
    opened.fill("dialog [data-field=reason]", "Sales left the pitch")
    answer(opened, "decide-now")

    wait_for(lambda: site.log.records, message="the decision is recorded")
    (decision,) = site.log.records
    assert (decision.data.kind, decision.data.participant, decision.data.score) == ("award", "logistics", [1, 3])
    opened.wait_for_selector("tl-timeline:has-text('Sales left the pitch')")


def test_a_crossing_that_counts_is_given_to_another_bib_or_taken_back_with_a_reason(site, page, put):
    site.put("e1", [race(), action("start"), passing("1", "k2", 500, id="p1"), passing("3", "k2", 510, id="p3")])
    put('<tl-timer event="e1"></tl-timer><tl-leaderboard event="e1"></tl-leaderboard>')
    for bib, act, seen in (("1", "amend", "2"), ("3", "retract", "")):
        # A second tap within a moment is taken for a slip.
        wait_for(lambda: (page.click("tl-timer [data-do=correct]"), page.locator("dialog").count())[1])
        page.fill("dialog [data-field=who]", bib)
        page.click("dialog [data-do=find-facts]")
        page.click(f'dialog [data-fact="p{bib}"] [data-do=choose-fact]')
        page.fill("dialog [data-field=reason]", "Seen on the film.")
        if seen:
            page.fill("dialog label:has-text('Bib') input", seen)
        answer(page, act)
        page.wait_for_selector('tl-timer[data-pending="0"]', state="attached")

    page.wait_for_selector('tl-leaderboard tr[data-competitor="2"] .tl-split:has-text("8:20")', state="attached")
    amended, taken = site.log.records
    assert (amended.kind, amended.data.action, amended.data.fields) == ("amend", "p1", {"bib": "2"})
    assert (taken.kind, taken.data.action, taken.data.reason) == ("retract", "p3", "Seen on the film.")


def test_a_race_is_postponed_with_a_reason(site, page, put):
    site.put("e1", [race()])
    put('<tl-timer event="e1"></tl-timer>')

    page.click("tl-timer [data-do=call-off]")
    page.wait_for_selector("dialog:not([data-quiet])")
    page.fill("dialog [data-field=reason]", "Ice on the path")
    answer(page, "call-off-now")

    wait_for(lambda: site.log.records)
    (said,) = site.log.records
    assert (said.data.status, said.data.reason) == ("postponed", "Ice on the path")


def test_an_activity_is_corrected_with_a_reason(site, page, put):
    site.put("e1", [challenge(), walked("ada", 90_000, "2026-05-02", id="w1")])
    put('<tl-activity event="e1"></tl-activity>')

    page.click("tl-activity [data-do=correct]")
    page.wait_for_selector("dialog:not([data-quiet])")
    page.fill("dialog [data-field=who]", "ada")
    page.click("dialog [data-do=find-facts]")
    page.click('dialog [data-fact="w1"] [data-do=choose-fact]')
    page.fill("dialog label:has-text('How much') input", "9000")
    page.fill("dialog [data-field=reason]", "A zero too many")
    answer(page, "amend")

    wait_for(lambda: site.log.records)
    assert site.log.records[0].data.fields == {"value": 9000}
