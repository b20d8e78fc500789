"""Cheers: taps of all viewers of this process, gathered into one action a second for each side of each event.

Processes gather for themselves, and the processor adds up. Whoever tapped is answered once the broker has it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lib.live.audience import Patience, action_id
from lib.sport import actions
from lib.sport.actions import Action, Cheer
from lib.sport.state import ONGOING, OVER, EventState

GATHER_S = 1.0
ECHO_MS = 15 * 60_000  # how long after the end there is still cheering
MOST_TAPS = 30
SOURCE = "audience"

Send = Callable[[Sequence[Action]], Awaitable[object]]


def is_open(state: EventState, now: int) -> bool:
    """Whether there is something to cheer at, at a moment in milliseconds."""
    return state.status in ONGOING or (state.status in OVER and now - (state.since or 0) < ECHO_MS)


@dataclass
class _Batch:
    """What was tapped since the last time, by event and side, and what tells those who tapped that it is there."""

    taps: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    sent: asyncio.Future[None] = field(default_factory=asyncio.Future)


class Cheers:
    """Gathers in the event loop; *send* appends actions, or raises what those who tapped are to be told."""

    def __init__(self, send: Send) -> None:
        self.patience = Patience("cheers", rate=8, burst=MOST_TAPS)
        self._send = send
        self._batch: _Batch | None = None
        self._sent_at = 0.0
        self._sending: asyncio.Task[None] | None = None

    async def add(self, event: str, participant: str | None, count: int) -> None:
        """Let *count* taps count; returns when they are written. Raises what *send* raises."""
        if self._batch is None:
            self._batch = _Batch()
            self._sending = asyncio.create_task(self._flush())
        batch = self._batch
        batch.taps[event, participant] += count
        await asyncio.shield(batch.sent)

    async def _flush(self) -> None:
        """The first tap after a silence goes out at once, those that follow with the second."""
        await asyncio.sleep(max(0.0, self._sent_at + GATHER_S - time.monotonic()))
        batch, self._batch, self._sent_at = self._batch, None, time.monotonic()
        try:
            await self._send([_action(event, side, count) for (event, side), count in batch.taps.items()])
        except Exception as error:  # it is theirs who wait for it
            batch.sent.set_exception(error)
            batch.sent.exception()  # they may all have gone away meanwhile
        else:
            batch.sent.set_result(None)


def _action(event: str, participant: str | None, count: int) -> Action:
    about = {"id": action_id(), "subject": event, "time": datetime.now(UTC), "source": SOURCE}
    return actions.make("cheer", Cheer(participant=participant, count=count), **about)
