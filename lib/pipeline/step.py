"""One record of ``sport.actions``: taken into its event's state, known already, or rejected with a reason.

Free of Kafka: the caller brings the record and a store of bytes, and carries out what comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from lib.errors import BadAction
from lib.pipeline.field_store import Store, StoredField
from lib.pipeline.followed import Followed
from lib.sport import actions, boards, fold, participations, state, verify
from lib.sport.actions import Action, Cheer, PlayAction
from lib.sport.corrections import Lookup
from lib.sport.state import EventRecord, EventState, Provenance

MAX_STATE_BYTES = 900_000  # a record of Kafka may have 1 MiB
STATE = b"state"
SEEN = b"seen/"
DIGEST = 8
COUNTED = (PlayAction, Cheer)  # of these only numbers are in the state


class Incoming(Struct, frozen=True):
    """A record of ``sport.actions``; *appended* is the broker's time in ms."""

    key: bytes | None
    value: bytes | None
    topic: str
    partition: int
    offset: int
    appended: int


class Output(Struct, frozen=True):
    """A record to be written: the state of an event, of a participant, or the positions of a part of a field."""

    kind: Literal["state", "participation", "track"]
    key: bytes
    value: bytes


class Taken(Struct, frozen=True):
    """The action counts; *outputs* are the records that it changes. None: they can wait for ``settle``."""

    action: Action
    outputs: list[Output] = []


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
    """A decoded record: the one that the store holds as *raw*, or a later one that is not settled yet. The *field* and
    the *board* of a race or a challenge are kept with it."""

    record: EventRecord | None
    raw: bytes | None
    token: object
    field: StoredField
    board: boards.Board | None = None
    is_placed: bool = False  # the board is as the record wants it


