"""The states of races and challenges: short, however large the field is. Whom they leave out is in ``sport.field``.

Moments are milliseconds since the epoch, times and gaps are milliseconds, distances are metres.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

RunnerStatus = Literal["finished", "running", "lapped", "waiting", "DNF", "DNS", "DSQ"]


class Question(Struct, omit_defaults=True):
    """What was recorded and does not count, because of *reason*, until somebody confirms, assigns or retracts it.

    *bib* is empty where nobody knows whose it is.
    """

    action: str
    bib: str
    at: int
    reason: str
    what: str = ""
    lap: int | None = None
    source: str = ""


class Slot(Struct, omit_defaults=True):
    """A checkpoint in a lap, *distance* from the start of the race; *passed* have been there."""

    checkpoint: str
    name: str
    lap: int
    distance: float
    passed: int = 0


class Line(Struct, omit_defaults=True):
    """A line of the leaderboard.

    *splits* are the slots that were passed, each as its number with the time that counts: from the gun, or net.
    *time* is the official one of those who finished. *gap* is how far behind the leader at the last slot. *next_at* and
    *finish_at* are predicted from the pace so far; both are moments.
    """

    id: str
    name: str
    status: RunnerStatus
    rank: int | None = None
    team: str = ""
    category: str = ""
    wave: str = ""
    splits: list[tuple[int, int | None]] = []
    time: int | None = None
    gun: int | None = None
    net: int | None = None
    gap: int | None = None
    next_at: int | None = None
    finish_at: int | None = None
    questioned: int = 0
    note: str = ""


class Front(Struct, omit_defaults=True):
    """Who leads a race, and where; *time* is the official one of who finished, else that of the last split."""

    name: str
    slot: str
    distance: float
    time: int | None = None


class Passed(Struct, omit_defaults=True):
    """Who has just been where."""

    id: str
    name: str
    slot: int
    at: int


class RaceState(Struct, omit_defaults=True):
    """A race: how many are where, who leads, and what is questioned; *starts* are the guns by wave.

    *numbers* are the participants by status. *over* is when it was ended: what is recorded later is questioned.
    """

    slots: list[Slot] = []
    starts: dict[str, int] = {}
    numbers: dict[str, int] = {}
    front: Front | None = None
    leaders: list[Line] = []
    latest: list[Passed] = []
    categories: list[str] = []
    waves: list[str] = []
    over: int | None = None
    questioned: int = 0
    questions: list[Question] = []


class MemberLine(Struct, omit_defaults=True):
    """A member of a challenge: *total* in the challenge's unit, *days* on which there was something."""

    id: str
    name: str
    team: str
    total: float
    rank: int | None = None
    days: int = 0
    questioned: int = 0


class TeamLine(Struct, omit_defaults=True):
    """A team of a challenge: *score* is the average of its members, or the sum; *by_day* are sums by day."""

    id: str
    name: str
    score: float
    total: float
    rank: int | None = None
    members: int = 0
    active: int = 0
    by_day: dict[str, float] = {}


class Leading(Struct, omit_defaults=True):
    """The team, or without teams the member, that is first in a challenge."""

    name: str
    score: float


class ChallengeState(Struct, omit_defaults=True):
    """A challenge: what all did together, by team and by day, in its own unit, and the members with the most."""

    total: float = 0
    members: int = 0
    active: int = 0
    by_day: dict[str, float] = {}
    front: Leading | None = None
    teams: list[TeamLine] = []
    leaders: list[MemberLine] = []
    questioned: int = 0
    questions: list[Question] = []


class RaceBrief(Struct, omit_defaults=True):
    """What a card shows of a race."""

    starts: dict[str, int] = {}
    numbers: dict[str, int] = {}
    front: Front | None = None


class ChallengeBrief(Struct, omit_defaults=True):
    """What a card shows of a challenge."""

    total: float = 0
    members: int = 0
    front: Leading | None = None
