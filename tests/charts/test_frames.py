import pytest

from lib.charts import frames
from lib.charts.playtime import Playtime
from tests.charts.matches import FINAL_2018, QUARTER_FINAL_2018, drawn, recorded
from tests.sport.making import action, declared


@pytest.fixture(scope="module")
def final():
    return drawn(recorded(FINAL_2018))


def test_a_match_is_a_row_for_each_action_with_times_in_utc(final):
    frame, _ = final

    assert len(frame) == len(recorded(FINAL_2018))
    assert str(frame["time"].dtype) == "datetime64[ms, UTC]"
    assert frame["time"].is_monotonic_increasing
    assert frame.loc[0, ["kind", "partition", "offset"]].tolist() == ["event.declared", 3, 100]


def test_what_an_action_does_not_say_is_empty(final):
    frame, _ = final

    assert frame.loc[0, ["participant", "member", "play", "outcome"]].tolist() == ["", "", "", ""]
    assert frame.loc[0, ["clock", "x", "points"]].isna().all()


def test_goals_have_the_minutes_that_the_papers_printed(final):
    _, state = final

    scores = frames.scores_frame(state)

    assert scores["shown"].tolist() == ["18'", "28'", "38'", "59'", "65'", "69'"]
    assert scores["side"].tolist() == [0, 1, 0, 0, 0, 1]
    assert scores[["home", "away"]].iloc[-1].tolist() == [4, 2]


def test_extra_time_counts_on_and_the_shootout_has_no_minute():
    frame, state = drawn(recorded(QUARTER_FINAL_2018))

    assert frames.scores_frame(state)["shown"].tolist() == ["31'", "39'", "101'", "115'"]
    assert set(frame[frame["period"] == 5]["shown"]) == {"shoot-out"}


def test_added_time_is_said_as_people_say_it_and_does_not_run_into_the_next_period():
    late = action("score", at=2800, participant="sales", period=1, clock=2750)
    early = action("score", at=3700, participant="sales", period=2, clock=30)
    playtime = Playtime(
        [
            declared(),
            action("period.start", at=0, period=1),
            late,
            action("period.end", at=2880, period=1),
            action("period.start", at=3670, period=2),
            early,
        ]
    )

    assert (playtime.label(late), playtime.label(early)) == ("45+1'", "46'")
    assert playtime.minute(late) < playtime.minute(early) == 48.5
    assert playtime.periods == [("1st half", 0), ("2nd half", 48)]


def test_a_fast_replay_has_the_minutes_of_the_match():
    goal = action("score", at=60, participant="sales")
    playtime = Playtime([declared(), action("period.start", at=0, period=1, rate=10), goal])

    assert (playtime.minute(goal), playtime.label(goal)) == (10, "11'")


def test_without_periods_minutes_count_from_the_first_action():
    first, later = (action("score", at=at, participant="sales") for at in (30, 150))

    assert Playtime([declared("table-tennis"), first, later]).minute(later) == 2


def test_a_retracted_action_stays_in_the_table_and_is_marked():
    goal = action("score", at=10, id="g", participant="sales")
    frame, state = drawn([declared(), goal, action("retract", at=20, action="g")])

    assert frame.set_index("id")["retracted"].to_dict()["g"]
    assert frames.scores_frame(state).empty


def test_an_amended_action_says_what_it_was_amended_to():
    goal = action("score", at=10, id="g", participant="sales", x=90, y=50)
    frame, _ = drawn([declared(), goal, action("amend", at=20, action="g", fields={"method": "penalty", "x": 89})])

    assert frame.set_index("id").loc["g", ["method", "x"]].tolist() == ["penalty", 89]


def test_each_point_of_a_set_sport_knows_its_set():
    points = [action("score", at=at, participant="sales") for at in range(1, 14)]
    _, state = drawn([declared("table-tennis"), *points])

    scores = frames.scores_frame(state)

    assert scores["set"].tolist() == [1] * 11 + [2] * 2
    assert scores["home_points"].tolist() == [*range(1, 12), 1, 2]


def test_no_actions_are_an_empty_table_with_the_same_columns():
    frame = frames.actions_frame([])

    assert frame.empty
    assert tuple(frame.columns) == frames.COLUMNS
