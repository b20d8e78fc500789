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


def decided(site, opened, choice, **fields):
    """Take one of the decisions; what it recorded."""
    opened.click('[data-do="decide"]')
    opened.select_option("dialog label:has-text('What') select", choice)
    for name, value in fields.items():
        field = opened.locator(f"dialog [data-field={name}], dialog label:has-text('{name}') input").first
        if field.evaluate("node => node.localName") == "select":
            field.select_option(value)
        else:
            field.fill(value)
    answer(opened, "decide-now")
    wait_for(lambda: site.log.records, message="the decision is recorded")
    opened.wait_for_selector(f"tl-timeline:has-text('{fields['reason']}')")
    return site.log.records[-1]


def test_points_are_deducted_with_a_reason(site, opened):
    said = decided(site, opened, "deduction", side="logistics", Points="3", reason="A player who is none of theirs")

    assert (said.data.kind, said.data.participant, said.data.points) == ("deduction", "logistics", 3)
    opened.wait_for_selector("tl-timeline:has-text('Logistics loses 3 points')")


@pytest.mark.parametrize("status", ["postponed", "abandoned", "confirmed"])
def test_a_match_is_put_off_or_decided_as_it_stands_with_a_reason(site, opened, status):
    said = decided(site, opened, status, reason="Thunder")

    assert (said.kind, said.data.status, said.data.reason) == ("event.status", status, "Thunder")
    shown = "Final" if status == "confirmed" else status.title()
    opened.wait_for_selector(f"tl-recorder[data-score='1-0']:has-text('{shown}')")


def corrected(opened, action, change):
    opened.click(f'[data-do="correct-{action}"]')
    change()
    opened.fill("dialog [data-field=reason]", "Seen again")
    answer(opened, "amend")


def test_a_goal_is_given_to_the_other_side_and_to_another_half(site, opened):
    def change():
        opened.select_option("dialog label:has-text('Side') select", "logistics")
        opened.select_option("dialog label:has-text('When') select", "2")
        opened.fill("dialog label:has-text('Minute') input", "12")

    corrected(opened, "goal", change)

    opened.wait_for_selector('tl-recorder[data-score="0-1"]')
    opened.wait_for_selector(
        "tl-timeline .tl-why:has-text('side Logistics, member nobody, in Second half, minute 12, Seen again')"
    )
    (amended,) = site.log.records
    assert amended.data.fields == {"participant": "logistics", "member": "", "period": 2, "clock": 660}


def test_a_goal_that_turns_out_to_be_an_own_goal_counts_for_the_other_side(site, opened):
    corrected(opened, "goal", lambda: opened.select_option("dialog label:has-text('How') select", "own"))

    opened.wait_for_selector('tl-recorder[data-score="0-1"]')
    assert site.log.records[0].data.fields == {"method": "own", "credited_to": "logistics"}


