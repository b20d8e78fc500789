"""Challenges: what members do day by day, and what it comes to for them, their teams and all together.

Amounts are counted in thousandths of the challenge's own unit, as whole numbers, so that sums do not depend
on the order in which they are made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import date

from msgspec import Struct, field

from lib.sport.actions import Action, Activity, Entrant
from lib.sport.boards import LEADERS, MOST_QUESTIONS, keep
from lib.sport.field_state import ChallengeState, Leading, MemberLine, Question, TeamLine
from lib.sport.participations import ActivityFact, Field, Participation
from lib.sport.profiles import UNITS, ChallengeFormat
from lib.sport.race import entrants
from lib.sport.state import Entry, EventState

FINE = 1000


def begin(state: EventState, shape: ChallengeFormat) -> ChallengeContest:
    """A contest that writes what concerns everybody into *state*."""
    state.challenge = ChallengeState()
    return ChallengeContest()


class ChallengeContest:
    """Nothing but the status concerns everybody, and that is common to all disciplines."""

    def take(self, entry: Entry, action: Action) -> None:
        """Let one action count."""

    def finish(self) -> None:
        """Nothing follows from the end."""


class Context(Struct, frozen=True):
    """What the days of each member depend on besides their own facts, and the names of the teams."""

    shape: ChallengeFormat
    entrants: dict[str, Entrant]
    teams: dict[str, str]


def context(state: EventState, shape: ChallengeFormat) -> Context:
    """The context that *state* gives."""
    teams = {one.id: one.name for one in state.declared.competitors if one.kind == "team"}
    return Context(shape, entrants(state.declared), teams)


class Days(Struct):
    """What one member did: *by_day* in thousandths of the unit. *known*: whether it takes part at all."""

    id: str
    entrant: Entrant
    known: bool
    by_day: dict[str, int]
    questions: list[Question]

    @property
    def total(self) -> int:
        """All days together."""
        return sum(self.by_day.values())


def days(around: Context, one: Participation) -> Days:
    """What the facts of *one* mean."""
    entrant = one.entrant or around.entrants.get(one.id)
    known = entrant is not None or around.shape.open
    counted: dict[date, list[tuple[ActivityFact, int]]] = defaultdict(list)
    questions = []
    for fact in one.activities:
        if fact.void is not None:
            continue
        reason = "not on the list of members" if not known else _why_not(around.shape, fact.data)
        if reason:
            questions.append(_question(fact, reason))
        else:
            counted[fact.data.day].append((fact, round(_factor(around.shape, fact.data) * fact.data.value * FINE)))
    by_day = {day.isoformat(): _capped(around.shape, counted[day]) for day in sorted(counted)}
    return Days(one.id, entrant or Entrant(id=one.id, name=one.id), known, by_day, questions)


def _why_not(shape: ChallengeFormat, said: Activity) -> str:
    if (shape.first_day and said.day < shape.first_day) or (shape.last_day and said.day > shape.last_day):
        return f"{said.day} is not a day of this challenge"
    if not _factor(shape, said):
        return f"{said.sport} in {said.unit} counts nothing here"
    return ""


def _factor(shape: ChallengeFormat, said: Activity) -> float:
    """How much of the challenge's unit one unit of an activity gives: by conversion, or because it is the same."""
    metric, size = UNITS[said.unit]
    for one in shape.conversions:
        if one.sport == said.sport and UNITS[one.unit][0] == metric:
            return one.gives * size / UNITS[one.unit][1]
    fits = metric == shape.metric and (not shape.sports or said.sport in shape.sports)
    return size / UNITS[shape.unit][1] if fits else 0.0


def _capped(shape: ChallengeFormat, day: list[tuple[ActivityFact, int]]) -> int:
    manual = _together([one for one in day if one[0].data.source == "manual"])
    device = _together([one for one in day if one[0].data.source == "device"])
    return _at_most(device + _at_most(manual, shape.manual_cap), shape.daily_cap)


def _together(day: list[tuple[ActivityFact, int]]) -> int:
    """The sum; of totals of one source and sport only the largest counts."""
    totals: dict[tuple[str, str, str], int] = {}
    added = 0
    for fact, amount in day:
        if fact.data.total:
            kind = (fact.source, fact.data.sport, UNITS[fact.data.unit][0])
            totals[kind] = max(amount, totals.get(kind, 0))
        else:
            added += amount
    return added + sum(totals.values())


