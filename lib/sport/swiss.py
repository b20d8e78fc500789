"""Swiss system: who meets whom in the next round, by py4swiss.

The FIDE (Dutch) System, Handbook C.04.3 as of 2025: competitors of like score meet, nobody meets the same one twice,
nobody has two byes, and home and away (white and black) are balanced.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from lib.errors import Refused

if TYPE_CHECKING:
    from py4swiss.trf import ParsedTrf
    from py4swiss.trf.results import RoundResult, ScoringPointSystem

Pair = tuple[str, str]


class Played(Struct, frozen=True):
    """A game of an earlier round: *verdict* is W, D or L for the home side. One that was *forfeited* was not played:
    with L or W one of both was there, with D nobody was."""

    home: str
    away: str
    verdict: str
    forfeited: bool = False


class Round(Struct, frozen=True):
    """An earlier round. Who is in none of its games and had no *bye* was away."""

    games: tuple[Played, ...]
    bye: str | None = None


class Points(Struct, frozen=True):
    """What a round is worth."""

    win: float = 1.0
    draw: float = 0.5
    loss: float = 0.0
    bye: float = 1.0


class Pairing(Struct, frozen=True):
    """The pairs of a round, home first, and who has a bye."""

    pairs: tuple[Pair, ...]
    bye: str | None = None


class CannotPair(Refused):
    """A round in which everybody cannot have an opponent whom they have not met."""


@lru_cache(maxsize=512)
def pair(
    competitors: tuple[str, ...], played: tuple[Round, ...], rounds: int, points: Points, away: frozenset[str]
) -> Pairing:
    """The round after those *played*, of so many *rounds*; *competitors* are in the order of their strength.

    *away* are those who are not there in this round. Raise CannotPair. The same arguments give the same pairs; 40
    competitors take some 50 ms, so what was computed is kept.
    """
    # It costs half a second to import, and only a process that has a Swiss stage needs it.
    try:
        from py4swiss.engines import DutchEngine
        from py4swiss.engines.common import PairingError
    except ImportError:
        raise CannotPair("Rounds cannot be drawn here: py4swiss has no build for this processor.") from None

    numbers = {one: number for number, one in enumerate(competitors, 1)}
    try:
        paired = DutchEngine.generate_pairings(_report(numbers, played, rounds, points, away))
    except PairingError:
        raise CannotPair(
            f"Round {len(played) + 1} cannot be drawn: not everybody has an opponent whom they have not met yet."
        ) from None
    found = [(competitors[one.white - 1], competitors[one.black - 1] if one.black else None) for one in paired]
    return Pairing(
        tuple((home, other) for home, other in found if other), next((home for home, other in found if not other), None)
    )


def _report(
    numbers: dict[str, int], played: tuple[Round, ...], rounds: int, points: Points, away: frozenset[str]
) -> ParsedTrf:
    """The tournament so far, as FIDE's report file would say it."""
    from py4swiss.trf import ParsedTrf
    from py4swiss.trf.codes import PlayerCode
    from py4swiss.trf.sections import PlayerSection, XSection

    system = _points(points)
    histories = {one: [_result(one, earlier, numbers) for earlier in played] for one in numbers}
    players = [
        PlayerSection(
            code=PlayerCode.PLAYER,
            starting_number=numbers[one],
            rank=numbers[one],
            points_times_ten=sum(system.get_points_times_ten(result) for result in history),
            results=history,
        )
        for one, history in histories.items()
    ]
    section = XSection(number_of_rounds=rounds, zeroed_ids={numbers[one] for one in away}, scoring_point_system=system)
    return ParsedTrf(player_sections=players, x_section=section)


def _result(one: str, earlier: Round, numbers: dict[str, int]) -> RoundResult:
    from py4swiss.trf.results import ColorToken, ResultToken, RoundResult

    for game in earlier.games:
        if one in (game.home, game.away):
            at_home = one == game.home
            verdict = game.verdict if at_home else {"W": "L", "L": "W"}.get(game.verdict, "D")
            tokens = {"W": "+", "D": "-", "L": "-"} if game.forfeited else {"W": "1", "D": "=", "L": "0"}
            return RoundResult(
                id=numbers[game.away if at_home else game.home],
                color=ColorToken.WHITE if at_home else ColorToken.BLACK,
                result=ResultToken(tokens[verdict]),
            )
    token = ResultToken.PAIRING_ALLOCATED_BYE if one == earlier.bye else ResultToken.ZERO_POINT_BYE
    return RoundResult(id=0, color=ColorToken.BYE_OR_NOT_PAIRED, result=token)


def _points(points: Points) -> ScoringPointSystem:
    from py4swiss.trf.results import ScoringPointSystem, ScoringPointSystemCode

    system = ScoringPointSystem()
    for code, worth in (("W", points.win), ("D", points.draw), ("L", points.loss), ("PAB", points.bye)):
        system.apply_code(ScoringPointSystemCode(code), round(worth * 10))
    return system
