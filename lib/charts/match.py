"""Charts of one event: pure functions from its actions and its state to figures.

They are drawn beside a table of the same numbers; a reader who cannot see them loses nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import frames, look
from lib.sport import fold
from lib.sport.profiles import SetsFormat
from lib.sport.state import EventState

LENGTH_M, WIDTH_M = 105, 68  # the pitch that per cents are drawn on: IFAB Laws of the Game 1.3, preferred by FIFA
PITCH_SPORTS = {"football"}
OWN = "own goal"


def score_over_time(state: EventState) -> go.Figure:
    """The score of both sides, a step for each goal; in a set sport the points in each set, one by one."""
    scores = frames.scores_frame(state)
    if isinstance(fold.format_of(state.declared), SetsFormat):
        return _points_by_set(state, scores)
    playtime = frames.playtime_of(state)
    end = max([scores["minute"].max() if len(scores) else 0.0, *(playtime.minute(e.action) for e in state.timeline)])
    made = look.figure(280, keep=state.id)
    for side, name in enumerate(_names(state)):
        goals = scores[["minute", "home", "away", "shown", "member"]]
        made.add_trace(_steps(goals, ("home", "away")[side], side, name, end))
    _periods(made, playtime.periods)
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    most = int(scores[["home", "away"]].max().max()) if len(scores) else 0
    made.update_yaxes(title="Score", dtick=1 if most < 10 else None, range=[0, max(most, 1) * 1.1])
    return made


def actions_a_minute(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """How many actions each side had in each minute of play: home upwards, the other side downwards."""
    sides = _acting(frame, state)
    made = look.figure(240, keep=state.id, barmode="relative", bargap=0.1)
    most = 1
    for side, name in enumerate(_names(state)):
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
    _periods(made, frames.playtime_of(state).periods)
    ticks = sorted({0, most, -most, most // 2, -(most // 2)})
    made.update_yaxes(title="Actions", tickvals=ticks, ticktext=[str(abs(tick)) for tick in ticks])
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    return made


def pitch_map(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """Where shots, goals and touches were. The home side attacks to the right, the other one to the left.

    Kicks of the shoot-out are left out, because they all have one place.
    """
    shootout = getattr(fold.format_of(state.declared), "shootout", None)
    placed = _acting(frame, state)
    placed = placed[placed["x"].notna() & placed["y"].notna() & (placed["period"] != shootout)]
    placed = placed.assign(**_metres(placed))
    made = look.figure(440, keep=state.id, shapes=_pitch(state.declared.sport in PITCH_SPORTS))
    credited = {entry.action.id: entry.side for entry in state.timeline}
    goals = placed[placed["kind"] == "score"].assign(side=lambda rows: rows["id"].map(credited))
    shots = placed[(placed["play"] == "shot") & (placed["outcome"] != "goal")]
    touches = placed[(placed["kind"] == "play") & (placed["play"] != "shot")]
    for side, name in enumerate(_names(state)):
        made.add_trace(_marks(touches[touches["side"] == side], side, f"{name}: touches", size=4, opacity=0.35))
        made.add_trace(_marks(shots[shots["side"] == side], side, f"{name}: shots", size=11, hollow=True))
        made.add_trace(_marks(goals[goals["side"] == side], side, f"{name}: goals", size=16, symbol="star"))
    made.update_xaxes(visible=False, range=[-3, LENGTH_M + 3], constrain="domain")
    made.update_yaxes(visible=False, range=[WIDTH_M + 3, -3], scaleanchor="x", constrain="domain")
    return made


def _points_by_set(state: EventState, scores: pd.DataFrame) -> go.Figure:
    made = look.figure(280, keep=state.id)
    rallies = scores.assign(rally=np.arange(1, len(scores) + 1))
    for side, name in enumerate(_names(state)):
        column = ("home_points", "away_points")[side]
        parts = [
            pd.concat([pd.DataFrame({"rally": [one["rally"].iloc[0] - 1], column: [0]}), one[["rally", column]]])
            for _, one in rallies.groupby("set")
        ]
        gap = pd.DataFrame({"rally": [None], column: [None]}, dtype="object")
        drawn = pd.concat([piece for part in parts for piece in (part.astype("object"), gap)]) if parts else gap
        made.add_trace(_line(drawn["rally"], drawn[column], side, name))
    for number, one in rallies.groupby("set"):
        _separator(made, one["rally"].iloc[0] - 1, f"Set {number:.0f}")
    made.update_xaxes(title="Points played", rangemode="tozero")
    made.update_yaxes(title="Points in the set", rangemode="tozero")
    return made


def _steps(goals: pd.DataFrame, column: str, side: int, name: str, end: float) -> go.Scatter:
    """A line that keeps its height until the next goal of that side."""
    minutes, heights = [0.0, *goals["minute"], end], [0, *goals[column]]
    trace = _line(minutes, [*heights, heights[-1]], side, name)
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


def _line(x: object, y: object, side: int, name: str) -> go.Scatter:
    return go.Scatter(
        x=list(x),
        y=list(y),
        name=name,
        mode="lines",
        line={"color": look.SIDES[side], "dash": look.DASHES[side], "width": 3},
    )


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


def _acting(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """The actions in the course of play that hold, with the side that acted."""
    sides = frame["participant"].map(lambda one: state.side(one) if isinstance(one, str) else None)
    on_the_pitch = frame["kind"].isin(["score", "play", "sanction", "substitution"])
    kept = frame[sides.notna() & on_the_pitch & ~frame["retracted"]]
    return kept.assign(side=sides[kept.index].astype("int64"))


def _metres(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Places on the drawn pitch, from its upper left corner; the left of a side that attacks to the right is up."""
    home = rows["side"] == 0
    return {
        "across": rows["x"].where(home, 100 - rows["x"]) * LENGTH_M / 100,
        "down": rows["y"].where(home, 100 - rows["y"]) * WIDTH_M / 100,
    }


def _names(state: EventState) -> list[str]:
    return [one.short or one.name for one in state.declared.competitors]


def _periods(made: go.Figure, periods: list[tuple[str, float]]) -> None:
    for name, minute in periods[1:]:
        _separator(made, minute, name)


def _separator(made: go.Figure, x: float, text: str) -> None:
    made.add_vline(x, line={"color": look.LINE, "width": 1, "dash": "dot"})
    made.add_annotation(x=x, y=1, yref="paper", text=text, showarrow=False, xanchor="left")


def _pitch(markings: bool) -> list[dict[str, object]]:
    """The lines of a pitch in metres, as IFAB's Laws of the Game 1.3 to 1.8 measure them."""
    middle = WIDTH_M / 2
    shapes = [_box(0, 0, LENGTH_M, WIDTH_M), _box(LENGTH_M / 2, 0, LENGTH_M / 2, WIDTH_M)]
    if not markings:
        return shapes
    shapes.append(_box(LENGTH_M / 2 - 9.15, middle - 9.15, LENGTH_M / 2 + 9.15, middle + 9.15, "circle"))
    for depth, half in ((16.5, 20.16), (5.5, 9.16), (-2, 3.66)):
        shapes.append(_box(0, middle - half, depth, middle + half))
        shapes.append(_box(LENGTH_M - depth, middle - half, LENGTH_M, middle + half))
    for spot in (11, LENGTH_M - 11):
        shapes.append(_box(spot - 0.3, middle - 0.3, spot + 0.3, middle + 0.3, "circle"))
    return shapes


def _box(x0: float, y0: float, x1: float, y1: float, type: str = "rect") -> dict[str, object]:
    line = {"color": look.LINE, "width": 1.5}
    return {"type": type, "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": line, "layer": "below"}
