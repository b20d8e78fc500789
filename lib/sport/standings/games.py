"""Games: what a result counts for under some rules; records: the sums over games."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from lib.sport.results import CLEAN, Cards, Result
from lib.sport.standings.ruleset import Conduct, Points, Rules

WON, DRAWN, LOST = "W", "D", "L"


class Game:
    """A result as it counts. Pairs are home, away; *verdicts* are W, D or L."""

    __slots__ = ("conduct", "points", "rallies", "regular", "result", "score", "verdicts")

    def __init__(self, result: Result, rules: Rules) -> None:
        self.result, self.score, self.rallies = result, result.score, result.rallies
        self.regular = result.outcome not in {"extra-time", "shootout"}
        self.verdicts = self._decide(result, rules)
        self.points = _points(result, self.score, self.verdicts, rules.points)
        self.conduct = (0, 0)
        if result.cards is not CLEAN:
            self.conduct = (_conduct(result.cards[0], rules.conduct), _conduct(result.cards[1], rules.conduct))

    def _decide(self, result: Result, rules: Rules) -> tuple[str, str]:
        home, away = result.score
        match result.outcome:
            case "cancelled":
                self.score = (0, 0)
                return (DRAWN, DRAWN) if rules.cancelled == "draw" else (LOST, LOST)
            case "shootout" if home == away:
                return self._shootout(result, rules)
            case "forfeited" if result.winner is None and home == away:
                return LOST, LOST
            case "forfeited" | "awarded" if result.winner is not None:
                return self._award(result, rules)
        return _by(home - away or _lead(result))

    def _shootout(self, result: Result, rules: Rules) -> tuple[str, str]:
        verdicts = _by(0 if rules.points.shootout_win is None else _lead(result))
        if rules.shootout_goal:
            self.score = tuple(goals + (verdict == WON) for goals, verdict in zip(self.score, verdicts, strict=True))
        return verdicts

    def _award(self, result: Result, rules: Rules) -> tuple[str, str]:
        """The score that was given along, if it fits the winner; else the one that the rules have for it."""
        lead, (home, away) = _lead(result), result.score
        if (home - away) * lead <= 0:
            self.score = rules.forfeit[::lead]
            self.rallies = rules.forfeit_rallies and rules.forfeit_rallies[::lead]
        return _by(lead)


class Record:
    """What a competitor has from some games."""

    __slots__ = (
        "adjusted", "away_points", "away_scored", "away_won", "balls_against", "balls_for", "conceded", "conduct",
        "drawn", "lost", "played", "points", "rallies_lost", "rallies_won", "regular_won", "runs_against", "runs_for",
        "scored", "sets_lost", "sets_won", "won",
    )  # fmt: skip

    def __init__(self) -> None:
        for name in self.__slots__:
            setattr(self, name, 0)

    def add(self, game: Game, side: int) -> None:
        """Count one game, as home (0) or away (1)."""
        verdict, points, scored = game.verdicts[side], game.points[side], game.score[side]
        self.played += 1
        self.points += points
        self.scored += scored
        self.conceded += game.score[1 - side]
        self.conduct += game.conduct[side]
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
        self._parts(game, side)

    def adjust(self, points: float | int) -> None:
        """Give standing points, or take them away, apart from any game."""
        self.points += points
        self.adjusted += points

    def _parts(self, game: Game, side: int) -> None:
        result = game.result
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
    """All games of a table and their sums: read once, and again only among those who are level.

    *remaining* are the pairs that have a game to come, home first, once for each.
    """

    def __init__(
        self, competitors: Iterable[str], results: Iterable[Result], rules: Rules, remaining: Iterable[tuple[str, str]]
    ) -> None:
        self.rules = rules
        self.records = {one: Record() for one in competitors}
        self.games: dict[str, list[tuple[Game, int]]] = {one: [] for one in self.records}
        self._between: dict[tuple[str, str], list[Game]] = {}
        for result in sorted(results, key=lambda one: one.order):
            if result.home in self.records and result.away in self.records and counts(result, rules):
                self._add(Game(result, rules))
        self._remaining = [_pair(*pair) for pair in remaining]

    def _add(self, game: Game) -> None:
        home, away = game.result.home, game.result.away
        self.records[home].add(game, 0)
        self.records[away].add(game, 1)
        self.games[home].append((game, 0))
        self.games[away].append((game, 1))
        self._between.setdefault(_pair(home, away), []).append(game)

    def between(self, one: str, other: str) -> list[Game]:
        """The games of two, the oldest first."""
        return self._between.get(_pair(one, other), [])

    def among(self, some: Iterable[str]) -> dict[str, Record]:
        """The records of *some* from the games among them alone."""
        records = {one: Record() for one in some}
        for one, other in combinations(records, 2):
            for game in self.between(one, other):
                records[game.result.home].add(game, 0)
                records[game.result.away].add(game, 1)
        return records

    def against(self, some: Iterable[str], other: str) -> dict[str, Record]:
        """The records of *some* from their games against one *other* alone."""
        records = {one: Record() for one in some}
        for one, record in records.items():
            for game in self.between(one, other):
                record.add(game, int(game.result.away == one))
        return records

    def opponents(self, one: str) -> list[str]:
        """Whom somebody met, once for each game."""
        return [(game.result.home, game.result.away)[1 - side] for game, side in self.games[one]]

    def open_among(self, some: Iterable[str]) -> int:
        """How many games among *some* are to come, as far as that is known."""
        pairs = [_pair(*pair) for pair in combinations(some, 2)]
        legs = self.rules.legs or 0
        known = sum(max(0, legs - len(self._between.get(pair, ()))) for pair in pairs)
        return max(known, sum(self._remaining.count(pair) for pair in pairs)) if self._remaining else known

    def open(self) -> int:
        """How many games of the table are to come, as far as that is known."""
        missing = sum(max(0, (self.rules.games or 0) - record.played) for record in self.records.values())
        return max(self.open_among(self.records), (missing + 1) // 2)


def counts(result: Result, rules: Rules) -> bool:
    """Whether a result counts at all."""
    match result.outcome:
        case "cancelled":
            return rules.cancelled != "ignored"
        case "abandoned":
            return rules.abandoned != "ignored"
    return True


def _by(lead: int) -> tuple[str, str]:
    if lead == 0:
        return DRAWN, DRAWN
    return (WON, LOST) if lead > 0 else (LOST, WON)


def _lead(result: Result) -> int:
    """1 if home won apart from the score, -1 if away did, 0 if nothing says who."""
    if result.winner is not None:
        return 1 if result.winner == result.home else -1
    home, away = result.shootout or (0, 0)
    return (home > away) - (home < away)


def _points(
    result: Result, score: tuple[int, int], verdicts: tuple[str, str], worth: Points
) -> tuple[float | int, float | int]:
    if verdicts == (DRAWN, DRAWN):
        return worth.draw, worth.draw
    win, loss = _worth(result, score, worth)
    return tuple(win if verdict == WON else loss for verdict in verdicts)


def _worth(result: Result, score: tuple[int, int], worth: Points) -> tuple[float | int, float | int]:
    """What winner and loser of a game get."""
    win, loss = worth.win, worth.loss
    match result.outcome:
        case "extra-time":
            win, loss = _or(worth.extra_win, win), _or(worth.extra_loss, loss)
        case "shootout":
            win, loss = _or(worth.shootout_win, win), _or(worth.shootout_loss, loss)
        case "forfeited" | "cancelled":
            return win, _or(worth.forfeit_loss, loss)
    if worth.by_sets:
        return worth.by_sets.get(f"{max(score)}-{min(score)}", (win, loss))
    return win, loss


def _or(given: float | int | None, otherwise: float | int) -> float | int:
    return otherwise if given is None else given


def _conduct(cards: Cards, costs: Conduct) -> float | int:
    return (
        cards.yellow * costs.yellow
        + cards.second_yellow * costs.second_yellow
        + cards.red * costs.red
        + cards.yellow_red * costs.yellow_red
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
