"""Writing down the actions of one event, with ids that follow from their content."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from lib.sport.actions import KINDS, Action, Data, make

NAMESPACE = UUID("5f0c9f5e-8f0a-5d53-9d0c-6b7f3f0f6a11")


class Script:
    """The actions of one event as somebody recorded them; ``actions`` grows in the order of the calls.

    The same calls give the same ids. A changed fact has another id, and the others keep theirs.
    """

    def __init__(self, event: str, source: str) -> None:
        self.event = event
        self.actions: list[Action] = []
        self._source = source
        self._at_once: Counter[datetime] = Counter()

    def add(self, kind: str, at: datetime, /, **data: Any) -> Action:
        """Append an action of *kind* that happened *at*. Actions of one moment keep the order of the calls."""
        return self.take(kind, at, KINDS[kind](**data))

    def take(self, kind: str, at: datetime, data: Data) -> Action:
        """Append an action whose *data* is there already."""
        sequence = self._at_once[at]
        self._at_once[at] += 1
        action = make(
            kind,
            data,
            id=identity(self.event, kind, at.isoformat(), str(sequence), msgspec.json.encode(data).decode()),
            subject=self.event,
            time=at,
            source=self._source,
            sequence=sequence,
        )
        self.actions.append(action)
        return action


def identity(*parts: str) -> str:
    """A UUIDv5 of *parts*: equal for equal parts, whoever asks."""
    return str(uuid5(NAMESPACE, "\n".join(parts)))


def slug(name: str) -> str:
    """*name* as an id: ``Curaçao`` becomes ``curacao``; a name without a Latin letter becomes its code points."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:60].strip("-") or "-".join(f"{ord(letter):x}" for letter in name[:12]) or "unnamed"
