"""Dates: on which days rounds are played, and when and where the games of a round begin."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from lib.content.fixtures import Dates


class When(Struct, frozen=True):
    """When and where something takes place, as far as that is known. Without a time of day, *day* says when."""

    start: datetime | None = None
    day: date | None = None
    venue: str = ""

    def otherwise(self, other: When) -> When:
        """This, and what it does not say from *other*."""
        if self.start or self.day:
            return When(self.start, self.day, self.venue or other.venue)
        return When(other.start, other.day, self.venue or other.venue)


def of_game(dates: Dates | None, round: int, board: int, zone: ZoneInfo) -> When:
    """When the game with the number *board* of a *round* is; both count from 0.

    The games of a round fill all venues at the first time, then all at the second one.
    """
    if dates is None:
        return When()
    on = day(dates, round)
    venue = dates.venues[board % len(dates.venues)] if dates.venues else ""
    if on is None or not dates.times:
        return When(day=on, venue=venue)
    clock = time.fromisoformat(dates.times[board // max(1, len(dates.venues)) % len(dates.times)])
    return When(start=datetime.combine(on, clock, zone), venue=venue)


def day(dates: Dates, round: int) -> date | None:
    """The day of a *round*, counted from 0: of those listed, or after so many steps that are not left out."""
    if round < len(dates.days):
        return dates.days[round]
    if dates.first is None:
        return None
    on, left = dates.first, round - len(dates.days)
    while left or on in dates.skip:
        left -= on not in dates.skip
        on += timedelta(days=dates.every)
    return on
