"""Measures: what a criterion compares, as exact numbers of which the higher one is better, and in words.

``None`` means that it cannot be told of somebody; then it separates nobody.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from lib.sport.standings.adjustments import Adjustments
from lib.sport.standings.field import Field, Record
from lib.sport.standings.games import WON
from lib.sport.standings.ruleset import Measure

Value = int | float | Fraction | None
BALLS_AN_OVER = 6


class View(NamedTuple):
    """What a measure may look at: the records of those who are *tied*, from the games that the criterion is about."""

    field: Field
    adjustments: Adjustments
    tied: tuple[str, ...]
    records: Mapping[str, Record]
    list: str = ""


def values(measure: Measure, view: View) -> dict[str, Value]:
    """The measure of each that is tied."""
    simple = RECORDED.get(measure)
    if simple is not None:
        return {one: simple(view.records[one]) for one in view.tied}
    return LOOKED_UP[measure](view)


def ratio(won: int, lost: int) -> Fraction | float:
    """Won by lost; without any lost it is above all others (FIVB: MAX), and 0 without any at all."""
    if lost:
        return Fraction(won, lost)
    return math.inf if won else Fraction(0)


def _net_run_rate(record: Record) -> Fraction:
    """Runs an over scored, less runs an over conceded: ICC Playing Conditions 16.10.2."""
    mine = Fraction(record.runs_for * BALLS_AN_OVER, record.balls_for or 1)
    return mine - Fraction(record.runs_against * BALLS_AN_OVER, record.balls_against or 1)


RECORDED: dict[str, Callable[[Record], Value]] = {
    "points": lambda record: record.points,
    "points-per-game": lambda record: Fraction(record.points) / (record.played or 1),
    "wins": lambda record: record.won,
    "regular-wins": lambda record: record.regular_won,
    "difference": lambda record: record.scored - record.conceded,
    "scored": lambda record: record.scored,
    "conceded": lambda record: -record.conceded,
    "ratio": lambda record: ratio(record.scored, record.conceded),
    "away-points": lambda record: record.away_points,
    "away-wins": lambda record: record.away_won,
    "away-scored": lambda record: record.away_scored,
    "sets-difference": lambda record: record.sets_won - record.sets_lost,
    "sets-ratio": lambda record: ratio(record.sets_won, record.sets_lost),
    "rallies-difference": lambda record: record.rallies_won - record.rallies_lost,
    "rallies-ratio": lambda record: ratio(record.rallies_won, record.rallies_lost),
    "net-run-rate": _net_run_rate,
    "conduct": lambda record: record.conduct,
}


def _opponents(of: str) -> Callable[[View], dict[str, Value]]:
    """The sum of a measure of all opponents, from all of their games, an opponent met twice counting twice."""

    def summed(view: View) -> dict[str, Value]:
        records = view.field.records
        return {
            one: sum(RECORDED[of](records[opponent]) for opponent in view.field.opponents(one)) for one in view.tied
        }

    return summed


def _last_game(view: View) -> dict[str, Value]:
    """Who won the last game that two played against each other."""
    return _of_last(view, lambda game, side: int(game.verdicts[side] == WON))


def _kicks(view: View) -> dict[str, Value]:
    """Who won the kicks that two took after their last game, because a draw would have left them level."""
    return _of_last(view, lambda game, side: (game.result.shootout or (0, 0))[side])


def _of_last(view: View, told: Callable) -> dict[str, Value]:
    games = view.field.between(*view.tied) if len(view.tied) == 2 else []
    if not games:
        return dict.fromkeys(view.tied)
    return {one: told(games[-1], int(games[-1].result.away == one)) for one in view.tied}


def _ranking(view: View) -> dict[str, Value]:
    """A place in a list that was there before: the lower number is better."""
    places = view.adjustments.rankings.get(view.list, {})
    return {one: -places[one] if one in places else None for one in view.tied}


def _coefficient(view: View) -> dict[str, Value]:
    """A number in a list that was there before: the higher one is better."""
    numbers = view.adjustments.rankings.get(view.list, {})
    return {one: numbers.get(one) for one in view.tied}


def _lot(view: View) -> dict[str, Value]:
    """The order that was drawn, or decided otherwise, and recorded."""
    for lot in view.adjustments.lots:
        if set(view.tied) <= set(lot.order):
            return {one: -lot.order.index(one) for one in view.tied}
    return dict.fromkeys(view.tied)


LOOKED_UP: dict[str, Callable[[View], dict[str, Value]]] = {
    "opponents-points": _opponents("points"),
    "opponents-difference": _opponents("difference"),
    "opponents-scored": _opponents("scored"),
    "last-game": _last_game,
    "kicks": _kicks,
    "ranking": _ranking,
    "coefficient": _coefficient,
    "lot": _lot,
}
