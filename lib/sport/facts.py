"""What actions say: the data of each kind, for contests of two sides and for what all events share.

The words follow the IPTC Sport Schema. What races and challenges add is in ``field_facts``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from lib.sport.profiles import PROFILES, ChallengeFormat, Format, RaceFormat

Id = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:~-]*$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=1000)]
Moment = Annotated[datetime, Meta(tz=True)]
Period = Annotated[int, Meta(ge=1, le=99)]
Clock = Annotated[float, Meta(ge=0, le=86_400)]
Percent = Annotated[float, Meta(ge=0, le=100)]
Points = Annotated[int, Meta(ge=0, le=100)]
Pair = Annotated[list[Points], Meta(min_length=2, max_length=2)]
MOST_LISTS = 1000
Method = Literal["open", "penalty", "own", "free-kick", "header"]
Card = Literal["yellow", "second-yellow", "red", "foul", "time-penalty"]
Half = Annotated[int, Meta(ge=0, le=100)] | Annotated[float, Meta(ge=0, le=100, multiple_of=0.5)]

Status = Literal[
    "scheduled", "live", "break", "suspended", "ended", "confirmed",
    "postponed", "cancelled", "abandoned", "forfeited", "awarded",
]  # fmt: skip


class Data(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an action of one kind says. Times in seconds; places in per cent of the pitch, seen by the acting side."""


class Member(Data, kw_only=True):
    """A person of a team."""

    id: Id
    name: Name
    number: Annotated[int, Meta(ge=0, le=999)] | None = None
    position: Text = ""
    role: Literal["starter", "bench"] = "starter"


class Competitor(Data, kw_only=True):
    """Who can win or lose: a team, an individual or a pair.

    In races and challenges individuals and pairs take part, under their *bib* or their *id*, and so do the members of
    teams; *team* is the id of the one that somebody runs for.
    """

    id: Id
    name: Name
    short: Annotated[str, Meta(max_length=12)] = ""
    members: Annotated[list[Member], Meta(max_length=100)] = []
    kind: Literal["team", "individual", "pair"] = "team"
    bib: Id | None = None
    team: Annotated[str, Meta(max_length=128)] = ""
    category: Annotated[str, Meta(max_length=60)] = ""
    wave: Annotated[str, Meta(max_length=60)] = ""


class Play(Data, kw_only=True):
    """What the actions in the course of play have in common: when on the event's own clock, and where."""

    period: Period | None = None
    clock: Clock | None = None
    x: Percent | None = None
    y: Percent | None = None


class EventDeclared(Data, kw_only=True):
    """An event comes into being, from a fixture in Git or ad hoc. The first competitor is the home side.

    A later declaration replaces an earlier one. Without a format the sport's own profile holds. A contest of two sides
    has two competitors; a race or a challenge has as many as fit, and more come with ``entry``. *lists* are the actions
    of those entries, by a digest of what is in them, where who declares has to know them again.
    """

    sport: Id
    competitors: Annotated[list[Competitor], Meta(max_length=1000)] = []
    competition: Annotated[str, Meta(max_length=128)] = ""
    season: Text = ""
    stage: Text = ""
    round: Text = ""
    title: Text = ""
    start: Moment | None = None
    venue: Text = ""
    format: Format | None = None
    revision: Annotated[str, Meta(max_length=64)] = ""
    credit: Text = ""
    lists: Annotated[dict[str, Id], Meta(max_length=MOST_LISTS)] = {}

    def __post_init__(self) -> None:
        """Raise ValueError for a contest of two sides without two different ones."""
        shape = self.format or PROFILES.get(self.sport)
        if isinstance(shape, RaceFormat | ChallengeFormat):
            if len({one.id for one in self.competitors}) < len(self.competitors):
                raise ValueError("Two competitors have the same id")
        elif len(self.competitors) != 2 or self.competitors[0].id == self.competitors[1].id:
            raise ValueError(f"A contest of two sides needs two different competitors, {len(self.competitors)} given")


