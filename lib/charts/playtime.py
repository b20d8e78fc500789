"""When an action happened on the event's own clock, so that breaks do not stretch a chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lib.sport import fold
from lib.sport.actions import Action, EventDeclared, EventStatus, Lineup, PeriodEnd, PeriodStart
from lib.sport.profiles import Format, ScoreFormat


@dataclass(slots=True)
class Span:
    """A period: where it starts in seconds of play, how long it is, and when it began, in ms since the epoch."""

    number: int
    began: int
    rate: float
    length: float = 0.0
    offset: float = 0.0
    over: bool = False

    def elapsed(self, at: int) -> float:
        """Seconds from its beginning to the moment *at*."""
        return max(0.0, (at - self.began) / 1000 * self.rate)


class Playtime:
    """The time of play of one event, added time included, breaks left out.

    Without periods, as in table tennis, it is the time since the first action. *actions* are those that hold, amended.
    """

    def __init__(self, actions: Iterable[Action]) -> None:
        given = sorted(actions, key=lambda action: action.order)
        self._shape = _shape(given)
        self._spans = _spans(given)
        self._first = min((one.at for one in given if not isinstance(one.data, EventDeclared | Lineup)), default=0)

    @property
    def periods(self) -> list[tuple[str, float]]:
        """The name of each period, and the minute of play at which it starts."""
        return [(_name(self._shape, span.number), span.offset / 60) for span in self._spans.values()]

    def position(self, minute: float) -> tuple[int, float]:
        """The period in which a *minute* of play lies, and how many minutes after its start."""
        started = [span for span in self._spans.values() if span.offset <= minute * 60]
        return (started[-1].number, minute - started[-1].offset / 60) if started else (1, minute)

    def minute(self, action: Action) -> float:
        """Minutes of play up to *action*."""
        span = self._span(action)
        if span is None:
            return max(0.0, (action.at - self._first) / 60_000)
        return (span.offset + self._into(span, action)) / 60

    def place(self, action: Action) -> tuple[int, float]:
        """The period of *action*, and how many seconds into it; without periods, seconds since the first action."""
        span = self._span(action)
        return (span.number, self._into(span, action)) if span else (1, self.minute(action) * 60)

    def meant(self, minute: float, added: float = 0.0) -> tuple[int, float]:
        """The place that people mean by a *minute*, with *added* time as in 45+2: minutes count from kick-off by the
        rules' lengths of the periods."""
        left, spans = minute * 60, list(self._spans.values())
        for span in spans[:-1] if isinstance(self._shape, ScoreFormat) else ():
            nominal = self._nominal(span.number)
            if left < nominal or (added and left <= nominal):
                return span.number, left + added * 60
            left -= nominal
        return (spans[-1].number if spans else 1), left + added * 60

    def label(self, action: Action) -> str:
        """The minute as people say it: ``45+2'``."""
        span = self._span(action)
        if span is None or not isinstance(self._shape, ScoreFormat):
            return f"{self.minute(action):.0f} min"
        if span.number == self._shape.shootout:
            return "shoot-out"
        nominal = self._nominal(span.number)
        before = sum(self._nominal(number) for number in range(1, span.number))
        running = int(self._into(span, action) // 60)
        last = nominal // 60 - 1
        shown = f"{before // 60 + min(running, last) + 1}"
        return f"{shown}+{running - last}'" if running > last else f"{shown}'"

    def _span(self, action: Action) -> Span | None:
        number = getattr(action.data, "period", None)
        if number in self._spans:
            return self._spans[number]
        started = [span for span in self._spans.values() if span.began <= action.at]
        return max(started, key=lambda span: span.number) if started else next(iter(self._spans.values()), None)

    def _into(self, span: Span, action: Action) -> float:
        clock = getattr(action.data, "clock", None)
        if clock is not None:
            return clock
        elapsed = span.elapsed(action.at)
        return min(elapsed, span.length) if span.over else elapsed

    def _nominal(self, number: int) -> int:
        """Seconds that a period lasts by the rules."""
        return self._shape.period_s if number <= self._shape.periods else self._shape.extra_period_s


def _shape(given: list[Action]) -> Format:
    declared = next((one.data for one in reversed(given) if isinstance(one.data, EventDeclared)), None)
    return fold.format_of(declared) if declared else ScoreFormat()


def _name(shape: Format, number: int) -> str:
    if isinstance(shape, ScoreFormat) and number > shape.periods:
        return "Shoot-out" if number == shape.shootout else f"Extra {number - shape.periods}"
    if isinstance(shape, ScoreFormat) and shape.periods == 2:
        return ("1st half", "2nd half")[number - 1]
    return f"Period {number}"


def _spans(given: list[Action]) -> dict[int, Span]:
    spans: dict[int, Span] = {}
    current: Span | None = None
    for one in given:
        if isinstance(one.data, PeriodStart):
            current = spans[one.data.period] = Span(one.data.period, one.at, one.data.rate)
        elif current is not None and not current.over and _stops(one):
            current.over = True
            current.length = max(current.length, current.elapsed(one.at))
        if getattr(one.data, "period", None) in spans:
            span = spans[one.data.period]
            span.length = max(span.length, getattr(one.data, "clock", None) or 0.0)
    offset = 0.0
    for number in sorted(spans):
        spans[number].offset = offset
        offset += spans[number].length
    return dict(sorted(spans.items()))


def _stops(action: Action) -> bool:
    data = action.data
    return isinstance(data, PeriodEnd) or (isinstance(data, EventStatus) and data.status != "live")
