"""Corrections on the recorder, in a real browser: each a new fact with a reason that the timeline shows."""

import pytest

from tests.sport.making import action, declared
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
