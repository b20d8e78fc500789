"""Sport profiles: which discipline a sport is, and the shape of its contests."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=1, le=99)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]


class ScoreFormat(Struct, frozen=True, tag="score", tag_field="discipline", forbid_unknown_fields=True):
    """Two sides score in periods of time. Extra time and a shoot-out may follow; the shoot-out is not in the score.

    The shoot-out is the period after the last one of extra time: 5 in football.
    """

    periods: Count = 2
    period_s: Seconds = 2700
    extra_periods: Annotated[int, Meta(ge=0, le=9)] = 2
    extra_period_s: Seconds = 900

    @property
    def shootout(self) -> int:
        """Number of the period in which kicks decide."""
        return self.periods + self.extra_periods + 1

    @property
    def last_period(self) -> int:
        """The highest period number that an action may name."""
        return self.shootout


class SetsFormat(Struct, frozen=True, tag="sets", tag_field="discipline", forbid_unknown_fields=True):
    """Two sides play points; a set goes to the first with *points* and a lead of *margin*, the event to the first
    with more than half of *best_of* sets. The deciding set is played to *last_points*."""

    points: Count = 11
    last_points: Count = 11
    margin: Count = 2
    best_of: Count = 5

    @property
    def sets_to_win(self) -> int:
        """How many sets decide the event."""
        return self.best_of // 2 + 1

    @property
    def last_period(self) -> int:
        """The highest set number that an action may name."""
        return self.best_of

    def target(self, number: int) -> int:
        """Points that win set *number*, counted from 1."""
        return self.last_points if number == self.best_of else self.points


Format = ScoreFormat | SetsFormat

# Sources: IFAB Laws of the Game 7 and 10; ITTF Laws 2.11 and 2.12; FIVB Rules 6.1 to 6.3; BWF Laws 7;
# FIBA Rules 8; IHF Rules 2.
PROFILES: dict[str, Format] = {
    "football": ScoreFormat(),
    "table-tennis": SetsFormat(points=11, last_points=11, margin=2, best_of=5),
    "volleyball": SetsFormat(points=25, last_points=15, margin=2, best_of=5),
    "badminton": SetsFormat(points=21, last_points=21, margin=2, best_of=3),
    "handball": ScoreFormat(periods=2, period_s=1800, extra_periods=4, extra_period_s=300),
    "foosball": SetsFormat(points=10, last_points=10, margin=1, best_of=1),
}
