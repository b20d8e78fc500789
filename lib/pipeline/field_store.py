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
        self._changed: dict[str, bytes] = {}
        self._touched: list[str] = []

    def get(self, who: str) -> Participation | None:
        """The participation of *who*."""
        raw = self.store.get_bytes(WHO + who.encode())
        return None if raw is None else participations.decode(raw)

    def put(self, participation: Participation) -> None:
        """Keep it."""
        who = participation.id
        key, raw = WHO + who.encode(), participations.encode(participation)
        if not self.store.exists(key):
            self._append(who)
        self.store.set_bytes(key, raw)
        self._changed[who] = raw
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
        """Who was put since this was asked last."""
        touched, self._touched = self._touched, []
        return touched

    def _append(self, who: str) -> None:
        number = self.size
        page = _page(number // PER_PAGE)
        before = self.store.get_bytes(page)
        self.store.set_bytes(page, who.encode() if before is None else before + b"\n" + who.encode())
        self.store.set_bytes(SIZE, str(number + 1).encode())


def _page(number: int) -> bytes:
    return PAGE + str(number).encode()
