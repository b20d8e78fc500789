"""Momentum: which side was nearer to a goal, minute by minute.

As BBC Sport describes its own: the two most threatening actions of each side in each minute count, so that a minute of
harmless passes is quiet. What an action is worth is in ``threat``. The line is the mean of the bars with weights that
halve every three minutes, of the past alone: what is shown live does not change later.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import frames, look
from lib.charts.football import threat
from lib.sport.state import EventState

MOST = 2
HALF_LIFE = 3
METHOD = f"Momentum: the {MOST} most threatening actions of each side in each minute, home less away. {threat.MODEL}"


def table(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """A row for each minute of play: the threat of ``home`` and ``away``, ``momentum`` and its running ``mean``."""
    acting = frames.in_play(frame, state)
    rows = threat.table(frame, state).assign(minute=lambda one: np.floor(one["minute"]).astype("int64"))
    top = rows.sort_values("threat", ascending=False).groupby(["minute", "side"]).head(MOST)
    sums = top.pivot_table(index="minute", columns="side", values="threat", aggfunc="sum")
    last = int(np.floor(acting["minute"].max())) if len(acting) else -1
    sums = sums.reindex(index=pd.RangeIndex(last + 1, name="minute"), columns=[0, 1]).fillna(0.0)
    made = sums.set_axis(["home", "away"], axis=1).assign(momentum=lambda one: one["home"] - one["away"])
    return made.assign(mean=made["momentum"].ewm(halflife=HALF_LIFE).mean()).reset_index()


def chart(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """A bar for each minute, up for the home side and down for the other, and the running mean."""
    minutes = table(frame, state)
    made = look.figure(260, keep=state.id, bargap=0.1)
    for side, name in enumerate(frames.names(state)):
        own = minutes["momentum"].where((minutes["momentum"] > 0) == (side == 0))
        made.add_trace(
            go.Bar(
                x=minutes["minute"] + 0.5,
                y=own,
                name=name,
                customdata=minutes["minute"] + 1,
                marker={"color": look.SIDES[side], "line": {"width": 0}},
                hovertemplate="minute %{customdata}: %{y:.3f}<extra>" + name + "</extra>",
            )
        )
    made.add_trace(_mean(minutes))
    made.update_layout(barmode="overlay")
    look.periods(made, frames.playtime_of(state).periods)
    _mark_goals(made, state)
    most = max([*minutes["momentum"].abs(), 0.05])
    made.update_yaxes(title="Threat", range=[-most * 1.15, most * 1.15], tickformat=".2f")
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    look.source(made, METHOD)
    return made


def _mean(minutes: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=minutes["minute"] + 0.5,
        y=minutes["mean"],
        name="Mean",
        mode="lines",
        line={"color": look.QUIET, "width": 2},
        hovertemplate="mean %{y:.3f}<extra></extra>",
    )


def _mark_goals(made: go.Figure, state: EventState) -> None:
    names = frames.names(state)
    for goal in frames.scores_frame(state).itertuples():
        side = int(goal.side)
        made.add_annotation(
            text="●", font={"color": look.SIDES[side], "size": 14}, showarrow=False,
            x=goal.minute, y=1 - side, yref="paper", yanchor="top" if side == 0 else "bottom",
            hovertext=f"{goal.shown} goal {names[side]} {goal.member}",
        )  # fmt: skip
