"""The app process's view of ``sport.events``: the newest state of each event, read by everybody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from lib import log
from lib.adapters import instruments, kafka
from lib.errors import NOT_JSON
from lib.live import waiting
from lib.live.follower import Follower, Polled
from lib.live.history import History, Located
from lib.settings import Settings
from lib.sport import state
from lib.sport.actions import Status
from lib.sport.state import EventRecord, Provenance, Summary


@dataclass(frozen=True)
class Held:
    """The newest state of an event, as it came from Kafka; decoded when somebody asks."""

    event: str
    raw: bytes
    partition: int
    offset: int

    @cached_property
    def readable(self) -> bool:
        """Whether it is a state. What is none was not written by us, or by a later version, and is logged."""
        try:
            return self.summary is not None
        except NOT_JSON as error:
            _log.warning("unreadable_state", partition=self.partition, offset=self.offset, error=str(error))
            return False

    @property
    def provenance(self) -> Provenance:
        """Which records made the state."""
        return self.summary.provenance

    @cached_property
    def summary(self) -> Summary:
        """The short form."""
        return state.summary(self.raw)

    @cached_property
    def record(self) -> EventRecord:
        """The whole record. Shared by all readers: nobody may change it."""
        return state.decode(self.raw)

    @cached_property
    def short(self) -> bytes:
        """The short form as JSON."""
        return state.encode(self.summary)


_log = log.get(__name__)

Listener = Callable[[list[Held]], None]


class Feed(Follower):
    """Follows ``sport.events`` from its beginning.

    *listener* is called in the feed's thread with the states that are new, the newest of each event, once the feed
    has caught up.
    """

    TOPIC = kafka.EVENTS

    def __init__(self, settings: Settings, listener: Listener = lambda changes: None) -> None:
        super().__init__(settings)
        self._listener = listener
        self._history = History(settings)
        self._held: dict[str, Held] = {}

    def stop(self) -> None:
        """Stop following, and let go of the connections."""
        super().stop()
        self._history.close()

    def held(self, event: str) -> Held | None:
        """The newest state of *event*, undecoded."""
        return self._held.get(event)

    def all_held(self) -> list[Held]:
        """The newest state of every event."""
        return list(self._held.values())

    def record(self, event: str) -> EventRecord | None:
        """The newest record of *event*."""
        held = self._held.get(event)
        return held.record if held else None

    def summaries(self) -> list[Summary]:
        """The short form of every event."""
        return [held.summary for held in self.all_held()]

    def actions(self, event: str) -> list[Located]:
        """The actions that made the state of *event*, read from ``sport.actions``. Raise Unavailable."""
        held = self._held.get(event)
        return self._history.actions(event, held.summary.provenance) if held else []

    def receive(self, polled: Polled) -> None:
        """Take what was polled."""
        self.take(_held(polled))

    def measure(self) -> None:
        """Say how many events there are, and how far behind they are."""
        instruments.FEED_LAG.set(self.lag)
        instruments.FEED_STALE.set(0)
        summaries = self.summaries()
        waiting.measure(one.state for one in summaries)
        numbers = Counter(one.state.status for one in summaries)
        for status in get_args(Status):
            instruments.EVENTS.labels(status).set(numbers[status])

    def _became_stale(self, error: Exception) -> None:
        super()._became_stale(error)
        instruments.FEED_STALE.set(time.time() - self.stale_since / 1000)

    def take(self, records: Iterable[Held]) -> None:
        """Hold *records*, in the order of their partition, and tell the listener."""
        changes, reached = {}, {}
        for held in records:
            reached[held.partition] = held.offset + 1
            if not held.readable or self._is_older(held):
                continue
            self._held[held.event] = changes[held.event] = held
        self._positions.update(reached)  # what the cursor says is held, and never less
        if changes and self.caught_up:
            self._listener(list(changes.values()))

    def _is_older(self, held: Held) -> bool:
        """Whether a processor that was thought dead wrote this after its successor went on, or one that folds the log
        anew has not come as far yet."""
        before = self._held.get(held.event)
        return before is not None and held.provenance.last_offset < before.provenance.last_offset


def _held(polled: Polled) -> Iterable[Held]:
    for records in polled.values():
        for record in records:
            if record.key is not None and record.value is not None:
                yield Held(record.key.decode(), record.value, record.partition, record.offset)
