"""Plays: passes, shots, duels. Thousands of them come in a match; only their counters are in the state."""

from __future__ import annotations

from lib.sport.actions import Action, PlayAction
from lib.sport.corrections import Corrections, Lookup, among
from lib.sport.state import EventState


def count(state: EventState, action: Action) -> None:
    """Let a play count in *state*, which is changed in place."""
    # Asked for each play: the counts say at once that there are no corrections.
    is_corrected = "retract" in state.counts or "amend" in state.counts
    _count(state, action, among(_actions(state)) if is_corrected else None, +1)


def recount(before: EventState, after: EventState, lookup: Lookup) -> None:
    """Move the counters of the plays that corrections refer to from what they meant to what they mean now."""
    old, new = among(_actions(before)), among(_actions(after))
    for target in sorted(new.targets):
        play = lookup(target)
        if play is not None and isinstance(play.data, PlayAction):
            _count(after, play, old, -1)
            _count(after, play, new, +1)


def _actions(state: EventState) -> list[Action]:
    return [entry.action for entry in state.timeline]


def _count(state: EventState, action: Action, corrections: Corrections | None, by: int) -> None:
    if corrections is not None:
        if corrections.void(action.id):
            state.plays_void += by
            return
        action, _ = corrections.effective(action)
    kind, participant = action.data.kind, action.data.participant
    by_participant = state.plays.setdefault(kind, {})
    by_participant[participant] = by_participant.get(participant, 0) + by
    if not by_participant[participant]:
        del by_participant[participant]
    if not by_participant:
        del state.plays[kind]
