"""What Prometheus answers to the queries that stand in pages.

A browser names a block of a page; it cannot send a query. A query is asked once for all viewers of this process, not
more often than its page says, and by few threads at a time; while Prometheus is away, the last answer is given, with
its age.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from lib.adapters.prometheus import BadQuery, Metrics, Result
from lib.charts import series
from lib.errors import Unavailable
from lib.wiki import kinds
from lib.wiki.blocks import Block

USUAL_EVERY_S = 15
LEAST_EVERY_S = 2
DEADLINE_S = 4.0
AT_A_TIME = 4
MOST_KEPT = 500
MOST_SERIES = 12
USUAL_SPAN_S = 3600

_LABEL = re.compile(r"\{+\s*(\w+)\s*\}+")


class Line(Struct, frozen=True):
    """A series: its name, and its values, each with its time in ms; None where there is no number."""

    name: str
    points: list[tuple[int, float | None]]


class Answer(Struct, frozen=True):
    """What is known: as of *at* (ms), asked again after *every* seconds. *problem* says what is wrong, if anything is;
    the lines are then the last ones that there were, if there were any."""

    query: str
    at: int
    every: int
    lines: tuple[Line, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class _Asked:
    """A query that is kept: its last answer, and the one that is under way."""

    answer: Answer | None = None
    due: float = 0.0
    task: asyncio.Task[None] | None = None


@dataclass
class Answers:
    """The answers of this process. Lives in the event loop."""

    metrics: Metrics
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, _Asked] = field(default_factory=OrderedDict)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))

    async def get(self, block: Block) -> Answer:
        """The answer to *block*: not older than it allows, if Prometheus answers in time."""
        asked = self._kept.setdefault(block.digest, _Asked())
        self._kept.move_to_end(block.digest)
        if asked.task is None and self.clock() >= asked.due:
            asked.task = asyncio.create_task(self._ask(block, asked))
        if asked.task:
            await asyncio.wait([asked.task], timeout=DEADLINE_S)
        self._forget()
        return asked.answer or _waiting(block)

    async def _ask(self, block: Block, asked: _Asked) -> None:
        try:
            async with self._slots:
                asked.answer = await asyncio.to_thread(ask, self.metrics, block, datetime.now(UTC))
        except (BadQuery, Unavailable) as error:
            asked.answer = _failed(block, asked.answer, error)
        finally:
            asked.due = self.clock() + every(block)
            asked.task = None

    def _forget(self) -> None:
        """Let go of what nobody has looked at for longest."""
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def ask(metrics: Metrics, block: Block, now: datetime) -> Answer:
    """Ask what *block* wants to know. Raise BadQuery and Unavailable."""
    last = block.attributes.get("last", "")
    if last or block.kind.name == "chart":
        span = timedelta(seconds=kinds.seconds(last) if last else USUAL_SPAN_S)
        result = metrics.range(block.query, now - span, now)
    else:
        result = metrics.instant(block.query, now)
    lines = tuple(_lines(result, block.attributes.get("names", "")))
    shown = lines[: 1 if block.kind.name == "stat" else MOST_SERIES]
    at = round(now.timestamp() * 1000)
    return Answer(block.query, at, every(block), shown, _too_many(block, len(lines), len(shown)))


def every(block: Block) -> int:
    """After how many seconds *block* is asked again."""
    said = block.attributes.get("every", "")
    return max(LEAST_EVERY_S, kinds.seconds(said)) if said else USUAL_EVERY_S


def _lines(result: Result, pattern: str) -> Iterator[Line]:
    """The series, the one with the highest last value first; *pattern* says what each is called."""
    told = series.names(result.labels)
    rows = list(result.frame.groupby("series", sort=True))
    for number, one in sorted(rows, key=lambda row: -_number(row[1]["value"].iloc[-1])):
        times, values = one["time"].astype("int64"), one["value"]
        name = _named(pattern, result.labels.loc[number].to_dict()) if pattern else told.get(number, "")
        yield Line(name, [(int(at), _finite(value)) for at, value in zip(times, values, strict=True)])


def _named(pattern: str, labels: Mapping[str, object]) -> str:
    return _LABEL.sub(lambda found: str(labels.get(found[1], "")), pattern)


def _too_many(block: Block, found: int, shown: int) -> str:
    if found <= shown:
        return ""
    if block.kind.name == "stat":
        return f"This query finds {found} series, and a stat shows one number: sum() or max() makes one of them."
    return f"This query finds {found} series; the {shown} highest are shown."


def _failed(block: Block, last: Answer | None, error: BadQuery | Unavailable) -> Answer:
    if isinstance(error, BadQuery):
        problem = f"Prometheus does not take this query (line {block.line}): {error}"
        return Answer(block.query, round(time.time() * 1000), every(block), problem=problem)
    problem = "Prometheus does not answer."
    return msgspec.structs.replace(last, problem=problem) if last else Answer(block.query, 0, every(block), (), problem)


def _waiting(block: Block) -> Answer:
    return Answer(block.query, 0, every(block), problem="Prometheus has not answered yet.")


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _number(value: float) -> float:
    return value if math.isfinite(value) else -math.inf
