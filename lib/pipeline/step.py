"""One record of ``sport.actions``: taken into its event's state, known already, or rejected with a reason.

Free of Kafka: the caller brings the record and a store of bytes, and carries out what comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from lib.errors import BadAction
from lib.sport import actions, fold, state, verify
from lib.sport.actions import Action, PlayAction
from lib.sport.state import EventRecord, EventState, Provenance

MAX_STATE_BYTES = 900_000  # a record of Kafka may have 1 MiB
STATE = b"state"
SEEN = b"seen/"
DIGEST = 8


class Store(Protocol):
    """The bytes that are kept for one event."""

    def exists(self, key: bytes) -> bool:
        """Whether *key* has a value: quicker to ask than the value itself."""

    def get_bytes(self, key: bytes, default: bytes | None = None) -> bytes | None:
        """The value of *key*."""

    def set_bytes(self, key: bytes, value: bytes) -> None:
        """Keep *value*."""


class Incoming(Struct, frozen=True):
    """A record of ``sport.actions``; *appended* is the broker's time in ms."""

    key: bytes | None
    value: bytes | None
    topic: str
    partition: int
    offset: int
    appended: int


class Taken(Struct, frozen=True):
    """The action counts; *record* is the event's new state as bytes, or None when it can wait for ``settle``."""

    action: Action
    record: bytes | None


class Repeated(Struct, frozen=True):
    """The same action was taken before: nothing changes."""

    action: Action


class Rejected(Struct, frozen=True):
    """The action does not count, for a *reason* out of ``verify.REASONS``."""

    reason: str
    error: str
    field: str
    action: Action | None


Outcome = Taken | Repeated | Rejected


class _Held(Struct):
    """A decoded record: the one that the store holds as *raw*, or a later one that is not settled yet."""

    record: EventRecord
    raw: bytes | None
    token: object


class Step:
    """Takes records one by one.

    States stay decoded between records. Those that only plays have changed, of which a match has thousands, go to
    their store when ``settle`` is called, once a transaction; the others at once. A *token* names the transaction:
    what was not settled when a new one begins was given up, and is forgotten.
    """

    MOST_HELD = 5_000

    def __init__(self) -> None:
        self._held: dict[bytes, _Held] = {}
        self._unsettled: dict[bytes, Store] = {}
        self._token: object = None

    def take(self, incoming: Incoming, store: Store, token: object = None) -> Outcome:
        """Decide over one record."""
        if token is not self._token:
            self._begin(token)
        action = None
        try:
            action = _decoded(incoming)
            return self._take(action, incoming, store)
        except BadAction as bad:
            return Rejected(bad.reason, str(bad), bad.field, action)

    def settle(self) -> Iterator[tuple[bytes, bytes]]:
        """Store the states that were held back; gives each event's key and its state as bytes."""
        for key, store in self._unsettled.items():
            yield key, self._store(key, store)
        self._unsettled.clear()

    def _begin(self, token: object) -> None:
        for key in self._unsettled:
            del self._held[key]
        self._unsettled.clear()
        self._token = token

    def _take(self, action: Action, incoming: Incoming, store: Store) -> Taken | Repeated:
        seen_key, encoded = SEEN + action.id.encode(), actions.encode(action)
        digest = hashlib.blake2b(encoded, digest_size=DIGEST).digest()
        if store.exists(seen_key):
            if store.get_bytes(seen_key)[:DIGEST] == digest:
                return Repeated(action)
            raise BadAction("conflicting_id", f"Another action already has the id {action.id!r}.", "$.id")
        held = self._find(incoming.key, store)
        before = held.record.state if held else None
        lookup = _lookup(before, store)
        verify.verify(action, before, incoming.appended, lookup)
        after = fold.add(before or EventState(id=action.subject), action, lookup)
        provenance = _provenance(held.record if held else None, action, incoming)
        record = EventRecord(after, provenance)
        can_wait = isinstance(action.data, PlayAction)
        raw = None if can_wait else _fitting(record)
        self._hold(incoming.key, _Held(record, held.raw if held else None, self._token))
        if can_wait:
            self._unsettled[incoming.key] = store
        else:
            raw = self._store(incoming.key, store, raw)
            self._unsettled.pop(incoming.key, None)
        store.set_bytes(seen_key, digest + encoded if can_wait else digest)
        return Taken(action, raw)

    def _find(self, key: bytes, store: Store) -> _Held | None:
        held = self._held.get(key)
        if held is not None and held.token is self._token:
            return held
        raw = store.get_bytes(STATE)
        if raw is None:
            return None
        if held is None or held.raw != raw:  # not held, or somebody else had the partition meanwhile
            return _Held(state.decode(raw), raw, self._token)
        held.token = self._token
        return held

    def _hold(self, key: bytes, held: _Held) -> None:
        self._held[key] = held
        if len(self._held) > self.MOST_HELD:
            self._held.pop(next((one for one in self._held if one not in self._unsettled), None), None)

    def _store(self, key: bytes, store: Store, raw: bytes | None = None) -> bytes:
        held = self._held[key]
        held.raw = raw or state.encode(held.record)
        store.set_bytes(STATE, held.raw)
        return held.raw


def _fitting(record: EventRecord) -> bytes:
    raw = state.encode(record)
    if len(raw) > MAX_STATE_BYTES:
        raise BadAction("too_many", f"The event's state would be larger than {MAX_STATE_BYTES} bytes.", "$.data")
    return raw


def _decoded(incoming: Incoming) -> Action:
    action = actions.decode(incoming.value or b"")
    if incoming.key != action.subject.encode():
        raise BadAction(
            "wrong_key", f"The record's key is {incoming.key!r}, the subject {action.subject!r}.", "$.subject"
        )
    return action


def _lookup(before: EventState | None, store: Store) -> fold.Lookup:
    def find(action: str) -> Action | None:
        seen = store.get_bytes(SEEN + action.encode())
        if seen is None:
            return None
        if len(seen) > DIGEST:
            return actions.decode(seen[DIGEST:])
        return next((entry.action for entry in before.timeline if entry.action.id == action), None)

    return find


def _provenance(record: EventRecord | None, action: Action, incoming: Incoming) -> Provenance:
    """Samples have the action's own time, but never the future, and a later state never an earlier time.

    Times of samples are even; the odd ones between them are free for the marks that end a series.
    """
    sampled = min(action.at, incoming.appended)
    sampled += sampled % 2
    if record is None:
        return Provenance(incoming.topic, incoming.partition, incoming.offset, incoming.offset, 1, sampled)
    before = record.provenance
    return Provenance(
        incoming.topic,
        incoming.partition,
        before.first_offset,
        incoming.offset,
        before.count + 1,
        max(sampled, before.sampled + 2),
    )
