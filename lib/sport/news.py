"""News: what is worth telling somebody who does not watch, from two states of an event."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from lib.sport.actions import Action, Amend, Decision, Retract
from lib.sport.state import COMING, OVER, EventState

Kind = Literal["start", "score", "correction", "end"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CORRECTING = (Retract, Amend, Decision)


class News(Struct, frozen=True):
    """Something that happened, because of an *action*: the same action gives the same news, whenever one asks."""

    kind: Kind
    action: Action


def between(before: EventState | None, after: EventState) -> list[News]:
    """What is new in *after*, in the order in which one would tell it; *before* is the event's state that came first.

    start: it has begun, with a status, or with the first crossing or activity. score: the score is another one, in a
    set sport that of sets. correction: something was taken back, amended or decided. end: it is over, and once more
    when what it ended with is confirmed or decided.
    """
    known = {entry.action.id for entry in before.timeline} if before else set()
    fresh = [entry.action for entry in after.timeline if entry.action.id not in known]
    before = before or EventState(after.id)
    corrections = [News("correction", one) for one in fresh if isinstance(one.data, CORRECTING)]
    found = [News("start", one) for one in _opening(before, after, fresh)]
    if fresh and not corrections and _score(before) != _score(after):
        found.append(News("score", fresh[-1]))
    found += corrections
    if fresh and after.status in OVER and after.status != before.status:
        found.append(News("end", fresh[-1]))
    return found


def _opening(before: EventState, after: EventState, fresh: list[Action]) -> list[Action]:
    """The action with which it has begun, if it has."""
    if before.status not in COMING or not _begun(after):
        return []
    if after.since is None and after.first is not None:  # no action gave the status
        return [after.first]
    return fresh[:1]


def _begun(state: EventState) -> bool:
    """Whether it is under way, or was: what is cancelled or forfeited never began."""
    return state.status not in COMING | {"cancelled", "forfeited", "awarded"}


def _score(state: EventState) -> tuple[object, object]:
    return state.score, state.shootout
