"""An office table-tennis evening: invented, plausible, and the same again for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from lib.adapters.importers.script import Script
from lib.content.competitions import Competition
from lib.sport import fold
from lib.sport.actions import Action, Competitor
from lib.sport.state import EventState

RALLY_MS = (3_000, 9_000)
BETWEEN_SETS = timedelta(seconds=15)
NOTICED_AFTER = timedelta(seconds=2)
CONFIRMED_AFTER_S = (5, 25)  # once they have got their breath back, as after any set
MISTAKES = 0.03
REASONS = (
    "Net serve: the rally is played again.",
    "The ball touched the side of the table.",
    "Pressed for the wrong side.",
    "A ball rolled in from the next table: the rally is played again.",
)


@dataclass(frozen=True)
class Table:
    """One table, at which *sides* meet each other in turn; *prefix* begins the ids of its events."""

    competition: Competition
    name: str
    sides: list[Competitor]
    prefix: str
    seed: int

    def event(self, number: int) -> str:
        """The id of the match with *number*, counted from 0."""
        return f"{self.prefix}-{number + 1}"

    def announce(self, number: int, at: datetime, start: datetime) -> Action:
        """The declaration of a match, made *at* a moment, for a *start*."""
        return Script(self.event(number), "demo").add(
            "event.declared",
            at,
            sport=self.competition.sport,
            competitors=[self.competition.competitor(one.id) for one in self._pair(number)],
            competition=self.competition.id,
            season=self.competition.season,
            stage="Ladder",
            format=self.competition.format,
            round=f"Match {number + 1}",
            start=start,
            venue=self.name,
        )

    def play(self, number: int, begins: datetime) -> list[Action]:
        """A whole match, rally by rally; now and then a point is taken back at once, with a reason.

        In the end whoever lost confirms the result, as the competition asks for the opponent's word.
        """
        chance = random.Random(f"{self.seed}-{number}")
        script = Script(self.event(number), "demo")
        state = _add(EventState(id=script.event), self.announce(number, begins, begins))
        strength = chance.uniform(0.42, 0.58)
        script.add("event.status", begins, status="live")
        at = begins
        while state.outcome is None:
            at += timedelta(milliseconds=chance.randint(*RALLY_MS))
            side = self._pair(number)[chance.random() > strength]
            point = script.add("score", at, participant=side.id, member=chance.choice(side.members).name)
            sets, state = state.score, _add(state, point)
            if state.outcome is None and chance.random() < MISTAKES:
                at += NOTICED_AFTER
                state = _add(state, script.add("retract", at, action=point.id, reason=chance.choice(REASONS)))
            elif state.score != sets:
                at += BETWEEN_SETS
        lost = next(one.id for one in self._pair(number) if one.id != state.outcome.winner)
        at += timedelta(seconds=chance.randint(*CONFIRMED_AFTER_S))
        script.add("event.status", at, status="confirmed", participant=lost)
        return script.actions

    def _pair(self, number: int) -> tuple[Competitor, Competitor]:
        pairs = list(combinations(self.sides, 2))
        home, away = pairs[number % len(pairs)]
        return (home, away) if number // len(pairs) % 2 == 0 else (away, home)


def tables(competition: Competition, prefix: str, seed: int) -> list[Table]:
    """Two tables, each with half of those who take part, so that nobody has to be at both."""
    half = len(competition.competitors) // 2
    halves = (competition.competitors[:half], competition.competitors[half:])
    return [
        Table(competition, f"Table {number}", sides, f"{prefix}-{number}", seed * 2 + number)
        for number, sides in enumerate(halves, 1)
    ]


def _add(state: EventState, action: Action) -> EventState:
    return fold.add(state, action, lambda id: None)
