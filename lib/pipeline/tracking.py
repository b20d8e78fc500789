"""One record of ``sport.positions``: taken into the newest positions of its part of a field, or rejected.

Fifty thousand participants send one each second. So positions are many in an action, keep nothing but the newest, and
are written once a transaction, a block for each part of the field.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from lib.errors import BadAction
from lib.pipeline.field_store import Store
from lib.pipeline.step import Incoming, Outcome, Output, Rejected, Taken, decoded
from lib.sport import tracks, verify
from lib.sport.actions import Action
from lib.sport.tracks import Track

TRACK = b"track"


class _Held(Struct):
    """A decoded block, which the store has as *raw*, or a later one that is not settled yet."""

    track: Track
    raw: bytes | None
    token: object


class Tracking:
    """Takes records one by one; blocks that were not settled when a transaction was given up are forgotten with it."""

    def __init__(self) -> None:
        self._held: dict[bytes, _Held] = {}
        self._unsettled: dict[bytes, Store] = {}
        self._token: object = None
        self.positions = 0

    def take(self, incoming: Incoming, store: Store, token: object = None) -> Outcome:
        """Decide over one record."""
        if token is not self._token:
            self._begin(token)
        action = None
        try:
            action = decoded(incoming)
            verify.verify_position(action, incoming.appended)
        except BadAction as bad:
            return Rejected(bad.reason, str(bad), bad.field, action)
        self.positions += tracks.add(self._find(incoming.key, store, action), action)
        self._unsettled[incoming.key] = store
        return Taken(action)

    def settle(self) -> Iterator[Output]:
        """Store the blocks that have changed; gives the records that are to be written."""
        for key, store in self._unsettled.items():
            held = self._held[key]
            held.raw = tracks.encode(held.track)
            store.set_bytes(TRACK, held.raw)
            yield Output("track", key, held.raw)
        self._unsettled.clear()

    def _begin(self, token: object) -> None:
        for key in self._unsettled:
            del self._held[key]
        self._unsettled.clear()
        self._token = token

    def _find(self, key: bytes, store: Store, action: Action) -> Track:
        held = self._held.get(key)
        if held is None or held.token is not self._token:
            raw = store.get_bytes(TRACK)
            if held is None or held.raw != raw:  # not held, or somebody else had the partition meanwhile
                track = Track(action.subject, action.data.shard) if raw is None else tracks.decode(raw)
                held = self._held[key] = _Held(track, raw, self._token)
            held.token = self._token
        return held.track
