"""What the address of a search means."""

import pytest

from lib.errors import Refused
from lib.live.history import Located
from lib.live.streams import asking
from lib.live.streams.searches import Ask, Limits
from tests.charts.matches import QUARTER_FINAL_2018, recorded

LOCATED = [Located(one, 3, 100 + place, 5_000 + place) for place, one in enumerate(recorded(QUARTER_FINAL_2018))]


def clock(minute, **more):
    query = {"from": "clock", "event": "e1", "clock": minute} | more
    return asking.from_clock(query, lambda event: LOCATED if event == "e1" else [])


def test_nothing_asked_is_the_newest_fifty_actions():
    assert asking.of({}) == Ask(topic="sport.actions")


def test_everything_that_can_be_asked():
    asked = asking.of(
        {"topic": "sport.events", "from": "offset", "partition": "2", "offset": "17", "filter": "key", "limit": "9",
         "places": "0:17,1:4", "records": "100", "bytes": "2000", "seconds": "5"}
    )  # fmt: skip

    assert asked == Ask(
        topic="sport.events", origin="offset", partition=2, offset=17, places={0: 17, 1: 4}, filter="key", limit=9,
        limits=Limits(100, 2000, 5),
    )  # fmt: skip


@pytest.mark.parametrize("time", ["2026-05-02T14:23:11Z", "2026-05-02T16:23:11+02:00", "1777731791000"])
def test_a_moment_is_exact_to_the_second_in_any_form(time):
    assert asking.of({"from": "time", "time": time}).time == 1_777_731_791_000


def test_limits_cannot_be_raised():
    asked = asking.of({"limit": "999999", "records": "999999999999", "seconds": "9999"})

    assert (asked.limit, asked.limits) == (asking.MOST_MESSAGES, asking.LARGEST)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"from": "yesterday"}, "newest, oldest, offset, time, clock"),
        ({"partition": "x"}, "partition is 'x'"),
        ({"offset": "-1"}, "offset is '-1'"),
        ({"from": "time", "time": "2026-05-02T14:23:11"}, "2026-05-02T14:23:11Z"),
        ({"places": "0-17"}, "0:17,1:4"),
    ],
)
def test_what_makes_no_sense_is_told(query, words):
    with pytest.raises(Refused, match=words):
        asking.of(query)


@pytest.mark.parametrize(
    ("minute", "period", "least"),
    [("0", 1, 0), ("30", 1, 1800), ("45+1", 1, 2760), ("46", 2, 60), ("46:30", 2, 90), ("91", 3, 60), ("119", 4, 840)],
)
def test_a_minute_of_the_clock_is_where_people_mean_it(minute, period, least):
    asked = clock(minute)
    [(partition, offset)] = asked.places.items()
    action = LOCATED[offset - 100].action

    assert (asked.origin, partition) == ("offset", 3)
    assert getattr(action.data, "period", None) == period
    assert least <= (getattr(action.data, "clock", None) or 0) < least + 60 or minute == "0"


def test_in_another_topic_a_clock_means_the_moment_at_which_that_action_came():
    asked = clock("46", topic="sport.events")

    assert (asked.origin, asked.places) == ("time", {})
    assert 5_000 < asked.time < 5_000 + len(LOCATED)


def test_a_clock_after_the_end_is_the_last_action():
    assert clock("300").places == {3: LOCATED[-1].offset}


def test_reading_on_goes_on_and_does_not_begin_at_the_clock_again():
    assert clock("46", places="3:999").places == {3: 999}


@pytest.mark.parametrize(("minute", "event", "words"), [("x", "e1", "63:30"), ("46", "nope", "no event 'nope'")])
def test_a_clock_that_makes_no_sense_is_told(minute, event, words):
    with pytest.raises(Refused, match=words):
        clock(minute, event=event)
