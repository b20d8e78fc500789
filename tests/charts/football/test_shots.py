import numpy as np
import pytest

from lib.charts.football import expected, shots
from tests.charts.football import raw
from tests.charts.matches import FINAL_2018, QUARTER_FINAL_2018, drawn, source
from tests.sport.making import action, declared


@raw.every_match
def test_the_table_has_the_shots_and_goals_that_the_recording_has(path):
    frame, state = raw.match(path)

    table = shots.table(frame, state)

    for side, team in enumerate(raw.teams(path)):
        own = [one for one in raw.events(path) if one["teamId"] == team and raw.is_shot(one)]
        assert (table["side"] == side).sum() == len(own)
        assert table.loc[table["side"] == side, "goal"].sum() == sum(raw.GOAL in raw.tags(one) for one in own)


@raw.every_match
def test_goals_and_own_goals_of_the_other_side_are_the_score(path):
    frame, state = raw.match(path)
    given = raw.teams(path)

    goals = shots.table(frame, state).query("goal")["side"].value_counts().reindex([0, 1], fill_value=0)

    own = [given.index(one["teamId"]) for one in raw.events(path) if raw.OWN_GOAL in raw.tags(one)]
    assert [goals[0] + own.count(1), goals[1] + own.count(0)] == state.score


@raw.every_match
def test_the_chart_shows_every_placed_shot_and_its_sums(path):
    frame, state = raw.match(path)
    table = shots.table(frame, state)

    drawn_map, race = shots.shot_map(frame, state), shots.race(frame, state)

    assert sum(len(trace.x) for trace in drawn_map.data) == table["x"].notna().sum()
    for side in (0, 1):
        assert max(race.data[2 * side].y) == pytest.approx(table.loc[table["side"] == side, "xg"].sum())


def test_the_model_gives_what_its_authors_published_coefficients_give_by_hand():
    # From the middle at 11, 20 and 30 m, and 11 m before the line at 10 m to its side.
    along = np.array([11, 20, 30, 11]) / 105 * 100
    aside = np.array([0, 0, 0, 10]) / 68 * 100

    assert expected.goals(100 - along, 50 + aside) == pytest.approx([0.181, 0.062, 0.025, 0.093], abs=0.001)


def test_a_shot_from_the_own_half_is_hopeless_and_a_tap_in_is_not():
    assert expected.goals(np.array([10.0]), np.array([50.0]))[0] < 0.03
    assert expected.goals(np.array([98.0]), np.array([50.0]))[0] > 0.5


def test_a_penalty_counts_what_penalties_do():
    frame, state = raw.match(FINAL_2018)

    penalties = shots.table(frame, state).query("method == 'penalty'")

    assert penalties["member"].tolist() == ["A. Griezmann"]
    assert penalties["xg"].tolist() == [expected.PENALTY]


def test_kicks_of_the_shoot_out_are_no_shots():
    frame, state = raw.match(QUARTER_FINAL_2018)

    assert shots.table(frame, state)["minute"].max() < 130
    assert shots.table(frame, state)["goal"].sum() == 4


def test_a_goal_that_was_tapped_in_without_a_place_counts_and_is_not_drawn():
    goal = action("score", at=60, participant="sales", period=1, clock=60, member="North")
    frame, state = drawn([declared(), action("period.start", period=1), goal])

    table = shots.table(frame, state)

    assert table[["member", "goal", "outcome"]].to_numpy().tolist() == [["North", True, "goal"]]
    assert table["xg"].isna().all()
    assert not sum(len(trace.x) for trace in shots.shot_map(frame, state).data)


def test_a_retracted_shot_is_none():
    shot = action(
        "play", at=10, id="s", participant="sales", kind="shot", outcome="saved", period=1, clock=10, x=90, y=50
    )
    frame, state = drawn([declared(), action("period.start", period=1), shot, action("retract", at=20, action="s")])

    assert shots.table(frame, state).empty


def test_the_figure_says_which_model_it_is():
    frame, state = raw.match(FINAL_2018)

    for figure in (shots.shot_map(frame, state), shots.race(frame, state)):
        assert source(figure) == expected.MODEL
