"""Why a query gives nothing, or nothing new: a sentence, and where in the query it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct
from rapidfuzz import fuzz, process

from lib.adapters.prometheus import BadQuery, Result
from lib.adapters.prometheus_sharing import Answer, Question, Shared, waited
from lib.content import promql
from lib.content.promql import BadPromQL, Selector
from lib.errors import TouchlineError

FAR_BACK = timedelta(days=30)
MOST_SERIES = 50  # whose newest sample is looked for
COMPARISONS = {">", "<", "==", "!=", ">=", "<="}

Kind = Literal["no-series", "no-data", "stale", "away", "wrong", "warning", "info"]


class Note(Struct, omit_defaults=True):
    """A sentence about an answer: of which query (from 0), at which character of it, and which moment it speaks of."""

    kind: Kind
    text: str
    query: int | None = None
    offset: int | None = None
    at: float | None = None


def notes(shared: Shared, question: Question, answer: Answer, number: int | None = None) -> Iterator[Note]:
    """All that there is to say of an answer; it may ask once more why there is nothing."""
    if isinstance(answer, BadQuery):
        yield wrong(answer, number)
    elif isinstance(answer, TouchlineError):
        yield Note("away", str(answer), number)
    else:
        yield from remarks(answer, number)
        if answer.empty and answer.histograms.empty:
            yield nothing(shared, question, number)
        elif found := stale(answer, question, number):
            yield found


def remarks(result: Result, number: int | None = None) -> Iterator[Note]:
    """What Prometheus itself says of what it found."""
    yield from (Note("warning", text, number) for text in result.warnings)
    yield from (Note("info", text, number) for text in result.infos)


def about(queries: Iterable[str]) -> str:
    """The event that *queries* are about; empty where it is not one alone."""
    try:
        return promql.about(queries, "event")
    except BadPromQL:
        return ""


def wrong(error: BadQuery, number: int | None = None) -> Note:
    """The query is wrong, here."""
    if error.kind == "timeout":
        return Note("wrong", "This takes Prometheus too long: choose a shorter range or a lower resolution.", number)
    return Note("wrong", f"Prometheus does not take this query: {error.reason}.", number, error.offset)


def nothing(shared: Shared, question: Question, number: int | None = None) -> Note:
    """No such series, or no data in this range; of several selectors, the first that has none."""
    try:
        asked = promql.selectors(question.query)
        end = max(question.window.end, datetime.now(UTC))
        for selector in asked:
            if not shared.listing("series", selector.text, question.window.start - FAR_BACK, end, 1):
                return Note("no-series", _missing(shared, selector, question), number)
        return _no_data(shared, asked, question, number)
    except (TouchlineError, TimeoutError):
        return Note("no-data", "No data in this range.", number)


def stale(result: Result, question: Question, number: int | None = None) -> Note | None:
    """Stale since: all series have ended before the range does. A comparison that no longer holds is no such end."""
    if question.instant or _compares(question.query) or result.frame.empty:
        return None
    last = result.frame["time"].max().to_pydatetime()
    if question.window.end - last < max(2 * question.window.step, timedelta(seconds=10)):
        return None
    text = f"Stale since {last:%d %b, %H:%M} UTC: what this asks for has ended, or its source is away."
    return Note("stale", text, number, at=last.timestamp())


def _missing(shared: Shared, selector: Selector, question: Question) -> str:
    window = question.window
    known = shared.listing("values", "__name__", "", window.start - FAR_BACK, window.end, 10_000).names
    if not selector.name or selector.name in known:
        return f"No such series: {selector.text} matches none in the 30 days before. Look at its labels."
    near = process.extract(selector.name, known, scorer=fuzz.WRatio, limit=3, score_cutoff=75)
    hint = f" Did you mean {', '.join(name for name, *_ in near)}?" if near else ""
    return f"No such series: Prometheus has no metric {selector.name}.{hint}"


def _no_data(shared: Shared, asked: list[Selector], question: Question, number: int | None) -> Note:
    newest = _newest(shared, asked[0], question) if asked else None
    if newest is None:
        return Note("no-data", "No data in this range: choose a longer one.", number)
    if newest < question.window.start:
        text = f"No data in this range. The last sample is of {newest:%d %b, %H:%M} UTC."
        return Note("no-data", text, number, at=newest.timestamp())
    return Note("no-data", "There are samples in this range, but this query makes nothing of them.", number)


def _newest(shared: Shared, selector: Selector, question: Question) -> datetime | None:
    """About when there was a sample last, by a coarse look back that is quick where there are few series."""
    end = question.window.end
    if len(shared.listing("series", selector.text, end - FAR_BACK, end, MOST_SERIES)) == MOST_SERIES:
        return None
    query = f"max(max_over_time(timestamp({selector.text})[30d:5m]))"
    (future,) = shared.begin([Question(query, question.window, instant=True)])
    frame = waited(future, 10).frame
    return None if frame.empty else datetime.fromtimestamp(frame["value"].iloc[0], UTC)


def _compares(query: str) -> bool:
    depth = 0
    for token in promql.tokens(query):
        if token.text in "{}" and token.kind == "sign":
            depth += 1 if token.text == "{" else -1
        elif depth == 0 and token.kind == "sign" and token.text in COMPARISONS:
            return True
    return False
