"""Ladder: an order in which everybody may challenge somebody above, and takes the place of whom they beat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from lib.sport.results import Result

Move = Literal["swap", "insert"]


class Step(Struct, frozen=True, kw_only=True):
    """What one result did. Places count from 1 and are those before it; *note* says why it changed nothing."""

    event: str
    challenger: str
    defender: str
    challenger_place: int
    defender_place: int
    won: bool = False
    moved: bool = False
    note: str = ""


class Ladder(Struct, frozen=True):
    """The order, best first, and how it came, the oldest step first."""

    order: tuple[str, ...]
    steps: tuple[Step, ...] = ()


def climb(entries: Sequence[str], results: Iterable[Result], *, reach: int = 0, move: Move = "swap") -> Ladder:
    """The ladder that began as *entries*, after *results*.

    The lower one of two is the challenger, whoever was at home. A challenger who wins changes places with the other one
    (``swap``), or comes in above, and those between move down by one (``insert``). Who stands more than *reach* places
    below could not challenge: nothing moves; 0 is any distance. The order of *results* does not matter: they count in
    the order of their time.
    """
    order, steps = [*entries], []
    for result in sorted(results, key=lambda one: one.order):
        if {result.home, result.away} <= {*order}:
            steps.append(_step(order, result, reach))
            if steps[-1].moved:
                _move(order, steps[-1], move)
    return Ladder(tuple(order), tuple(steps))


def _step(order: list[str], result: Result, reach: int) -> Step:
    defender, challenger = sorted((result.home, result.away), key=order.index)
    above, below = order.index(defender) + 1, order.index(challenger) + 1
    winner = _winner(result)
    note = ""
    if winner is None:
        note = "nobody won"
    elif reach and below - above > reach:
        note = f"{below - above} places apart, {reach} are allowed"
    return Step(
        event=result.event,
        challenger=challenger,
        defender=defender,
        challenger_place=below,
        defender_place=above,
        won=winner == challenger,
        moved=winner == challenger and not note,
        note=note,
    )


def _winner(result: Result) -> str | None:
    if result.outcome in {"cancelled", "abandoned"}:
        return None
    if result.winner is not None or result.outcome == "forfeited":
        return result.winner
    home, away = result.score
    return None if home == away else result.home if home > away else result.away


def _move(order: list[str], step: Step, move: Move) -> None:
    above, below = step.defender_place - 1, step.challenger_place - 1
    if move == "swap":
        order[above], order[below] = order[below], order[above]
    else:
        order.insert(above, order.pop(below))
