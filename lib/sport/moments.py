"""Moments: the state of an event as it was."""

from __future__ import annotations

from lib.sport import fold
from lib.sport.actions import EventDeclared
from lib.sport.state import EventState


def at(state: EventState, moment: int) -> EventState:
    """The state without what happened after *moment*, in milliseconds since the epoch.

    Corrections that came later are left out, too; declarations are not, because they often come later than the event.
    What participants of a race or a challenge have is not in the state, so those are told as they are now.
    """
    if state.race is not None or state.challenge is not None:
        return state
    entries = [one for one in state.timeline if one.action.at <= moment or isinstance(one.action.data, EventDeclared)]
    return state if len(entries) == len(state.timeline) else fold.derive(state, entries)
