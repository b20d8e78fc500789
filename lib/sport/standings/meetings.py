"""Head-to-head: the games of two competitors against each other, as one of them sees it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from lib.sport.results import Result
from lib.sport.standings.field import Field
from lib.sport.standings.ruleset import Rules


class Meetings(Struct, frozen=True, kw_only=True):
    """What *one* has against *other*. *games* are the results that count, the newest first, *verdicts* those of *one*
    in the same order: ``WDL``."""

    one: str
    other: str
    won: int
    drawn: int
    lost: int
    scored: int
    conceded: int
    verdicts: str
    games: tuple[Result, ...]


def head_to_head(one: str, other: str, results: Iterable[Result], rules: Rules) -> Meetings:
    """All meetings of two, in whatever stage they were. Cancelled and abandoned games count as in *rules*."""
    field = Field((one, other), results, rules, ())
    record, games = field.records[one], field.games[one][::-1]
    return Meetings(
        one=one,
        other=other,
        won=record.won,
        drawn=record.drawn,
        lost=record.lost,
        scored=record.scored,
        conceded=record.conceded,
        verdicts="".join(game.verdicts[side] for game, side in games),
        games=tuple(game.result for game, _ in games),
    )
