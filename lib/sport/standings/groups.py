"""Across groups: who is best among those at the same place of different groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from lib.sport.actions import Competitor
from lib.sport.results import Result
from lib.sport.standings.adjustments import NONE, Adjustments
from lib.sport.standings.ruleset import Criterion, Rules
from lib.sport.standings.tables import Table, ordered, read, table

Groups = Mapping[str, Sequence[Competitor]]


def across(
    groups: Groups,
    results: Iterable[Result],
    rules: Rules,
    place: int,
    adjustments: Adjustments = NONE,
    smallest: int | None = None,
    remaining: Iterable[tuple[str, str]] = (),
    at: int | None = None,
) -> Table:
    """The table of those at one *place* of each of the *groups*, by their results in their own group.

    Each row names its group. Where groups are of different size, *smallest* leaves out results against competitors
    placed below that: UEFA European Football Championship 2022-24, 13. Who shares a place comes in the order of the
    table. *remaining* and *at* are as for a table.
    """
    adjustments, remaining = adjustments.by(at), [*remaining]
    group_of = {one.id: name for name, members in groups.items() for one in members}
    within = [one for one in results if group_of.get(one.home, one.home) == group_of.get(one.away)]
    tables = {name: table(members, within, rules, adjustments, remaining, at) for name, members in groups.items()}
    chosen = [made.order[place - 1] for made in tables.values() if len(made.rows) >= place]
    below = {one for made in tables.values() for one in made.order[smallest or len(made.rows) :]}
    names = {one.id: one.name for members in groups.values() for one in members}
    counted = [one for one in within if not {one.home, one.away} & below]
    field = read(names, counted, rules, adjustments, at=at)
    made = ordered(field, comparable(rules), adjustments, names, chosen)
    return Table(
        rows=tuple(structs.replace(row, group=group_of[row.competitor]) for row in made.rows),
        remaining=made.remaining,
    )


def comparable(rules: Rules) -> tuple[Criterion, ...]:
    """The criteria between competitors of different groups: those of the rules, else those that need no game of two."""
    return rules.across or tuple(criterion for criterion in rules.criteria if criterion.among == "all")
