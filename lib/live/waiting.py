"""Events that wait for an organizer: their start is due, or they are live and their clock stands."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lib.adapters import instruments
from lib.sport import fold
from lib.sport.profiles import ScoreFormat
from lib.sport.state import SummaryState

LONGEST_S = 86_400  # what has waited for longer was forgotten, and is no news any more
MOST = 50


class Wait(NamedTuple):
    """An event that waits, since when, and for what: ``start`` or ``clock``."""

    seconds: float
    event: str
    competition: str
    reason: str


def waits(states: Iterable[SummaryState], now: float) -> Iterator[Wait]:
    """All that wait at the moment *now*, in seconds since the epoch."""
    for state in states:
        if state.declared is None:
            continue
        since = _due(state) if state.status == "scheduled" else _stands(state) if state.status == "live" else None
        if since is not None and 0 < now - since < LONGEST_S:
            reason = "start" if state.status == "scheduled" else "clock"
            yield Wait(now - since, state.id, state.declared.competition, reason)


def measure(states: Iterable[SummaryState]) -> None:
    """Give Prometheus those that have waited the longest."""
    found = heapq.nlargest(MOST, waits(states, time.time()))
    instruments.WAITING.clear()
    for one in found:
        instruments.WAITING.labels(one.event, one.competition, one.reason).set(one.seconds)


def _due(state: SummaryState) -> float | None:
    start = state.declared.start
    return start.timestamp() if start else None


def _stands(state: SummaryState) -> float | None:
    """Since when the clock of a match against the clock has stood still."""
    clock = state.clock
    if clock is None or clock.running or not isinstance(fold.format_of(state.declared), ScoreFormat):
        return None
    return clock.at / 1000
