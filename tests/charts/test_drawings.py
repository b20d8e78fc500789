import math
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pandas as pd
import pytest

from lib.charts import drawings
from lib.charts.drawings import Grid, Part
from lib.charts.windows import Shift

START = datetime(2026, 5, 2, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GRID = Grid(START, START + 3 * MINUTE, MINUTE)
NAN = math.nan


def part(rows, **more):
    """*rows*: labels of a series, and its values by minute; None is no sample."""
    points = [
        (n, START + m * MINUTE, v) for n, (_, values) in enumerate(rows) for m, v in enumerate(values) if v is not None
    ]
    frame = pd.DataFrame(points, columns=["series", "time", "value"]).astype({"series": "int64", "value": "float64"})
    frame["time"] = pd.to_datetime(frame["time"], utc=True).astype("datetime64[ms, UTC]")
    labels = pd.DataFrame([labels for labels, _ in rows], index=pd.RangeIndex(len(rows), name="series"), dtype="object")
    return Part(frame, labels.fillna(""), **more)


SCORES = part(
    [
        ({"__name__": "score", "side": "home", "event": "e"}, [0, 1, None, 2]),
        ({"__name__": "score", "side": "away", "event": "e"}, [NAN, 0, 0, math.inf]),
    ]
)


def test_a_line_has_a_value_for_each_time_and_a_gap_where_there_is_none():
    drawn = drawings.lines([SCORES], GRID)

    assert drawn.times == [START.timestamp() + 60 * n for n in range(4)]
    assert [(one.name, one.values) for one in drawn.lines] == [("home", [0, 1, None, 2]), ("away", [None, 0, 0, None])]
    assert b"NaN" not in msgspec.json.encode(drawn)


def test_series_are_called_by_what_tells_them_apart_or_as_the_panel_says_and_as_people_do():
    spoken = {"side": {"home": "Sales"}}
    grid = Grid(GRID.start, GRID.end, GRID.step, spoken)

    assert [one.name for one in drawings.lines([SCORES], grid).lines] == ["Sales", "away"]
    named = part([({"side": "home"}, [1])], name_format="{{side}} of {{ event }}")
    assert drawings.lines([named], grid).lines[0].name == "Sales of "
    bare = part([({}, [1])], query="sum(x)")
    assert drawings.lines([bare], grid).lines[0].name == "sum(x)"


def test_what_is_compared_is_moved_in_time_and_faint():
    earlier = part([({"side": "home"}, [5, 6, 7, 8])], shift=Shift.by(MINUTE), faint=True, suffix=" · before")

    (line,) = drawings.lines([earlier], GRID).lines

    assert (line.name, line.values, line.faint) == ("home · before", [None, 5, 6, 7], True)


def test_more_lines_than_can_be_told_apart_are_counted_and_not_drawn():
    many = part([({"n": str(n)}, [n]) for n in range(drawings.MOST_LINES + 5)])

    drawn = drawings.lines([many], GRID)

    assert (len(drawn.lines), drawn.left_out) == (drawings.MOST_LINES, 5)


@pytest.mark.parametrize(
    ("calculation", "value"), [("last", 2), ("first", 0), ("min", 0), ("max", 2), ("mean", 1), ("sum", 3)]
)
def test_a_number_is_calculated_over_the_samples_that_there_are(calculation, value):
    number = drawings.numbers([SCORES], GRID, calculation).numbers[0]

    assert number.value == value
    assert number.at == START.timestamp() + 180


def test_bars_are_sorted_and_those_without_a_value_come_last():
    three = part([({"n": "a"}, [1]), ({"n": "b"}, [3]), ({"n": "c"}, [NAN])])

    assert [bar.name for bar in drawings.bars([three], GRID, "last").bars] == ["b", "a", "c"]
    assert [bar.name for bar in drawings.bars([three], GRID, "last", "none").bars] == ["a", "b", "c"]


def test_a_table_has_the_values_of_several_queries_side_by_side():
    yellow = part([({"team": "sales"}, [1]), ({"team": "legal"}, [2])])
    red = part([({"team": "sales"}, [3])])

    made = drawings.rows([yellow, red], {"team": {"sales": "Sales"}})

    assert made.columns == ["team", "value A", "value B"]
    assert sorted(made.rows, key=str) == [["Sales", 1, 3], ["legal", 2, None]]


def test_a_query_that_finds_nothing_is_an_empty_column_and_takes_no_row_away():
    made = drawings.rows([part([]), part([({"team": "sales"}, [3])]), part([])], {})

    assert made.rows == [["sales", None, 3, None]]


def test_a_label_called_value_stays_beside_the_number():
    made = drawings.rows([part([({"value": "home"}, [1]), ({"value": "away"}, [2])])], {})

    assert made.columns == ["value", "value of sample"]
    assert made.rows == [["home", 1], ["away", 2]]


def test_cumulative_buckets_become_counts_between_two_bounds():
    buckets = part([({"le": "0.5"}, [1, 2]), ({"le": "1"}, [3, 2]), ({"le": "+Inf"}, [4, 5])])

    heat = drawings.heat([buckets], [], GRID)

    assert heat.bounds == [(0, 0.5), (0.5, 1), (1, None)]
    assert [row[:3] for row in heat.counts] == [[1, 2, None], [2, 0, None], [1, 3, None]]


def test_native_histograms_are_buckets_already():
    native = pd.DataFrame(
        {
            "series": [0],
            "time": pd.to_datetime([START], utc=True).astype("datetime64[ms, UTC]"),
            "lower": [1.0],
            "upper": [2.0],
            "count": [7.0],
        }
    )

    heat = drawings.heat([], [native], GRID)

    assert (heat.bounds, heat.counts[0]) == ([(1, 2)], [7, None, None, None])


def test_numbers_keep_seven_digits_whatever_their_size():
    values = drawings._listed(np.array([1 / 3, 1e12 / 7, 0.0, -123456.789, 1e-9 / 3, NAN]))

    assert values == [0.3333333, 142857100000.0, 0, -123456.8, pytest.approx(3.333333e-10), None]
