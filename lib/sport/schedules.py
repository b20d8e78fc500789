"""Round robin: who meets whom in which round, and who draws which lot."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from msgspec import Struct

Pair = tuple[str, str]


class Round(Struct, frozen=True):
    """A round, counted from 1: its pairs, home first, and who has none. *leg* counts how often all have met."""

    number: int
    leg: int
    pairs: tuple[Pair, ...]
    resting: str | None = None


def round_robin(competitors: Sequence[str], legs: int = 1) -> list[Round]:
    """All rounds in which each of *competitors* meets each other one once a leg.

    The circle method: one stays in place, the others move on by one from round to round. Home and away are given so
    that nobody has more than one game more of either, and only ``n - 2`` times somebody has the same twice in a row,
    which is the least that can be: D. de Werra, Scheduling in Sports, 1981. Each second leg turns the pairs round.
    With an odd number, one rests in each round, and everybody once a leg.
    """
    seats = [*competitors, *([None] if len(competitors) % 2 else [])]
    moving = len(seats) - 1
    rounds = [_circle(seats, index) for index in range(moving)]
    return [
        Round(leg * moving + number, leg + 1, tuple(pair[:: -1 if leg % 2 else 1] for pair in pairs), resting)
        for leg in range(legs)
        for number, (pairs, resting) in enumerate(rounds, 1)
    ]


def drawn(competitors: Sequence[str], seed: int) -> list[str]:
    """*competitors* in an order that is drawn by lot.

    It follows from *seed* and their ids alone, on every machine and in every version of Python; somebody who joins or
    leaves does not change the order of the others.
    """
    return sorted(competitors, key=lambda one: sha256(f"{seed}/{one}".encode()).digest())


def _circle(seats: Sequence[str | None], index: int) -> tuple[list[Pair], str | None]:
    """The pairs of the round with *index*, and who rests. The last seat is the one that stays."""
    moving = len(seats) - 1
    places = [(index, moving)[:: -1 if index % 2 else 1]]
    for distance in range(1, len(seats) // 2):
        pair = ((index + distance) % moving, (index - distance) % moving)
        places.append(pair if distance % 2 else pair[::-1])
    met = [(seats[home], seats[away]) for home, away in places]
    resting = next((home or away for home, away in met if home is None or away is None), None)
    return [pair for pair in met if None not in pair], resting
