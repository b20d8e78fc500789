import math

import numpy as np
import pytest

from lib.adapters import importers
from lib.charts import frames
from lib.charts.football import chances
from lib.charts.football.chances import Situation, probabilities
from lib.sport.actions import EventDeclared
from tests.charts.football import raw
from tests.charts.matches import FINAL_2018, QUARTER_FINAL_2018, drawn, source
from tests.recorded import WORLD_CUPS, states
from tests.sport.making import action, declared


@pytest.fixture(scope="module")
def cups():
    """The states of every match of the World Cups 2018, 2022 and 2026."""
    found = [importers.read(path.name, path.read_bytes()) for path in WORLD_CUPS]
    return [list(states(one).values()) for one in found]


def test_the_rate_is_that_of_the_two_world_cups(cups):
    goals = [sum(sum(state.score) for state in cup) for cup in cups[:2]]

    assert (sum(goals), sum(map(len, cups[:2]))) == (2 * chances.RATE * 128, 128)


def test_probabilities_add_up_and_are_fair_at_the_start():
    home, draw, away = probabilities(Situation(0, 0, 95))

    assert home + draw + away == pytest.approx(1)
    assert home == pytest.approx(away)
    assert 0.2 < draw < 0.3


def test_with_nothing_left_who_leads_wins():
    assert probabilities(Situation(1, 0, 0)) == (1, 0, 0)
    assert probabilities(Situation(-2, 0, 0)) == (0, 0, 1)


def test_a_lead_is_worth_what_a_poisson_process_by_hand_says():
    # One goal ahead, ten minutes left: lost only if the other side scores twice more, level if once more.
    mean = 10 / 90 * chances.RATE
    likely = [math.exp(-mean) * mean**k / math.factorial(k) for k in range(12)]
    level = sum(likely[k] * likely[k + 1] for k in range(11))

    assert probabilities(Situation(1, 0, 10))[1] == pytest.approx(level, abs=1e-6)


def test_a_player_less_makes_winning_less_likely():
    even, fewer = probabilities(Situation(0, 0, 60)), probabilities(Situation(0, -1, 60))

    assert fewer[0] < even[0] < even[2] + 1e-9 < fewer[2]


@raw.every_match
def test_a_match_that_is_over_ends_with_what_came(path):
    frame, state = raw.match(path)

    last = chances.table(frame, state).iloc[-1]

    home, away = state.score
    assert last[["home", "draw", "away"]].tolist() == [home > away, home == away, home < away]


@raw.every_match
def test_the_figure_stacks_all_three_to_one_and_names_its_model(path):
    frame, state = raw.match(path)

    figure = chances.chart(frame, state)

    table = chances.table(frame, state)
    assert [list(one.y) for one in figure.data] == [table[column].tolist() for column in ("home", "draw", "away")]
    assert sum(np.array(one.y) for one in figure.data).tolist() == pytest.approx([1.0] * len(table))
    assert len({one.stackgroup for one in figure.data}) == 1
    assert source(figure) == chances.MODEL


def test_the_final_turned_with_its_goals():
    frame, state = raw.match(FINAL_2018)
    table = chances.table(frame, state).set_index("minute")["home"]

    def around(minute: float) -> tuple[float, float]:
        return table[table.index < minute].iloc[-1], table[table.index >= minute].iloc[0]

    for goal in frames.scores_frame(state).head(3).itertuples():
        before, after = around(goal.minute)
        assert abs(after - before) > 0.1
        assert (after > before) == (goal.side == 0)


def test_extra_time_counts_once_it_has_begun():
    frame, state = raw.match(QUARTER_FINAL_2018)
    table = chances.table(frame, state).set_index("minute")

    begins = dict(frames.playtime_of(state).periods)["Extra 1"]
    assert table[table.index < begins - 0.01]["draw"].iloc[-1] > 0.95
    assert table[table.index >= begins]["draw"].iloc[0] < 0.6


def test_a_red_card_is_seen():
    card = action("sanction", at=1800, participant="logistics", kind="red", period=1, clock=1800)
    touch = action("play", at=1900, participant="sales", kind="touch", period=1, clock=1900)
    frame, state = drawn([declared(), action("period.start", period=1), card, touch])

    table = chances.table(frame, state)

    assert table.iloc[-1]["home"] > table.iloc[0]["home"] + 0.1


def test_a_sport_without_a_model_has_no_numbers():
    frame, state = drawn([declared("handball"), action("score", at=1, participant="sales")])

    assert chances.table(frame, state).empty


def test_an_hour_into_three_world_cups_the_model_knew_more_than_the_frequencies_and_was_not_overconfident(cups):
    said, came = [], []
    for state in (one for cup in cups for one in cup):
        lead, final = _after(state, 60 * 60), _after(state, 90 * 60 + 15 * 60)
        said.append(probabilities(Situation(lead, 0, 35)))
        came.append([final > 0, final == 0, final < 0])
    said, came = np.array(said), np.array(came, dtype="float64")

    base = came.mean(axis=0)
    model, frequencies = ((said - came) ** 2).sum(axis=1).mean(), ((base - came) ** 2).sum(axis=1).mean()
    assert len(said) > 200
    assert model < 0.75 * frequencies
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        within = (said >= low) & (said < high)
        assert came[within].mean() == pytest.approx(said[within].mean(), abs=0.08)


def _after(state, seconds: float) -> int:
    """The home side's lead in regular time after so many *seconds* of play."""
    lead = 0
    for entry in state.timeline:
        data = entry.action.data
        if isinstance(data, EventDeclared) or entry.score is None or entry.side is None or data.period > 2:
            continue
        if (data.period - 1) * 2700 + min(data.clock, 2700 + 900) <= seconds:
            lead += 1 if entry.side == 0 else -1
    return lead
