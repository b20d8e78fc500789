"""Win probability: how likely each side is ahead when the match ends.

Goals of a side come as a Poisson process (M. Maher, *Modelling association football scores*, 1982) of constant rate,
the same for both sides: nothing is known here of how strong they are. A side that plays with one more scores 1.88 times
as often, the one with fewer as before: G. Ridder, J. Cramer and P. Hopstaken, *Down to Ten: Estimating the Effect of a
Red Card in Soccer*, JASA 89 (1994), as J. Červený et al. quote it in *Effects of a red card on goal-scoring in World
Cup football matches*, Empirical Economics 55 (2018). The rate is that of the World Cups 2018 and 2022: 341 goals in 128
matches; a test counts them in the openfootball data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import frames, look
from lib.charts.playtime import Playtime
from lib.sport import corrections, fold
from lib.sport.actions import Sanction
from lib.sport.profiles import Format
from lib.sport.state import OVER, EventState

RATE = 341 / 128 / 2  # goals of a side in a match of 90 minutes
MORE_PLAYERS = 1.88
ADDED_MIN = (2.0, 5.0)  # what is usually added to each half, until it is known
LEAST_MIN = 0.5  # a period that should be over has a little left until it is
MOST_GOALS = 15
SPORTS = {"football"}
OFF = frozenset({"red", "second-yellow"})
COLUMNS = ["minute", "home", "draw", "away"]
MODEL = (
    "Win probability: Poisson goals, 1.33 a side and match (World Cups 2018 and 2022), sides taken as equally strong; "
    "1.88 times as many against fewer players (Ridder et al. 1994). Extra time counts once it has begun."
)


@dataclass(frozen=True, slots=True)
class Situation:
    """A moment of a match: how many goals the home side is ahead, how many players it has more, minutes to play."""

    lead: int
    players: int
    left: float


def probabilities(now: Situation) -> tuple[float, float, float]:
    """How likely the home side wins, nobody does, the other side does."""
    home = _poisson(now.left / 90 * RATE * (MORE_PLAYERS if now.players > 0 else 1))
    away = _poisson(now.left / 90 * RATE * (MORE_PLAYERS if now.players < 0 else 1))
    likely = np.outer(home, away)
    margin = now.lead + np.subtract.outer(np.arange(MOST_GOALS), np.arange(MOST_GOALS))
    win, draw, loss = (likely[which].sum() / likely.sum() for which in (margin > 0, margin == 0, margin < 0))
    return float(win), float(draw), float(loss)


def table(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """A row for each minute of play, goal and red card: ``minute``, and how likely are ``home``, ``draw`` and ``away``.

    The last row of a match that is over is what came. Empty for any other sport.
    """
    acting = frames.in_play(frame, state)
    if state.declared.sport not in SPORTS or acting.empty:
        return pd.DataFrame(columns=COLUMNS, dtype="float64")
    changes, playtime, last = _changes(state), frames.playtime_of(state), float(acting["minute"].max())
    shape = fold.format_of(state.declared)
    minutes = sorted({*range(int(last) + 1), *(minute for minute, *_ in changes), last})
    rows = [(minute, *probabilities(_situation(minute, changes, playtime, shape))) for minute in minutes]
    if state.status in OVER:
        lead = _situation(last, changes, playtime, shape).lead
        rows.append((last, float(lead > 0), float(lead == 0), float(lead < 0)))
    return pd.DataFrame(rows, columns=COLUMNS)


def chart(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """The three probabilities, stacked: home below, the other side above."""
    rows, (home, away) = table(frame, state), frames.names(state)
    made = look.figure(260, keep=state.id)
    for column, name, colour in (
        ("home", home, look.SIDES[0]), ("draw", "Draw", look.QUIET), ("away", away, look.SIDES[1]),
    ):  # fmt: skip
        made.add_trace(
            go.Scatter(
                x=rows["minute"],
                y=rows[column],
                name=name,
                mode="lines",
                stackgroup="all",
                line={"width": 0.5, "color": colour},
                hovertemplate="minute %{x:.0f}: %{y:.0%}<extra>" + name + "</extra>",
            )
        )
    look.periods(made, frames.playtime_of(state).periods)
    made.update_yaxes(title="Probability", tickformat=".0%", range=[0, 1])
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    look.source(made, MODEL)
    return made


def _changes(state: EventState) -> list[tuple[float, int, int]]:
    """The minute of each goal and red card, with what it changes: the home side's lead, and its players more."""
    scores = frames.scores_frame(state)
    leads = (scores["home"] - scores["away"]).astype("int64").diff().fillna(scores["home"] - scores["away"])
    goals = [(float(minute), int(by), 0) for minute, by in zip(scores["minute"], leads, strict=True)]
    playtime = frames.playtime_of(state)
    cards = [
        (playtime.minute(action), 0, (-1, 1)[state.side(action.data.participant)])
        for action, _ in corrections.holding(state.timeline)
        if isinstance(action.data, Sanction) and action.data.kind in OFF
    ]
    return sorted(goals + cards)


def _situation(
    minute: float, changes: Iterable[tuple[float, int, int]], playtime: Playtime, shape: Format
) -> Situation:
    before = [(lead, players) for at, lead, players in changes if at <= minute]
    number, elapsed = playtime.position(minute)
    return Situation(
        sum(lead for lead, _ in before), sum(players for _, players in before), _left(number, elapsed, shape)
    )


def _left(number: int, elapsed: float, shape: Format) -> float:
    """Minutes that are left of the match, *elapsed* minutes into period *number*."""
    last = shape.periods if number <= shape.periods else shape.last_period - 1
    lengths = {
        one: (shape.period_s if one <= shape.periods else shape.extra_period_s) / 60 + _added(one)
        for one in range(number, last + 1)
    }
    return max(lengths.pop(number, 0.0) - elapsed, LEAST_MIN) + sum(lengths.values())


def _added(number: int) -> float:
    return ADDED_MIN[number - 1] if number <= len(ADDED_MIN) else 1.0


def _poisson(mean: float) -> np.ndarray:
    return np.array([math.exp(-mean) * mean**goals / math.factorial(goals) for goals in range(MOST_GOALS)])
