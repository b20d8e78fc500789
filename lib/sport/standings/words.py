"""Words for what was measured: ``goal difference +64 against +56``."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lib.sport.standings.measures import Value

SIGNED = {"difference", "sets-difference", "rallies-difference", "opponents-difference", "net-run-rate"}
TURNED = {"conceded", "ranking"}  # measures of which the lower number is better are negative inside
FEWEST_DIGITS, MOST_DIGITS = 3, 9

# {n} is the number, {unit} what the score counts, {list} the name of a ranking.
PHRASES = {
    "points": "{n} point{s}",
    "points-per-game": "{n} points a game",
    "wins": "{n} win{s}",
    "regular-wins": "{n} win{s} in regular time",
    "difference": "{unit} difference {n}",
    "scored": "{n} {unit}{s}",
    "conceded": "{n} {unit}{s} conceded",
    "ratio": "{unit} ratio {n}",
    "away-points": "{n} away point{s}",
    "away-wins": "{n} away win{s}",
    "away-scored": "{n} away {unit}{s}",
    "sets-difference": "set difference {n}",
    "sets-ratio": "set ratio {n}",
    "rallies-difference": "points difference {n}",
    "rallies-ratio": "points ratio {n}",
    "net-run-rate": "net run rate {n}",
    "conduct": "conduct {n}",
    "opponents-points": "opponents' points {n}",
    "opponents-difference": "opponents' {unit} difference {n}",
    "opponents-scored": "opponents' {unit}s {n}",
    "ranking": "{list} ranking {n}",
    "coefficient": "{list} coefficient {n}",
}
# Where the score counts points, those are told from the points of the table.
SCORED_POINTS = {
    "scored": "{n} point{s} scored",
    "conceded": "{n} point{s} conceded",
    "away-scored": "{n} point{s} scored away",
    "difference": "points difference {n}",
    "opponents-difference": "opponents' points difference {n}",
    "opponents-scored": "points scored by opponents {n}",
}


# What the lists of the presets are called; another one has the name that the competition gave it.
LISTS = {"fifa": "FIFA", "fifa-previous": "previous FIFA", "uefa": "UEFA"}

# What a criterion is called where it has no number.
NAMES = {
    "points": "points",
    "points-per-game": "points a game",
    "wins": "wins",
    "regular-wins": "wins in regular time",
    "difference": "{unit} difference",
    "scored": "{unit}s",
    "conceded": "fewest {unit}s conceded",
    "ratio": "{unit} ratio",
    "away-points": "away points",
    "away-wins": "away wins",
    "away-scored": "away {unit}s",
    "sets-difference": "set difference",
    "sets-ratio": "set ratio",
    "rallies-difference": "difference of points in sets",
    "rallies-ratio": "ratio of points in sets",
    "net-run-rate": "net run rate",
    "conduct": "conduct",
    "opponents-points": "opponents' points",
    "opponents-difference": "opponents' {unit} difference",
    "opponents-scored": "opponents' {unit}s",
    "last-game": "the last game between two",
    "kicks": "kicks after the last game between two",
    "ranking": "{list} ranking",
    "coefficient": "{list} coefficient",
    "lot": "a lot, or another recorded decision",
}


def name(measure: str, unit: str, list: str = "") -> str:
    """What a measure is called."""
    shown = "points scored" if measure == "scored" and unit == "point" else NAMES[measure]
    told = "points" if unit == "point" and "difference" in shown else unit
    return shown.format(unit=told, list=LISTS.get(list, list))


def phrase(measure: str, value: Value, unit: str, list: str = "", digits: int = FEWEST_DIGITS) -> str:
    """One value in words."""
    text = (SCORED_POINTS if unit == "point" else {}).get(measure) or PHRASES[measure]
    return text.format(
        n=number(measure, value, digits),
        unit=unit,
        list=LISTS.get(list, list),
        s="" if value in (1, -1) else "s",
    )


def comparison(measure: str, mine: Value, theirs: Value, unit: str, list: str = "") -> str:
    """Two values that differ, in words that differ too."""
    digits = FEWEST_DIGITS
    while digits < MOST_DIGITS and number(measure, mine, digits) == number(measure, theirs, digits):
        digits += 1
    return f"{phrase(measure, mine, unit, list, digits)} against {number(measure, theirs, digits)}"


def number(measure: str, value: Value, digits: int = FEWEST_DIGITS) -> str:
    """A value as a table shows it: signed where that means something, ratios with *digits* decimals."""
    if measure in TURNED:
        value = -value
    if isinstance(value, int):
        return f"{value:+}" if value > 0 and measure in SIGNED else f"{value}"
    if isinstance(value, float):
        return "MAX" if value == math.inf else f"{value:g}"
    return f"{float(value):{'+' if measure in SIGNED else ''}.{digits}f}"


def enumeration(names: Sequence[str], last: str = " and ") -> str:
    """``A, B and C``."""
    return last.join(filter(None, (", ".join(names[:-1]), names[-1])))
