"""Prometheus' answers, decoded at the border: the envelope, series, native histograms, alerts and rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeVar

import msgspec
import numpy as np
import pandas as pd
from msgspec import Raw, Struct

from lib.errors import Refused

T = TypeVar("T")

# What Prometheus says when it is itself in trouble, and not the query.
IN_TROUBLE = {"internal", "unavailable", "canceled"}
_PLACE = re.compile(r"(?:^|: )(\d+):(\d+): (?:parse error: )?(.*)", re.DOTALL)


class BadQuery(Refused):
    """A query that Prometheus does not take, in its own words. *kind* is its word for it, such as ``bad_data``.

    *offset* is the character of the query at which it is wrong, from 0, where Prometheus says it; *reason* is the same
    text without the place.
    """

    def __init__(self, kind: str, message: str, query: str = "") -> None:
        text = message.removeprefix('invalid parameter "query": ').removeprefix('invalid parameter "match[]": ')
        super().__init__(text)
        self.kind = kind
        place = _PLACE.search(text)
        self.reason = place[3] if place else text
        self.offset = _offset(query, int(place[1]), int(place[2])) if place else None


@dataclass(frozen=True, slots=True)
class Result:
    """What a query found.

    *frame* has a row for each value: ``series`` (a number from 0), ``time`` (UTC) and ``value`` (NaN and infinities
    as they are). *labels* has a row for each series, with its number as index and a column for each label; what a
    series does not have is empty. *histograms* has a row for each bucket of each native histogram: ``series``,
    ``time``, ``lower``, ``upper`` and ``count``. *warnings* and *infos* are Prometheus' own. *step* is what was really
    asked for, after limits; None for an instant.
    """

    query: str
    frame: pd.DataFrame
    labels: pd.DataFrame
    histograms: pd.DataFrame
    warnings: list[str] = field(default_factory=list)
    infos: list[str] = field(default_factory=list)
    step: timedelta | None = None

    @property
    def empty(self) -> bool:
        """Whether there is not one value."""
        return self.frame.empty

    def wide(self) -> pd.DataFrame:
        """A row for each time, a column for each series."""
        return self.frame.pivot(index="time", columns="series", values="value")

    def rows(self) -> pd.DataFrame:
        """A row for each value with all labels, as a table for people. A label called like our own columns keeps its
        name, and ours gives way."""
        own = {
            name: f"{name}_of_sample" if name in self.labels.columns else name for name in ("series", "time", "value")
        }
        return self.frame.rename(columns=own).join(self.labels, on=own["series"]).drop(columns=own["series"])


class Histogram(Struct):
    """A native histogram: each bucket is a rule for its ends, lower and upper bound, and the count in it."""

    count: str
    sum: str
    buckets: list[tuple[int, str, str, str]] = []


class Series(Struct):
    """A series as Prometheus answers it: one value, or several, or native histograms, which are not numbers."""

    metric: dict[str, str] = {}
    value: tuple[float, str] | None = None
    values: list[tuple[float, str]] = []
    histogram: tuple[float, Histogram] | None = None
    histograms: list[tuple[float, Histogram]] = []

    @property
    def points(self) -> list[tuple[float, str]]:
        """Its numbers, with times in seconds."""
        return [self.value] if self.value else self.values

    @property
    def shapes(self) -> list[tuple[float, Histogram]]:
        """Its native histograms, with times in seconds."""
        return [self.histogram] if self.histogram else self.histograms


class Found(Struct, rename="camel"):
    """The answer to a query; the form of *result* depends on its type."""

    result_type: Literal["matrix", "vector", "scalar", "string"]
    result: Raw


class Envelope(Struct, rename="camel"):
    """What every answer of Prometheus' API is wrapped in."""

    status: Literal["success", "error"]
    data: Raw = Raw(b"null")
    error_type: str = ""
    error: str = ""
    warnings: list[str] = []
    infos: list[str] = []


class Described(Struct):
    """What Prometheus knows of a metric that it scrapes. Of one that is pushed it knows nothing."""

    type: str = "unknown"
    help: str = ""
    unit: str = ""


