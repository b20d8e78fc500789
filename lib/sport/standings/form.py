"""Form and streaks: the last games of a competitor."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from lib.sport.standings.games import Game

LAST = 5


def form(games: Sequence[tuple[Game, int]]) -> str:
    """The last five games, the newest last: ``WWDLW``."""
    return "".join(map(_verdict, games[-LAST:]))


def streak(games: Sequence[tuple[Game, int]]) -> str:
    """The verdict of the newest game, and how many in a row had it: ``W3``."""
    if not games:
        return ""
    newest = _verdict(games[-1])
    row = takewhile(lambda one: _verdict(one) == newest, reversed(games))
    return f"{newest}{sum(1 for _ in row)}"


def _verdict(played: tuple[Game, int]) -> str:
    game, side = played
    return game.verdicts[side]
