"""The participations of a race or a challenge in the processor's store: a small record each.

Tens of thousands in one record would be rewritten with each crossing. What is put here goes to the store at
once; who was changed is remembered until the new records are handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

from lib.sport import participations
from lib.sport.actions import Action, AnyAction
from lib.sport.participations import Participation

WHO = b"field/"
CORRECTIONS = b"corrections/"
SIZE = b"ids"
PAGE = b"ids/"
PER_PAGE = 250

_actions = msgspec.json.Decoder(list[AnyAction])


class Store(Protocol):
    """The bytes that are kept for one event."""

    def exists(self, key: bytes) -> bool:
        """Whether *key* has a value: quicker to ask than the value itself."""

    def get_bytes(self, key: bytes, default: bytes | None = None) -> bytes | None:
        """The value of *key*."""

    def set_bytes(self, key: bytes, value: bytes) -> None:
        """Keep *value*."""


class StoredField:
    """A ``participations.Field`` over the store of its event, which is another object in each transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._decoded: dict[str, Participation] = {}
        self._changed: dict[str, bytes] = {}
        self._touched: list[str] = []
        self._new: list[str] = []

    def open(self, store: Store) -> None:
        """Go on with *store*, of another transaction: what is remembered of the one before may not have happened."""
        self.store = store
        self._decoded.clear()

    def get(self, who: str) -> Participation | None:
        """The participation of *who*."""
        if who not in self._decoded:
            raw = self.store.get_bytes(WHO + who.encode())
            if raw is None:
                return None
            self._decoded[who] = participations.decode(raw)
        return self._decoded[who]

    def put(self, participation: Participation) -> None:
        """Keep it."""
        who = participation.id
        if self.get(who) is None:
            self._new.append(who)
        self._decoded[who] = participation
        raw = self._changed[who] = participations.encode(participation)
        self.store.set_bytes(WHO + who.encode(), raw)
        self._touched.append(who)

    def ids(self) -> Iterator[str]:
        """Everybody, page by page."""
        for page in range(-(-self.size // PER_PAGE)):
            yield from self.store.get_bytes(_page(page)).decode().split("\n")

    @property
    def size(self) -> int:
        """How many."""
        return int(self.store.get_bytes(SIZE, b"0"))

    def corrections(self, target: str) -> list[Action]:
        """The corrections that refer to *target*."""
        raw = self.store.get_bytes(CORRECTIONS + target.encode())
        return [] if raw is None else _actions.decode(raw)

    def correct(self, target: str, corrections: list[Action]) -> None:
        """Keep them."""
        self.store.set_bytes(CORRECTIONS + target.encode(), msgspec.json.encode(corrections))

    def take_changed(self) -> dict[str, bytes]:
        """Who was changed since this was asked last, with the new records."""
        changed, self._changed = self._changed, {}
        return changed

    def take_touched(self) -> list[str]:
        """Who was put since this was asked last, once an action. Those who are new are in ``ids`` from now on."""
        touched, self._touched = self._touched, []
        if self._new:
            self._append(self._new)
            self._new = []
        return touched

    def _append(self, names: list[str]) -> None:
        number, first = self.size, self.size // PER_PAGE
        held = self.store.get_bytes(_page(first), b"").decode()
        everybody = [*(held.split("\n") if held else ()), *names]
        for page, start in enumerate(range(0, len(everybody), PER_PAGE), first):
            self.store.set_bytes(_page(page), "\n".join(everybody[start : start + PER_PAGE]).encode())
        self.store.set_bytes(SIZE, str(number + len(names)).encode())


def _page(number: int) -> bytes:
    return PAGE + str(number).encode()