def _at_most(amount: int, cap: float | None) -> int:
    return amount if cap is None else min(amount, round(cap * FINE))


def _question(fact: ActivityFact, reason: str) -> Question:
    said = fact.data
    what = f"{said.value:g} {said.unit}, {said.sport}, {said.day}"
    return Question(fact.id, said.member, fact.at, reason, what, None, fact.recordedby or fact.source)


class Team(Struct):
    """What a team has so far."""

    members: int = 0
    active: int = 0
    total: int = 0
    by_day: Counter[str] = field(default_factory=Counter)


class Board:
    """All members in order of what they have, and their teams."""

    def __init__(self, around: Context, given: Field) -> None:
        self.around = around
        self._field = given
        self._order: list[tuple[int, tuple[int, str]]] = []
        self._members: dict[str, Days] = {}
        self._teams: dict[str, Team] = {team: Team() for team in around.teams}
        self._all = Team()
        self._questions: list[tuple[int, str, str, Question]] = []
        for who in {*given.ids(), *around.entrants}:
            self.place(who)

    def place(self, who: str) -> None:
        """Put *who* where the facts of now say."""
        self._count(self._members.pop(who, None), -1)
        made = days(self.around, self._field.get(who) or Participation(who))
        if made.known or made.questions:
            self._members[who] = made
            self._count(made, +1)

    @property
    def ids(self) -> list[str]:
        """Everybody who takes part, in order."""
        return [name[1] for _, name in self._order]

    def lines(self, ids: list[str]) -> list[MemberLine]:
        """The lines of some of those who take part."""
        return [self._line(self._members[who]) for who in ids]

    def questions(self, most: int) -> list[Question]:
        """What is questioned, the newest first."""
        return [item[-1] for item in self._questions[: -most - 1 : -1]]

    def state(self) -> ChallengeState:
        """What everybody sees of the challenge."""
        teams = self._team_lines()
        leaders = self.lines([name[1] for _, name in self._order[:LEADERS]])
        first = teams or leaders
        front = None
        if first:
            front = Leading(first[0].name, first[0].score if teams else first[0].total)
        return ChallengeState(
            total=self._all.total / FINE,
            members=self._all.members,
            active=self._all.active,
            by_day=_in_units(self._all.by_day),
            front=front,
            teams=teams,
            leaders=leaders,
            questioned=len(self._questions),
            questions=self.questions(MOST_QUESTIONS),
        )

    def _count(self, made: Days | None, by: int) -> None:
        if made is None:
            return
        for question in made.questions:
            keep(self._questions, (question.at, question.action, made.id, question), by)
        if not made.known:
            return
        keep(self._order, _key(made), by)
        teams = [self._all]
        if made.entrant.team:
            teams.append(self._teams.setdefault(made.entrant.team, Team()))
        for team in teams:
            team.members += by
            team.active += by * bool(made.total)
            team.total += by * made.total
            for day, amount in made.by_day.items():
                team.by_day[day] += by * amount

    def _line(self, made: Days) -> MemberLine:
        rank = bisect_left(self._order, _key(made)[:1]) + 1 if made.total else None
        active = sum(amount > 0 for amount in made.by_day.values())
        return MemberLine(
            made.id, made.entrant.name, made.entrant.team, made.total / FINE, rank, active, len(made.questions)
        )

    def _team_lines(self) -> list[TeamLine]:
        rows = [self._team_line(team, held) for team, held in self._teams.items() if held.members or self._names(team)]
        rows.sort(key=lambda row: (-row.score, row.name, row.id))
        for row in rows:
            if row.score:
                row.rank = 1 + sum(other.score > row.score for other in rows)
        return rows

    def _team_line(self, team: str, held: Team) -> TeamLine:
        score, total = self._score(held), held.total / FINE
        name = self._names(team) or team
        return TeamLine(team, name, score, total, None, held.members, held.active, _in_units(held.by_day))

    def _names(self, team: str) -> str:
        return self.around.teams.get(team, "")

    def _score(self, team: Team) -> float:
        if self.around.shape.team == "sum" or not team.members:
            return team.total / FINE
        return round(team.total / team.members / FINE, 3)


def _key(made: Days) -> tuple[int, tuple[int, str]]:
    return (-made.total, (len(made.id), made.id))


def _in_units(by_day: Counter[str]) -> dict[str, float]:
    return {day: amount / FINE for day, amount in sorted(by_day.items()) if amount}
