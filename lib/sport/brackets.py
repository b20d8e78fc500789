"""Knockout: the tree of ties, and who goes on from each of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from lib.sport.results import Result
from lib.sport.slots import Advance, Slot
from lib.sport.standings.games import Game, Scoring
from lib.sport.standings.ruleset import Rules

NAMES = {2: "final", 4: "semi-final", 8: "quarter-final"}
THIRD_PLACE = "third-place"


class Tie(Struct, frozen=True):
    """Two slots, of which one goes on."""

    id: str
    home: Slot
    away: Slot


class Form(Struct, frozen=True):
    """How a tie is played: one game, *legs* of which the scores are added, or as many games as *best_of* says."""

    legs: int = 1
    best_of: int = 1
    away_goals: bool = False

    @property
    def most(self) -> int:
        """The most games that there can be."""
        return max(self.legs, self.best_of)


class Verdict(Struct, frozen=True):
    """How a tie stands: *home* and *away* are games won in a series, otherwise the score of all legs together.

    *winner* is 0 for the side that is at home first, 1 for the other. It is *settled* when nothing that is still
    going on can change it. *games* is how many games there are, or will be at least.
    """

    home: int = 0
    away: int = 0
    winner: int | None = None
    settled: bool = False
    games: int = 1


def seeding(count: int) -> list[int | None]:
    """The seeds 1 to *count* in the order of the bracket, None where a seed has nobody to play.

    The best two can meet only in the final, the best four only in the semi-finals, and so on: 1 8 4 5 2 7 3 6. Where
    the number is no power of two, the best seeds are free in the first round.
    """
    order = [1]
    while len(order) < count:
        size = 2 * len(order) + 1
        order = [one for seed in order for one in (seed, size - seed)]
    return [seed if seed <= count else None for seed in order]


def arranged(entries: Sequence[Slot], *, seeded: bool = True) -> list[Slot | None]:
    """The first round of *entries*: the best first, if *seeded*, otherwise as they follow each other."""
    following = iter(entries)
    return [
        None if seed is None else entries[seed - 1] if seeded else next(following) for seed in seeding(len(entries))
    ]


def tree(entries: Sequence[Slot | None], *, third_place: bool = False) -> list[list[Tie]]:
    """The rounds of a bracket whose first round pairs *entries* as they stand; None is nobody.

    Their number is a power of two. Somebody without an opponent has no tie in the first round, and is in the second. A
    bracket of *n* has *n* - 1 ties. The match for third place stands outside the tree, as a round before the final.
    """
    rounds, size = [], len(entries)
    level = list(entries)
    while size > 1:
        ties, after = [], []
        for home, away in zip(level[::2], level[1::2], strict=True):
            if home is None or away is None:
                after.append(home or away)
                continue
            ties.append(Tie(_id(size, len(after) + 1), home, away))
            after.append(Advance(ties[-1].id))
        rounds.append(ties)
        level, size = after, size // 2
    if third_place and len(rounds) > 1:
        losers = [Advance(tie.id, wins=False) for tie in rounds[-2]]
        if len(losers) == 2:
            rounds.insert(-1, [Tie(THIRD_PLACE, *losers)])
    return [ties for ties in rounds if ties]


def decide(home: str, away: str, results: Sequence[Result], form: Form, rules: Rules) -> Verdict:
    """How the tie between *home* and *away* stands after *results*, its games in their order."""
    scoring = Scoring(rules)
    games = [scoring.game(one) for one in results if one.outcome not in {"cancelled", "abandoned"}]
    if form.best_of > 1:
        return _series(home, games, form)
    if form.legs > 1:
        return _aggregate(home, games, form)
    return _single(home, games)


def _id(size: int, number: int) -> str:
    name = NAMES.get(size, f"round-of-{size}")
    return name if size == 2 else f"{name}-{number}"


def _single(home: str, games: Sequence[Game]) -> Verdict:
    if not games:
        return Verdict()
    game = games[-1]
    mine, theirs = _scores(home, game)
    winner = _winner(home, game)
    return Verdict(mine, theirs, winner, winner is not None and game.result.status == "official")


def _series(home: str, games: Sequence[Game], form: Form) -> Verdict:
    needed = form.best_of // 2 + 1
    won, official = [0, 0], True
    for count, game in enumerate(games, 1):
        side = _winner(home, game)
        if game.result.status != "official":
            official = False
        if side is not None:
            won[side] += 1
        if max(won) == needed:
            return Verdict(won[0], won[1], won.index(needed), official, count)
    leader = None if won[0] == won[1] else won.index(max(won))
    at_least = min(form.best_of, len(games) + needed - max(won))
    return Verdict(won[0], won[1], leader, False, at_least)


def _aggregate(home: str, games: Sequence[Game], form: Form) -> Verdict:
    scores = [_scores(home, game) for game in games]
    mine, theirs = (sum(score[side] for score in scores) for side in (0, 1))
    winner = _by(mine - theirs)
    if winner is None and form.away_goals:
        winner = _by(_away_goals(home, games))
    if winner is None and games:
        winner = _shootout(home, games[-1].result)
    over = len(games) == form.legs and all(game.result.status == "official" for game in games)
    return Verdict(mine, theirs, winner, over and winner is not None, form.legs)


def _scores(home: str, game: Game) -> tuple[int, int]:
    return game.score if game.result.home == home else game.score[::-1]


def _winner(home: str, game: Game) -> int | None:
    """The side that won a game, or leads in it while it goes on."""
    result = game.result
    if result.winner is not None:
        return 0 if result.winner == home else 1
    if result.outcome == "forfeited":
        return None
    mine, theirs = _scores(home, game)
    return _by(mine - theirs) if mine != theirs else _shootout(home, result)


def _shootout(home: str, result: Result) -> int | None:
    if result.shootout is None:
        return None
    mine, theirs = result.shootout if result.home == home else result.shootout[::-1]
    return _by(mine - theirs)


def _away_goals(home: str, games: Sequence[Game]) -> int:
    """How many more goals the home side of the tie has scored away than the other one."""
    return sum(-game.score[1] if game.result.home == home else game.score[1] for game in games)


def _by(lead: int) -> int | None:
    return None if lead == 0 else 0 if lead > 0 else 1
