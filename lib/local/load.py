"""Senders and viewers as devices and open pages are, for tests and benchmarks that stop things under them.

A sender sends in order, and repeats with the same id whatever was not acknowledged. A viewer reconnects as
``lib/web/components/feed.js`` does, and says what it saw last.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

from lib.sport import actions, state
from lib.sport.actions import Competitor, Data, EventDeclared, PlayAction, Score

WAITS_S = (0.3, 0.7, 1.5, 3.0, 6.0)
SILENT_S = 12.0
REPEAT_S = 0.2
GOAL_EVERY = 10  # the rest are passes
LONGEST_LINE = 2**24

_GOALS = re.compile(rb'"score":\[(\d+),')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass
class Connection:
    """A kept-alive connection for requests, one after the other."""

    host: str
    port: int
    _open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        """The status and the body of the answer. Raise OSError or EOFError when the connection breaks."""
        if self._open is None:
            self._open = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._open
        try:
            head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(answer)
            return int(answer.split(b" ", 2)[1]), await reader.readexactly(int(length[1]) if length else 0)
        except (OSError, EOFError):
            self.close()
            raise

    def close(self) -> None:
        """Let go of it; the next question opens another."""
        if self._open:
            self._open[1].close()
        self._open = None


@dataclass
class Viewer:
    """An open page of an event. *waited* is the longest time in which nothing came since it was set to 0."""

    event: str
    goals: int = -1
    connections: int = 0
    waited: float = 0.0
    heard: float = field(default_factory=time.monotonic)
    _cursor: str = ""

    async def watch(self, host: str, port: int) -> None:
        """Follow the event until cancelled."""
        tries = 0
        while True:
            before = self.connections
            with suppress(OSError, EOFError, TimeoutError):
                await self._connected(host, port)
            tries = 0 if self.connections > before else tries + 1
            await asyncio.sleep(WAITS_S[min(tries, len(WAITS_S) - 1)] * random.uniform(0.5, 1.5))

    async def _connected(self, host: str, port: int) -> None:
        reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_LINE)
        try:
            last = f"&last={self._cursor}" if self._cursor else ""
            # HTTP/1.0: what comes is not cut into chunks.
            writer.write(f"GET /api/live?event={self.event}{last} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode())
            if int((await reader.readline()).split(b" ", 2)[1]) != HTTPStatus.OK:
                return
            self.connections += 1
            while line := await asyncio.wait_for(reader.readline(), SILENT_S):
                self._take(line)
        finally:
            writer.close()

    def _take(self, line: bytes) -> None:
        if line.startswith(b"id: "):
            self._cursor = line[4:].strip().decode()
        elif line.startswith(b'data: {"state"'):
            self.goals = int(_GOALS.search(line)[1])
            now = time.monotonic()
            self.waited, self.heard = max(self.waited, now - self.heard), now


class Load:
    """*rate* actions a second, spread over *events*, each with a sender of its own, and *viewers* of them."""

    def __init__(self, address: str, rate: int, viewers: int, events: int = 20) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._every = events / rate
        self.events = [f"load-{uuid.uuid4()}" for _ in range(events)]
        self.viewers = [Viewer(self.events[number % events]) for number in range(viewers)]
        self.sent = self.repeated = 0
        self._counts = dict.fromkeys(self.events, 0)
        self._goals = dict.fromkeys(self.events, 0)
        self._ending = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._senders: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Everybody is there, and has seen something."""
        self._senders = [asyncio.create_task(self._sender(event)) for event in self.events]
        await self._until(lambda: all(self._counts.values()), 60)
        self._tasks = [asyncio.create_task(viewer.watch(self._host, self._port)) for viewer in self.viewers]
        await self._until(lambda: all(viewer.goals >= 0 for viewer in self.viewers), 60)
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [*self._tasks, *self._senders]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def connections(self) -> int:
        """How often viewers have connected."""
        return sum(viewer.connections for viewer in self.viewers)

    def score(self, event: str) -> str:
        """What *event* has to stand at."""
        return f"{self._goals[event]}-0"

    def begin_measuring(self) -> None:
        """From now on."""
        for viewer in self.viewers:
            viewer.waited, viewer.heard = 0.0, time.monotonic()

    def longest_gap_ms(self) -> int:
        """The longest time in which a viewer heard nothing of an event in which something happens all the time."""
        now = time.monotonic()
        return round(1000 * max(max(viewer.waited, now - viewer.heard) for viewer in self.viewers))

    async def end_sending(self) -> None:
        """Send no more; what is under way is acknowledged first."""
        self._ending.set()
        await asyncio.gather(*self._senders)

    async def settled(self, seconds: float) -> tuple[int, int, int]:
        """How many actions were lost, how many counted twice, and how many viewers do not show how it ended."""
        asking, until = Connection(self._host, self._port), time.monotonic() + seconds
        while True:
            differences = [one for event in self.events for one in await self._differences(asking, event)]
            if time.monotonic() > until or not (any(differences) or self._behind()):
                break
            await asyncio.sleep(0.2)
        asking.close()
        lost, doubled = sum(max(0, -one) for one in differences), sum(max(0, one) for one in differences)
        return lost, doubled, len(self._behind())

    async def _differences(self, asking: Connection, event: str) -> tuple[int, int]:
        """How many actions, and how many goals, the event has too many, or too few."""
        _, raw = await asking.ask("GET", f"/api/events/{event}")
        record = state.decode(raw)
        return record.provenance.count - self._counts[event], record.state.score[0] - self._goals[event]

    def _behind(self) -> list[Viewer]:
        return [viewer for viewer in self.viewers if viewer.goals != self._goals[viewer.event]]

    async def _sender(self, event: str) -> None:
        connection = Connection(self._host, self._port)
        both = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]
        await self._send(connection, event, "event.declared", EventDeclared(sport="football", competitors=both))
        due = time.monotonic() + random.random() * self._every
        while not self._ending.is_set():
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += self._every
            if self._counts[event] % GOAL_EVERY:
                await self._send(connection, event, "play", PlayAction(participant="sales", kind="pass"))
            else:
                await self._send(connection, event, "score", Score(participant="sales"))
                self._goals[event] += 1
        connection.close()

    async def _send(self, connection: Connection, event: str, kind: str, data: Data) -> None:
        about = {"id": str(uuid.uuid4()), "subject": event, "time": datetime.now(UTC), "source": "load"}
        body = actions.encode(actions.make(kind, data, **about))
        while True:
            with suppress(OSError, EOFError):
                status, _ = await connection.ask("POST", "/api/actions", body, "application/cloudevents+json")
                if status == HTTPStatus.ACCEPTED:
                    break
            self.repeated += 1
            await asyncio.sleep(REPEAT_S)
        self._counts[event] += 1
        self.sent += 1

    async def _until(self, condition, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.05)
