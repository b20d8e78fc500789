import pandas as pd

from lib.charts import rates

START = pd.Timestamp("2026-05-02T14:00:00Z")


def counted(*rows):
    frame = pd.DataFrame(rows, columns=["time", "type", "count"])
    return frame.assign(time=[START + pd.Timedelta(seconds=one) for one in frame["time"]])


def rejected(*rows):
    frame = pd.DataFrame(rows, columns=["time", "reason"])
    return frame.assign(time=[START + pd.Timedelta(seconds=one) for one in frame["time"]])


def test_a_second_in_which_nothing_came_is_a_zero():
    figure = rates.a_second(counted((0, "score", 1), (3, "score", 2)), keep="k")

    assert list(figure.data[0].y) == [1, 0, 0, 2]


def test_all_that_was_counted_is_in_the_chart_once():
    frame = counted(*[(n % 60, f"kind-{n % 12}", n) for n in range(100)])

    figure = rates.a_second(frame, keep="k")

    assert sum(sum(one.y) for one in figure.data) == frame["count"].sum()
    assert len(figure.data) == rates.MOST_KINDS + 1


def test_only_the_last_minutes_are_shown():
    figure = rates.a_second(counted((0, "score", 5), (900, "score", 1)), keep="k", seconds=300)

    assert sum(figure.data[0].y) == 1


def test_what_has_no_type_is_named_so():
    assert rates.a_second(counted((0, "", 1)), keep="k").data[0].name == rates.NAMELESS


def test_nothing_at_all_can_be_drawn():
    assert not rates.a_second(counted(), keep="k").data
    assert not rates.rejections(rejected(), keep="k").data
    assert not rates.lags(pd.DataFrame(columns=["time", "group", "topic", "lag"]), keep="k").data


def test_rejections_are_counted_by_reason_in_minutes_hours_or_days():
    minutes = rates.by_reason(rejected((0, "malformed"), (30, "malformed"), (90, "unknown_event")))
    days = rates.by_reason(rejected((0, "malformed"), (5 * 86_400, "malformed")))

    assert minutes["malformed"].tolist() == [2, 0]
    assert minutes["unknown_event"].tolist() == [0, 1]
    assert (days.index[1] - days.index[0]).days == 5
    assert sum(sum(one.y) for one in rates.rejections(rejected((0, "a"), (1, "b")), keep="k").data) == 2


def test_the_lag_of_a_group_is_that_of_all_its_topics():
    frame = pd.DataFrame({"time": [START, START], "group": "g", "topic": ["a", "b"], "lag": [3, 4]})

    assert list(rates.lags(frame, keep="k").data[0].y) == [7]