AMENDED = {  # an action, the field that is set, what is amended by it, and what the timeline says of that
    "card": (
        action("sanction", at=700, id="card", participant="sales", kind="yellow", period=1, clock=700.0),
        ("Card", "red"), {"kind": "red"}, "card Red card",
    ),
    "change": (
        action("substitution", at=710, id="change", participant="sales", member_in="Cyd", member_out="Ada"),
        ("Went off", "Bea"), {"member_out": "Bea"}, "went off Bea",
    ),
    "more": (
        action("clock.adjust", at=720, id="more", period=1, clock=720.0, added=120.0),
        ("Minutes added", "4"), {"added": 240}, "added 4 min",
    ),
    "review": (
        action("review.end", at=730, id="review", outcome="upheld"),
        ("Outcome", "overturned"), {"outcome": "overturned"}, "outcome overturned",
    ),
    "half": (action("period.end", at=740, id="half", period=1), ("When", "2"), {"period": 2}, "in Second half"),
    "break": (
        action("event.status", at=750, id="break", status="break"),
        ("Status", "ended"), {"status": "ended"}, "status Ended",
    ),
    "loss": (
        action("decision", at=760, id="loss", kind="deduction", participant="sales", points=3, reason="Late"),
        ("Points", "2"), {"points": 2}, "points 2",
    ),
    "award": (
        action("decision", at=770, id="award", kind="award", participant="sales", score=[3, 0], reason="Late"),
        ("Result", "5-0"), {"score": [5, 0]}, "score 5–0",
    ),
    "set": (
        action("set.end", at=60, id="set", participant="sales"),
        ("Given to", "logistics"), {"participant": "logistics"}, "side Logistics",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sport", ["football", "table-tennis"])
def test_what_any_action_says_is_amended_where_it_was_wrong(site, page, put, sport):
    ofs = {name: it for name, it in AMENDED.items() if (name == "set") == (sport == "table-tennis")}
    site.put("e1", [declared(sport), *(one for one, *_ in ofs.values())])
    put(ELEMENTS)
    page.click("tl-recorder .tl-rec-happened summary")
    for name, (_, (label, value), fields, said) in ofs.items():

        def change(label=label, value=value):
            field = page.locator(f"dialog label:has-text('{label}') :is(select, input)")
            field.select_option(value) if field.evaluate("node => node.localName") == "select" else field.fill(value)

        corrected(page, name, change)
        page.wait_for_selector(f"tl-timeline .tl-why:has-text('Corrected: {said}, Seen again')")
        assert (site.log.records[-1].data.action, site.log.records[-1].data.fields) == (name, fields)


def test_a_result_that_was_entered_whole_is_entered_right(site, page, put):
    result = action("result", at=60, id="result", games=[[11, 5], [11, 8], [5, 11], [11, 9]])
    site.put("e1", [declared("table-tennis"), result])
    put(ELEMENTS)
    page.click("tl-recorder .tl-rec-happened summary")
    games = "dialog label:has-text('Points of each') input"
    page.click('[data-do="correct-result"]')
    page.fill(games, "11 to 5")
    page.fill("dialog [data-field=reason]", "Two games were swapped")
    answer(page, "amend")
    assert page.locator("dialog").count() == 1, "what is no result is not recorded"

    page.fill(games, "11-5, 8:11, 5–11, 11–9, 3-11")
    answer(page, "amend")

    page.wait_for_selector('tl-recorder[data-score="2-3"]')
    assert site.log.records[0].data.fields == {"games": [[11, 5], [8, 11], [5, 11], [11, 9], [3, 11]]}


def test_a_crossing_that_counts_is_given_to_another_bib_or_taken_back_with_a_reason(site, page, put):
    site.put("e1", [race(), action("start"), passing("1", "k2", 500, id="p1"), passing("3", "k2", 510, id="p3")])
    put("".join(f'<tl-{name} event="e1"></tl-{name}>' for name in ("timer", "leaderboard", "timeline")))
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
    page.wait_for_selector(
        "tl-timeline .tl-entry:has-text('Corrected: 1 at 2 km'):has-text('bib 2, Seen on the film.')"
    )
    page.wait_for_selector("tl-timeline .tl-entry:has-text('Taken back: 3 at 2 km'):has-text('Seen on the film.')")
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
    put('<tl-activity event="e1"></tl-activity><tl-timeline event="e1"></tl-timeline>')

    page.click("tl-activity [data-do=correct]")
    page.wait_for_selector("dialog:not([data-quiet])")
    page.fill("dialog [data-field=who]", "ada")
    page.click("dialog [data-do=find-facts]")
    page.click('dialog [data-fact="w1"] [data-do=choose-fact]')
    page.fill("dialog label:has-text('How much') input", "9000")
    page.fill("dialog [data-field=reason]", "A zero too many")
    answer(page, "amend")

    page.wait_for_selector("tl-timeline .tl-entry:has-text('Corrected: ada: 90,000 steps'):has-text('A zero too many')")
    assert site.log.records[0].data.fields == {"value": 9000}
