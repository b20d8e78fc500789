"""Form and streaks: the last games of a competitor."""

from __future__ import annotations

from collections.abc import Sequence

from lib.sport.standings.games import Game

LAST = 5


def form(games: Sequence[tuple[Game, int]]) -> str:
    """The last five games, the newest last: ``WWDLW``."""
    return "".join(game.verdicts[side] for game, side in games[-LAST:])


def streak(games: Sequence[tuple[Game, int]]) -> str:
    """The verdict of the newest game, and how many in a row had it: ``W3``."""
    verdicts = "".join(game.verdicts[side] for game, side in games)
    if not verdicts:
        return ""
    return f"{verdicts[-1]}{len(verdicts) - len(verdicts.rstrip(verdicts[-1]))}"
