"""The recorder in a real browser: whatever happens to the way to Kafka, nothing is lost or recorded twice."""

from datetime import UTC, datetime

import pytest

from lib.local import ports
from tests.sport.making import KICK_OFF, action, declared
from tests.waiting import wait_for
from tests.web.hosting import Site

pytestmark = pytest.mark.browser

RECORDER = '<tl-recorder event="e1"></tl-recorder>'
TABLE_TENNIS = [declared("table-tennis"), action("event.status", status="live")]
FOOTBALL = [declared(), action("period.start", period=1)]


def tap(page, name, side=None):
    page.click(button(name, side))


def button(name, side=None):
    return f"tl-recorder [data-do={name}]" + ("" if side is None else f'[data-side="{side}"]')


def pending(page, count):
    page.wait_for_selector(f'tl-recorder[data-pending="{count}"]', state="attached")


def points(page, text):
    page.wait_for_selector(f"tl-recorder .tl-rec-points:text-is('{text}')")


def sent(page, word):
    page.wait_for_selector(f"tl-recorder .tl-sent-where:has-text('{word}')")


def test_a_tap_is_acknowledged_with_its_place_and_reaches_other_elements(site, page, put):
    site.put("e1", FOOTBALL)
    put(RECORDER + '<tl-scoreboard event="e1"></tl-scoreboard>')

    tap(page, "goal", 1)
    page.click('dialog [data-member=""]')

    sent(page, "acknowledged sport.actions-0 @ 0")
    page.wait_for_selector('tl-scoreboard[data-score="0-1"]')


def test_a_point_counts_on_the_recorder_before_the_server_has_it(site, page, put):
    site.put("e1", TABLE_TENNIS)
    site.log.away = True
    put(RECORDER)

    tap(page, "point", 0)

    points(page, "1–0")
    page.wait_for_selector("tl-recorder .tl-rec-link:has-text('1 not yet acknowledged. Kafka is away.')")


def test_what_was_tapped_is_kept_over_a_reload(site, page, put):
    site.put("e1", TABLE_TENNIS)
    site.log.away = True
    put(RECORDER)
    tap(page, "point", 1)
    pending(page, 1)
    tapped = page.get_attribute("[data-sent=pending]", "data-action")

    page.reload()
    put(RECORDER)
    pending(page, 1)
    site.log.away = False

    pending(page, 0)
    assert {one.id for one in site.log.records} == {tapped}


def test_an_answer_that_was_lost_does_not_make_a_second_point(site, page, put):
    site.put("e1", TABLE_TENNIS)
    site.log.mute = True
    put(RECORDER)
    tap(page, "point", 0)
    wait_for(lambda: len(site.log.records) >= 2, message="it is sent again")

    site.log.mute = False

    pending(page, 0)
    assert len({one.id for one in site.log.records}) == 1
    points(page, "1–0")


def test_actions_are_sent_in_the_order_of_the_taps(site, page, put):
    site.put("e1", TABLE_TENNIS)
    site.log.away = True
    put(RECORDER)
    tap(page, "point", 0)
    tap(page, "point", 1)
    tap(page, "undo")
    pending(page, 3)

    site.log.away = False

    pending(page, 0)
    home, away, undone = site.log.records
    assert [home.data.participant, away.data.participant] == ["sales", "logistics"]
    assert undone.data.action == away.id


def test_a_second_tap_within_a_moment_is_ignored_and_said_so(site, page, put):
    site.put("e1", TABLE_TENNIS)
    put(RECORDER)

    page.dblclick(button("point", 0))

    page.wait_for_selector("tl-recorder .tl-toast:has-text('second tap was ignored')")
    pending(page, 0)
    assert len(site.log.records) == 1


def test_a_double_tap_does_not_reach_what_takes_the_buttons_place(site, page, put):
    site.put("e1", [declared()])
    put(RECORDER)

    page.dblclick(button("period-start"))
    sent(page, "acknowledged")

    pending(page, 0)
    assert [one.kind for one in site.log.records] == ["period.start"]
    assert page.locator("dialog").count() == 0


def test_a_double_tap_does_not_answer_the_question_that_it_opens(site, page, put):
    site.put("e1", FOOTBALL)
    put(RECORDER)

    page.dblclick(button("goal", 0))

    page.wait_for_selector("dialog[data-quiet]", state="detached")
    assert page.locator("dialog[open]").count() == 1
    assert site.log.records == []


