from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from lib.charts import windows
from lib.charts.windows import Shift, Window
from lib.errors import Refused

NOW = datetime(2026, 5, 2, 14, 0, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("resolution", "seconds"), [("low", 864), ("medium", 345), ("high", 115), ("30s", 30), ("1s", 8)]
)
def test_the_step_is_by_prometheus_rule_or_as_asked_for_within_11000_points(resolution, seconds):
    step = windows.step(timedelta(days=1), resolution)

    assert step.total_seconds() == pytest.approx(seconds, abs=0.2)
    assert timedelta(days=1) / step <= windows.MOST_POINTS


def test_a_step_is_never_less_than_a_second_unless_asked_for():
    assert windows.step(timedelta(seconds=10)) == timedelta(seconds=1)
    assert windows.clamped(timedelta(milliseconds=250), timedelta(minutes=1)) == timedelta(milliseconds=250)


def test_a_window_ends_now_or_where_the_address_says():
    relative = windows.window("6h", "", "", "medium", NOW)
    absolute = windows.window("6h", "2026-05-01T10:00:00Z", "2026-05-01T14:00:00+02:00", "medium", NOW)
    open_end = windows.window("6h", "2026-05-02T13:00:00", "", "medium", NOW)

    assert (relative.start, relative.end, relative.relative) == (NOW - timedelta(hours=6), NOW, "6h")
    assert (absolute.span, absolute.relative) == (timedelta(hours=2), "")
    assert (open_end.span, open_end.end) == (timedelta(minutes=60, seconds=7), NOW)


@pytest.mark.parametrize(
    ("range_", "start", "end", "said"),
    [
        ("soon", "", "", "'soon' is no duration"),
        ("0s", "", "", "too short"),
        ("9999y", "", "", "too long"),
        ("1h", "yesterday", "", "from is 'yesterday'"),
        ("1h", "2026-05-02T14:00:00Z", "2026-05-01T14:00:00Z", "before it begins"),
        ("1h", "1990-01-01T00:00:00Z", "", "five years"),
    ],
)
def test_a_range_that_is_none_is_refused_in_a_sentence(range_, start, end, said):
    with pytest.raises(Refused, match=said):
        windows.window(range_, start, end, "medium", NOW)


def test_an_aligned_window_is_the_same_a_moment_later():
    first = windows.window("1h", "", "", "medium", NOW).aligned()
    second = windows.window("1h", "", "", "medium", NOW + timedelta(seconds=3)).aligned()

    assert (first.start, first.end) == (second.start, second.end)
    assert first.end.timestamp() % first.step.total_seconds() == 0


@pytest.mark.parametrize(
    ("length", "text"),
    [(timedelta(seconds=90), "1m30s"), (timedelta(days=1, milliseconds=5), "1d5ms"), (timedelta(hours=2), "2h")],
)
def test_durations_are_written_as_promql_does_and_read_back(length, text):
    assert windows.written(length) == text
    assert windows.duration(text) == length


def test_a_rate_has_at_least_four_samples_to_go_by():
    short = Window(NOW - timedelta(minutes=5), NOW, timedelta(seconds=1))
    long = Window(NOW - timedelta(days=1), NOW, timedelta(seconds=345))

    assert short.times["__rate_interval"] == "1m"
    assert long.times["__rate_interval"] == "6m"
    assert long.times["__range"] == "1d"


def test_a_number_is_of_now_however_coarse_the_chart_is():
    fresh = windows.window("1d", "", "", "medium", NOW).fresh()

    assert timedelta(0) <= NOW - fresh.end < timedelta(seconds=5)
    assert (fresh.end - fresh.start) % fresh.step == timedelta(0)


def test_what_is_laid_over_begins_anew_with_each_period_and_reaches_into_no_later_one():
    shift = Shift(ours=(1000.0, 1060.0), theirs=(0.0, 100.0))  # our break is shorter

    assert shift.here(np.array([-5.0, 0, 59, 80, 100, 130])).tolist() == [995, 1000, 1059, 1060, 1060, 1090]
    assert [shift.there(moment) for moment in (995, 1059, 1060, 1090)] == [-5, 59, 100, 130]
    hour = Window(NOW, NOW + timedelta(hours=1), timedelta(seconds=1))
    assert hour.moved(Shift.by(timedelta(days=1))).start == NOW - timedelta(days=1)
