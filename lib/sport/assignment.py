"""Assignment: the best-placed of several groups to the ties that are kept for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def by_table(rows: Sequence[str], ties: Sequence[str], groups: Sequence[str]) -> dict[str, str]:
    """The group that each of the *ties* gets, as a competition's own table says; empty where it says nothing.

    Each row is a word with one letter for each tie, the group; it is for the combination of groups that it names, as
    annexe C of the regulations of the World Cup 2026, which has 495 of them.
    """
    wanted = sorted(groups)
    for row in rows:
        if sorted(row) == wanted:
            return dict(zip(ties, row, strict=True))
    return {}


def matching(allowed: Mapping[str, Sequence[str]], groups: Sequence[str]) -> dict[str, str]:
    """A group for each tie, of those that it *allowed*; empty if there is no way to give all of them one.

    Of all ways, the one in which the first tie has the first of its groups that leaves the others one, and so on: so
    the same groups always give the same.
    """
    ties = [*allowed]

    def give(index: int, left: frozenset[str]) -> dict[str, str] | None:
        if index == len(ties):
            return {}
        for group in allowed[ties[index]]:
            rest = give(index + 1, left - {group}) if group in left else None
            if rest is not None:
                return {ties[index]: group, **rest}
        return None

    return give(0, frozenset(groups)) or {}
