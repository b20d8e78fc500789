"""The newest messages as they come: one reader a process for all who watch, whatever topics they watch.

It reads only while somebody does. Who is slow gets the newest, and is told how many were left out. When Kafka was away
it begins a little before the end again: what was sent before may come twice, as the same partition and offset.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pandas as pd
from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from msgspec import Struct
from msgspec.json import Decoder

from lib import log
from lib.adapters import kafka, reader
from lib.adapters.reader import Message
from lib.errors import NOT_JSON
from lib.live.streams import filters
from lib.settings import Settings
from lib.sport.actions import PREFIX

POLL_MS = 100
IDLE_S = 30.0
BACK_OFF_S = 1.0
SHOWN_AT_FIRST = 30
MOST_WAITING = 500
LOOK_BACK_S = 300
MOST_LOOKED_BACK = 20_000
KEPT_S = 900

_log = log.get(__name__)


class Kind(Struct):
    """What a message calls itself."""

    type: str = ""


@dataclass(eq=False)
class Listener:
    """Somebody who watches *topics*, of which those that pass the filter; *wake* is called when there is something."""

    topics: frozenset[str]
    passes: Callable[[ConsumerRecord], bool]
    wake: Callable[[], None]
    waiting: deque[Message] = field(default_factory=lambda: deque(maxlen=MOST_WAITING))
    left_out: int = 0

    def put(self, records: Iterable[ConsumerRecord]) -> None:
        """Take what passes, and let go of the oldest when it is too much."""
        passing = [reader.message(record) for record in records if record.topic in self.topics and self.passes(record)]
        self.left_out += max(0, len(self.waiting) + len(passing) - MOST_WAITING)
        self.waiting.extend(passing)
        if passing:
            self.wake()

    def take(self) -> tuple[list[Message], int]:
        """What came since the last call, and how many were left out."""
        taken, missed = [], self.left_out
        while self.waiting:
            taken.append(self.waiting.popleft())
        self.left_out = 0
        return taken, missed


class Tail:
    """Follows the ends of topics for all listeners of this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._recent: dict[str, list[ConsumerRecord]] = {}
        self._behind: dict[TopicPartition, int] = {}  # up to where what was there before is read
        self._seconds: dict[int, Counter[tuple[str, str]]] = {}
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._counting_until = 0.0
        self._absent = frozenset[str]()
        self._problem = ""

    def stop(self) -> None:
        """End the reading, and wait for it."""
        self._stopping.set()
        thread = self._thread
        if thread is not None:
            thread.join(timeout=5)

    @contextmanager
    def join(self, topics: Iterable[str], filter_: str, wake: Callable[[], None]) -> Iterator[Listener]:
        """A listener, for as long as the block lasts; it has the last few messages already. Raise BadFilter."""
        listener = Listener(frozenset(topics), filters.compiled(filter_), wake)
        with self._lock:
            self._listeners.add(listener)
            past = {one.topic for one in self._behind}
            known = [record for topic in listener.topics - past for record in self._recent.get(topic, ())]
            listener.put(sorted(known, key=lambda one: one.timestamp)[-SHOWN_AT_FIRST:])
            self._begin()
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def problem(self, topics: Iterable[str]) -> str:
        """Why nothing comes of *topics* at the moment, as a sentence, or nothing."""
        absent = sorted(self._absent.intersection(topics))
        return self._problem or (f"Kafka has no topic {', '.join(absent)}." if absent else "")

    def rates(self) -> pd.DataFrame:
        """How many messages came: ``time`` (a second, UTC), ``topic``, ``type`` and ``count``, of the last minutes.

        Who asks keeps the counting of actions going for a while.
        """
        with self._lock:
            self._counting_until = time.monotonic() + IDLE_S
            self._begin()
            rows = [
                (second, *about, count) for second, counted in self._seconds.items() for about, count in counted.items()
            ]
        frame = pd.DataFrame(rows, columns=["time", "topic", "type", "count"])
        frame["time"] = pd.to_datetime(frame["time"].astype("int64"), unit="s", utc=True)
        return frame.sort_values(["time", "topic", "type"], ignore_index=True)

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tail", daemon=True)
            self._thread.start()

    def _wanted(self) -> set[str]:
        counting = {kafka.ACTIONS} if time.monotonic() < self._counting_until else set()
        return counting.union(*(one.topics for one in self._listeners))

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._stopping.is_set() or not self._wanted():
                    self._thread = None
                    return
            try:
                self._follow()
            except Exception as error:  # whatever goes wrong with Kafka, who watches is not left waiting
                self._forget()
                away = isinstance(error, (KafkaError, OSError))
                failed = f"Reading failed ({type(error).__name__}); once more."
                self._problem = str(kafka.away(self._settings, error)) if away else failed
                _log.warning("tail_is_away", error=f"{type(error).__name__}: {error}")
                self._stopping.wait(BACK_OFF_S)

    def _follow(self) -> None:
        with reader.connected(self._settings) as consumer:
            idle_since = looked = time.monotonic()
            followed, self._absent, self._problem = frozenset(), frozenset(), ""
            while not self._stopping.is_set() and time.monotonic() - idle_since < IDLE_S:
                with self._lock:
                    wanted = frozenset(self._wanted())
                if wanted:
                    idle_since = time.monotonic()
                late = bool(self._absent) and time.monotonic() - looked > BACK_OFF_S
                if late or wanted - followed - self._absent:
                    # A topic that nobody watches any more is read on until all are gone.
                    followed, looked = self._assign(consumer, followed | wanted), time.monotonic()
                    self._absent = wanted - followed
                if not followed:
                    self._stopping.wait(POLL_MS / 1000)
                    continue
                self._take([record for records in consumer.poll(POLL_MS).values() for record in records])
                if self._behind:
                    self._catch_up(consumer)
            self._forget()

    def _forget(self) -> None:
        with self._lock:
            self._recent.clear()
            self._seconds.clear()
            self._behind.clear()

    def _assign(self, consumer: KafkaConsumer, topics: Iterable[str]) -> frozenset[str]:
        """Go on where *topics* are followed, and begin a little before the end elsewhere. Returns those that exist."""
        positions = {one: consumer.position(one) for one in consumer.assignment()}
        before = {one: offset for one, offset in positions.items() if offset is not None}
        places = [place for topic in topics for place in kafka.partitions(consumer, topic)]
        consumer.assign(places)
        fresh = [one for one in places if one not in before]
        since = round((time.time() - LOOK_BACK_S) * 1000)
        found, ends = consumer.offsets_for_times(dict.fromkeys(fresh, since)), consumer.end_offsets(fresh)
        first = consumer.beginning_offsets(fresh)
        for one in places:
            if one in before:
                consumer.seek(one, before[one])
            else:
                start = found[one].offset if found.get(one) else ends[one] - SHOWN_AT_FIRST
                consumer.seek(one, max(start, ends[one] - MOST_LOOKED_BACK, first[one]))
                self._behind[one] = ends[one]
        return frozenset(one.topic for one in places)

    def _catch_up(self, consumer: KafkaConsumer) -> None:
        """Once all that was there before is read, show the last of it to those who came before it was."""
        behind = {one: end for one, end in self._behind.items() if (consumer.position(one) or 0) < end}
        with self._lock:
            topics, self._behind = {one.topic for one in self._behind}, behind
            for topic in topics - {one.topic for one in behind}:
                for listener in self._listeners:
                    listener.put(self._recent.get(topic, ()))

    def _take(self, records: list[ConsumerRecord]) -> None:
        if not records:
            return
        records.sort(key=lambda one: one.timestamp)
        with self._lock:
            for topic in {one.topic for one in records}:
                known = [*self._recent.get(topic, ()), *(one for one in records if one.topic == topic)]
                known.sort(key=lambda one: one.timestamp)  # one partition may be read long after the others
                self._recent[topic] = known[-SHOWN_AT_FIRST:]
            for record in records:
                counted = self._seconds.setdefault(record.timestamp // 1000, Counter())
                counted[record.topic, _kind(record)] += 1
            for second in [one for one in self._seconds if one < time.time() - KEPT_S]:
                del self._seconds[second]
            past = {one.topic for one in self._behind}
            fresh = [record for record in records if record.topic not in past]
            for listener in self._listeners:
                listener.put(fresh)


def _kind(record: ConsumerRecord) -> str:
    try:
        return _kinds.decode(record.value or b"{}").type.removeprefix(PREFIX)
    except NOT_JSON:
        return ""


_kinds = Decoder(Kind)
