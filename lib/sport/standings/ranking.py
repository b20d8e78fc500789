"""Ranking: the criteria applied to a field, and the trail of what separated whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from lib.sport.standings import measures
from lib.sport.standings.adjustments import Adjustments
from lib.sport.standings.field import Field, Record
from lib.sport.standings.measures import Value, View
from lib.sport.standings.ruleset import Criterion, Measure

Group = list[str]


class Step:
    """One comparison: *values* of those compared, in games among all, among themselves, or against one *outside*.

    *concerned* are those whose games among each other were looked at. A step that had to wait has no values, and *open*
    says for how many games. It separates nobody unless it is *known* of all.
    """

    __slots__ = ("among", "concerned", "known", "list", "measure", "open", "outside", "values")

    def __init__(
        self, criterion: Criterion, measure: Measure, concerned: Sequence[str], values: Mapping[str, Value], **more
    ) -> None:
        self.measure, self.among, self.list = measure, criterion.among, criterion.list
        self.concerned, self.values = tuple(concerned), values
        self.known = bool(values) and None not in values.values()
        self.outside: str = more.get("outside", "")
        self.open: int = more.get("open", 0)


def _settled(criterion: Criterion) -> bool:
    """Whether those whom it left level once are level in it for ever, whoever else is."""
    return (
        criterion.among == "all"
        and criterion.when == "always"
        and not any(one in measures.LOOKED_UP for one in criterion.measures)
    )


class Ranking:
    """*some* of a field in groups, best first; more than one in a group share a place. *trails* say how it came."""

    def __init__(
        self, field: Field, criteria: Sequence[Criterion], adjustments: Adjustments, some: Collection[str]
    ) -> None:
        self._field, self._criteria, self._adjustments = field, criteria, adjustments
        self.trails: dict[str, list[Step]] = {one: [] for one in some}
        self.groups: list[Group] = self._resolve(sorted(some), 0, 0) if some else []

    def _resolve(self, tied: Group, start: int, known: int) -> list[Group]:
        """Order *tied* by the criteria from *start* on; those before *known* were looked at already.

        It ends, because whoever starts again is fewer than before.
        """
        for index in range(start, len(self._criteria)):
            criterion = self._criteria[index]
            if index < known and _settled(criterion):
                continue
            parts = self._compare(criterion, tied)
            if len(parts) > 1:
                return [group for part in parts for group in self._go_on(part, criterion, index, known)]
        return [tied]

    def _go_on(self, part: Group, criterion: Criterion, index: int, known: int) -> list[Group]:
        if len(part) == 1:
            return [part]
        match criterion.restart:
            case "at-once":
                return self._resolve(part, 0, max(known, index + 1))
            case "again":
                return self._resolve(part, index, known)
        return self._resolve(part, index + 1, known)

    def _compare(self, criterion: Criterion, tied: Group) -> list[Group]:
        waiting = self._waiting(criterion, tied)
        if waiting:
            self._note(Step(criterion, criterion.measures[0], tied, {}, open=waiting), tied)
            return [tied]
        parts = [tied]
        for outside, records in self._scopes(criterion, tied):
            for measure in criterion.measures:
                if len(parts) > 1 and criterion.restart == "at-once":
                    return parts
                parts = [
                    smaller
                    for part in parts
                    for smaller in self._split(criterion, measure, part, tied, records, outside)
                ]
        return parts

    def _scopes(self, criterion: Criterion, tied: Group) -> Iterable[tuple[str, Mapping[str, Record]]]:
        """The games that a criterion is about, as records; against outsiders one after the other."""
        if criterion.among == "all":
            yield "", self._field.records
        elif criterion.among == "tied":
            yield "", self._field.among(tied)
        else:
            for other in self._outside(tied):
                yield other, self._field.against(tied, other)

    def _split(
        self,
        criterion: Criterion,
        measure: Measure,
        part: Group,
        concerned: Group,
        records: Mapping[str, Record],
        outside: str,
    ) -> list[Group]:
        if len(part) == 1:
            return [part]
        found = measures.values(measure, View(self._field, self._adjustments, tuple(part), records, criterion.list))
        step = Step(criterion, measure, concerned, found, outside=outside)
        self._note(step, part)
        first = found[part[0]]
        if not step.known or all(value == first for value in found.values()):
            return [part]
        groups: dict[Value, Group] = {}
        for one in part:
            groups.setdefault(found[one], []).append(one)
        return [groups[value] for value in sorted(groups, reverse=True)]

    def _waiting(self, criterion: Criterion, tied: Group) -> int:
        match criterion.when:
            case "mutual-played":
                return self._field.open_among(tied)
            case "all-played":
                return self._field.open()
        return 0

    def _note(self, step: Step, part: Group) -> None:
        for one in part:
            self.trails[one].append(step)

    def _outside(self, tied: Group) -> list[str]:
        """The others, from the top of the table down; who of them is above is decided without this criterion."""
        return [one for group in self._without_outside.groups for one in group if one not in tied]

    @cached_property
    def _without_outside(self) -> Ranking:
        inside = [criterion for criterion in self._criteria if criterion.among != "outside"]
        return Ranking(self._field, inside, self._adjustments, self.trails)
