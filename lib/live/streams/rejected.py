"""All that was rejected and what was done about it: read once a process, from when somebody first looks.

What became of an action that was sent again follows from facts: it was rejected again when ``sport.rejected`` has a
record whose origin is its new place; it was taken when the processor has committed beyond that place and there is none.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import Literal

import pandas as pd
from kafka import KafkaConsumer
from kafka.errors import KafkaError
from msgspec import Struct

from lib import log
from lib.adapters import kafka, reader, rejections
from lib.adapters.cluster import Cluster
from lib.adapters.rejections import Redriven, Rejection, Spot
from lib.errors import Unavailable
from lib.settings import Settings

POLL_MS = 250
BACK_OFF_S = 1.0
MOST_KEPT = 50_000
ASK_S = 1.0
SETTLED_S = 1.0  # a transaction's marks come to its topics one after the other
PATIENCE_S = 10.0

Fate = Literal["open", "waiting", "taken", "rejected"]

_log = log.get(__name__)


class Entry(Struct, frozen=True):
    """A rejection, what was done about it last, and what came of that; *again* is where it was rejected again."""

    rejection: Rejection
    fate: Fate
    redriven: Redriven | None = None
    again: Spot | None = None


class Rejected:
    """Follows ``sport.rejected`` and ``sport.redriven`` in a thread of its own."""

    def __init__(self, settings: Settings, cluster: Cluster) -> None:
        self._settings = settings
        self._cluster = cluster
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._kept: OrderedDict[Spot, Rejection] = OrderedDict()
        self._by_origin: dict[Spot, Spot] = {}
        self._redriven: dict[Spot, Redriven] = {}
        self._reasons: Counter[str] = Counter()
        self._reached: dict[tuple[str, int], int] = {}
        self._current_at = 0.0  # when all that was there had been read
        self._processed: dict[int, int] = {}
        self._pending: dict[int, int] = {}
        self._asked_at = 0.0
        self.problem = ""

    def begin(self) -> None:
        """Follow, if nobody has asked for it yet."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rejected", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait for the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    @property
    def caught_up(self) -> bool:
        """Whether all that was there when it began has been read."""
        return self._current_at > 0

    def catch_up(self) -> None:
        """Wait until all that is in both topics by now has been read. Raise Unavailable."""
        self.begin()
        ends = self._ends()
        deadline = time.monotonic() + PATIENCE_S
        with self._news:
            while any(self._reached.get(place, 0) < end for place, end in ends.items()):
                if not self._news.wait(deadline - time.monotonic()):
                    raise Unavailable(self.problem or f"{kafka.REJECTED} could not be read to its end: try again.")

    def entry(self, spot: Spot) -> Entry | None:
        """What is known of the rejection at *spot*."""
        processed = self._processor()
        with self._lock:
            found = self._kept.get(spot)
            return self._entry(found, processed) if found else None

    def entries(self) -> Iterator[Entry]:
        """All that are kept, the newest first."""
        processed = self._processor()
        with self._lock:
            kept = list(self._kept.values())
        for one in reversed(kept):
            yield self._entry(one, processed)

    def reasons(self) -> dict[str, int]:
        """How often each reason was given, the most frequent first; those that are not kept any more too."""
        with self._lock:
            return dict(self._reasons.most_common())

    def frame(self) -> pd.DataFrame:
        """A row for each rejection that is kept: ``time`` (UTC), ``reason``, ``event``, ``kind``, ``id``."""
        with self._lock:
            rows = [(one.at, one.reason, one.event, one.kind, one.id) for one in self._kept.values()]
        frame = pd.DataFrame(rows, columns=["time", "reason", "event", "kind", "id"])
        frame["time"] = pd.to_datetime(frame["time"].astype("int64"), unit="ms", utc=True)
        return frame

    def _entry(self, one: Rejection, processed: dict[int, int]) -> Entry:
        fact = self._redriven.get(one.spot)
        if fact is None:
            return Entry(one, "open")
        again = self._by_origin.get(fact.place)
        if again is not None:
            return Entry(one, "rejected", fact, again)
        taken = fact.place.offset < processed.get(fact.place.partition, 0)
        return Entry(one, "taken" if taken else "waiting", fact)

    def _processor(self) -> dict[int, int]:
        """Up to where the processor had committed at a moment since when all rejections have been read."""
        if self._pending and self._current_at > self._asked_at + SETTLED_S:
            self._processed, self._pending = self._pending, {}
        if self._redriven and not self._pending and time.monotonic() - self._asked_at > ASK_S:
            try:
                groups = self._cluster.groups()
            except Unavailable:
                return self._processed
            self._asked_at = time.monotonic()
            self._pending = {
                one.partition: one.committed or 0
                for group in groups
                for one in group.reached
                if group.name == self._settings.processor_group and one.topic == kafka.ACTIONS
            }
        return self._processed

    def _ends(self) -> dict[tuple[str, int], int]:
        return {
            (topic.name, one.number): one.latest
            for topic in self._cluster.topics()
            if topic.name in {kafka.REJECTED, kafka.REDRIVEN}
            for one in topic.partitions
        }

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except (KafkaError, OSError, Unavailable) as error:
                if not self.problem:
                    _log.warning("rejections_are_away", error=f"{type(error).__name__}: {error}")
                self.problem = str(error if isinstance(error, Unavailable) else kafka.away(self._settings, error))
                self._stopping.wait(BACK_OFF_S)

    def _follow(self) -> None:
        with reader.connected(self._settings) as consumer:
            places = [*kafka.made(consumer, kafka.REJECTED), *kafka.made(consumer, kafka.REDRIVEN)]
            consumer.assign(places)
            for place in places:
                consumer.seek(place, self._reached.get((place.topic, place.partition), 0))
            self.problem = ""
            while not self._stopping.is_set():
                polled = consumer.poll(timeout_ms=POLL_MS)
                self._take([record for records in polled.values() for record in records])
                self._note(consumer, current=not polled)

    def _take(self, records: list) -> None:
        with self._lock:
            for record in records:
                if record.topic == kafka.REJECTED:
                    self._keep(rejections.rejection(record))
                elif fact := rejections.redriven(record.value or b""):
                    self._redriven[fact.rejected] = fact

    def _keep(self, one: Rejection) -> None:
        self._kept[one.spot] = one
        self._reasons[one.reason] += 1
        if one.origin:
            self._by_origin[one.origin] = one.spot
        while len(self._kept) > MOST_KEPT:
            spot, old = self._kept.popitem(last=False)
            self._redriven.pop(spot, None)
            if old.origin:
                self._by_origin.pop(old.origin, None)

    def _note(self, consumer: KafkaConsumer, *, current: bool) -> None:
        with self._news:
            for place in consumer.assignment():
                self._reached[place.topic, place.partition] = consumer.position(place)
            if current:
                self._current_at = time.monotonic()
            self._news.notify_all()
