"""Marks of what happened, from states alone."""

from datetime import timedelta

import pytest

from lib.live import marks
from lib.live.feed import Feed, Held
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.sport.making import KICK_OFF, action, declared

HOUR = timedelta(hours=1)


def held(event, *sent):
    given = [declared(subject=event), *sent]
    last = round(max(one.time for one in given).timestamp() * 1000)
    return Held(
        event,
        state.encode(EventRecord(fold(event, given), Provenance("sport.actions", 0, 0, 9, len(given), last))),
        0,
        0,
    )


def of(event, kind, at, /, **data):
    return action(kind, at=at, id=f"{event}-{kind}-{at}", subject=event, **data)


@pytest.fixture
def feed(settings):
    """A match with a goal that counts, one that was taken back, and a card; and another one an hour later."""
    one = Feed(settings)
    one.take(
        [
            held(
                "a",
                of("a", "event.status", 0, status="live"),
                of("a", "period.start", 1, period=1),
                of("a", "score", 600, participant="sales", member="Finance", period=1),
                of("a", "score", 700, participant="sales", period=1),
                of("a", "retract", 710, action="a-score-700"),
                of("a", "sanction", 900, participant="logistics", kind="yellow", member="Olu", period=1),
                of("a", "sanction", 950, participant="logistics", kind="foul", period=1),
            ),
            held("b", of("b", "event.status", 3600, status="live"), of("b", "score", 3700, participant="sales")),
        ]
    )
    one.caught_up = True
    return one


def test_goals_cards_and_periods_are_marked_where_they_happened(feed):
    found, left_out = marks.marks(feed, KICK_OFF - HOUR, KICK_OFF + HOUR / 2)

    assert [(one.kind, one.text) for one in found] == [
        ("period", "Began"),
        ("period", "Period 1 begins"),
        ("goal", "1–0 Finance 10'"),
        ("card", "Yellow card Olu 15'"),
    ]
    assert found[2].at == KICK_OFF.timestamp() + 600
    assert {one.title for one in found} == {"Sales – Logistics"}
    assert left_out == 0


def test_only_what_lies_in_the_range_and_of_the_events_that_are_wanted(feed):
    later, _ = marks.marks(feed, KICK_OFF + HOUR, KICK_OFF + 2 * HOUR)
    chosen, _ = marks.marks(feed, KICK_OFF - HOUR, KICK_OFF + 2 * HOUR, ["b", "unknown"])

    assert {one.event for one in later} == {"b"}
    assert [one.kind for one in chosen] == ["period", "goal"]


def test_of_a_set_sport_sets_are_marked_and_not_each_point(settings):
    feed = Feed(settings)
    points = [of("t", "score", n, participant="sales") for n in range(1, 12)]
    given = [declared("table-tennis", subject="t"), *points]
    record = EventRecord(
        fold("t", given), Provenance("sport.actions", 0, 0, 9, len(given), round(KICK_OFF.timestamp() * 1000) + 99_000)
    )
    feed.take([Held("t", state.encode(record), 0, 0)])

    found, _ = marks.marks(feed, KICK_OFF - HOUR, KICK_OFF + HOUR)

    assert [one.text.split()[0] for one in found if one.kind == "goal"] == ["1–0"]


def test_play_began_with_each_period(feed):
    assert marks.began(feed.record("a").state)[1] == KICK_OFF.timestamp() + 1
    assert marks.began(feed.record("b").state)[1] == KICK_OFF.timestamp() + 3600
