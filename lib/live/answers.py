"""What Prometheus answers to the queries that stand in pages.

A browser names a block of a page; it cannot send a query. A query is asked once for all viewers of this process, and
not more often than its page says; while Prometheus is away, the last answer is given, with its age.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from lib.adapters.prometheus import BadQuery, Metrics, Result
from lib.adapters.prometheus_sharing import Kept, Shared
from lib.charts import series
from lib.errors import Unavailable
from lib.wiki import kinds
from lib.wiki.blocks import Block

USUAL_EVERY_S = 15
LEAST_EVERY_S = 2
DEADLINE_S = 4.0
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


async def get(shared: Shared, block: Block) -> Answer:
    """The answer to *block*: not older than it allows, if Prometheus answers in time."""
    kept = shared.once(
        ("block", block.digest), lambda: ask(shared.metrics, block, datetime.now(UTC)), keep_s=every(block)
    )
    future = asyncio.wrap_future(kept.future)
    future.add_done_callback(asyncio.Future.exception)  # one that comes too late is nobody's defect
    await asyncio.wait([future], timeout=DEADLINE_S)
    return _outcome(block, kept) if future.done() else kept.last or _waiting(block)


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


def _outcome(block: Block, kept: Kept) -> Answer:
    try:
        return kept.future.result()
    except BadQuery as error:
        problem = f"Prometheus does not take this query (line {block.line}): {error}"
        return Answer(block.query, round(time.time() * 1000), every(block), problem=problem)
    except Unavailable:
        problem = "Prometheus does not answer."
        return msgspec.structs.replace(kept.last or _waiting(block), problem=problem)


def _waiting(block: Block) -> Answer:
    return Answer(block.query, 0, every(block), problem="Prometheus has not answered yet.")


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _number(value: float) -> float:
    return value if math.isfinite(value) else -math.inf
