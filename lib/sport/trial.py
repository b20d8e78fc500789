"""What would happen to actions if they came now: verified and folded as the processor does it, one after the other.

Nothing is written anywhere. The same outcomes as ``lib/pipeline/step.py``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec import Struct

from lib.errors import BadAction
from lib.sport import actions, fold, verify
from lib.sport.actions import Action
from lib.sport.participations import MemoryField
from lib.sport.profiles import TwoSided
from lib.sport.state import EventState


class Verdict(Struct, frozen=True):
    """What would become of an action; *reason*, *error* and *field* say why it would be rejected."""

    result: Literal["accepted", "repeated", "rejected"]
    action: Action | None = None
    reason: str = ""
    error: str = ""
    field: str = ""


class Trial:
    """One event, as it would be. *known* are the actions that it has taken, *state* what they mean, None for none."""

    def __init__(self, event: str, state: EventState | None, known: Iterable[Action]) -> None:
        self._event = event
        self._known = {action.id: action for action in known}
        self._field = MemoryField()
        if state is not None and not isinstance(fold.format_of(state.declared), TwoSided):
            fold.fold(event, self._known.values(), self._field)
        # The fold counts plays in place, and this state is somebody else's.
        self.state = None if state is None else _copies.decode(msgspec.json.encode(state))

    def take(self, raw: bytes, now: int) -> Verdict:
        """What would become of the action *raw* at the moment *now*, in ms; it counts for those after it."""
        action = None
        try:
            action = actions.decode(raw)
            before = self._known.get(action.id)
            if before is not None:
                if actions.encode(before) == actions.encode(action):
                    return Verdict("repeated", action)
                raise BadAction("conflicting_id", f"Another action already has the id {action.id!r}.", "$.id")
            verify.verify(action, self.state, now, self._known.get, self._field)
            self.state = fold.add(self.state or EventState(id=self._event), action, self._known.get, self._field)
        except BadAction as bad:
            return Verdict("rejected", action, bad.reason, str(bad), bad.field)
        self._known[action.id] = action
        return Verdict("accepted", action)


_copies = msgspec.json.Decoder(EventState)
