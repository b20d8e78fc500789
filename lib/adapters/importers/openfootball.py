"""openfootball's JSON of a tournament or a league season, in its layouts since 2018, as actions.

What the layouts say differently: a goal's ``minute`` is a number with an ``offset``, or a text such as ``"90+6"``;
matches are listed in ``matches``, or by ``rounds``; a team is a name, or an object with a name; a time has its offset
from UTC, or is local. Own goals are listed under the side that benefits. Half-time scores are not always right (World
Cup 2018, Japan-Poland: goal in minute 59, half-time 0-1), so the minutes of the goals are taken, and half-time only
where there are none.

Not in these files, and therefore plausible rather than recorded: how long a half lasted, and the second of a goal,
which is put in the middle of its minute. Nor who kicked when in a shoot-out: each side's kicks are one action with
their sum. A file without scorers gives each side's goals of a half as one action with their sum, and no minute.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from lib.adapters.importers import nations
from lib.adapters.importers.script import Script, slug
from lib.errors import BadImport
from lib.sport.actions import Action

CREDIT = "openfootball, CC0"

# First minute and length of each period, in minutes: IFAB Laws of the Game 7.
PERIODS = {1: (0, 45), 2: (45, 45), 3: (90, 15), 4: (105, 15)}
SHOOTOUT = 5
BREAKS = {1: timedelta(minutes=15), 2: timedelta(minutes=5), 3: timedelta(minutes=2), 4: timedelta(minutes=5)}
CONFIRMED_AFTER = timedelta(hours=1)
DECLARED_BEFORE = timedelta(days=1)

# Where files give local times without their offset, by how their name begins.
ZONES = {
    "World Cup 2022": "Asia/Qatar",
    "English": "Europe/London",
    "Deutsche": "Europe/Berlin",
    "Spanish": "Europe/Madrid",
    "Italian": "Europe/Rome",
    "French": "Europe/Paris",
}  # fmt: skip

Count = Annotated[int, Meta(ge=0, le=100)]
Pair = tuple[Count, Count]


class Goal(Struct):
    """A goal, listed under the side for which it counts."""

    minute: int | str
    name: str = ""
    offset: int = 0
    penalty: bool = False
    owngoal: bool = False


class Result(Struct):
    """Scores at half-time, after 90 minutes, after extra time, and in the shoot-out alone."""

    ft: Pair
    ht: Pair | None = None
    et: Pair | None = None
    p: Pair | None = None


class Team(Struct):
    """A team, where the layout gives more than its name."""

    name: str


class Match(Struct):
    """A match as the file says it."""

    date: str
    team1: str | Team
    team2: str | Team
    round: str = ""
    time: str | None = None
    score: Result | None = None
    goals1: list[Goal] = []
    goals2: list[Goal] = []
    group: str | None = None
    ground: str | None = None

    @property
    def teams(self) -> tuple[str, str]:
        """The names of both sides, home first."""
        return tuple(team if isinstance(team, str) else team.name for team in (self.team1, self.team2))

    @property
    def final(self) -> Pair:
        """The score at the end, without a shoot-out."""
        return self.score.et or self.score.ft


class Round(Struct):
    """Matches of one round."""

    name: str
    matches: list[Match]


class Tournament(Struct):
    """A file."""

    name: str
    matches: list[Match] = []
    rounds: list[Round] = []


def recognises(document: object) -> bool:
    """Whether *document* has what every layout has."""
    return isinstance(document, dict) and "name" in document and ("matches" in document or "rounds" in document)


def read(document: dict[str, Any]) -> list[Action]:
    """The actions of every match, in the file's order. Raise BadImport with the place.

    A match without a score is declared, and nothing more; it is known since the newest match with a score has ended.
    """
    try:
        tournament = msgspec.convert(document, Tournament)
    except msgspec.ValidationError as error:
        raise BadImport(f"{error}.") from None
    parts = [_Part(tournament.name, place, match) for place, match in _matches(tournament)]
    _all_different(parts)
    played = [part.play() for part in parts if part.match.score is not None]
    if not played:
        raise BadImport(f"no match of {tournament.name!r} has a score; fixtures are declared in competitions/, in Git.")
    newest = max(action.time for script in played for action in script.actions)
    ahead = [part.announce(newest) for part in parts if part.match.score is None]
    return [action for script in [*played, *ahead] for action in script.actions]


def _matches(tournament: Tournament) -> list[tuple[str, Match]]:
    flat = [(f"$.matches[{number}]", match) for number, match in enumerate(tournament.matches)]
    for number, one in enumerate(tournament.rounds):
        for index, match in enumerate(one.matches):
            match.round = match.round or one.name
            flat.append((f"$.rounds[{number}].matches[{index}]", match))
    return flat


def _all_different(parts: list[_Part]) -> None:
    seen: dict[str, str] = {}
    for part in parts:
        if part.event in seen:
            raise BadImport(f"{part.place} is the same match as {seen[part.event]}: {part.event}.")
        seen[part.event] = part.place


class _Part:
    """One match of a file on its way to actions."""

    def __init__(self, tournament: str, place: str, match: Match) -> None:
        self.place, self.match, self._tournament = place, match, tournament
        self.competition = slug(tournament)
        self._sides = [nations.competitor(name) for name in match.teams]
        in_league = not match.round or re.fullmatch(r"(Matchday|Round) \d+", match.round)
        self._stage = match.group or ("" if in_league else "Knockout stage")
        tie = slug(match.group or match.round) if self._stage else ""
        self.event = "-".join(filter(None, [self.competition, tie, *(side.id for side in self._sides)]))
        self._kick_off = self._start()

    def announce(self, at: datetime) -> Script:
        """The declaration alone, made at most a day before the kick-off."""
        script = Script(self.event, "openfootball")
        script.add(
            "event.declared",
            min(at, self._kick_off - DECLARED_BEFORE),
            sport="football",
            competitors=self._sides,
            competition=self.competition,
            season=season(self._tournament),
            stage=self._stage,
            round=self.match.round,
            start=self._kick_off,
            venue=self.match.ground or "",
            credit=CREDIT,
        )
        return script

    def play(self) -> Script:
        """The whole match, and that its result is final."""
        script = self.announce(self._kick_off)
        goals = self._goals()
        began = self._kick_off
        periods = [1, 2, 3, 4] if self._extra else [1, 2]
        for period in periods:
            ended = self._period(script, period, began, [goal for goal in goals if goal["period"] == period])
            if period != periods[-1] or self.match.score.p:
                script.add("event.status", ended, status="break")
            began = ended + BREAKS[period]
        if self.match.score.p:
            ended = self._shootout(script, began)
        script.add("event.status", ended, status="ended")
        script.add("event.status", ended + CONFIRMED_AFTER, status="confirmed")
        return script

    @property
    def _extra(self) -> bool:
        return self.match.score.et is not None

    def _period(self, script: Script, period: int, began: datetime, goals: list[dict[str, Any]]) -> datetime:
        length = PERIODS[period][1] * 60
        length = max([length, *(goal["clock"] + 30 for goal in goals if goal["clock"] is not None)])
        script.add("period.start", began, period=period)
        for goal in goals:
            script.add("score", began + timedelta(seconds=length if goal["clock"] is None else goal["clock"]), **goal)
        ended = began + timedelta(seconds=length)
        script.add("period.end", ended, period=period)
        return ended

    def _shootout(self, script: Script, began: datetime) -> datetime:
        ended = began + timedelta(minutes=10)
        script.add("period.start", began, period=SHOOTOUT)
        for side, scored in zip(self._sides, self.match.score.p, strict=True):
            if scored:
                script.add("score", ended, participant=side.id, points=scored, method="penalty", period=SHOOTOUT)
        script.add("period.end", ended, period=SHOOTOUT)
        return ended

    def _goals(self) -> list[dict[str, Any]]:
        listed = (self.match.goals1, self.match.goals2)
        if not any(listed):
            return self._sums()
        counted = tuple(len(goals) for goals in listed)
        if counted != self.match.final:
            told, given = ("-".join(map(str, pair)) for pair in (counted, self.match.final))
            raise BadImport(
                f"{self.place}: {' - '.join(self.match.teams)} is {given}, but the goals listed give {told}."
            )
        goals = [self._goal(side, index, goal) for side in (0, 1) for index, goal in enumerate(listed[side])]
        return sorted(goals, key=lambda goal: (goal["period"], goal["clock"]))

    def _goal(self, side: int, index: int, goal: Goal) -> dict[str, Any]:
        minute, offset = _minute(goal, f"{self.place}.goals{side + 1}[{index}].minute")
        period, clock = clock_of(minute, offset, self._extra)
        own = goal.owngoal
        return {
            "participant": self._sides[1 - side if own else side].id,
            "method": "own" if own else "penalty" if goal.penalty else "open",
            "member": goal.name,
            "period": period,
            "clock": clock,
        }

    def _sums(self) -> list[dict[str, Any]]:
        """The goals of a file that names no scorers: their number, by side and half."""
        score = self.match.score
        reached = {1: score.ht or (0, 0), 2: score.ft, 3: score.ft, 4: score.et or score.ft}
        before, sums = (0, 0), []
        for period, after in reached.items():
            for side in (0, 1):
                points = after[side] - before[side]
                if points < 0:
                    raise BadImport(f"{self.place}.score: {before[side]} goals became {after[side]}.")
                if points:
                    sums.append(
                        {"participant": self._sides[side].id, "points": points, "period": period, "clock": None}
                    )
            before = after
        return sums

    def _start(self) -> datetime:
        """Kick-off in UTC. Noon, where the file has a date alone."""
        found = re.fullmatch(r"(\d{1,2}):(\d\d)(?: UTC([+-]\d{1,2})(?::(\d\d))?)?", self.match.time or "12:00 UTC+0")
        try:
            day = date.fromisoformat(self.match.date)
            clock = time(int(found[1]), int(found[2]))
            if not 1800 <= day.year <= 2200:
                raise ValueError(day)
            return datetime.combine(day, clock, self._zone(found[3], found[4])).astimezone(UTC)
        except (ValueError, TypeError):
            raise BadImport(
                f"{self.place}: {self.match.date!r} and {self.match.time!r} are not a date such as '2026-06-11' "
                "and a time such as '13:00 UTC-6'."
            ) from None

    def _zone(self, hours: str | None, minutes: str | None) -> tzinfo:
        if hours is not None:
            sign = -1 if hours.startswith("-") else 1
            return timezone(timedelta(hours=int(hours), minutes=sign * int(minutes or 0)))
        for beginning, name in ZONES.items():
            if self._tournament.startswith(beginning):
                return ZoneInfo(name)
        raise BadImport(
            f"{self.place}.time: {self.match.time!r} is local, and nothing says where; write it as '20:00 UTC+1'."
        )


def season(tournament: str) -> str:
    """The year, or the years, in a tournament's name."""
    found = re.search(r"\d{4}(?:[/-]\d{2,4})?", tournament)
    return found[0] if found else ""


def clock_of(minute: int, offset: int, extra: bool) -> tuple[int, float]:
    """Period, and seconds into it, of the middle of a *minute* with *offset* minutes of added time.

    Minute 46 is the first of the second half, 45+1 the 46th of the first. Without *extra* time, a minute after the
    90th is one of added time that was counted through.
    """
    last = 4 if extra else 2
    period = next((number for number, (first, length) in PERIODS.items() if minute <= first + length), last)
    period = min(period, last)
    return period, max(0.0, (minute - PERIODS[period][0] + offset) * 60 - 30.0)


def _minute(goal: Goal, place: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3})(?:\+(\d{1,2}))?'?", str(goal.minute))
    if found is None or int(found[1]) > 125:
        raise BadImport(f"{place}: {goal.minute!r} is not a minute such as 43 or '90+6'.")
    return int(found[1]), int(found[2] or 0) + goal.offset
