"""Charts of one event: pure functions from its actions and its state to figures.

They are drawn beside a table of the same numbers; a reader who cannot see them loses nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import frames, look, pitch
from lib.sport import fold
from lib.sport.profiles import SetsFormat
from lib.sport.state import EventState

OWN = "own goal"


def score_over_time(state: EventState) -> go.Figure:
    """The score of both sides, a step for each goal; in a set sport the points in each set, one by one."""
    scores = frames.scores_frame(state)
    if isinstance(fold.format_of(state.declared), SetsFormat):
        return _points_by_set(state, scores)
    playtime = frames.playtime_of(state)
    end = max([scores["minute"].max() if len(scores) else 0.0, *(playtime.minute(e.action) for e in state.timeline)])
    made = look.figure(280, keep=state.id)
    for side, name in enumerate(frames.names(state)):
        goals = scores[["minute", "home", "away", "shown", "member"]]
        made.add_trace(_steps(goals, ("home", "away")[side], side, name, end))
    look.periods(made, playtime.periods)
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    most = int(scores[["home", "away"]].max().max()) if len(scores) else 0
    made.update_yaxes(title="Score", dtick=1 if most < 10 else None, range=[0, max(most, 1) * 1.1])
    return made


def actions_a_minute(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """How many actions each side had in each minute of play: home upwards, the other side downwards."""
    sides = frames.acting(frame, state)
    made = look.figure(240, keep=state.id, barmode="relative", bargap=0.1)
    most = 1
    for side, name in enumerate(frames.names(state)):
        counts = np.floor(sides[sides["side"] == side]["minute"]).astype("int64").value_counts().sort_index()
        most = max(most, int(counts.max()) if len(counts) else 0)
        made.add_trace(
            go.Bar(
                x=counts.index + 0.5,
                y=counts.to_numpy() * (1, -1)[side],
                customdata=np.column_stack([counts.index + 1, counts.to_numpy()]),
                name=name,
                marker={"color": look.SIDES[side], "line": {"width": 0}},
                hovertemplate="minute %{customdata[0]}: %{customdata[1]} actions<extra>" + name + "</extra>",
            )
        )
    look.periods(made, frames.playtime_of(state).periods)
    ticks = sorted({0, most, -most, most // 2, -(most // 2)})
    made.update_yaxes(title="Actions", tickvals=ticks, ticktext=[str(abs(tick)) for tick in ticks])
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    return made


def pitch_map(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """Where shots, goals and touches were. The home side attacks to the right, the other one to the left.

    Kicks of the shoot-out are left out, because they all have one place.
    """
    shootout = getattr(fold.format_of(state.declared), "shootout", None)
    placed = frames.acting(frame, state)
    placed = placed[placed["x"].notna() & placed["y"].notna() & (placed["period"] != shootout)]
    placed = placed.assign(**pitch.metres(placed))
    made = pitch.figure(440, keep=state.id, markings=state.declared.sport in pitch.SPORTS)
    credited = {entry.action.id: entry.side for entry in state.timeline}
    goals = placed[placed["kind"] == "score"].assign(side=lambda rows: rows["id"].map(credited))
    shots = placed[(placed["play"] == "shot") & (placed["outcome"] != "goal")]
    touches = placed[(placed["kind"] == "play") & (placed["play"] != "shot")]
    for side, name in enumerate(frames.names(state)):
        made.add_trace(_marks(touches[touches["side"] == side], side, f"{name}: touches", size=4, opacity=0.35))
        made.add_trace(_marks(shots[shots["side"] == side], side, f"{name}: shots", size=11, hollow=True))
        made.add_trace(_marks(goals[goals["side"] == side], side, f"{name}: goals", size=16, symbol="star"))
    return made


def _points_by_set(state: EventState, scores: pd.DataFrame) -> go.Figure:
    made = look.figure(280, keep=state.id)
    rallies = scores.assign(rally=np.arange(1, len(scores) + 1))
    for side, name in enumerate(frames.names(state)):
        column = ("home_points", "away_points")[side]
        parts = [
            pd.concat([pd.DataFrame({"rally": [one["rally"].iloc[0] - 1], column: [0]}), one[["rally", column]]])
            for _, one in rallies.groupby("set")
        ]
        gap = pd.DataFrame({"rally": [None], column: [None]}, dtype="object")
        drawn = pd.concat([piece for part in parts for piece in (part.astype("object"), gap)]) if parts else gap
        made.add_trace(look.line(drawn["rally"], drawn[column], side, name))
    for number, one in rallies.groupby("set"):
        look.separator(made, one["rally"].iloc[0] - 1, f"Set {number:.0f}")
    made.update_xaxes(title="Points played", rangemode="tozero")
    made.update_yaxes(title="Points in the set", rangemode="tozero")
    return made


def _steps(goals: pd.DataFrame, column: str, side: int, name: str, end: float) -> go.Scatter:
    """A line that keeps its height until the next goal of that side."""
    minutes, heights = [0.0, *goals["minute"], end], [0, *goals[column]]
    trace = look.line(minutes, [*heights, heights[-1]], side, name)
    trace.update(
        line_shape="hv",
        customdata=[
            "",
            *(f"{shown} {member}".strip() for shown, member in zip(goals["shown"], goals["member"], strict=True)),
            "",
        ],
        hovertemplate="%{customdata}: %{y}<extra>" + name + "</extra>",
    )
    return trace


def _marks(
    rows: pd.DataFrame, side: int, name: str, *, size: int, opacity: float = 1.0, hollow: bool = False, symbol: str = ""
) -> go.Scatter:
    symbol = symbol or look.SYMBOLS[side]
    return go.Scatter(
        x=rows["across"],
        y=rows["down"],
        mode="markers",
        name=name,
        text=[_said(row) for row in rows.itertuples()],
        hovertemplate="%{text}<extra>" + name + "</extra>",
        marker={
            "size": size,
            "opacity": opacity,
            "symbol": f"{symbol}-open" if hollow else symbol,
            "color": look.SIDES[side],
            "line": {"width": 2 if hollow else 0, "color": look.SIDES[side]},
        },
    )


def _said(row: object) -> str:
    what = OWN if row.method == "own" else row.play or row.method or "goal"
    return " · ".join(str(part) for part in (row.shown, row.member, what, row.outcome) if part)
