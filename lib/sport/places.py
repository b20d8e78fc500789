"""Places: ranks that are shared by equals, with the ranks after them skipped (1, 2, 2, 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Place(NamedTuple):
    """A rank, and whether others have it too."""

    rank: int
    shared: bool


def ranked(some: Iterable[T], key: Callable[[T], Any]) -> list[tuple[Place, T]]:
    """*some* with their places, the lowest *key* first; equals keep their order."""
    found: list[tuple[Place, T]] = []
    for _, equals in groupby(sorted(some, key=key), key=key):
        group = list(equals)
        place = Place(len(found) + 1, len(group) > 1)
        found += [(place, one) for one in group]
    return found
