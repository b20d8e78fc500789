from datetime import UTC, datetime, timedelta

from lib.adapters import instruments
from lib.live import waiting
from lib.live.waiting import Wait
from lib.sport.fold import fold
from tests.sport.making import KICK_OFF, action, declared

START = KICK_OFF.timestamp()


def after(seconds, *actions, sport="football", **about):
    """What waits so many seconds after the kick-off."""
    state = fold("e1", [declared(sport, start=KICK_OFF, competition="cup", **about), *actions])
    return list(waiting.waits([state], START + seconds))


def test_an_event_that_should_have_started_waits():
    assert after(600) == [Wait(600, "e1", "cup", "start")]


def test_one_that_is_not_due_has_begun_or_was_forgotten_does_not():
    assert after(-60) == []
    assert after(600, action("period.start", at=1, period=1)) == []
    assert after(timedelta(days=3).total_seconds()) == []


def test_a_live_event_whose_clock_stands_waits():
    stopped = action("clock.adjust", at=300, period=1, clock=300, running=False)

    assert after(900, action("period.start", at=0, period=1), stopped) == [Wait(600, "e1", "cup", "clock")]


def test_a_break_is_no_waiting_and_a_set_sport_has_no_clock():
    begun = action("period.start", at=0, period=1)

    assert after(900, begun, action("event.status", at=300, status="break")) == []
    assert after(900, action("score", at=1, participant="sales"), sport="table-tennis") == []


def test_what_waits_is_measured_and_forgotten_when_it_does_not_any_more():
    late = fold("late", [declared(subject="late", start=datetime.now(UTC) - timedelta(minutes=7))])
    line = b'touchline_event_waiting_seconds{competition="",event="late",reason="start"} 42'

    waiting.measure([late])
    assert line in instruments.exposition()[0]

    waiting.measure([])
    assert line not in instruments.exposition()[0]
