"""The pass network: who passed to whom, and where they had the ball.

Recorded passes do not say who received them. As is usual with event data, that is whoever of the same side acts next,
if the pass was completed and nobody of the other side acts before.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import frames, look, pitch
from lib.sport.state import EventState

KIND = "pass"
COMPLETE = "complete"
CONTESTED = frozenset({"duel", "foul"})  # of two sides at once: they say nothing about who has the ball
FEWEST = 3
METHOD = (
    f"Pass network: completed passes in play, from a player to who of the side acted next; lines from {FEWEST} passes "
    "on. A player stands at the mean place of passes made and received."
)


def table(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """A row for each pass in play, by time: from whom to whom, from where to where, and whether it was ``completed``.

    ``receiver`` is empty where nobody is known to have had the ball next.
    """
    acting = frames.acting(frame, state)
    acting = acting[(acting["kind"] == "play") & ~acting["play"].isin(CONTESTED)]
    following = acting.shift(-1)
    same = (following["side"] == acting["side"]) & (following["period"] == acting["period"])
    completed = acting["outcome"] == COMPLETE
    receiver = following["member"].where(same & completed & (following["member"] != acting["member"]), "")
    passes = acting.assign(completed=completed, receiver=receiver)[acting["play"] == KIND]
    wanted = ["minute", "shown", "side", "participant", "member", "receiver", "completed", "x", "y", "end_x", "end_y"]
    return passes[wanted].reset_index(drop=True)


def pairs(passes: pd.DataFrame) -> pd.DataFrame:
    """How many passes each ``member`` completed to each ``receiver``, the most first. *passes* are those of a side."""
    known = passes[passes["completed"] & (passes["receiver"] != "")]
    counted = known.groupby(["member", "receiver"], as_index=False).size().rename(columns={"size": "passes"})
    return counted.sort_values(["passes", "member", "receiver"], ascending=[False, True, True], ignore_index=True)


def players(passes: pd.DataFrame) -> pd.DataFrame:
    """A row for each member of a side: passes ``made`` and ``completed``, how many ``received``, and the mean place."""
    completed = passes[passes["completed"]]
    received = completed[completed["receiver"] != ""]
    places = pd.concat(
        [
            completed[["member", "x", "y"]],
            received[["receiver", "end_x", "end_y"]].set_axis(["member", "x", "y"], axis=1),
        ]
    )
    counted = pd.DataFrame(
        {
            "made": passes.groupby("member").size(),
            "completed": completed.groupby("member").size(),
            "received": received.groupby("receiver").size(),
        }
    ).fillna(0)
    counted = counted.astype("int64").join(places.groupby("member").mean())
    return counted.rename_axis("member").sort_values("made", ascending=False).reset_index()


def network(frame: pd.DataFrame, state: EventState, side: int) -> go.Figure:
    """The players of a *side*, 0 for home, linked to those they passed to; they attack to the right."""
    passes = table(frame, state)
    own = passes[passes["side"] == side]
    who, lines = players(own).dropna(subset="x"), _lines(pairs(own))
    placed = who.assign(**pitch.metres(who.assign(side=0))).set_index("member")
    made = pitch.figure(440, keep=state.id, markings=state.declared.sport in pitch.SPORTS)
    most = max([*lines["passes"], 1])
    for line in lines.itertuples():
        if line.one in placed.index and line.other in placed.index:
            made.add_trace(_line(placed.loc[line.one], placed.loc[line.other], line, side, line.passes / most))
    made.add_trace(_nodes(placed, side))
    made.update_layout(showlegend=False)
    look.source(made, METHOD)
    return made


def _lines(counted: pd.DataFrame) -> pd.DataFrame:
    """Passes between two players, both ways together."""
    ordered = np.sort(counted[["member", "receiver"]].astype(str).to_numpy(), axis=1)
    both = counted.assign(one=ordered[:, 0], other=ordered[:, 1]).groupby(["one", "other"], as_index=False)["passes"]
    summed = both.sum()
    return summed[summed["passes"] >= FEWEST]


def _line(one: pd.Series, other: pd.Series, line: object, side: int, share: float) -> go.Scatter:
    return go.Scatter(
        x=[one["across"], other["across"]],
        y=[one["down"], other["down"]],
        mode="lines",
        opacity=0.25 + 0.6 * share,
        line={"color": look.SIDES[side], "width": 1 + 7 * share},
        hoverinfo="skip",
        name=f"{line.one} – {line.other}: {line.passes}",
    )


def _nodes(placed: pd.DataFrame, side: int) -> go.Scatter:
    involved = placed["completed"] + placed["received"]
    said = [
        f"{member}<br>{row.completed} of {row.made} passes completed, {row.received} received"
        for member, row in placed.iterrows()
    ]
    return go.Scatter(
        x=placed["across"],
        y=placed["down"],
        mode="markers+text",
        text=[member.rpartition(" ")[2] for member in placed.index],
        textposition="bottom center",
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "size": 8 + 22 * np.sqrt(involved / max([*involved, 1])),
            "color": look.SIDES[side],
            "line": {"width": 1.5, "color": look.QUIET},
        },
    )
