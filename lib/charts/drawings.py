"""Panels as drawings: pure, from tidy frames to what a browser only has to paint.

A drawing holds no units and no colours, which are the panel's own; numbers that are none (NaN, infinities) are None.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from msgspec import Struct

from lib.charts.windows import UNMOVED, Shift

MOST_LINES = 60  # more cannot be told apart, and cost every viewer's browser
MOST_ROWS = 1000
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")

Spoken = Mapping[str, Mapping[str, str]]  # for a label, what its values are called


@dataclass(frozen=True, slots=True)
class Part:
    """What one query found: *frame* and *labels* as a Result has them, and how its series are called.

    *shift* moves it on in time; a *faint* one is there to compare with.
    """

    frame: pd.DataFrame
    labels: pd.DataFrame
    query: str = ""
    name_format: str = ""
    shift: Shift = UNMOVED
    faint: bool = False
    suffix: str = ""


class Line(Struct, omit_defaults=True):
    """A series over the times of its drawing."""

    name: str
    values: list[float | None]
    labels: dict[str, str] = {}
    faint: bool = False


class Lines(Struct, tag="lines", tag_field="kind"):
    """Values over time; *times* are seconds since 1970."""

    times: list[float]
    lines: list[Line]
    left_out: int = 0


class Bar(Struct):
    """A bar."""

    name: str
    value: float | None
    labels: dict[str, str] = {}


class Bars(Struct, tag="bars", tag_field="kind"):
    """A bar for each series."""

    bars: list[Bar]
    left_out: int = 0


class Number(Struct):
    """A number, the moment it is of, and its course before."""

    name: str
    value: float | None
    at: float | None
    values: list[float | None] = []


class Numbers(Struct, tag="numbers", tag_field="kind"):
    """A number for each series, with its course over *times*."""

    times: list[float]
    numbers: list[Number]
    left_out: int = 0


class Rows(Struct, tag="rows", tag_field="kind"):
    """A table. Cells of the columns named in *numeric* are numbers."""

    columns: list[str]
    numeric: list[str]
    rows: list[list[str | float | None]]
    left_out: int = 0


class Heat(Struct, tag="heat", tag_field="kind"):
    """Counts in buckets over time: for each of *bounds*, from the lowest, and each of *times*."""

    times: list[float]
    bounds: list[tuple[float | None, float | None]]
    counts: list[list[float | None]]


class Text(Struct, tag="text", tag_field="kind"):
    """HTML that was sanitised."""

    html: str


Drawing = Lines | Bars | Numbers | Rows | Heat | Text


@dataclass(frozen=True)
class Grid:
    """The times of a chart: from *start* to *end*, each *step*."""

    start: datetime
    end: datetime
    step: timedelta
    spoken: Spoken = field(default_factory=dict)

    @cached_property
    def times(self) -> np.ndarray:
        """All of them, in seconds since 1970."""
        count = round((self.end - self.start) / self.step) + 1
        return self.start.timestamp() + np.arange(count) * self.step.total_seconds()

    def places(self, moments: pd.Series, shift: Shift) -> np.ndarray:
        """Which of the times each of *moments* is; what lies outside has a place outside too."""
        seconds = shift.here(moments.astype("int64").to_numpy() / 1000) - self.start.timestamp()
        return np.round(seconds / self.step.total_seconds()).astype("int64")


def lines(parts: Sequence[Part], grid: Grid) -> Lines:
    """A line for each series. Where a series has no sample it has a gap."""
    drawn: list[Line] = []
    total = 0
    for part, names in zip(parts, _names(parts, grid.spoken), strict=True):
        total += len(part.labels)
        drawn += _lines(part, names, grid, MOST_LINES - len(drawn))
    return Lines(grid.times.tolist(), drawn, total - len(drawn))


def bars(parts: Sequence[Part], grid: Grid, calculation: str, sort: str = "desc") -> Bars:
    """A bar for each series: the *calculation* over its samples."""
    found = [Bar(line.name, _calculated(line.values, calculation), line.labels) for line in lines(parts, grid).lines]
    if sort != "none":
        found.sort(key=lambda bar: -math.inf if bar.value is None else bar.value, reverse=sort == "desc")
    return Bars(found, sum(len(part.labels) for part in parts) - len(found))


def numbers(parts: Sequence[Part], grid: Grid, calculation: str) -> Numbers:
    """A number for each series: the *calculation* over its samples, and the moment of the last of them."""
    drawn = lines(parts, grid)
    found = [
        Number(one.name, _calculated(one.values, calculation), _last_moment(one.values, drawn.times), one.values)
        for one in drawn.lines
    ]
    return Numbers(drawn.times, found, drawn.left_out)


def rows(parts: Sequence[Part], spoken: Spoken) -> Rows:
    """A row for each set of labels, with the value of each query; labels that say nothing are left out."""
    frame, values = table(parts)
    labels = [name for name in frame.columns if name not in values]
    telling = [name for name in labels if frame[name].nunique() > 1 or (name != "__name__" and frame[name].any())]
    shown = frame[[*telling, *values]].head(MOST_ROWS)
    cells = [
        [
            _finite(cell) if name in values else spoken.get(name, {}).get(cell, cell)
            for name, cell in zip(shown.columns, row, strict=True)
        ]
        for row in shown.itertuples(index=False)
    ]
    return Rows([*telling, *values], values, cells, len(frame) - len(shown))


def table(parts: Sequence[Part]) -> tuple[pd.DataFrame, list[str]]:
    """The last value of each series with its labels, of several queries side by side; and which columns are values."""
    many = len(parts) > 1
    names = [f"value {chr(65 + number)}" if many else "value" for number in range(len(parts))]
    merged: pd.DataFrame | None = None
    for name, part in zip(names, parts, strict=True):
        last = part.frame.groupby("series")["value"].last()
        own = part.labels.drop(columns="__name__", errors="ignore") if many else part.labels
        # A label called value keeps its name, and the number gives way.
        column = name if name not in own.columns else f"{name} of sample"
        names[names.index(name)] = column
        frame = own.assign(**{column: last.reindex(own.index)})
        merged = frame if merged is None else _beside(merged, frame, column)
    frame = pd.DataFrame() if merged is None else merged
    labels = [one for one in frame.columns if one not in names]
    return frame[[*labels, *names]].fillna(dict.fromkeys(labels, "")), names


def _beside(merged: pd.DataFrame, frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """*frame* with its values in *column* joined to *merged*, by the labels that both have."""
    if frame.empty:
        return merged.assign(**{column: np.nan})
    if merged.empty:
        return frame.assign(**{name: np.nan for name in merged.columns if name not in frame.columns})
    shared = [one for one in frame.columns if one in merged.columns]
    return merged.merge(frame, how="outer", on=shared) if shared else merged.merge(frame, how="cross")


def heat(parts: Sequence[Part], histograms: Sequence[pd.DataFrame], grid: Grid) -> Heat:
    """Buckets over time: of series with a label ``le``, whose counts are cumulative, and of native histograms."""
    buckets = pd.concat([*(_classic(part) for part in parts), *histograms], ignore_index=True)
    times = [float(at) for at in grid.times]
    if buckets.empty:
        return Heat(times, [], [])
    buckets = buckets.assign(place=grid.places(buckets["time"], UNMOVED))
    sums = buckets.groupby(["lower", "upper", "place"])["count"].sum().reset_index()
    bounds = sorted(set(zip(sums["lower"], sums["upper"], strict=True)))
    index = {bound: number for number, bound in enumerate(bounds)}
    counts = np.full((len(bounds), len(times)), np.nan)
    for lower, upper, place, count in sums.itertuples(index=False):
        if 0 <= place < len(times):
            counts[index[lower, upper], int(place)] = count
    return Heat(times, [(_finite(low), _finite(high)) for low, high in bounds], _listed(counts))


def _lines(part: Part, names: Mapping[int, str], grid: Grid, room: int) -> list[Line]:
    times = len(grid.times)
    places = grid.places(part.frame["time"], part.shift)
    series, values = part.frame["series"].to_numpy(), part.frame["value"].to_numpy()
    within = (places >= 0) & (places < times)
    matrix = np.full((len(part.labels), times), np.nan)
    matrix[series[within], places[within]] = values[within]
    drawn = _listed(matrix[: max(0, room)])
    labels = part.labels.to_dict("records")
    return [
        Line(names[number], row, {k: v for k, v in labels[number].items() if v}, part.faint)
        for number, row in enumerate(drawn)
    ]


def _names(parts: Sequence[Part], spoken: Spoken) -> list[dict[int, str]]:
    """What the series of each part are called: as its format says, or by the labels in which they differ."""
    telling = _telling(_all_labels(parts))
    return [
        {number: _name(part, labels, telling, spoken) for number, labels in enumerate(part.labels.to_dict("records"))}
        for part in parts
    ]


def _telling(labels: pd.DataFrame) -> list[str]:
    """As few labels as tell all series apart, those with the most values first; all that differ where none do."""
    counts = {name: labels[name].nunique() for name in labels.columns if name != "__name__"}
    differing = sorted((name for name in counts if counts[name] > 1), key=lambda name: -counts[name])
    for number in range(1, len(differing)):
        chosen = differing[:number]
        if not labels.duplicated(chosen).any():
            return [name for name in labels.columns if name in chosen]
    return [name for name in labels.columns if name in differing]


def _all_labels(parts: Sequence[Part]) -> pd.DataFrame:
    if len(parts) == 1:
        return parts[0].labels
    return pd.concat([part.labels for part in parts], ignore_index=True).fillna("") if parts else pd.DataFrame()


def _name(part: Part, labels: Mapping[str, str], telling: Sequence[str], spoken: Spoken) -> str:
    def said(label: str) -> str:
        value = labels.get(label, "")
        return spoken.get(label, {}).get(value, value)

    if part.name_format:
        name = _PLACEHOLDER.sub(lambda match: said(match[1]), part.name_format)
    else:
        shown = telling or [one for one in labels if one != "__name__"][-1:]
        name = " · ".join(said(one) for one in shown if labels.get(one))
    return (name or labels.get("__name__", "") or part.query) + part.suffix


def _classic(part: Part) -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype="float64") for name in ("lower", "upper", "count")})
    if "le" not in part.labels.columns:
        return empty.assign(time=pd.Series(dtype="datetime64[ms, UTC]"))
    upper = pd.to_numeric(part.labels["le"].replace("+Inf", "inf"), errors="coerce")
    frame = part.frame.assign(upper=part.frame["series"].map(upper)).dropna(subset="upper")
    counts = frame.groupby(["time", "upper"])["value"].sum().unstack("upper").sort_index(axis="columns")
    inside = counts.diff(axis="columns").fillna({counts.columns[0]: counts.iloc[:, 0]}) if len(counts) else counts
    lower = {upper: below for below, upper in zip([0.0, *counts.columns], counts.columns, strict=False)}
    tidy = inside.clip(lower=0).stack().rename("count").reset_index()
    return tidy.assign(lower=tidy["upper"].map(lower))


CALCULATIONS: dict[str, Callable[[np.ndarray], float]] = {
    "last": lambda values: values[-1],
    "first": lambda values: values[0],
    "min": np.min,
    "max": np.max,
    "mean": np.mean,
    "sum": np.sum,
}


def _calculated(values: Sequence[float | None], calculation: str) -> float | None:
    known = np.array([value for value in values if value is not None])
    return float(CALCULATIONS[calculation](known)) if len(known) else None


def _last_moment(values: Sequence[float | None], times: Sequence[float]) -> float | None:
    return next((at for value, at in zip(reversed(values), reversed(times), strict=True) if value is not None), None)


def _listed(values: np.ndarray) -> list:
    """Numbers for a browser, with None for what is none: seven digits are more than a pixel shows."""
    with np.errstate(all="ignore"):
        scale = 10.0 ** (6 - np.floor(np.log10(np.abs(np.where(values == 0, 1, values)))))
        rounded = np.round(values * scale) / scale
    finite = np.isfinite(rounded)
    return np.where(finite, rounded, None).tolist() if not finite.all() else rounded.tolist()


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
