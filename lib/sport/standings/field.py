"""The field of a table: all of its games with their sums, overall and among some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import combinations

from lib.sport.results import Result
from lib.sport.standings.games import DRAWN, WON, Game, Scoring
from lib.sport.standings.ruleset import Rules

Played = tuple[Game, int]  # a game, and the side in it: 0 for home


class Record:
    """What a competitor has from some games."""

    __slots__ = (
        "adjusted", "away_points", "away_scored", "away_won", "balls_against", "balls_for", "conceded", "conduct",
        "drawn", "lost", "points", "rallies_lost", "rallies_won", "regular_won", "runs_against", "runs_for", "scored",
        "sets_lost", "sets_won", "won",
    )  # fmt: skip

    def __init__(self) -> None:
        self.points = self.adjusted = self.won = self.drawn = self.lost = self.regular_won = 0
        self.scored = self.conceded = self.conduct = 0
        self.away_points = self.away_scored = self.away_won = 0
        self.sets_won = self.sets_lost = self.rallies_won = self.rallies_lost = 0
        self.runs_for = self.runs_against = self.balls_for = self.balls_against = 0

    @property
    def played(self) -> int:
        """How many games."""
        return self.won + self.drawn + self.lost

    def add(self, game: Game, side: int) -> None:
        """Count one game, as home (0) or away (1)."""
        verdict, points, scored = game.verdicts[side], game.points[side], game.score[side]
        self.points += points
        self.scored += scored
        self.conceded += game.score[1 - side]
        if verdict == WON:
            self.won += 1
            self.regular_won += game.regular
        elif verdict == DRAWN:
            self.drawn += 1
        else:
            self.lost += 1
        if side:
            self.away_points += points
            self.away_scored += scored
            self.away_won += verdict == WON
        if game.detailed:
            self._details(game, side)

    def adjust(self, points: float | int) -> None:
        """Give standing points, or take them away, apart from any game."""
        self.points += points
        self.adjusted += points

    def _details(self, game: Game, side: int) -> None:
        result = game.result
        self.conduct += game.conduct[side]
        if result.sets is not None:
            sets = game.score if result.sets == result.score else result.sets
            self.sets_won += sets[side]
            self.sets_lost += sets[1 - side]
        if game.rallies is not None:
            self.rallies_won += game.rallies[side]
            self.rallies_lost += game.rallies[1 - side]
        if result.balls is not None:
            self.runs_for += result.score[side]
            self.runs_against += result.score[1 - side]
            self.balls_for += result.balls[side]
            self.balls_against += result.balls[1 - side]


class Field:
    """All games of a table: read once, and looked at again only among those who are level.

    *games* are those of each competitor with its side in them, the oldest first. *remaining* are the pairs that have a
    game to come, once for each.
    """

    def __init__(
        self, competitors: Iterable[str], results: Iterable[Result], rules: Rules, remaining: Iterable[tuple[str, str]]
    ) -> None:
        self.rules = rules
        self.records = {one: Record() for one in competitors}
        self.games: dict[str, list[Played]] = {one: [] for one in self.records}
        self._by_opponent: dict[str, dict[str, list[Played]]] = {}
        scoring = Scoring(rules)
        for result in sorted(results, key=lambda one: one.order):
            if result.home in self.records and result.away in self.records:
                game = scoring.game(result)
                if game is not None:
                    self._add(game, result.home, result.away)
        self._remaining = Counter(_pair(*pair) for pair in remaining if self.records.keys() >= {*pair})

    def _add(self, game: Game, home: str, away: str) -> None:
        self.records[home].add(game, 0)
        self.records[away].add(game, 1)
        self.games[home].append((game, 0))
        self.games[away].append((game, 1))

    def between(self, one: str, other: str) -> list[Game]:
        """The games of two, the oldest first."""
        return [game for game, _ in self._met(one).get(other, ())]

    def among(self, some: Collection[str]) -> dict[str, Record]:
        """The records of *some* from the games among them alone."""
        return {one: self._record(one, some) for one in some}

    def against(self, some: Collection[str], other: str) -> dict[str, Record]:
        """The records of *some* from their games against one *other* alone."""
        return {one: self._record(one, (other,)) for one in some}

    def _record(self, one: str, others: Iterable[str]) -> Record:
        record, met = Record(), self._met(one)
        for other in others:
            for game, side in met.get(other, ()):
                record.add(game, side)
        return record

    def _met(self, one: str) -> dict[str, list[Played]]:
        """The games of somebody by opponent; made when they are first asked for."""
        if one not in self._by_opponent:
            met: dict[str, list[Played]] = {}
            for game, side in self.games[one]:
                met.setdefault(opponent(game, side), []).append((game, side))
            self._by_opponent[one] = met
        return self._by_opponent[one]

    def opponents(self, one: str) -> list[str]:
        """Whom somebody met, once for each game."""
        return [opponent(game, side) for game, side in self.games[one]]

    def open_among(self, some: Collection[str]) -> int:
        """How many games among *some* are to come, as far as fixtures or the number of legs say."""
        legs = self.rules.legs or 0
        return sum(
            max(legs - len(self._met(one).get(other, ())), self._remaining[one, other])
            for one, other in combinations(sorted(some), 2)
        )

    def open(self) -> int:
        """How many games of the table are to come, as far as fixtures or the number of games say."""
        games = sum(len(games) for games in self.games.values()) // 2
        size, legs, each = len(self.records), self.rules.legs or 0, self.rules.games or 0
        planned = max(legs * size * (size - 1) // 2, each * size // 2)
        return max(planned - games, self._remaining.total())


def opponent(game: Game, side: int) -> str:
    """The other side of a game."""
    return game.result.home if side else game.result.away


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
