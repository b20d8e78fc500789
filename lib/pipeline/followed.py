"""Which ids are new, without asking a store: of events that this process has followed from their first action on."""

from __future__ import annotations

MOST_IDS = 400_000


class Followed:
    """The ids that were taken of each followed event, as hashes: one that is among them may be another id's, and then
    the store decides. When they are too many, the events that began first are not followed any longer."""

    def __init__(self, most: int = MOST_IDS) -> None:
        self._most = most
        self._ids: dict[bytes, set[int]] = {}
        self._count = 0

    def begin(self, event: bytes) -> None:
        """Follow *event*, of which nothing has been taken yet."""
        self.leave(event)
        self._ids[event] = set()

    def leave(self, event: bytes) -> None:
        """Do not follow *event*, or not any longer."""
        self._count -= len(self._ids.pop(event, ()))

    def is_new(self, event: bytes, id: str) -> bool:
        """Whether *event* is followed and has taken no action with this *id*."""
        ids = self._ids.get(event)
        return ids is not None and hash(id) not in ids

    def add(self, event: bytes, id: str) -> None:
        """An action with this new *id* was taken."""
        ids = self._ids.get(event)
        if ids is None:
            return
        ids.add(hash(id))
        self._count += 1
        while self._count > self._most:
            self.leave(next(iter(self._ids)))
