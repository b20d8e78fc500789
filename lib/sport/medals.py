"""Medal tables: gold before silver before bronze; equals share a rank, and the next ones are skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from lib.sport.places import ranked

METALS = {1: "gold", 2: "silver", 3: "bronze"}


class Row(Struct, frozen=True, kw_only=True):
    """The medals of one competitor, and its rank."""

    rank: int
    shared: bool
    competitor: str
    gold: int
    silver: int
    bronze: int

    @property
    def total(self) -> int:
        """All medals."""
        return self.gold + self.silver + self.bronze


def table(podiums: Iterable[tuple[str, int]]) -> list[Row]:
    """Count *podiums*, each a competitor and its place in one event, and rank by gold, then silver, then bronze.

    Two who share a first place both have gold. Competitors with a place below the third are listed without a medal.
    The rank is that of the International Olympic Committee, equals alphabetically.
    """
    counts: dict[str, Counter[str]] = {}
    for competitor, place in podiums:
        counts.setdefault(competitor, Counter())[METALS.get(place, "")] += 1

    def key(competitor: str) -> tuple[int, ...]:
        return tuple(-counts[competitor][metal] for metal in METALS.values())

    return [
        Row(
            rank=place.rank,
            shared=place.shared,
            competitor=one,
            **{metal: counts[one][metal] for metal in METALS.values()},
        )
        for place, one in ranked(sorted(counts), key)
    ]