class Step:
    """Takes records one by one.

    States stay decoded between records. Those that only plays, cheers or participants have changed, of which thousands
    come, go to their store when ``settle`` is called, once a transaction; the others at once, and so does the first one
    of a field in each transaction, so that a single crossing is seen without delay. A *token* names the transaction:
    what was not settled when a new one begins was given up, and is forgotten. A store is asked for an id only where the
    event is not ``Followed`` from its first action on.
    """

    MOST_HELD = 5_000

    def __init__(self) -> None:
        self._held: dict[bytes, _Held] = {}
        self._followed = Followed()
        self._unsettled: set[bytes] = set()
        self._written: set[bytes] = set()
        self._token: object = None

    def take(self, incoming: Incoming, store: Store, token: object = None) -> Outcome:
        """Decide over one record."""
        if token is not self._token:
            self._begin(token)
        action = None
        try:
            action = decoded(incoming)
            return self._take(action, incoming, store)
        except BadAction as bad:
            return Rejected(bad.reason, str(bad), bad.field, action)

    def settle(self) -> Iterator[Output]:
        """Store the states that were held back; gives the records that are to be written."""
        for key in self._unsettled:
            yield from self._store(key)
        self._unsettled.clear()
        self._written.clear()

    def _begin(self, token: object) -> None:
        for key in self._unsettled:
            self._forget(key)
        self._unsettled.clear()
        self._written.clear()
        self._token = token

    def _take(self, action: Action, incoming: Incoming, store: Store) -> Taken | Repeated:
        key, seen_key, encoded = incoming.key, SEEN + action.id.encode(), actions.encode(action)
        digest = hashlib.blake2b(encoded, digest_size=DIGEST).digest()
        held = self._find(key, store)
        if not self._followed.is_new(key, action.id) and store.exists(seen_key):
            if store.get_bytes(seen_key)[:DIGEST] == digest:
                return Repeated(action)
            raise BadAction("conflicting_id", f"Another action already has the id {action.id!r}.", "$.id")
        before = held.record.state if held.record else None
        lookup = _lookup(before, store)
        verify.verify(action, before, incoming.appended, lookup, held.field)
        is_counted = isinstance(action.data, COUNTED)
        of_field = not is_counted and participations.belongs(action, lookup)
        is_told = of_field and participations.is_told(action, lookup)
        if is_told:  # before it changes the field
            _fitting(EventRecord(fold.listed(before, action, lookup), _provenance(held.record, action, incoming)))
        after = fold.add(before or EventState(id=action.subject), action, lookup, held.field)
        record = EventRecord(after, _provenance(held.record, action, incoming))
        is_kept = of_field or is_counted
        raw = None if is_kept else _fitting(record)
        held = _Held(record, held.raw, self._token, held.field, held.board, held.is_placed)
        if not (is_counted and held.is_placed):
            _place(held, of_field)
        self._hold(key, held)
        if before is None:
            self._followed.begin(key)
        self._followed.add(key, action.id)
        store.set_bytes(seen_key, digest + encoded if is_kept else digest)
        if is_counted or (of_field and not is_told and key in self._written):
            self._unsettled.add(key)
            return Taken(action)
        self._unsettled.discard(key)
        self._written.add(key)
        return Taken(action, list(self._store(key, raw)))

    def _find(self, key: bytes, store: Store) -> _Held:
        held = self._held.get(key)
        if held is not None and held.token is self._token:
            return held
        raw = store.get_bytes(STATE)
        if held is not None and held.raw == raw:
            held.token = self._token
            held.field.open(store)
            return held
        # Not held, or somebody else had the partition meanwhile.
        self._forget(key)
        if raw is None:
            return _Held(None, None, self._token, StoredField(store))
        held = _Held(state.decode(raw), raw, self._token, StoredField(store))
        self._hold(key, held)
        return held

    def _hold(self, key: bytes, held: _Held) -> None:
        self._held[key] = held
        if len(self._held) > self.MOST_HELD:
            self._forget(next((one for one in self._held if one not in self._unsettled and one != key), b""))

    def _forget(self, key: bytes) -> None:
        self._held.pop(key, None)
        self._followed.leave(key)

    def _store(self, key: bytes, raw: bytes | None = None) -> Iterator[Output]:
        held = self._held[key]
        boards.complete(held.record.state, held.board)
        held.raw = raw if raw is not None and held.board is None else state.encode(held.record)
        held.field.store.set_bytes(STATE, held.raw)
        yield Output("state", key, held.raw)
        for who, one in held.field.take_changed().items():
            record = of_participant(key, one, held.record.provenance)
            yield Output("participation", key + b"/" + who.encode(), record)


def of_participant(event: bytes, participation: bytes, provenance: Provenance) -> bytes:
    """The record of ``sport.field`` with an encoded *participation*."""
    return msgspec.json.encode(
        {"event": event.decode(), "participation": msgspec.Raw(participation), "provenance": provenance}
    )


def _place(held: _Held, of_field: bool) -> None:
    """Let the board follow what has changed: some participants, or what concerns everybody."""
    after, touched, held.is_placed = held.record.state, held.field.take_touched(), True
    if of_field and held.board is not None:
        for who in touched:
            held.board.place(who)
        return
    shape = fold.format_of(after.declared)
    if not boards.fits(held.board, after, shape):
        held.board = boards.make(after, shape, held.field)


def _fitting(record: EventRecord) -> bytes:
    raw = state.encode(record)
    if len(raw) > MAX_STATE_BYTES:
        raise BadAction("too_many", f"The event's state would be larger than {MAX_STATE_BYTES} bytes.", "$.data")
    return raw


def decoded(incoming: Incoming) -> Action:
    """The action of a record. Raise BadAction."""
    action = actions.decode(incoming.value or b"")
    if incoming.key != action.key.encode():
        raise BadAction("wrong_key", f"The record's key is {incoming.key!r}, not {action.key!r}.", "$.subject")
    return action


def _lookup(before: EventState | None, store: Store) -> Lookup:
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
    before = record.provenance if record else None
    return Provenance(
        incoming.topic,
        incoming.partition,
        before.first_offset if before else incoming.offset,
        incoming.offset,
        before.count + 1 if before else 1,
        max(sampled, before.sampled + 2) if before else sampled,
        incoming.appended,
    )