def test_a_refused_action_is_shown_with_its_reason_and_not_sent_again(site, page, put):
    site.put("e1", TABLE_TENNIS)
    page.evaluate("localStorage.setItem('touchline.name', 'x'.repeat(300))")
    put(RECORDER)

    tap(page, "point", 0)

    sent(page, "($.recordedby)")
    pending(page, 0)
    points(page, "0–0")
    assert page.locator(button("undo")).count() == 0


def test_a_server_that_wants_a_token_is_given_it_and_the_tap_is_kept(chromium, make_settings):
    site = Site(make_settings(APP_PORT=ports.free(), API_TOKEN="secret"))
    site.put("e1", TABLE_TENNIS)
    with site.up():
        page = chromium.new_page()
        page.goto(f"{site.address}/page")
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", RECORDER)
        tap(page, "point", 0)
        page.fill("tl-recorder [aria-label=Token]", "secret")
        page.click("tl-recorder .tl-field button")
        pending(page, 0)
        page.close()

    assert [one.kind for one in site.log.records] == ["score"]


def test_undo_takes_back_all_that_the_last_tap_recorded(site, page, put):
    site.put("e1", FOOTBALL)
    put(RECORDER)

    tap(page, "period-end")
    tap(page, "undo")
    wait_for(lambda: len(site.log.records) == 4)

    ended, paused, *undone = site.log.records
    assert [ended.kind, paused.kind] == ["period.end", "event.status"]
    assert {one.data.action for one in undone} == {ended.id, paused.id}


def test_a_goal_is_recorded_for_the_moment_of_the_first_tap(site, page, put):
    site.put("e1", FOOTBALL)
    put(RECORDER)

    tap(page, "goal", 0)
    opened = page.evaluate("Date.now()")
    page.wait_for_function("opened => Date.now() > opened + 300", arg=opened)
    page.click('dialog [data-choice="penalty"]')
    page.fill('dialog [aria-label="Name"]', "Ada")
    page.click("dialog form button")
    pending(page, 0)
    wait_for(lambda: site.log.records)

    [goal] = site.log.records
    assert goal.at <= opened + 50  # the server's clock is this machine's
    assert (goal.data.method, goal.data.member) == ("penalty", "Ada")


def test_the_clock_is_stopped_set_and_given_added_time(site, page, put):
    began = (datetime.now(UTC) - KICK_OFF).total_seconds() - 100
    site.put("e1", [declared(), action("period.start", at=began, id="begins", period=1)])
    put(RECORDER + '<tl-scoreboard event="e1"></tl-scoreboard>')

    def adjusted(count):
        wait_for(lambda: len(site.log.records) == count)
        pending(page, 0)
        return site.log.records[-1].data

    tap(page, "clock-toggle")
    stopped = adjusted(1)
    assert (stopped.period, stopped.running) == (1, False)
    assert 100 <= stopped.clock < 200
    minutes, seconds = divmod(int(stopped.clock), 60)
    page.wait_for_selector(f"tl-scoreboard .tl-board-clock:text-is('{minutes:02}:{seconds:02}')")

    tap(page, "clock-adjust")
    page.click('dialog [data-seconds="60"]')
    page.click('dialog [data-seconds="-10"]')
    page.wait_for_selector("dialog output:text-is('+00:50')")
    page.click("dialog [data-do=set-clock]")
    moved = adjusted(2)
    assert (moved.clock, moved.running) == (pytest.approx(stopped.clock + 50), False)

    tap(page, "clock-toggle")
    assert adjusted(3).running

    tap(page, "added")
    page.click('dialog [data-minutes="3"]')
    assert adjusted(4).added == 180
    page.wait_for_selector("tl-scoreboard .tl-board-status:has-text('+3 min')")
    clock = site.node.feed.record("e1").state.clock
    assert (clock.added, clock.running, clock.period) == (180_000, True, 1)


def test_an_acknowledged_action_that_the_processor_passed_over_is_shown_as_rejected(site, page, put):
    site.put("e1", TABLE_TENNIS)
    site.folding = False
    put(RECORDER)
    tap(page, "point", 0)
    sent(page, "acknowledged")

    site.put("e1", [*TABLE_TENNIS, action("score", at=5, id="other", participant="logistics")], offset=500)

    sent(page, "rejected")
    points(page, "0–1")
