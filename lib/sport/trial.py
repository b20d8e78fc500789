"""What would happen to actions if they came now: verified and folded as the processor does it, one after the other.

Nothing is written anywhere. The same outcomes as ``lib/pipeline/step.py``; a test holds the two together. It does not
look at how large the event's state becomes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec import Struct

from lib.errors import BadAction
from lib.sport import actions, fold, verify
from lib.sport.actions import Action, EventDeclared, Prediction
from lib.sport.corrections import CORRECTING
from lib.sport.participations import MemoryField
from lib.sport.profiles import TwoSided
from lib.sport.state import EventState

# These change what others are held against, or are held against more of the state than its declaration.
FAR_REACHING = (EventDeclared, Prediction, *CORRECTING)


class Verdict(Struct, frozen=True):
    """What would become of an action; *reason*, *error* and *field* say why it would be rejected."""

    result: Literal["accepted", "repeated", "rejected"]
    action: Action | None = None
    reason: str = ""
    error: str = ""
    field: str = ""


class Trial:
    """One event, as it would be. *known* are the actions that it has taken, *state* what they mean, None for none.

    What the timeline means is derived when somebody asks for it, and not with each action: a whole log goes through.
    """

    def __init__(self, event: str, state: EventState | None, known: Iterable[Action]) -> None:
        self._event = event
        self._known = {action.id: action for action in known}
        self._field = MemoryField()
        if state is not None and not isinstance(fold.format_of(state.declared), TwoSided):
            fold.fold(event, self._known.values(), self._field)
        # The fold counts plays in place, and this state is somebody else's.
        self._state = None if state is None else _copies.decode(msgspec.json.encode(state))
        self._is_behind = False

    @property
    def state(self) -> EventState | None:
        """What all that was taken means; None for nothing."""
        if self._is_behind:
            self._state, self._is_behind = fold.derive(self._state, self._state.timeline), False
        return self._state

    def take(self, raw: bytes, now: int) -> Verdict:
        """What would become of the action *raw* at the moment *now*, in ms; it counts for those after it."""
        action = None
        try:
            action = actions.decode(raw)
            if action.key != self._event:
                raise BadAction("wrong_key", f"The record's key is {self._event!r}, not {action.key!r}.", "$.subject")
            before = self._known.get(action.id)
            if before is not None:
                if actions.encode(before) == actions.encode(action):
                    return Verdict("repeated", action)
                raise BadAction("conflicting_id", f"Another action already has the id {action.id!r}.", "$.id")
            state = self.state if isinstance(action.data, FAR_REACHING) else self._state
            verify.verify(action, state, now, self._known.get, self._field)
            self._add(state or EventState(id=self._event), action)
        except BadAction as bad:
            return Verdict("rejected", action, bad.reason, str(bad), bad.field)
        self._known[action.id] = action
        return Verdict("accepted", action)

    def _add(self, state: EventState, action: Action) -> None:
        if isinstance(action.data, FAR_REACHING):
            self._state = fold.add(state, action, self._known.get, self._field)
        elif not fold.count(state, action, self._known.get, self._field):
            fold.insert(state.timeline, action, self._known.get)
            self._is_behind = True


_copies = msgspec.json.Decoder(EventState)
