"""Medal tables: gold before silver before bronze; equals share a rank, and the next ones are skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

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


def table(podiums: Iterable[tuple[str, int]], first: Literal["gold", "total"] = "gold") -> list[Row]:
    """Count *podiums*, each a competitor and its place in one event, and rank by *gold* or by the *total* first.

    Two who share a first place both have gold. Competitors with a place below the third are listed without a medal.
    The rank is that of the International Olympic Committee: gold, then silver, then bronze, equals alphabetically.
    """
    counts: dict[str, Counter[str]] = {}
    for competitor, place in podiums:
        counts.setdefault(competitor, Counter())[METALS.get(place, "")] += 1

    def key(competitor: str) -> tuple[int, ...]:
        medals = [-counts[competitor][metal] for metal in METALS.values()]
        return (sum(medals), *medals) if first == "total" else tuple(medals)

    return [
        Row(
            rank=place.rank,
            shared=place.shared,
            competitor=one,
            **{metal: counts[one][metal] for metal in METALS.values()},
        )
        for place, one in ranked(sorted(counts), key)
    ]
