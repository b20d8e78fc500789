"""Short ways to declare a competition in a test and to play it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lib.content import competitions, progress
from lib.content.competitions import Competition
from lib.content.progress import Progress
from lib.sport.actions import KINDS, Action, make
from lib.sport.fold import fold
from lib.sport.state import EventState

KICK_OFF = datetime(2026, 9, 4, 16, tzinfo=UTC)
TEAMS = "[{id: a, name: A}, {id: b, name: B}, {id: c, name: C}, {id: d, name: D}]"


def declare(stages: str, teams: str = TEAMS, sport: str = "football", id: str = "cup") -> Competition:
    """A competition of *teams* with *stages*, both as YAML."""
    text = f"title: Cup\nsport: {sport}\ncompetitors: {teams}\nstages:\n{stages}"
    return competitions.read({f"competitions/{id}.yaml": text.encode()})[0]


class Play:
    """A competition that is played: what was recorded so far, and how far it has come."""

    def __init__(self, competition: Competition) -> None:
        self.competition = competition
        self.states: dict[str, EventState] = {}
        self._actions: dict[str, list[Action]] = {}

    def result(self, home: str, away: str, score: tuple[float, float], *, status: str = "confirmed", **more) -> None:
        """Record the result of the match between two that is planned, and whose result is not recorded yet."""
        match = next(
            one
            for one in self.progress().matches()
            if (one.home.id, one.away.id) == (home, away) and one.event and one.score is None
        )
        self.record(match.event, home, away, score, status=status, **more)

    def record(
        self,
        event: str,
        home: str,
        away: str,
        score: tuple[float, float],
        *,
        status: str = "confirmed",
        shootout: tuple[int, int] | None = None,
        stage: str = "",
        at: datetime | None = None,
        day: date | None = None,
    ) -> None:
        """Record the result of an *event*, one hour after that of the last one; sides have the members of a *day*."""
        start = at or KICK_OFF + timedelta(hours=len(self.states))
        both = [self.competition.competitor(one, day) for one in (home, away)]
        about = {"sport": self.competition.sport, "competition": self.competition.id, "stage": stage, "start": start}
        actions = [self._action(event, start, "event.declared", competitors=both, **about)]
        if shootout is None:
            actions.append(self._action(event, start, "result", score=[*score]))
        else:
            for side, goals, kicks in zip((home, away), score, shootout, strict=True):
                actions.append(self._action(event, start, "score", participant=side, points=goals, period=1))
                actions.append(self._action(event, start, "score", participant=side, points=kicks, period=5))
        actions.append(self._action(event, start + timedelta(minutes=10), "event.status", status=status))
        self.add(event, *actions)

    def add(self, event: str, *actions: Action) -> None:
        """Add actions to an event."""
        self._actions.setdefault(event, []).extend(actions)
        self.states[event] = fold(event, self._actions[event])

    def forget(self, event: str) -> None:
        """As if an event never was."""
        del self._actions[event], self.states[event]

    def progress(self, **more) -> Progress:
        """How far it has come."""
        return progress.of(self.competition, self.states, **more)

    def _action(self, event: str, at: datetime, kind: str, **data) -> Action:
        id = f"{event}-{kind}-{at.timestamp():.0f}-{'-'.join(str(one) for one in data.values())[:60]}"
        id = "".join(letter if letter.isalnum() or letter in "._:~-" else "-" for letter in id)
        return make(kind, KINDS[kind](**data), id=id, subject=event, time=at, source="test")
