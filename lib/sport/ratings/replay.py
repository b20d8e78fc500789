"""The replay: results in the order of time, period by period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from lib.sport.ratings.history import Bout, Change, Ratings
from lib.sport.ratings.systems import Period, Played, Rating, Side, System
from lib.sport.results import Result
from lib.sport.standings.games import DRAWN, WON, Scoring
from lib.sport.standings.presets import PRESETS
from lib.sport.standings.ruleset import Rules

# What was not played out says nothing of strength: FIDE Rating Regulations, article 5.
UNRATED = {"awarded", "forfeited", "abandoned", "cancelled"}
DAYS_A_WEEK, MONTHS_A_YEAR = 7, 12

Game = tuple[Result, Played]
Sides = Callable[[Result], tuple[Side, Side]]


def rate(
    results: Iterable[Result],
    system: System,
    rules: Rules = PRESETS["simple"],
    sides: Sides = lambda result: ((result.home,), (result.away,)),
) -> Ratings:
    """The ratings after all *results* that are over and were played out.

    A shoot-out is a draw, unless *rules* have points for its winner. *sides* says who played in a result, for openskill
    the members of both; then the ratings are theirs, and a bout names the competitor whom they met.
    """
    ratings = Ratings(system, {}, {})
    last: int | None = None
    for number, games in _periods(_games(results, rules, sides), system.period):
        idle = max(0, number - last - 1) if number is not None and last is not None else 0
        _play(ratings, games, idle if system.period != "game" else 0)
        last = number
    return ratings


def expected(ratings: Ratings, home: str | Side, away: str | Side) -> float:
    """The expected result of the home side before a game: from 0 to 1, a draw being half."""
    one, other = ((side,) if isinstance(side, str) else side for side in (home, away))
    known = {person: ratings.of(person) for person in (*one, *other)}
    return ratings.system.expected(known, one, other)


def _games(results: Iterable[Result], rules: Rules, sides: Sides) -> Iterator[Game]:
    scoring = Scoring(rules)
    for result in sorted(results, key=lambda one: one.order):
        game = scoring.game(result)
        if game is not None and result.status != "live" and result.outcome not in UNRATED:
            actual = {WON: 1.0, DRAWN: 0.5}.get(game.verdicts[0], 0.0)
            yield result, Played(*sides(result), actual)


def _periods(games: Iterable[Game], period: Period) -> Iterator[tuple[int | None, list[Game]]]:
    """Games that are rated together, with the number of their period; those without a time are in one of their own."""
    together: list[Game] = []
    before: object = None
    for count, game in enumerate(games):
        number = _number(game[0], period, count)
        if together and number != before:
            yield before, together
            together = []
        together.append(game)
        before = number
    if together:
        yield before, together


def _number(result: Result, period: Period, count: int) -> int | None:
    if period == "game":
        return count
    if result.time is None:
        return None
    day = datetime.fromtimestamp(result.time / 1000, UTC)
    if period == "month":
        return day.year * MONTHS_A_YEAR + day.month
    return (day.toordinal() - 1) // (DAYS_A_WEEK if period == "week" else 1)


def _play(ratings: Ratings, games: Sequence[Game], idle: int) -> None:
    """Let one period count; all of its games are judged by the ratings before it."""
    system, bouts = ratings.system, defaultdict(list)
    for _, played in games:
        for one in (*played.home, *played.away):
            ratings.current.setdefault(one, system.first)
    before = dict(ratings.current)
    for result, played in games:
        chance = system.expected(before, played.home, played.away)
        for one in played.home:
            bouts[one].append(Bout(result.event, result.away, chance, played.actual))
        for one in played.away:
            bouts[one].append(Bout(result.event, result.home, 1 - chance, 1 - played.actual))
    ratings.current.update(system.after(before, [played for _, played in games], idle))
    for one, of_one in bouts.items():
        _remember(ratings, one, before[one], of_one, games[-1][0].time)


def _remember(ratings: Ratings, one: str, before: Rating, bouts: list[Bout], time: int | None) -> None:
    change = Change(time, tuple(bouts), before, ratings.current[one])
    ratings.history.setdefault(one, []).append(change)
