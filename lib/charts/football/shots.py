"""Shots: where from, how good, and what became of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import frames, look, pitch
from lib.charts.football import expected
from lib.sport.state import EventState

COLUMNS = ("minute", "shown", "side", "participant", "member", "x", "y", "metres", "outcome", "method", "goal", "xg")
SAME_S = 1.0  # a shot and the goal that it was are recorded as two actions of the same moment
SMALLEST, LARGEST = 6, 34


def table(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """A row for each shot, by time. Kicks of the shoot-out and own goals are none.

    ``side`` is 0 for home, ``metres`` the distance to the middle of the goal, ``goal`` whether it went in, ``method``
    how (empty for the others), ``xg`` its expected goals. A goal without a shot beside it is one itself.
    """
    acting = frames.in_play(frame, state)
    goals = acting[(acting["kind"] == "score") & (acting["method"] != "own")]
    shots = acting[acting["play"] == "shot"]
    methods, alone = _matched(shots, goals)
    rows = pd.concat([shots.assign(method=methods, goal=shots["outcome"] == "goal"), alone.assign(goal=True)])
    rows = rows.sort_values("time", kind="stable").assign(
        outcome=lambda one: one["outcome"].mask(one["goal"], "goal"), metres=_metres, xg=_expected
    )
    return rows.reindex(columns=COLUMNS).reset_index(drop=True)


def shot_map(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """Each shot where it was taken: the larger, the likelier a goal; filled, if it was one."""
    shots = table(frame, state)
    placed = shots[shots["x"].notna() & shots["y"].notna()]
    placed = placed.assign(**pitch.metres(placed))
    made = pitch.figure(440, keep=state.id, markings=state.declared.sport in pitch.SPORTS)
    for side, name in enumerate(frames.names(state)):
        own = placed[placed["side"] == side]
        xg = shots.loc[shots["side"] == side, "xg"].sum()
        made.add_trace(_marks(own[~own["goal"]], side, f"{name}: shots ({xg:.2f} xG)", hollow=True))
        made.add_trace(_marks(own[own["goal"]], side, f"{name}: goals", hollow=False))
    look.source(made, expected.MODEL)
    return made


def race(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """The expected goals of both sides, added up shot by shot."""
    shots = table(frame, state).dropna(subset="xg")
    playtime = frames.playtime_of(state)
    end = max([*frame["minute"].dropna(), 0.0])
    made = look.figure(280, keep=state.id)
    for side, name in enumerate(frames.names(state)):
        own = shots[shots["side"] == side]
        made.add_trace(_climb(own, side, name, end))
        made.add_trace(_goals(own.assign(total=own["xg"].cumsum())[own["goal"]], side, name))
    look.periods(made, playtime.periods)
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    made.update_yaxes(title="Expected goals", rangemode="tozero")
    look.source(made, expected.MODEL)
    return made


def _matched(shots: pd.DataFrame, goals: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """How each shot went in, empty for those that did not; and the goals that no shot is recorded beside."""
    methods, alone = pd.Series("", index=shots.index), []
    for number, goal in goals.iterrows():
        beside = shots[
            (shots["outcome"] == "goal")
            & (shots["side"] == goal["side"])
            & (shots["period"] == goal["period"])
            & ((shots["clock"] - goal["clock"]).abs() <= SAME_S)
            & (methods == "")
        ]
        if len(beside):
            methods[beside.index[0]] = goal["method"]
        else:
            alone.append(number)
    return list(methods), goals.loc[alone]


def _metres(rows: pd.DataFrame) -> pd.Series:
    return np.hypot((100 - rows["x"]) * pitch.LENGTH_M / 100, (rows["y"] - 50) * pitch.WIDTH_M / 100)


def _expected(rows: pd.DataFrame) -> np.ndarray:
    return np.where(rows["method"] == "penalty", expected.PENALTY, expected.goals(rows["x"], rows["y"]))


def _marks(shots: pd.DataFrame, side: int, name: str, *, hollow: bool) -> go.Scatter:
    symbol = look.SYMBOLS[side]
    return go.Scatter(
        x=shots["across"],
        y=shots["down"],
        mode="markers",
        name=name,
        text=[_said(shot) for shot in shots.itertuples()],
        hovertemplate="%{text}<extra>" + name.partition(":")[0] + "</extra>",
        marker={
            "size": SMALLEST + (LARGEST - SMALLEST) * np.sqrt(shots["xg"].fillna(0)),
            "symbol": f"{symbol}-open" if hollow else symbol,
            "color": look.SIDES[side],
            "opacity": 1.0,
            "line": {"width": 2 if hollow else 1, "color": look.SIDES[side]},
        },
    )


def _said(shot: object) -> str:
    parts = (shot.shown, shot.member, shot.outcome or "shot", shot.method if shot.method != "open" else "")
    return " · ".join([*filter(None, parts), f"{shot.metres:.0f} m", f"{shot.xg:.2f} xG"])


def _climb(shots: pd.DataFrame, side: int, name: str, end: float) -> go.Scatter:
    total = [0.0, *shots["xg"].cumsum()]
    trace = look.line([0.0, *shots["minute"], end], [*total, total[-1]], side, name)
    said = ["", *(_said(shot) for shot in shots.itertuples()), ""]
    trace.update(
        line_shape="hv", customdata=said, hovertemplate="%{customdata}<br>%{y:.2f} so far<extra>" + name + "</extra>"
    )
    return trace


def _goals(shots: pd.DataFrame, side: int, name: str) -> go.Scatter:
    return go.Scatter(
        x=shots["minute"],
        y=shots["total"],
        mode="markers",
        name=f"{name}: goals",
        text=[_said(shot) for shot in shots.itertuples()],
        hovertemplate="%{text}<extra>" + name + "</extra>",
        marker={"size": 13, "symbol": "star", "color": look.SIDES[side]},
    )
