"""What Prometheus answers to the queries that stand in pages.

A browser names a block of a page; it cannot send a query. A query is asked once for all viewers of this process, and
not more often than its page says; while Prometheus is away, the last answer is given, with its age.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from lib.adapters.prometheus import BadQuery, Result
from lib.adapters.prometheus_sharing import Kept, Question, Shared
from lib.charts import series, windows
from lib.charts.windows import Window
from lib.errors import TouchlineError, Unavailable
from lib.live import reasons
from lib.live.reasons import Note
from lib.wiki import kinds
from lib.wiki.blocks import Block

USUAL_EVERY_S = 15
LEAST_EVERY_S = 2
DEADLINE_S = 4.0
MOST_SERIES = 12
USUAL_SPAN_S = 3600
INSTANT_S = 300  # how far Prometheus looks back for the value of a moment
AWAY = Note("away", "Prometheus does not answer.")
WAITING = Note("away", "Prometheus has not answered yet.")

_LABEL = re.compile(r"\{+\s*(\w+)\s*\}+")


class Line(Struct, frozen=True):
    """A series: its name, and its values, each with its time in ms; None where there is no number."""

    name: str
    points: list[tuple[int, float | None]]


class Answer(Struct, frozen=True):
    """What is known: as of *at* (ms), asked again after *every* seconds. *notes* say what there is to say of it; where
    Prometheus is away, the lines are the last ones that there were. *event* is the one that the query is about."""

    query: str
    at: int
    every: int
    lines: tuple[Line, ...] = ()
    notes: tuple[Note, ...] = ()
    event: str = ""
    prometheus: str = ""


async def get(shared: Shared, block: Block) -> Answer:
    """The answer to *block*: not older than it allows, if Prometheus answers in time."""
    kept = shared.once(
        ("block", block.digest),
        lambda: ask(shared, block, datetime.now(UTC)),
        keep_s=every(block),
        several=True,
    )
    future = asyncio.wrap_future(kept.future)
    future.add_done_callback(asyncio.Future.exception)  # one that comes too late is nobody's defect
    await asyncio.wait([future], timeout=DEADLINE_S)
    answer = _outcome(block, kept) if future.done() else kept.last or _without(block, WAITING)
    return msgspec.structs.replace(answer, prometheus=shared.metrics.address)


def ask(shared: Shared, block: Block, now: datetime) -> Answer:
    """Ask what *block* wants to know. Raise BadQuery and Unavailable."""
    question = _question(block, now)
    ((_, result),) = shared.ask([question])
    if isinstance(result, TouchlineError):
        raise result
    lines = tuple(_lines(result, block.attributes.get("names", "")))
    shown = lines[: 1 if block.kind.name == "stat" else MOST_SERIES]
    notes = (*reasons.notes(shared, question, result), *_too_many(block, len(lines), len(shown)))
    at = round(now.timestamp() * 1000)
    return Answer(block.query, at, every(block), shown, notes, reasons.about([block.query]))


def _question(block: Block, now: datetime) -> Question:
    last, instant = block.attributes.get("last", ""), block.kind.name == "stat"
    usual = INSTANT_S if instant else USUAL_SPAN_S
    span = timedelta(seconds=kinds.seconds(last) if last else usual)
    window = Window(now - span, now, windows.clamped(None, span))
    return Question(block.query, window, instant=instant and not last)


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


def _too_many(block: Block, found: int, shown: int) -> Iterator[Note]:
    if found <= shown:
        return
    shows = f"the {shown} highest are shown."
    if block.kind.name == "stat":
        shows = "a stat shows one number: sum() or max() makes one of them."
    yield Note("warning", f"This query finds {found} series; {shows}")


def _outcome(block: Block, kept: Kept) -> Answer:
    try:
        return kept.future.result()
    except BadQuery as error:
        note = reasons.wrong(error)
        return _without(block, msgspec.structs.replace(note, text=f"{note.text} It is in line {block.line}."))
    except Unavailable:
        last = kept.last or _without(block, AWAY)
        return msgspec.structs.replace(last, notes=(AWAY,))


def _without(block: Block, note: Note) -> Answer:
    return Answer(block.query, 0, every(block), notes=(note,))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _number(value: float) -> float:
    return value if math.isfinite(value) else -math.inf
