"""The board of a challenge: members in order, teams, and days, kept while activities come one by one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable

from msgspec import Struct, field

from lib.sport import challenge
from lib.sport.challenge import FINE, Context, Days
from lib.sport.field_state import ChallengeState, Leading, MemberLine, Question, TeamLine
from lib.sport.participations import Field, Participation
from lib.sport.race_board import LEADERS, MOST_QUESTIONS, remove


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
            self._enter(who, list.append)
        self._order.sort()
        self._questions.sort()

    def place(self, who: str) -> None:
        """Put *who* where the facts of now say."""
        self._count(self._members.pop(who, None), -1, remove)
        self._enter(who, insort)

    def _enter(self, who: str, put: Callable[[list, tuple], object]) -> None:
        made = challenge.days(self.around, self._field.get(who) or Participation(who))
        if made.known or made.questions:
            self._members[who] = made
            self._count(made, +1, put)

    @property
    def ids(self) -> list[str]:
        """Everybody who takes part, in order."""
        return [name[1] for _, name in self._order]

    def find(self, text: str = "", team: str = "", category: str = "") -> list[str]:
        """Those whose id, name or team holds *text*, of one team and category if these are given, in order."""
        wanted = text.casefold()
        entrants = ((name[1], self._members[name[1]].entrant) for _, name in self._order)
        return [
            who
            for who, one in entrants
            if wanted in f"{who} {one.name} {one.team}".casefold()
            and team in ("", one.team)
            and category in ("", one.category)
        ]

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

    def _count(self, made: Days | None, by: int, put: Callable[[list, tuple], object]) -> None:
        if made is None:
            return
        for question in made.questions:
            put(self._questions, (question.at, question.action, made.id, question))
        if not made.known:
            return
        put(self._order, _key(made))
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
