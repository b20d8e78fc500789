"""Which part of time a chart shows, and how finely: pure, and the same for the same words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from lib.errors import Refused

MOST_POINTS = 11_000  # of a series in one answer: Prometheus' own limit
RESOLUTIONS = {"low": 100, "medium": 250, "high": 750}  # points over a range, as Prometheus' own page counts them
LEAST_STEP = timedelta(seconds=1)
FRESH = timedelta(seconds=5)
SCRAPE = timedelta(seconds=15)  # how often Prometheus is taken to look: a rate needs four samples to be steady
LONGEST = timedelta(days=366 * 5)

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
_DURATION = re.compile(r"(?:\d+(?:ms|[smhdwy]))+")
_PART = re.compile(r"(\d+)(ms|[smhdwy])")


@dataclass(frozen=True, slots=True)
class Window:
    """From *start* to *end*, in steps. *relative* is the length that was asked for when it ends now, else empty."""

    start: datetime
    end: datetime
    step: timedelta
    relative: str = ""

    @property
    def span(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def aligned(self) -> Window:
        """The same with both ends on whole steps since 1970.

        So a chart that is asked again a moment later has the same points, and does not shimmer; and many who look at
        the same chart ask the same question.
        """
        return replace(self, start=_floor(self.start, self.step), end=_floor(self.end, self.step))

    @property
    def times(self) -> dict[str, str]:
        """What a query may say of its window: ``$__interval`` and so on, by their names without the sign."""
        return {
            "__interval": written(self.step),
            "__rate_interval": written(max(self.step + SCRAPE, 4 * SCRAPE)),
            "__range": written(max(self.span, LEAST_STEP)),
            "__from": str(round(self.start.timestamp() * 1000)),
            "__to": str(round(self.end.timestamp() * 1000)),
        }

    def fresh(self) -> Window:
        """The same with its end as it is, to a few seconds: for a number, which has to be the newest one."""
        end = _floor(self.end, min(self.step, FRESH))
        return replace(self, start=end - self.span // self.step * self.step, end=end)

    def moved(self, by: Shift) -> Window:
        """The window in which what *by* moves here is found."""
        ends = (datetime.fromtimestamp(by.there(at.timestamp()), UTC) for at in (self.start, self.end))
        return replace(self, start=next(ends), end=next(ends), relative="")


@dataclass(frozen=True, slots=True)
class Shift:
    """How something else is laid over a chart: what came after each moment of *theirs* comes after that of *ours*.

    Both are in seconds since 1970, equally many, and rising. Nothing is laid over what is after the next moment.
    """

    ours: tuple[float, ...] = (0.0,)
    theirs: tuple[float, ...] = (0.0,)

    @classmethod
    def by(cls, length: timedelta) -> Shift:
        """For what was the same *length* earlier throughout."""
        return cls(theirs=(-length.total_seconds(),))

    def here(self, moments: np.ndarray) -> np.ndarray:
        """Where *moments* of the other lie in the chart."""
        return _from_to(self.theirs, self.ours, moments)

    def there(self, moment: float) -> float:
        """Which moment of the other lies at a *moment* of the chart."""
        return float(_from_to(self.ours, self.theirs, np.array([moment]))[0])


UNMOVED = Shift()


def window(range_: str, start: str, end: str, resolution: str, now: datetime) -> Window:
    """The window that an address asks for: *range_* such as ``6h`` up to now, or *start* and *end* as ISO moments.

    *resolution* is low, medium or high, or a step such as ``30s``. Raise Refused, saying what is wrong.
    """
    if start or end:
        first, last = moment(start, "from"), moment(end, "to") if end else now
        if not first < last:
            raise Refused(f"The range ends ({last:%Y-%m-%d %H:%M:%S}) before it begins ({first:%Y-%m-%d %H:%M:%S}).")
        span, relative = last - first, ""
    else:
        span, last, relative = duration(range_), now, range_
        first = now - span
    if span > LONGEST:
        raise Refused("A range is five years at most.")
    return Window(first, last, step(span, resolution), relative)


def step(span: timedelta, resolution: str = "medium") -> timedelta:
    """The time between two points of a chart that shows *span*: the rule of Prometheus' own page, in whole seconds.

    A resolution that is a duration is that step, enlarged until Prometheus takes it.
    """
    if resolution in RESOLUTIONS:
        return max(LEAST_STEP, timedelta(seconds=span // timedelta(seconds=RESOLUTIONS[resolution])))
    return clamped(duration(resolution), span)


def clamped(wanted: timedelta | None, span: timedelta) -> timedelta:
    """The step *wanted*, or a usual one, enlarged until *span* has no more points than Prometheus takes."""
    least = timedelta(milliseconds=math.ceil(span / timedelta(milliseconds=MOST_POINTS - 1)))
    return max(wanted or step(span), least, timedelta(milliseconds=1))


def duration(text: str) -> timedelta:
    """A duration as PromQL writes it, such as ``90s`` or ``1h30m``. Raise Refused."""
    if not _DURATION.fullmatch(text) or len(text) > 40:
        raise Refused(f"{text!r} is no duration. Write a number and ms, s, m, h, d, w or y, such as 15m or 1h30m.")
    seconds = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    if not 0 < seconds < LONGEST.total_seconds() * 2:
        raise Refused(f"{text!r} is too short or too long.")
    return timedelta(seconds=seconds)


def written(length: timedelta) -> str:
    """*length* as PromQL writes it: ``90000 ms`` is ``1m30s``."""
    rest, parts = round(length / timedelta(milliseconds=1)), []
    for unit in ("d", "h", "m", "s", "ms"):
        size = round(_UNITS[unit] * 1000)
        number, rest = divmod(rest, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"


def moment(text: str, name: str) -> datetime:
    """An ISO moment in UTC unless it says otherwise. Raise Refused, calling it *name*."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{name} is {text!r}, and not a moment such as 2026-05-02T14:00:00Z.") from None
    return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)


def _from_to(given: Sequence[float], wanted: Sequence[float], moments: np.ndarray) -> np.ndarray:
    after = np.maximum(np.searchsorted(given, moments, side="right") - 1, 0)
    limits = np.array([*wanted[1:], np.inf])
    return np.minimum(moments - np.array(given)[after] + np.array(wanted)[after], limits[after])


def _floor(at: datetime, step: timedelta) -> datetime:
    epoch = datetime.fromtimestamp(0, UTC)
    return epoch + (at - epoch) // step * step
