"""Sport profiles: which discipline a sport is, and the shape of its contests."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Word = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:~-]*$")]
Count = Annotated[int, Meta(ge=1, le=99)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
Metres = Annotated[float, Meta(ge=0, le=10_000_000)]
Amount = Annotated[float, Meta(ge=0, le=1e9)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]

MOST_SLOTS = 400
MOST_COURSE_POINTS = 250
Unit = Literal["steps", "m", "km", "mi", "s", "min", "h"]
Confirmation = Literal["anyone", "opponent"]

# How much of a metric's base (steps, metres, seconds) one unit is. The mile is the international one of 1959.
UNITS: dict[str, tuple[str, float]] = {
    "steps": ("steps", 1), "m": ("distance", 1), "km": ("distance", 1000), "mi": ("distance", 1609.344),
    "s": ("duration", 1), "min": ("duration", 60), "h": ("duration", 3600),
}  # fmt: skip


class ScoreFormat(Struct, frozen=True, tag="score", tag_field="discipline", forbid_unknown_fields=True):
    """Two sides score in periods of time. Extra time and a shoot-out may follow; the shoot-out is not in the score.

    The shoot-out is the period after the last one of extra time: 5 in football.
    """

    periods: Count = 2
    period_s: Seconds = 2700
    extra_periods: Annotated[int, Meta(ge=0, le=9)] = 2
    extra_period_s: Seconds = 900
    confirmation: Confirmation = "anyone"

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
    confirmation: Confirmation = "anyone"

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


class ResultFormat(Struct, frozen=True, tag="result", tag_field="discipline", forbid_unknown_fields=True):
    """Two sides, and a result that is entered whole: chess. The *points* of an event are shared by the sides.

    With the *confirmation* of the opponent, a result is confirmed only by the side that did not enter it.
    """

    points: Annotated[float, Meta(gt=0, le=100)] = 1.0
    draws: bool = True
    confirmation: Confirmation = "anyone"

    @property
    def last_period(self) -> int:
        """No action of it names a period beyond the first."""
        return 1


class Checkpoint(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line that is timed: *distance* in metres from the start of a lap, along the course."""

    id: Word
    distance: Metres = 0.0
    name: Annotated[str, Meta(max_length=60)] = ""


class RaceFormat(Struct, frozen=True, tag="race", tag_field="discipline", forbid_unknown_fields=True):
    """Many start and pass checkpoints; who is at the last one, in the last of *laps*, has finished.

    A checkpoint at 0 m, unless it is the only one, is the line of the start and is passed once. *rank_by* is the time
    from the gun, or the net time from the own crossing of the start. *round_up* shows times as whole seconds, rounded
    up, as on roads (World Athletics, Technical Rules 19.24); places go by the whole time. Readings of a line within
    *tolerance_s* are one crossing; nobody is faster than *fastest*, in metres per second. *open*: who is not on the
    list of entries takes part, too. *course* are points of its line, latitude and longitude.
    """

    checkpoints: Annotated[list[Checkpoint], Meta(min_length=1, max_length=60)] = field(
        default_factory=lambda: [Checkpoint("finish")]
    )
    laps: Count = 1
    rank_by: Literal["gun", "net"] = "gun"
    round_up: bool = True
    tolerance_s: Annotated[float, Meta(ge=0, le=3600)] = 10.0
    fastest: Annotated[float, Meta(gt=0, le=100)] = 12.0
    open: bool = False
    course: Annotated[list[tuple[Latitude, Longitude]], Meta(max_length=MOST_COURSE_POINTS)] = []

    def __post_init__(self) -> None:
        """Raise ValueError when the checkpoints are not in order."""
        if len({one.id for one in self.checkpoints}) < len(self.checkpoints):
            raise ValueError("Two checkpoints have the same id")
        if any(one.distance >= other.distance for one, other in pairwise(self.checkpoints)):
            raise ValueError("Each checkpoint is farther from the start than the one before it")
        if len(self.checkpoints) * self.laps > MOST_SLOTS:
            raise ValueError(f"Checkpoints times laps are more than {MOST_SLOTS}")

    @property
    def last_period(self) -> int:
        """No action of it names a period beyond the first."""
        return 1


class Conversion(Struct, frozen=True, forbid_unknown_fields=True):
    """What an activity of another kind counts: each *unit* of *sport* gives so much of the challenge's own unit."""

    sport: Word
    unit: Unit
    gives: Amount


class ChallengeFormat(Struct, frozen=True, tag="challenge", tag_field="discipline", forbid_unknown_fields=True):
    """Everybody collects steps, kilometres or minutes, day by day; days are those of the member's own time zone.

    *target*, if there is one, is for each person, for each team or for all together, from *first_day* to *last_day*.
    A member's day counts up to *daily_cap*, and up to *manual_cap* of what was entered by hand; 0 days of entries by
    hand count nothing. *sports* are those that count; another one counts by its conversion. A *team* has the average
    of its members, so that small ones have their chance, or the sum. Nothing is taken after *late_until*.
    """

    unit: Unit = "steps"
    first_day: date | None = None
    last_day: date | None = None
    target: Amount | None = None
    target_of: Literal["person", "team", "all"] = "person"
    daily_cap: Amount | None = None
    manual_cap: Amount | None = None
    team: Literal["average", "sum"] = "average"
    late_until: Annotated[datetime, Meta(tz=True)] | None = None
    sports: Annotated[list[Word], Meta(max_length=50)] = []
    conversions: Annotated[list[Conversion], Meta(max_length=50)] = []
    open: bool = False

    @property
    def metric(self) -> str:
        """What is counted: steps, distance or duration."""
        return UNITS[self.unit][0]

    @property
    def last_period(self) -> int:
        """No action of it names a period beyond the first."""
        return 1


TwoSided = ScoreFormat | SetsFormat | ResultFormat
Format = ScoreFormat | SetsFormat | ResultFormat | RaceFormat | ChallengeFormat

# Sources: IFAB Laws of the Game 7 and 10; ITTF Laws 2.11 and 2.12; FIVB Rules 6.1 to 6.3; BWF Laws 7;
# FIBA Rules 8; IHF Rules 2; FIDE Laws of Chess 10.
PROFILES: dict[str, Format] = {
    "football": ScoreFormat(),
    "table-tennis": SetsFormat(points=11, last_points=11, margin=2, best_of=5),
    "volleyball": SetsFormat(points=25, last_points=15, margin=2, best_of=5),
    "badminton": SetsFormat(points=21, last_points=21, margin=2, best_of=3),
    "handball": ScoreFormat(periods=2, period_s=1800, extra_periods=4, extra_period_s=300),
    "basketball": ScoreFormat(periods=4, period_s=600, extra_periods=9, extra_period_s=300),
    "foosball": SetsFormat(points=10, last_points=10, margin=1, best_of=1),
    "chess": ResultFormat(),
    "running": RaceFormat(),
    "cycling": RaceFormat(round_up=False, fastest=30.0),
    "steps": ChallengeFormat(),
}
