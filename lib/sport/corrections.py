"""What retractions and amendments do to the actions of an event.

A retraction or an amendment may come before what it refers to, and may itself be retracted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from lib.errors import BadAction
from lib.sport.actions import Action, Amend, Retract, amended
from lib.sport.state import Entry

Lookup = Callable[[str], Action | None]
CORRECTING = (Retract, Amend)
DEEPEST = 50  # how many retractions of retractions are followed; verification refuses longer chains


class Corrections:
    """The corrections among *actions*, ready to be applied. Applying is free of order and of repetition."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._by_target: dict[str, list[Action]] = defaultdict(list)
        found = [action for action in actions if isinstance(action.data, CORRECTING)]
        for action in sorted(found, key=lambda one: one.order):
            self._by_target[action.data.action].append(action)

    @property
    def targets(self) -> set[str]:
        """The ids that some correction, itself retracted or not, refers to."""
        return set(self._by_target)

    def void(self, action: str, seen: frozenset[str] = frozenset()) -> str | None:
        """The id of the retraction that makes *action* as if it never was, if there is one that still holds."""
        if action in seen or len(seen) > DEEPEST:  # two that retract each other: neither holds
            return None
        for correction in self._by_target.get(action, ()):
            if isinstance(correction.data, Retract) and self.void(correction.id, seen | {action}) is None:
                return correction.id
        return None

    def reason(self, action: str) -> str:
        """What the last correction of *action* that still holds gives as its reason."""
        holding = (one for one in reversed(self._by_target.get(action, ())) if self.void(one.id) is None)
        return next((one.data.reason for one in holding), "")

    def effective(self, action: Action) -> tuple[Action, list[str]]:
        """*action* as amended, and the ids of the amendments that were applied, the oldest first."""
        applied = []
        for correction in self._by_target.get(action.id, ()):
            if not isinstance(correction.data, Amend) or self.void(correction.id):
                continue
            try:
                action = amended(action, correction.data.fields)
            except BadAction:  # verified when it came; a later amendment may not fit an earlier one
                continue
            applied.append(correction.id)
        return action, applied


def among(actions: Iterable[Action]) -> Corrections | None:
    """The corrections among *actions*; None where there are none."""
    found = [action for action in actions if isinstance(action.data, CORRECTING)]
    return Corrections(found) if found else None


def root(action: Action, lookup: Lookup) -> Action | None:
    """What *action* corrects in the end: itself, if it is no correction; None when that is not known."""
    seen = set()
    while action is not None and isinstance(action.data, CORRECTING):
        if action.id in seen:
            return None
        seen.add(action.id)
        action = lookup(action.data.action)
    return action


def holding(timeline: Sequence[Entry]) -> list[tuple[Action, Entry]]:
    """The actions of a timeline that hold, as amended, with their entries."""
    corrections = Corrections(entry.action for entry in timeline)
    return [(corrections.effective(entry.action)[0], entry) for entry in timeline if entry.void is None]
