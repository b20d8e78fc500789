"""Charts of a competition: places over rounds, and ratings over time.

They are drawn beside a table of the same numbers. More lines than there are colours cannot be told apart: those who are
chosen have a colour, a dash and a name, the others are a faint ground.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pandas as pd
import plotly.graph_objects as go

from lib.charts import look
from lib.sport.ratings import Change, Ratings
from lib.sport.standings import Row

MOST = len(look.SERIES)
MOST_TICKS, MOST_MARKS = 12, 15
WORDS = {1.0: "won against", 0.0: "lost to"}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def places(tables: Sequence[tuple[str, Sequence[Row]]], keep: str, chosen: Sequence[str] = ()) -> go.Figure:
    """The place of each competitor after each round, the first on top. *tables* are rounds with the rows after them.

    *chosen* are the ids of those with a colour, six at most: the first six of the last table, if there are none.
    """
    made = look.figure(420, keep=keep)
    if not tables:
        return made
    rounds, last = [round for round, _ in tables], tables[-1][1]
    names = {row.competitor: row.name for row in last}
    chosen = list(chosen or names)[:MOST]
    by_round = [{row.competitor: row.rank for row in rows} for _, rows in tables]
    for one in [*(one for one in reversed(names) if one not in chosen), *chosen]:
        ranks = [ranks.get(one) for ranks in by_round]
        hover = "%{x}: place %{y}<extra>" + names[one] + "</extra>"
        made.add_trace(_line(rounds, ranks, names[one], _index(chosen, one), hover))
    made.update_xaxes(type="category", **_ticks(rounds))
    made.update_yaxes(title="Place", range=[len(names) + 0.5, 0.5], dtick=1 if len(names) <= 12 else 2, tick0=1)
    return made


def ratings(found: Ratings, names: Mapping[str, str], keep: str, chosen: Sequence[str] = ()) -> go.Figure:
    """The rating of each competitor after each of its games, by time where all have one, else by number.

    *names* are by id; *chosen* as for ``places``, the six strongest if there are none.
    """
    made = look.figure(360, keep=keep)
    chosen = list(chosen or found.order)[:MOST]
    timed = all(change.time is not None for changes in found.history.values() for change in changes)
    for one in [*(one for one in reversed(found.order) if one not in chosen), *chosen]:
        changes, name = found.history[one], names.get(one, one)
        moments = [_moment(change) if timed else number for number, change in enumerate(changes, 1)]
        values = [round(change.after.value, 2) for change in changes]
        line = _line(moments, values, name, _index(chosen, one), "%{text}<extra>" + name + "</extra>")
        line.update(text=[_said(change, names) for change in changes], line_shape="hv" if timed else "linear")
        made.add_trace(line)
    made.update_xaxes(title=None if timed else "Games")
    made.update_yaxes(title="Rating")
    return made


def history_frame(found: Ratings, names: Mapping[str, str]) -> pd.DataFrame:
    """A row for each change of a rating, the oldest first: when, whose, to what, by how much, and by which games."""
    rows = [
        (change.time, names.get(one, one), round(change.after.value, 2), round(change.delta, 2), _bouts(change, names))
        for one, changes in found.history.items()
        for change in changes
    ]
    frame = pd.DataFrame(rows, columns=["Time", "Competitor", "Rating", "Change", "Games"])
    frame["Time"] = pd.to_datetime(frame["Time"], unit="ms", utc=True)
    return frame.sort_values("Time", kind="stable", ignore_index=True)


def _ticks(rounds: Sequence[str]) -> dict[str, object]:
    """Every so many rounds; ``Matchday 12`` is 12 on an axis that says Matchday."""
    shown = rounds[:: 1 + len(rounds) // MOST_TICKS]
    words = {one.rpartition(" ")[0] for one in rounds}
    numbered = len(words) == 1 and all(one.rpartition(" ")[2].isdigit() for one in rounds)
    text = [one.rpartition(" ")[2] if numbered else one for one in shown]
    return {"tickvals": list(shown), "ticktext": text, "title": words.pop() if numbered else None}


def _line(x: Sequence[object], y: Sequence[float], name: str, index: int | None, hover: str) -> go.Scatter:
    plain = index is None
    style = (
        {"color": look.FAINT, "width": 1.5}
        if plain
        else {"color": look.SERIES[index], "dash": DASHES[index], "width": 3}
    )
    return go.Scatter(
        x=list(x), y=list(y), name=name, mode="lines" if plain or len(x) > MOST_MARKS else "lines+markers",
        line=style, showlegend=not plain, hovertemplate=hover,
    )  # fmt: skip


def _index(chosen: Sequence[str], one: str) -> int | None:
    return chosen.index(one) if one in chosen else None


def _moment(change: Change) -> datetime:
    return datetime.fromtimestamp(change.time / 1000, UTC)


def _said(change: Change, names: Mapping[str, str]) -> str:
    """``1512 (+12): won against Finance, 48% expected``."""
    return f"{change.after.value:.4g} ({change.delta:+.3g}): {_bouts(change, names)}"


def _bouts(change: Change, names: Mapping[str, str]) -> str:
    return "; ".join(
        f"{WORDS.get(bout.actual, 'drew with')} {names.get(bout.opponent, bout.opponent)}, {bout.expected:.0%} expected"
        for bout in change.bouts
    )