class Alert(Struct, rename="camel"):
    """An alert that is pending or fires, since *active_at*."""

    state: str
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    active_at: datetime | None = None
    value: str = ""


class Rule(Struct, rename="camel"):
    """A rule: *state* is an alerting rule's, *health* says whether it could be computed, *duration* is its ``for``."""

    name: str
    query: str
    type: Literal["alerting", "recording"]
    state: str = ""
    health: str = ""
    last_error: str = ""
    duration: float = 0.0
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    alerts: list[Alert] = []


class RuleGroup(Struct):
    """Rules that are computed together."""

    name: str
    file: str
    rules: list[Rule] = []


def opened(body: bytes, query: str = "") -> Envelope:
    """The envelope of an answer. Raise BadQuery when it holds an error, msgspec.DecodeError when it is none."""
    envelope = _envelopes.decode(body)
    if envelope.status == "error":
        raise BadQuery(envelope.error_type, envelope.error, query)
    return envelope


def data(envelope: Envelope, kind: type[T]) -> T:
    """What is in the envelope, as a *kind*. Raise msgspec.DecodeError."""
    return msgspec.json.decode(envelope.data, type=kind)


def result(query: str, envelope: Envelope, step: timedelta | None = None) -> Result:
    """What a query found. Raise BadQuery for a text, which is nothing to draw."""
    found = _series(data(envelope, Found))
    histograms = sum(bool(one.shapes) for one in found)
    infos = list(envelope.infos)
    if histograms:
        infos.append(f"{histograms} series are native histograms: a heat map shows them, lines do not.")
    return Result(query, _frame(found), _labels(found), _buckets(found), list(envelope.warnings), infos, step)


def _series(found: Found) -> list[Series]:
    if found.result_type == "scalar":
        return [Series(value=_scalars.decode(found.result))]
    if found.result_type == "string":
        raise BadQuery("bad_data", "The query gives a text, and not numbers.")
    return _many.decode(found.result)


def _frame(found: list[Series]) -> pd.DataFrame:
    counts = [len(one.points) for one in found]
    points = [point for one in found for point in one.points]
    return pd.DataFrame(
        {
            "series": np.repeat(np.arange(len(found), dtype="int64"), counts),
            "time": _times([at for at, _ in points]),
            "value": np.array([float(value) for _, value in points], dtype="float64"),
        }
    )


def _buckets(found: list[Series]) -> pd.DataFrame:
    if not any(one.shapes for one in found):
        return _no_buckets()
    rows = [
        (number, at, float(lower), float(upper), float(count))
        for number, one in enumerate(found)
        for at, histogram in one.shapes
        for _, lower, upper, count in histogram.buckets
    ]
    return _bucket_frame(rows)


def _bucket_frame(rows: list[tuple[int, float, float, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["series", "time", "lower", "upper", "count"])
    frame["time"] = _times(frame["time"])
    return frame.astype({"series": "int64", "lower": "float64", "upper": "float64", "count": "float64"})


@cache
def _no_buckets() -> pd.DataFrame:
    """One for all: most answers have none, and making a frame takes longer than everything else of them."""
    return _bucket_frame([])


def _times(seconds: Any) -> pd.DatetimeIndex:
    milliseconds = np.round(np.asarray(seconds, dtype="float64") * 1000).astype("datetime64[ms]")
    return pd.DatetimeIndex(milliseconds).tz_localize(UTC)


def _labels(found: list[Series]) -> pd.DataFrame:
    index = pd.RangeIndex(len(found), name="series")
    names = list(dict.fromkeys(name for one in found for name in one.metric))
    columns = {name: [one.metric.get(name, "") for one in found] for name in names}
    return pd.DataFrame(columns, index=index, columns=names, dtype="object")


def _offset(query: str, line: int, column: int) -> int:
    """The character that Prometheus means by *line* and *column*, which it counts from 1 and in bytes."""
    lines = query.split("\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    within = lines[line - 1].encode()[: column - 1] if line <= len(lines) else b""
    return min(len(query), before + len(within.decode(errors="ignore")))


_envelopes = msgspec.json.Decoder(Envelope)
_many = msgspec.json.Decoder(list[Series])
_scalars = msgspec.json.Decoder(tuple[float, str])
