import pandas as pd
import pytest

from lib.charts import look, match, pitch, series
from tests.charts.matches import FINAL_2018, QUARTER_FINAL_2018, drawn, recorded
from tests.sport.making import action, declared


@pytest.fixture(scope="module")
def final():
    """France 4-2 Croatia."""
    return drawn(recorded(FINAL_2018))


def by_name(figure) -> dict:
    return {trace.name: trace for trace in figure.data}


def test_the_score_steps_up_at_each_goal_and_holds_until_the_end(final):
    _, state = final

    lines = by_name(match.score_over_time(state))

    assert list(lines["FRA"].y) == [0, 1, 1, 2, 3, 4, 4, 4]
    assert list(lines["CRO"].y) == [0, 0, 1, 1, 1, 1, 2, 2]
    assert lines["FRA"].x[-1] == lines["CRO"].x[-1] > 95
    assert lines["FRA"].line.shape == "hv"


def test_kicks_of_the_shootout_are_not_in_the_score():
    _, state = drawn(recorded(QUARTER_FINAL_2018))

    assert {name: line.y[-1] for name, line in by_name(match.score_over_time(state)).items()} == {"RUS": 2, "CRO": 2}


def test_the_score_of_an_event_that_has_not_begun_can_be_drawn():
    frame, state = drawn([declared()])

    assert [list(line.y) for line in match.score_over_time(state).data] == [[0, 0], [0, 0]]
    assert all(len(bars.x) == 0 for bars in match.actions_a_minute(frame, state).data)
    assert all(len(marks.x) == 0 for marks in match.pitch_map(frame, state).data)


def test_sets_are_drawn_apart_from_each_other():
    points = [action("score", at=at, participant="sales" if at % 3 else "logistics") for at in range(1, 30)]
    _, state = drawn([declared("table-tennis"), *points])

    home, away = match.score_over_time(state).data

    assert [y for y in home.y if y is not None][:12].count(0) >= 1
    assert max(y for y in home.y if y is not None) == 11
    assert list(home.y).count(None) == list(away.y).count(None) == 2


def test_every_action_of_a_side_is_in_the_minutes_once(final):
    frame, state = final
    acting = frame[frame["kind"].isin(["score", "play", "sanction"])]

    bars = by_name(match.actions_a_minute(frame, state))

    assert sum(bars["FRA"].y) == (acting["participant"] == "fra").sum()
    assert -sum(bars["CRO"].y) == (acting["participant"] == "cro").sum()


def test_the_sides_attack_apart(final):
    frame, state = final

    marks = by_name(match.pitch_map(frame, state))

    assert min(marks["FRA: shots"].x) > pitch.LENGTH_M / 2
    assert max(marks["CRO: shots"].x) < pitch.LENGTH_M / 2


def test_an_own_goal_is_drawn_where_it_fell_and_for_the_side_that_it_counts_for(final):
    frame, state = final

    marks = by_name(match.pitch_map(frame, state))

    assert len(marks["FRA: goals"].x) == 4
    assert len(marks["CRO: goals"].x) == 2
    assert min(marks["FRA: goals"].x) > pitch.LENGTH_M / 2
    assert "own goal" in marks["FRA: goals"].text[0]


def test_a_goal_is_not_drawn_as_a_shot_too(final):
    frame, state = final
    shots = frame[frame["play"] == "shot"]

    marks = by_name(match.pitch_map(frame, state))

    assert len(marks["FRA: shots"].x) + len(marks["CRO: shots"].x) == (shots["outcome"] != "goal").sum()


def test_kicks_of_the_shootout_are_not_on_the_pitch():
    frame, state = drawn(recorded(QUARTER_FINAL_2018))

    marks = by_name(match.pitch_map(frame, state))

    assert len(marks["RUS: goals"].x) + len(marks["CRO: goals"].x) == 4


def test_a_retracted_goal_is_on_no_chart():
    goal = action("score", at=10, id="g", participant="sales", period=1, clock=10, x=90, y=50)
    frame, state = drawn([declared(), action("period.start", period=1), goal, action("retract", at=20, action="g")])

    assert not len(by_name(match.pitch_map(frame, state))["Sales: goals"].x)
    assert not sum(sum(bars.y) for bars in match.actions_a_minute(frame, state).data)
    assert max(match.score_over_time(state).data[0].y) == 0


def test_a_chart_has_no_ground_of_its_own_and_keeps_what_a_reader_zoomed(final):
    frame, state = final

    for figure in (match.score_over_time(state), match.actions_a_minute(frame, state), match.pitch_map(frame, state)):
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == look.CLEAR
        assert figure.layout.uirevision == state.id


@pytest.mark.parametrize("ground", ["#ffffff", "#0e1117"])
@pytest.mark.parametrize("colour", look.SERIES)
def test_colours_are_readable_on_light_and_on_dark_ground(colour, ground):
    assert contrast(colour, ground) >= 3


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_series_is_named_by_what_tells_it_from_the_others():
    two = pd.DataFrame({"__name__": "m", "event": "e", "competitor": ["sales", "logistics"]})

    assert series.names(two) == {0: "sales", 1: "logistics"}
    assert series.names(two.iloc[:1]) == {0: "sales"}
    assert series.names(pd.DataFrame(index=[0])) == {0: ""}
