from collections import defaultdict

import numpy as np
import pytest

from lib.charts.football import expected, momentum, shots, threat
from tests.charts.football import raw
from tests.charts.matches import FINAL_2018, drawn, source
from tests.sport.making import action, declared


def by_hand(path) -> dict[tuple[str, int, int], list[float]]:
    """The threats of each half, minute and side, computed from the raw events alone: accurate passes, and shots."""
    found = defaultdict(list)
    for one in raw.events(path):
        side, place = raw.teams(path).index(one["teamId"]), one["positions"]
        if raw.is_shot(one):
            at = np.clip([place[0]["x"], place[0]["y"]], 0, 100)
            worth = expected.PENALTY if one["subEventName"] == "Penalty" else float(expected.goals(*at))
        elif one["eventName"] in {"Pass", "Free Kick"} and raw.ACCURATE in raw.tags(one) and raw.is_placed(one):
            worth = zone(place[1]) - zone(place[0])
        else:
            continue
        if worth > 0:
            found[one["matchPeriod"], int(one["eventSec"] // 60), side].append(worth)
    return found


def zone(place) -> float:
    return threat.GRID[min(int(place["y"] / 12.5), 7), min(int(place["x"] / (100 / 12)), 11)]


@raw.every_match
def test_a_whole_match_has_the_threat_that_a_count_by_hand_finds(path):
    frame, state = raw.match(path)
    wanted = [0.0, 0.0]
    for (_, _, side), threats in by_hand(path).items():
        wanted[side] += sum(threats)

    table = threat.table(frame, state)

    for side in (0, 1):
        assert table.loc[table["side"] == side, "threat"].sum() == pytest.approx(wanted[side], rel=0.03)


def test_each_minute_of_the_first_half_counts_its_two_greatest_threats():
    frame, state = raw.match(FINAL_2018)
    found = by_hand(FINAL_2018)

    table = momentum.table(frame, state).set_index("minute")

    for minute in range(45):
        for side, name in enumerate(("home", "away")):
            greatest = sorted(found.get(("1H", minute, side), []))[-2:]
            assert table.loc[minute, name] == pytest.approx(sum(greatest), abs=1e-6), minute


@raw.every_match
def test_all_shots_are_threats_of_their_expected_goals(path):
    frame, state = raw.match(path)

    table = threat.table(frame, state)

    assert table.loc[table["play"] == "shot", "threat"].sum() == pytest.approx(shots.table(frame, state)["xg"].sum())


@raw.every_match
def test_the_figure_has_each_minute_with_its_side_every_goal_and_its_method(path):
    frame, state = raw.match(path)

    figure = momentum.chart(frame, state)

    minutes = momentum.table(frame, state)["momentum"]
    home, away = (np.nan_to_num(np.array(one.y, dtype="float64")) for one in figure.data[:2])
    assert min(home) >= 0 >= max(away)
    assert (home + away).tolist() == pytest.approx(minutes.tolist())
    goals = [one for one in figure.layout.annotations if one.text == "●"]
    assert len(goals) == sum(state.score)
    assert source(figure) == momentum.METHOD


def test_what_was_shown_live_does_not_change_later():
    frame, state = raw.match(FINAL_2018)
    early = frame[frame["minute"] < 30]

    now, later = momentum.table(early, state), momentum.table(frame, state)

    assert now["mean"][:29].tolist() == pytest.approx(later["mean"][:29].tolist())


def test_the_middle_before_the_goal_is_the_most_threatening_place():
    assert threat.at(np.array([99.0]), np.array([50.0]))[0] == threat.GRID.max()
    assert np.isnan(threat.at(np.array([np.nan]), np.array([50.0]))[0])


def test_a_match_without_places_is_quiet():
    frame, state = drawn(
        [declared(), action("period.start", period=1), action("play", at=5, participant="sales", kind="pass")]
    )

    assert momentum.table(frame, state)["momentum"].tolist() == [0.0]
    assert momentum.chart(frame, state).data
