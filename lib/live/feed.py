"""The app process's view of ``sport.events``: one consumer thread, read by everybody.

The topic is read uncommitted: the fold is deterministic, so a state that a crash rolls back is written again, equal.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from lib import log
from lib.adapters import instruments, kafka
from lib.errors import Unavailable
from lib.live import waiting
from lib.live.history import History, Located
from lib.settings import Settings
from lib.sport import state
from lib.sport.actions import Status
from lib.sport.state import EventRecord, Summary

CHECK_S = 2.0
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0)

_log = log.get(__name__)


@dataclass(frozen=True)
class Held:
    """The newest state of an event, as it came from Kafka; decoded when somebody asks."""

    event: str
    raw: bytes
    partition: int
    offset: int

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


Listener = Callable[[list[Held]], None]


class Feed:
    """Follows ``sport.events`` from its beginning, for as long as the process lives.

    *listener* is called in the feed's thread with the states that are new, the newest of each event, once the feed
    has caught up.
    """

    def __init__(self, settings: Settings, listener: Listener = lambda changes: None) -> None:
        self._settings = settings
        self._listener = listener
        self._history = History(settings)
        self._held: dict[str, Held] = {}
        self._positions: dict[int, int] = {}
        self._ends: dict[int, int] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self.caught_up = False
        self.stale_since: int | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait for the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
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

    @property
    def cursor(self) -> str:
        """Up to where each partition was read, such as ``0:17,1:4``."""
        return ",".join(f"{partition}:{offset}" for partition, offset in sorted(self._positions.items()))

    @property
    def lag(self) -> int:
        """How many records were not read yet when the broker was last asked."""
        ends = self._ends or {}
        return sum(max(0, end - self._positions.get(partition, 0)) for partition, end in ends.items())

    def take(self, records: Iterable[Held]) -> None:
        """Hold *records*, in the order of their partition, and tell the listener."""
        changes = {}
        for held in records:
            self._positions[held.partition] = held.offset + 1
            if self.caught_up and self._is_older(held):
                continue
            self._held[held.event] = changes[held.event] = held
        if changes and self.caught_up:
            self._listener(list(changes.values()))

    def _is_older(self, held: Held) -> bool:
        """Whether a processor that was thought dead wrote this after its successor went on."""
        before = self._held.get(held.event)
        return before is not None and held.summary.provenance.last_offset < before.summary.provenance.last_offset

    def _run(self) -> None:
        tries = 0
        while not self._stopping.is_set():
            try:
                self._follow()
            except (KafkaError, Unavailable, OSError, ValueError) as error:
                self._became_stale(error)
                self._stopping.wait(BACK_OFF_S[min(tries, len(BACK_OFF_S) - 1)])
                tries += 1
            else:
                tries = 0

    def _follow(self) -> None:
        consumer = KafkaConsumer(
            **kafka.options(self._settings),
            group_id=None,
            enable_auto_commit=False,
            fetch_max_wait_ms=500,
            request_timeout_ms=5_000,
            bootstrap_timeout_ms=3_000,
            reconnect_backoff_max_ms=1_000,
            max_poll_records=2_000,
        )
        try:
            self._assign(consumer)
            asked = 0.0
            while not self._stopping.is_set():
                self.take(_held(consumer.poll(timeout_ms=250)))
                if time.monotonic() - asked > CHECK_S:
                    self._check(consumer)
                    asked = time.monotonic()
                elif not self.caught_up:
                    self._see_whether_caught_up()
        finally:
            consumer.close()

    def _assign(self, consumer: KafkaConsumer) -> None:
        numbers = consumer.partitions_for_topic(kafka.EVENTS)
        if not numbers:
            raise Unavailable(f"There is no topic {kafka.EVENTS} yet: the processor makes it.")
        partitions = [TopicPartition(kafka.EVENTS, number) for number in sorted(numbers)]
        consumer.assign(partitions)
        starts = consumer.beginning_offsets(partitions)
        for partition in partitions:
            position = max(self._positions.get(partition.partition, 0), starts[partition])
            self._positions[partition.partition] = position
            consumer.seek(partition, position)

    def _check(self, consumer: KafkaConsumer) -> None:
        """Ask the broker how far the topic goes: the only way to tell a quiet one from one that is away."""
        ends = consumer.end_offsets(consumer.assignment())
        self._ends = {partition.partition: end for partition, end in ends.items()}
        if self.stale_since is not None:
            _log.info("feed_is_back", events=len(self._held))
        self.stale_since = None
        # What transactions write besides records has offsets too, but is never handed out: ask the consumer.
        for partition in consumer.assignment():
            self._positions[partition.partition] = consumer.position(partition)
        self._see_whether_caught_up()
        self._measure()

    def _measure(self) -> None:
        instruments.FEED_LAG.set(self.lag)
        instruments.FEED_STALE.set(0)
        summaries = self.summaries()
        waiting.measure(one.state for one in summaries)
        numbers = Counter(one.state.status for one in summaries)
        for status in get_args(Status):
            instruments.EVENTS.labels(status).set(numbers[status])

    def _see_whether_caught_up(self) -> None:
        if not self.caught_up and self._ends is not None and self.lag == 0:
            self.caught_up = True
            _log.info("feed_caught_up", events=len(self._held))

    def _became_stale(self, error: Exception) -> None:
        if self.stale_since is None:
            self.stale_since = round(time.time() * 1000)
            _log.warning("feed_is_stale", error=f"{type(error).__name__}: {error}")
        instruments.FEED_STALE.set(time.time() - self.stale_since / 1000)


def _held(polled: dict[TopicPartition, list]) -> Iterable[Held]:
    for records in polled.values():
        for record in records:
            if record.key is not None and record.value is not None:
                yield Held(record.key.decode(), record.value, record.partition, record.offset)
