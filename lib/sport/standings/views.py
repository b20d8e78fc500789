"""Views of a competition's results: which of them a table is made of, and two tables of the same competition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lib.sport.actions import Competitor
from lib.sport.results import Result
from lib.sport.standings.adjustments import NONE, Adjustments
from lib.sport.standings.ruleset import Rules
from lib.sport.standings.tables import Table, moved, table

Pairs = Iterable[tuple[str, str]]


def both(
    competitors: Sequence[Competitor],
    results: Iterable[Result],
    rules: Rules,
    adjustments: Adjustments = NONE,
    remaining: Pairs = (),
    at: int | None = None,
) -> tuple[Table, Table]:
    """The official table, of results that are final; and the table as it stands, with those that are not yet, and with
    the movement of each row against the official one."""
    results, remaining = list(results), list(remaining)
    final = [one for one in results if one.status == "official"]
    ahead = [(one.home, one.away) for one in results if one.status != "official"]
    official = table(competitors, final, rules, adjustments, [*remaining, *ahead], at)
    return official, moved(table(competitors, results, rules, adjustments, remaining, at), official)


def rounds(results: Iterable[Result]) -> list[str]:
    """The rounds in their order: by number where all have one (``Matchday 12``), else by their first game."""
    first: dict[str, tuple[bool, int, str]] = {}
    for result in results:
        if result.round:
            first[result.round] = min(first.get(result.round, result.order), result.order)
    numbers = {one: re.search(r"\d+", one) for one in first}
    if all(numbers.values()):
        return sorted(first, key=lambda one: (int(numbers[one][0]), first[one]))
    return sorted(first, key=first.__getitem__)


def after_round(results: Sequence[Result], round: str) -> list[Result]:
    """The results of a round and of those before it, whenever they were played. Raise ValueError without such a round.

    Results without a round are left out.
    """
    order = rounds(results)
    until = set(order[: order.index(round) + 1])
    return [one for one in results if one.round in until]
