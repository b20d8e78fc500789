"""What actions say in races and challenges, in which many take part, each with facts of their own.

Who is meant is the *bib*, or the id of somebody who wears none; a challenge calls them members.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from zlib import crc32

from msgspec import Meta, Struct

from lib.sport.facts import Data, Id, Moment, Name, Text
from lib.sport.profiles import Amount, Latitude, Longitude, Metres, Unit, Word

SHARDS = 32  # parts of a field whose positions travel apart, so that several processors can share one race
Label = Annotated[str, Meta(max_length=60)]
Speed = Annotated[float, Meta(ge=0, le=200)]
LapNumber = Annotated[int, Meta(ge=1, le=999)]


def shard_of(who: str) -> int:
    """The part of a field that *who* belongs to: CRC-32 of the UTF-8 text, modulo the number of parts."""
    return crc32(who.encode()) % SHARDS


class Entrant(Data, kw_only=True):
    """Somebody on the list of entries. *id* is the bib in a race, the member in a challenge."""

    id: Id
    name: Name
    team: Annotated[str, Meta(max_length=128)] = ""
    category: Label = ""
    wave: Label = ""


class Entries(Data, kw_only=True):
    """Who takes part, as many as fit: a large field comes in several of these. A later one replaces an earlier one."""

    entrants: Annotated[list[Entrant], Meta(min_length=1, max_length=1000)]


class Start(Data, kw_only=True):
    """The gun, for a *wave*, or for all waves that have none of their own. The first one of a wave stands."""

    wave: Label = ""


class Someone(Data, kw_only=True):
    """What is said of one participant: *bib* and *participant* are two names for the same."""

    bib: Id | None = None
    participant: Id | None = None

    @property
    def who(self) -> str:
        """The participant; empty while nobody knows."""
        return self.bib or self.participant or ""


class Passing(Someone, kw_only=True):
    """Somebody passes a checkpoint. Without a bib the time is kept, and the bib is amended later.

    *lap* counts from 1; it is inferred where it is missing. *chip* is the reader's own moment, where it is better than
    the action's time. *confirmed*: a person looked at it and it counts, whatever speaks against it.
    """

    checkpoint: Word
    lap: LapNumber | None = None
    chip: Moment | None = None
    confirmed: bool = False


class Fix(Struct, frozen=True, array_like=True):
    """Where somebody is: *late* is how many seconds before the action's time; *distance* in m, *speed* in m/s."""

    who: Id
    lat: Latitude
    lon: Longitude
    late: Annotated[float, Meta(ge=0, le=86_400)] = 0
    distance: Metres | None = None
    speed: Speed | None = None


class Position(Someone, kw_only=True):
    """Where one participant is, or, as *positions*, where many of one part of the field are.

    Only the newest of each participant is kept beside the log; a position is never corrected, the next one is better.
    """

    lat: Latitude | None = None
    lon: Longitude | None = None
    distance: Metres | None = None
    speed: Speed | None = None
    positions: Annotated[list[Fix], Meta(min_length=1, max_length=2000)] | None = None

    def __post_init__(self) -> None:
        """Raise ValueError unless it is one place of one participant, or many of one part of the field."""
        single = bool(self.who) and self.lat is not None and self.lon is not None
        if single == (self.positions is not None):
            raise ValueError("A position has a bib, lat and lon, or a list of positions")
        if self.positions and len({shard_of(one.who) for one in self.positions}) > 1:
            raise ValueError(f"All participants of one action have the same CRC-32 modulo {SHARDS}: group them by it")

    @property
    def fixes(self) -> list[Fix]:
        """The places that it says."""
        return self.positions or [Fix(self.who, self.lat, self.lon, 0, self.distance, self.speed)]

    @property
    def shard(self) -> int:
        """The part of the field that it is of."""
        return shard_of(self.positions[0].who if self.positions else self.who)


class ResultStatus(Someone, kw_only=True):
    """Somebody did not start, did not finish, is disqualified, or was lapped and taken out; ok takes that back."""

    status: Literal["DNS", "DNF", "DSQ", "LAP", "ok"]
    reason: Text = ""

    def __post_init__(self) -> None:
        """Raise ValueError when nobody is named."""
        if not self.who:
            raise ValueError("A status names a bib or a participant")


class Activity(Data, kw_only=True):
    """What somebody did on a *day* of their own calendar. Activities of a day add up.

    *total*: the value is all that there is for the day so far, of its sport, or steps of whatever sport. Only the
    largest one counts, and single activities are in it.
    """

    member: Id
    value: Amount
    unit: Unit
    day: date
    sport: Word = "walking"
    source: Literal["device", "manual"] = "manual"
    total: bool = False
