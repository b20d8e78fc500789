"""Possession: which side had the ball, in seconds of each minute.

The ball is with the side that acted last, until the other one acts, but for no longer than ten seconds without any
action: then it is out of play. Duels and fouls are of both sides and change nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import frames, look
from lib.charts.football.passes import CONTESTED
from lib.sport.state import EventState

LONGEST_S = 10.0
METHOD = (
    f"Possession: from a side's action to the next one, at most {LONGEST_S:.0f} s each; duels and fouls are of neither "
    "side. Counted from events on the ball, not from a clock that an operator switches."
)


def table(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """A row for each minute of play: the seconds that ``home`` and ``away`` had the ball, and home's ``share`` of them.

    The share is empty for a minute in which nobody had it.
    """
    spells = _spells(frame, state)
    minutes = np.floor(spells["minute"]).astype("int64")
    sums = spells.pivot_table(index=minutes, columns="side", values="seconds", aggfunc="sum")
    last = int(minutes.max()) if len(minutes) else -1
    sums = sums.reindex(index=pd.RangeIndex(last + 1, name="minute"), columns=[0, 1]).fillna(0.0)
    made = sums.set_axis(["home", "away"], axis=1)
    total = made["home"] + made["away"]
    return made.assign(share=(made["home"] / total).where(total > 0)).reset_index()


def share(minutes: pd.DataFrame) -> float:
    """The home side's share of the ball over all of *minutes*, NaN when nobody had it."""
    home, away = minutes["home"].sum(), minutes["away"].sum()
    return home / (home + away) if home + away else float("nan")


def chart(frame: pd.DataFrame, state: EventState) -> go.Figure:
    """Both sides' share of the ball in each minute, one above the other."""
    minutes = table(frame, state)
    overall, (home, away) = share(minutes), frames.names(state)
    made = look.figure(260, keep=state.id, barmode="stack", bargap=0.08)
    for side, (name, part, column) in enumerate(((home, overall, "home"), (away, 1 - overall, "away"))):
        made.add_trace(
            go.Bar(
                x=minutes["minute"] + 0.5,
                y=minutes["share"] if side == 0 else 1 - minutes["share"],
                name=f"{name} {part:.0%}" if len(minutes) else name,
                customdata=np.column_stack([minutes["minute"] + 1, minutes[column]]),
                marker={"color": look.SIDES[side], "line": {"width": 0}},
                hovertemplate="minute %{customdata[0]:.0f}: %{y:.0%}, %{customdata[1]:.0f} s<extra>"
                + name
                + "</extra>",
            )
        )
    look.periods(made, frames.playtime_of(state).periods)
    made.add_hline(y=0.5, line={"color": look.LINE, "width": 1})
    made.update_yaxes(title="Share of the ball", tickformat=".0%", range=[0, 1])
    made.update_xaxes(title="Minutes of play", rangemode="tozero")
    look.source(made, METHOD)
    return made


def _spells(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """How long the ball was with each acting side, cut where a minute of play begins."""
    acting = frames.in_play(frame, state)
    acting = acting[(acting["kind"] == "play") & ~acting["play"].isin(CONTESTED)]
    acting = acting.sort_values(["period", "minute"], kind="stable")
    following = acting.shift(-1)
    seconds = ((following["minute"] - acting["minute"]) * 60).clip(upper=LONGEST_S)
    acting = acting.assign(seconds=seconds.where(following["period"] == acting["period"], 0.0).fillna(0.0))
    left = (1 - acting["minute"] % 1) * 60
    before = acting.assign(seconds=np.minimum(acting["seconds"], left))
    after = acting.assign(seconds=acting["seconds"] - before["seconds"], minute=np.floor(acting["minute"]) + 1)
    return pd.concat([before, after[after["seconds"] > 1e-9]])[["minute", "side", "seconds"]]