class EventStatus(Data, kw_only=True):
    """The event's status changes. *participant* is the side that says so, where a result needs the opponent's word.

    *revision* is the commit of the content that it follows from, if it does.
    """

    status: Status
    participant: Id | None = None
    reason: Text = ""
    revision: Annotated[str, Meta(max_length=64)] = ""


class PeriodStart(Data, kw_only=True):
    """A period begins and its clock runs from zero. *rate* is clock seconds per second: above 1 in a fast replay."""

    period: Period
    rate: Annotated[float, Meta(gt=0, le=1000)] = 1.0


class PeriodEnd(Data, kw_only=True):
    """A period is over and its clock stops."""

    period: Period


class ClockAdjust(Data, kw_only=True):
    """The clock is set, stopped or let run; *added* is the added time that was announced, in seconds."""

    period: Period
    clock: Clock
    running: bool = True
    rate: Annotated[float, Meta(gt=0, le=1000)] = 1.0
    added: Clock | None = None


class Score(Play, kw_only=True):
    """A goal or a point. An own goal names the acting side and counts for *credited_to*, else for the opponent.

    In the shoot-out, 0 points record a kick that missed.
    """

    participant: Id
    points: Points = 1
    method: Method = "open"
    credited_to: Id | None = None
    member: Text = ""
    assist: Text = ""


class SetEnd(Data, kw_only=True):
    """A set is given to a side although the format's rule does not decide it: informal play, or an injury."""

    participant: Id
    reason: Text = ""


class Lineup(Data, kw_only=True):
    """Who plays for a side, and who waits on the bench."""

    participant: Id
    members: Annotated[list[Member], Meta(min_length=1, max_length=100)]
    formation: Text = ""


class Substitution(Play, kw_only=True):
    """One member comes on for another."""

    participant: Id
    member_in: Text
    member_out: Text


class Sanction(Play, kw_only=True):
    """A card, a foul or a time penalty."""

    participant: Id
    kind: Card
    member: Text = ""
    minutes: Annotated[int, Meta(ge=1, le=60)] | None = None
    reason: Text = ""


class ReviewStart(Play, kw_only=True):
    """An action is under review; the score stands until the review ends."""

    action: Id | None = None
    reason: Text = ""


class ReviewEnd(Play, kw_only=True):
    """The review is over. An overturned action is retracted or amended by an action of its own."""

    outcome: Literal["upheld", "overturned"]
    action: Id | None = None
    reason: Text = ""


class PlayAction(Play, kw_only=True):
    """Anything else that happened: a pass, a shot, a duel; counted by kind and side."""

    participant: Id
    kind: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]
    outcome: Annotated[str, Meta(max_length=40)] = ""
    member: Text = ""
    end_x: Percent | None = None
    end_y: Percent | None = None


class Retract(Data, kw_only=True):
    """An action did not happen. Retracting a correction takes it back."""

    action: Id
    reason: Text = ""


class Amend(Data, kw_only=True):
    """An action happened otherwise: *fields* replace the same fields of its data."""

    action: Id
    fields: Annotated[dict[str, Any], Meta(min_length=1, max_length=20)]
    reason: Text = ""


class Result(Data, kw_only=True):
    """A contest of two sides entered whole: the points of its games, or its score. It replaces what was there before.

    *participant* is the side that enters it. Half points, as in chess, are 0.5.
    """

    games: Annotated[list[Pair], Meta(min_length=1, max_length=99)] | None = None
    score: Annotated[list[Half], Meta(min_length=2, max_length=2)] | None = None
    participant: Id | None = None
    reason: Text = ""


class Decision(Data, kw_only=True):
    """What an authority decided.

    *award*: the event goes to a side, perhaps with a score, and is over. *override*: its score is another one.
    *deduction*: a competitor loses *points* in the competition, because of this event. *note*: nothing but a remark.
    """

    kind: Literal["award", "override", "deduction", "note"]
    reason: Annotated[str, Meta(min_length=1, max_length=1000)]
    participant: Id | None = None
    score: Annotated[list[Half], Meta(min_length=2, max_length=2)] | None = None
    points: Annotated[int, Meta(ge=1, le=1000)] | None = None
