"""Actions as tables, for charts, for people and for CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import pandas as pd

from lib.charts.playtime import Playtime
from lib.sport import corrections, fold
from lib.sport.actions import Action
from lib.sport.state import Entry, EventState

FIELDS = (
    "participant", "member", "period", "clock", "x", "y", "end_x", "end_y", "outcome", "points", "method",
)  # fmt: skip
NUMBERS = ("period", "clock", "minute", "x", "y", "end_x", "end_y", "points")
SCORES = ("minute", "shown", "side", "member", "method", "home", "away", "set", "home_points", "away_points")
COLUMNS = ("time", "kind", "play", *FIELDS, "minute", "shown", "retracted", "id", "partition", "offset")


class Placed(Protocol):
    """An action with its place in Kafka."""

    action: Action
    partition: int
    offset: int


class Nowhere(NamedTuple):
    """An action that is not in Kafka, or of which the place does not matter."""

    action: Action
    partition: int = -1
    offset: int = -1


def match(actions: Sequence[Action]) -> tuple[pd.DataFrame, EventState]:
    """One event out of its *actions*: a row for each, as ``actions_frame`` has them, and what they mean together."""
    return actions_frame(map(Nowhere, actions)), fold.fold(actions[0].subject, actions)


def actions_frame(located: Iterable[Placed]) -> pd.DataFrame:
    """A row for each action of an event, by time: what it says with its amendments, and where it is in Kafka.

    ``kind`` is the type without its prefix, ``play`` the kind of a play or a sanction; ``clock`` is in seconds,
    ``minute`` in minutes of play and ``shown`` the same as people say it; places are in per cent of the pitch, seen by
    the acting side; ``retracted`` rows do not count. What an action does not say is empty.
    """
    placed = sorted(located, key=lambda one: one.action.order)
    applied = corrections.Corrections(one.action for one in placed)
    effective = [(applied.effective(one.action)[0], one) for one in placed]
    void = {one.action.id for one in placed if applied.void(one.action.id)}
    playtime = Playtime(action for action, _ in effective if action.id not in void)
    rows = [_row(action, playtime) | _place(one) | {"retracted": action.id in void} for action, one in effective]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["time"] = pd.to_datetime(frame["time"], utc=True).astype("datetime64[ms, UTC]")
    return frame.astype(dict.fromkeys(NUMBERS, "float64") | {"retracted": "bool", "offset": "int64"})


def scores_frame(state: EventState) -> pd.DataFrame:
    """A row for each action that changed the score, by time: who, how, and the score after it.

    ``side`` is 0 for home; ``set``, ``home_points`` and ``away_points`` are of a set sport, else empty.
    """
    holding = corrections.holding(state.timeline)
    playtime = Playtime(action for action, _ in holding)
    rows, sets_before = [], 0
    for action, entry in holding:
        if entry.score is not None:
            rows.append(_score(action, entry, playtime) | _points(entry, sets_before + 1))
            sets_before = sum(entry.score)
    return pd.DataFrame(rows, columns=SCORES)


def playtime_of(state: EventState) -> Playtime:
    """The time of play that the decisive actions of an event give."""
    return Playtime(action for action, _ in corrections.holding(state.timeline))


def acting(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """The actions in the course of play that hold, with the ``side`` that acted, 0 for home."""
    sides = frame["participant"].map(lambda one: state.side(one) if isinstance(one, str) else None)
    on_the_pitch = frame["kind"].isin(["score", "play", "sanction", "substitution"])
    kept = frame[sides.notna() & on_the_pitch & ~frame["retracted"]]
    return kept.assign(side=sides[kept.index].astype("int64"))


def in_play(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """Those of ``acting`` that are not kicks of the shoot-out, which all have one place and no time."""
    shootout = getattr(fold.format_of(state.declared), "shootout", None)
    rows = acting(frame, state)
    return rows[rows["period"] != shootout]


def names(state: EventState) -> list[str]:
    """The short names of both sides, home first."""
    return [one.short or one.name for one in state.declared.competitors]


def _score(action: Action, entry: Entry, playtime: Playtime) -> dict[str, object]:
    return {
        "minute": playtime.minute(action),
        "shown": playtime.label(action),
        "side": entry.side,
        "member": getattr(action.data, "member", ""),
        "method": getattr(action.data, "method", ""),
        "home": entry.score[0],
        "away": entry.score[1],
    }


def _points(entry: Entry, number: int) -> dict[str, int]:
    if entry.points is None:
        return {}
    return {"set": number, "home_points": entry.points[0], "away_points": entry.points[1]}


def _row(action: Action, playtime: Playtime) -> dict[str, object]:
    data = action.data
    return {
        "time": action.time,
        "kind": action.kind,
        "play": getattr(data, "kind", ""),
        "minute": playtime.minute(action),
        "shown": playtime.label(action),
        "id": action.id,
    } | {name: getattr(data, name, None if name in NUMBERS else "") for name in FIELDS}


def _place(one: Placed) -> dict[str, int]:
    return {"partition": one.partition, "offset": one.offset}
