"""Fan-out: each new state goes to every open page that wants it.

Lives in the event loop; only ``publish`` may be called from another thread. A viewer holds at most one message an
event: one that is slow gets the newest state, never a growing backlog.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from lib.adapters import instruments
from lib.live.feed import Feed, Held
from lib.sport.state import OVER

BEAT_S = 5.0
CURRENT_MS = 7 * 86_400_000
CHEERS = b',"cheers":'  # the last field of a state


def now_ms() -> int:
    """This moment, in milliseconds since the epoch."""
    return round(time.time() * 1000)


def message(name: str, data: bytes) -> bytes:
    """A server-sent event; *data* is JSON on one line."""
    return f"event: {name}\n".encode() + b"data: " + data + b"\n\n"


@dataclass(eq=False)
class Viewer:
    """One open stream: which events it follows, and what it has not been sent yet.

    Who has got all of *pending* knows everything up to *cursor*, in whichever process that is asked for later.
    """

    events: frozenset[str]
    competitions: frozenset[str]
    cursor: str = ""
    pending: dict[str, bytes] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def topics(self) -> list[str]:
        """What the viewer is listed under."""
        return [f"event/{e}" for e in self.events] + [f"competition/{c}" for c in self.competitions] or ["all"]

    @property
    def whole(self) -> bool:
        """Whether it gets whole states: those who name events do."""
        return bool(self.events)

    def put(self, key: str, text: bytes) -> None:
        """Have *text* sent, in place of an older one with the same *key*."""
        self.pending[key] = text
        self.wake.set()

    async def next(self) -> bytes:
        """Everything that is new, as soon as there is something.

        The last message alone says up to where that is: a connection may break between two of them.
        """
        await self.wake.wait()
        self.wake.clear()
        texts, self.pending = list(self.pending.values()), {}
        texts[-1] = texts[-1][:-1]
        return b"".join((*texts, f"id: {self.cursor}\n\n".encode()))


class Hub:
    """All viewers of this process."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._viewers: dict[str, set[Viewer]] = defaultdict(set)
        self._sent: dict[str, int] = {}  # by event, a digest of what was sent last, cheers apart
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beats: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send beats. Called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._beats = self._loop.create_task(self._beat())

    async def stop(self) -> None:
        """Stop the beats."""
        if self._beats:
            self._beats.cancel()
            with suppress(asyncio.CancelledError):
                await self._beats

    def publish(self, changes: list[Held]) -> None:
        """Send *changes* to those who follow them. Called by the feed, in its thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deliver, changes, self._feed.cursor)

    @contextmanager
    def join(self, events: Iterable[str], competitions: Iterable[str], cursor: str):
        """A viewer who is sent what changed since *cursor* (empty: everything), and then each change."""
        viewer = Viewer(frozenset(events), frozenset(competitions))
        for topic in viewer.topics:
            self._viewers[topic].add(viewer)
        instruments.VIEWERS.inc()
        try:
            self._greet(viewer, self._known(cursor))
            yield viewer
        finally:
            instruments.VIEWERS.dec()
            for topic in viewer.topics:
                self._viewers[topic].discard(viewer)
                if not self._viewers[topic]:
                    del self._viewers[topic]

    def _known(self, cursor: str) -> dict[int, int]:
        """Up to where the viewer has read; a position beyond ours is of another topic of the same name."""
        here = _positions(self._feed.cursor)
        return {part: offset for part, offset in _positions(cursor).items() if offset <= here.get(part, 0)}

    def _greet(self, viewer: Viewer, known: dict[int, int]) -> None:
        viewer.put("hello", message("hello", self._pulse()))
        for event in sorted(viewer.events):
            if self._feed.held(event) is None:
                viewer.put(event, message("missing", json.dumps({"event": event}).encode()))
        viewer.cursor = self._feed.cursor  # before the states are looked at: they are no older than it says
        for held in self._wanted(viewer):
            if held.offset >= known.get(held.partition, 0):
                viewer.put(held.event, message("state", held.raw if viewer.whole else held.short))

    def _wanted(self, viewer: Viewer) -> Iterable[Held]:
        if viewer.whole:
            return [held for event in viewer.events if (held := self._feed.held(event))]
        if viewer.competitions:
            return [held for held in self._feed.all_held() if _competition(held) in viewer.competitions]
        return [held for held in self._feed.all_held() if _is_current(held)]

    def _deliver(self, changes: list[Held], cursor: str) -> None:
        for held in changes:
            whole = self._viewers.get(f"event/{held.event}", ())
            short = [*self._viewers.get(f"competition/{_competition(held)}", ()), *self._viewers.get("all", ())]
            if self._only_cheers(held):
                _cheer([*whole, *short], held)
                continue
            _put(whole, held.event, held.raw, cursor)
            _put(short, held.event, held.short if short else b"", cursor)

    def _only_cheers(self, held: Held) -> bool:
        """Whether nothing else of an event is new: in a loud match a small message a second, not a whole state."""
        head, found, _ = held.raw.rpartition(CHEERS)
        before, self._sent[held.event] = self._sent.get(held.event), hash(head)
        return bool(found) and before == hash(head)

    def _pulse(self) -> bytes:
        return json.dumps({"now": now_ms(), "stale_since": self._feed.stale_since}).encode()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            text = message("beat", self._pulse())
            for viewers in list(self._viewers.values()):
                for viewer in list(viewers):
                    viewer.put("beat", text)


def _put(viewers: Iterable[Viewer], event: str, data: bytes, cursor: str) -> None:
    text = None
    for viewer in viewers:
        text = text or message("state", data)
        viewer.pending.pop(f"{event}/cheers", None)
        viewer.put(event, text)
        viewer.cursor = cursor


def _cheer(viewers: list[Viewer], held: Held) -> None:
    if viewers:
        text = message("cheers", json.dumps({"event": held.event, "cheers": held.summary.state.cheers}).encode())
        for viewer in viewers:
            viewer.put(f"{held.event}/cheers", text)


def _competition(held: Held) -> str:
    declared = held.summary.state.declared
    return declared.competition if declared else ""


def _is_current(held: Held) -> bool:
    """Whether lists of today show it: it goes on, begins within a week, or ended within the last one."""
    one = held.summary.state
    if one.status in OVER:
        return (one.since or 0) > now_ms() - CURRENT_MS
    start = one.declared.start if one.declared else None
    return one.status != "scheduled" or start is None or start.timestamp() * 1000 < now_ms() + CURRENT_MS


def _positions(cursor: str) -> dict[int, int]:
    """Read a cursor; what is none counts as nothing known."""
    try:
        return {
            int(partition): int(offset) for partition, offset in (one.split(":") for one in cursor.split(",") if one)
        }
    except ValueError:
        return {}
