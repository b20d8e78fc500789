"""Finding messages in a topic: from a place, with a filter, with what was read so far, until enough or stopped.

A topic is read in windows that grow, so that the first messages are there at once and each window can be put into the
order of time over all partitions. A search that ended early says where to go on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from msgspec import Struct

from lib.adapters import kafka, reader
from lib.adapters.reader import Message, Reader
from lib.live.streams import filters
from lib.settings import Settings

FIRST_WINDOW = 500
GROWTH = 10
LARGEST_WINDOW = 200_000
TELL_S = 0.1

Places = dict[int, int]
Bounds = tuple[Places, Places]
Origin = Literal["newest", "oldest", "offset", "time"]
Why = Literal["complete", "enough", "stopped", "records", "bytes", "seconds"]


class Limits(Struct, frozen=True):
    """Where a search ends whatever it found."""

    records: int = 5_000_000
    bytes: int = 2_000_000_000
    seconds: float = 60.0


class Ask(Struct, frozen=True, kw_only=True):
    """What is looked for: *limit* messages of *topic* that pass *filter*.

    *origin* says from where: ``newest`` goes back from the end, the others forward: from the ``oldest``, an ``offset``
    or a moment ``time`` in ms. *places*, offsets by partition, replace what origin says: to go on from there.
    """

    topic: str
    origin: Origin = "newest"
    partition: int | None = None
    offset: int = 0
    time: int = 0
    places: dict[int, int] = {}
    filter: str = ""
    limit: int = 50
    limits: Limits = Limits()


class Progress(Struct, frozen=True, tag="progress"):
    """How far a search is: *read* of *total* offsets at most, *matched* of them, in *seconds*."""

    read: int
    total: int
    matched: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    """Messages that pass, in the order in which they are wanted."""

    messages: list[Message]


class Ended(Struct, frozen=True, tag="ended"):
    """Why a search ended: all was read, there is enough, it was stopped, or a limit was met; *places* lead on."""

    why: Why
    places: dict[int, int]


Update = Progress | Found | Ended


def search(settings: Settings, ask: Ask, stop: threading.Event) -> Iterator[Update]:
    """Carry out *ask*; ends with an Ended. For a thread of its own. Raise BadFilter, NoSuchTopic, Unavailable."""
    passes = filters.compiled(ask.filter)
    with reader.reading(settings, ask.topic) as source:
        try:
            yield from _Search(ask, source, passes, stop).run()
        except KafkaError as error:
            raise kafka.away(settings, error) from error


class _Search:
    """A search that is under way."""

    def __init__(
        self, ask: Ask, source: Reader, passes: Callable[[ConsumerRecord], bool], stop: threading.Event
    ) -> None:
        self._ask, self._source, self._passes, self._stop = ask, source, passes, stop
        self._back = ask.origin == "newest"
        self._began = time.monotonic()
        self._told = 0.0
        self._read = self._bytes = self._matched = self._total = 0
        self._cut: Why | None = None

    def run(self) -> Iterator[Update]:
        """All updates, the first one before anything is read."""
        low, high = self._bounds()
        self._total, size = _span(low, high), FIRST_WINDOW
        yield self._progress()
        while _span(low, high) and self._matched < self._ask.limit and self._cut is None:
            starts, ends = _window(low, high, size, self._back)
            found: list[ConsumerRecord] = []
            reached = yield from self._window(starts, ends, found)
            taken, rest = self._sorted(found)
            if taken:
                yield Found([reader.message(one) for one in taken])
            low, high = self._onward((low, high), (starts, ends), reached, rest)
            size = min(size * GROWTH, LARGEST_WINDOW)
        yield self._progress()
        left = _span(low, high) > 0
        yield Ended(self._cut or ("enough" if left else "complete"), (high if self._back else low) if left else {})

    def _bounds(self) -> Bounds:
        """From where to where each partition is to be read."""
        ask, earliest, latest = self._ask, self._source.earliest(), self._source.latest()
        if ask.partition is not None and ask.partition not in latest:
            raise reader.NoSuchTopic(f"The topic {ask.topic!r} has no partition {ask.partition}.")
        wanted = [one for one in latest if ask.partition in (None, one) and (not ask.places or one in ask.places)]
        if self._back:
            return _kept(earliest, wanted), {one: min(ask.places.get(one, latest[one]), latest[one]) for one in wanted}
        starts = ask.places or self._starts(earliest)
        return {one: min(max(starts[one], earliest[one]), latest[one]) for one in wanted}, _kept(latest, wanted)

    def _starts(self, earliest: Places) -> Places:
        if self._ask.origin == "time":
            return self._source.at(self._ask.time)
        return dict.fromkeys(earliest, self._ask.offset) if self._ask.origin == "offset" else earliest

    def _window(self, starts: Places, ends: Places, found: list[ConsumerRecord]) -> Generator[Update, None, Places]:
        """Read one window; what passes goes to *found*. Returns up to where each partition was read."""
        passes, reached = self._passes, dict(starts)
        for batch in self._source.read(starts, ends, self._stop):
            if batch:
                reached[batch[-1].partition] = batch[-1].offset + 1
            found += filter(passes, batch)
            self._bytes += sum([len(one.value or b"") + len(one.key or b"") for one in batch])
            self._read += len(batch)
            now = time.monotonic()
            if now - self._told > TELL_S:
                self._told = now
                yield self._progress(len(found))
            self._cut = self._met(now)
            if self._cut:
                return reached
        self._cut = "stopped" if self._stop.is_set() else None
        return reached if self._cut else dict(ends)

    def _met(self, now: float) -> Why | None:
        limits = self._ask.limits
        if self._read >= limits.records:
            return "records"
        if self._bytes >= limits.bytes:
            return "bytes"
        return "seconds" if now - self._began >= limits.seconds else None

    def _sorted(self, found: list[ConsumerRecord]) -> tuple[list[ConsumerRecord], list[ConsumerRecord]]:
        """What of *found* is handed over, in the order of time, and what is one too many."""
        found.sort(key=lambda one: (one.timestamp, one.partition, one.offset), reverse=self._back)
        room = self._ask.limit - self._matched
        self._matched += min(room, len(found))
        return found[:room], found[room:]

    def _onward(self, whole: Bounds, window: Bounds, reached: Places, rest: Iterable[ConsumerRecord]) -> Bounds:
        """What is left to read after a *window*, of which *rest* was not handed over."""
        low, high = whole
        if not self._back:
            places = dict(reached)
            for one in rest:
                places[one.partition] = min(places[one.partition], one.offset)
            return places, high
        if self._cut:  # read from its older end: what is missing is the newest, so it is to be read again
            return low, high
        places = dict(window[0])
        for one in rest:
            places[one.partition] = max(places[one.partition], one.offset + 1)
        return low, places

    def _progress(self, more: int = 0) -> Progress:
        matched = min(self._matched + more, self._ask.limit)
        return Progress(self._read, self._total, matched, self._bytes, round(time.monotonic() - self._began, 3))


def _span(low: Places, high: Places) -> int:
    return sum(max(0, high[one] - low[one]) for one in low)


def _kept(offsets: Places, wanted: Iterable[int]) -> Places:
    return {one: offsets[one] for one in wanted}


def _window(low: Places, high: Places, size: int, back: bool) -> Bounds:
    """The next *size* offsets of each partition: the last ones when going *back*."""
    if back:
        return {one: max(low[one], high[one] - size) for one in low}, dict(high)
    return dict(low), {one: min(high[one], low[one] + size) for one in low}
