"""The app process's view of the fields of races and challenges: everybody who takes part, and where they are.

What came from Kafka is held as it came. Whoever looks at a whole field first has it put in order; from then on its
board follows what changes, so that fifty thousand participants are never sorted or sent as a whole.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from lib.adapters import kafka
from lib.live.follower import Follower, Polled
from lib.settings import Settings
from lib.sport import boards, fold, moments, tracks
from lib.sport.facts import Data
from lib.sport.field_state import Line, MemberLine
from lib.sport.participations import MemoryField, Participation, ParticipationRecord
from lib.sport.state import EventState
from lib.sport.tracks import Spot

MOST_PAST = 8
FRESH_MS = 15 * 60_000  # older positions are of no use on a map

Listener = Callable[[str, str], None]

_records = msgspec.json.Decoder(ParticipationRecord)


class Wanted(msgspec.Struct, frozen=True):
    """Whom somebody looks for: *text* in bib, name or team; empty is everybody."""

    text: str = ""
    team: str = ""
    category: str = ""


class Page(msgspec.Struct):
    """Some lines of a field, in its order: from *offset* of the *matching* ones; *total* take part."""

    total: int
    matching: int
    offset: int
    lines: list[Line | MemberLine]


@dataclass
class _Field:
    """A field as it came: records by participant, and those that no board has seen yet."""

    raw: dict[str, bytes] = field(default_factory=dict)
    fresh: deque[str] = field(default_factory=deque)
    board: boards.Board | None = None
    version: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, who: str) -> Participation | None:
        """The participation of *who*."""
        raw = self.raw.get(who)
        return None if raw is None else _records.decode(raw).participation

    def ids(self) -> Iterator[str]:
        """Everybody who has one."""
        return iter(list(self.raw))

    def put(self, who: str, value: bytes) -> None:
        """Hold the record of *who*."""
        self.raw[who] = value
        self.fresh.append(who)
        self.version += 1

    def in_order(self, state: EventState) -> boards.Board | None:
        """The board as of now. Call it with the lock held."""
        shape = fold.format_of(state.declared)
        if self.board is None or not boards.fits(self.board, state, shape):
            self.fresh.clear()  # who comes while the board is made is placed again afterwards
            self.board = boards.make(state, shape, self)
        while self.fresh and self.board is not None:
            self.board.place(self.fresh.popleft())
        return self.board


class Told(msgspec.Struct):
    """What an action says of a participant, for who may correct it. *at* is in ms since the epoch; *void*: it was taken
    back; *why* is the reason of the last correction."""

    action: str
    kind: str
    at: int
    by: str
    data: Data
    void: bool
    why: str


def told(one: Participation) -> list[Told]:
    """What was recorded of a participant besides its entry, the newest first."""
    facts = [("passing", one.passings), ("result.status", one.statuses), ("activity", one.activities)]
    found = [
        Told(fact.id, kind, getattr(fact, "moment", fact.at), fact.recordedby or fact.source, fact.data,
             fact.void is not None, fact.why)
        for kind, held in facts
        for fact in held
    ]  # fmt: skip
    return sorted(found, key=lambda fact: (-fact.at, fact.action))


_Past = tuple[EventState, boards.Board | None]


class Fields(Follower):
    """Follows ``sport.field`` from its beginning. *listener* is told of each change, as event and participant."""

    TOPIC = kafka.FIELD

    def __init__(self, settings: Settings, listener: Listener = lambda event, who: None) -> None:
        super().__init__(settings)
        self._listener = listener
        self._fields: dict[str, _Field] = defaultdict(_Field)
        self._keeping = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], tuple[EventState, int, _Past]] = OrderedDict()

    def receive(self, polled: Polled) -> None:
        """Take what was polled."""
        self.take((record.key, record.value) for records in polled.values() for record in records)

    def take(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        """Hold records, as (key, value)."""
        for key, value in records:
            event, _, who = key.decode().partition("/")
            held = self._fields[event]
            if not self.caught_up or not _is_older(value, held.raw.get(who)):
                held.put(who, value)
                self._listener(event, who)

    def page(self, state: EventState, wanted: Wanted, offset: int, limit: int, at: int | None = None) -> Page:
        """At most *limit* lines of the field of an event, now or as it was *at* a moment in ms since the epoch.

        Empty for a contest of two sides.
        """
        held = self._fields[state.id]
        with held.lock:
            board = held.in_order(state) if at is None else self._past(held, state, at)[1]
            return Page(0, 0, 0, []) if board is None else _page(board, wanted, offset, limit)

    def spread(self, state: EventState, most: int) -> list[Line | MemberLine]:
        """At most *most* lines at even distances in the order of a field: enough to say what holds of all of it."""
        held = self._fields[state.id]
        with held.lock:
            board = held.in_order(state)
            found = board.find() if board else []
            return board.lines(found[:: -(-len(found) // most)]) if found else []

    def at(self, state: EventState, moment: int) -> EventState:
        """The state of an event as it was at a *moment*, in ms since the epoch."""
        if state.race is None and state.challenge is None:
            return moments.at(state, moment)
        held = self._fields[state.id]
        with held.lock:
            return self._past(held, state, moment)[0]

    def _past(self, held: _Field, state: EventState, moment: int) -> _Past:
        """What a field was, kept for who looks at the same moment again. Call it with the lock held."""
        key = (state.id, moment)
        with self._keeping:
            found = self._kept.get(key)
        if found is None or found[0] is not state or found[1] != held.version:
            found = (state, held.version, moments.of_field(state, moment, held))
        with self._keeping:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_PAST:
                self._kept.popitem(last=False)
        return found[2]

    def participation(self, event: str, who: str) -> Participation | None:
        """What one participant has."""
        return self._fields[event].get(who) if event in self._fields else None

    def ids(self, event: str) -> list[str]:
        """Everybody who has a participation of an event."""
        return [*self._fields[event].ids()] if event in self._fields else []

    def memory(self, event: str) -> MemoryField:
        """All participations of an event, decoded: for who needs them as they are."""
        whole = MemoryField()
        for who in self._fields[event].ids() if event in self._fields else ():
            whole.put(self._fields[event].get(who))
        return whole


class Tracks(Follower):
    """Follows ``sport.tracks``, as far back as positions are of use."""

    TOPIC = kafka.TRACKS
    SINCE_MS = FRESH_MS

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._blocks: dict[str, dict[bytes, bytes]] = defaultdict(dict)

    def receive(self, polled: Polled) -> None:
        """Take what was polled."""
        self.take((record.key, record.value) for records in polled.values() for record in records)

    def take(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        """Hold blocks, as (key, value), the newest of each part."""
        for key, value in records:
            self._blocks[key.decode().partition("/")[0]][key] = value

    def spots(self, event: str) -> dict[str, Spot]:
        """Where the participants of *event* are, as far as that is known of the last quarter of an hour."""
        since, found = round(time.time() * 1000) - FRESH_MS, {}
        for raw in list(self._blocks.get(event, {}).values()):
            found |= {who: spot for who, spot in tracks.decode(raw).spots.items() if spot.at > since}
        return found


def _page(board: boards.Board, wanted: Wanted, offset: int, limit: int) -> Page:
    found = board.find(wanted.text, wanted.team, wanted.category)
    return Page(len(board.ids), len(found), offset, board.lines(found[offset : offset + limit]))


def _is_older(value: bytes, held: bytes | None) -> bool:
    """Whether a processor that was thought dead wrote this after its successor went on."""
    return held is not None and _offset(value) < _offset(held)


class _Stamp(msgspec.Struct):
    """Of a record only its place: the rest is skipped."""

    class Place(msgspec.Struct):
        """The newest record of the log that it is made of."""

        last_offset: int

    provenance: Place


_stamps = msgspec.json.Decoder(_Stamp)


def _offset(value: bytes) -> int:
    return _stamps.decode(value).provenance.last_offset
