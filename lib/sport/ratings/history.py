"""The history of ratings: what every game was expected to be, what it was, and what it changed."""

from __future__ import annotations

import math
from typing import NamedTuple

from msgspec import Struct

from lib.sport.ratings.systems import OpenSkill, Rating, Side, System


class Bout(NamedTuple):
    """One game as one side sees it: *expected* before it, and what it was: 1 won, 0.5 drawn, 0 lost."""

    event: str
    opponent: str
    expected: float
    actual: float


class Change(Struct, frozen=True):
    """What the games of one period did to a rating. *time* is that of the last one, in milliseconds since the epoch."""

    time: int | None
    bouts: tuple[Bout, ...]
    before: Rating
    after: Rating

    @property
    def delta(self) -> float:
        """How much it rose."""
        return self.after.value - self.before.value


class Ratings(Struct, frozen=True):
    """Current ratings, and how they came about, the oldest change first."""

    system: System
    current: dict[str, Rating]
    history: dict[str, list[Change]]

    def of(self, one: str) -> Rating:
        """The rating of somebody, whether they have played or not."""
        return self.current.get(one, self.system.first)

    def strength(self, one: str | Side) -> float:
        """What rankings go by: the rating of somebody, or of the members of a team together; of openskill at least what
        it is for certain."""
        ratings = [self.of(person) for person in ((one,) if isinstance(one, str) else one)]
        together = Rating(
            sum(rating.value for rating in ratings), math.hypot(*(rating.deviation or 0 for rating in ratings))
        )
        return together.careful if isinstance(self.system, OpenSkill) else together.value

    @property
    def order(self) -> list[str]:
        """Who has played, the strongest first; equals by id."""
        return sorted(self.current, key=lambda one: (-self.strength(one), one))
