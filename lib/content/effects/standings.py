"""Tables that are otherwise: who passes whom and why, whose points change, and what each place means now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lib.content.competitions import Competition
from lib.content.effects.meanings import counted
from lib.content.effects.parts import Effect, Place, Standing
from lib.content.effects.sides import Both
from lib.content.progress import Rung, Stage, Table
from lib.content.stages import Deduction, Tabled
from lib.sport.standings import Variant

MOST_NAMED = 4


def changed(both: Both, *, live: bool) -> Iterator[Effect]:
    """The tables and ladders that are there before and after, and are not the same."""
    for old, new in both.stages(live=live):
        known = {one.id: one for one in (*old.tables, *old.best)}
        for table in (*new.tables, *new.best):
            if table.id in known:
                yield from _table(both, new, known[table.id], table, live)
        yield from _table(both, new, _ladder(old), _ladder(new), live)


def _ladder(stage: Stage) -> Table:
    """The rungs of a ladder as the places of a table, which its rating ranks."""
    return Table(id=stage.id, name=stage.name, short=stage.id, rows=tuple(map(_rung, stage.rungs)), zones=())


def _rung(rung: Rung) -> Place:
    points = round(rung.rating) if rung.rating is not None else 0
    return Place(rank=rung.place, competitor=rung.competitor, name=rung.name, points=points)


def _table(both: Both, stage: Stage, old: Table, new: Table, live: bool) -> Iterator[Effect]:
    before, after = places(old), places(new)
    if before == after:
        return
    passes = list(_passes(before, after))
    because = _because(both, stage.id)
    subject = " · ".join(dict.fromkeys([both.title, stage.name, new.name])) + (", as it stands" if live else "")
    yield Effect(
        area="standings",
        change="changed",
        subject=subject,
        text=f"{because}{_headline(passes)}",
        why=tuple(_details(before, after, new)),
        standing=Standing(
            competition=both.after.competition.id,
            stage=stage.id,
            table=new.id,
            live=live,
            before=before,
            after=after,
        ),
    )


def places(table: Table) -> tuple[Place, ...]:
    """The rows of a table, as far as a change can move them."""
    zones = table.zones or (None,) * len(table.rows)
    return tuple(
        Place(
            rank=row.rank,
            competitor=row.competitor,
            name=row.name,
            points=row.points,
            zone=zone.title if zone else "",
        )
        for row, zone in zip(table.rows, zones, strict=True)
    )


def _passes(before: Sequence[Place], after: Sequence[Place]) -> Iterator[tuple[Place, list[Place]]]:
    """Who is above whom now, and was not before: with whom a place was shared counts as not above."""
    old = {one.competitor: one.rank for one in before}
    for upper in after:
        passed = [
            lower
            for lower in after
            if upper.competitor in old
            and lower.competitor in old
            and upper.rank < lower.rank
            and old[upper.competitor] >= old[lower.competitor]
        ]
        if passed:
            yield upper, passed


def _headline(passes: Sequence[tuple[Place, list[Place]]]) -> str:
    if not passes:
        return "nobody passes anybody, and figures change"
    told = [f"{upper.name} passes {_names(passed)}" for upper, passed in passes[:MOST_NAMED]]
    more = len(passes) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _names(passed: Sequence[Place]) -> str:
    names = [one.name for one in passed[:MOST_NAMED]]
    more = len(passed) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _details(before: Sequence[Place], after: Sequence[Place], table: Table) -> Iterator[str]:
    """A sentence for each row that is otherwise; for who rises, why it is above the next one."""
    old = {one.competitor: one for one in before}
    reasons = {row.competitor: getattr(row, "explanation", "") for row in table.rows}
    for place in after:
        was = old.pop(place.competitor, None)
        if was is None:
            yield f"{place.name} comes in at place {place.rank}"
        elif was != place:
            yield f"{place.name}: {', '.join(_row(was, place))}{_why(was, place, reasons[place.competitor])}"
    for gone in old.values():
        yield f"{gone.name} leaves the table, from place {gone.rank}"


def _row(was: Place, is_: Place) -> Iterator[str]:
    if was.rank != is_.rank:
        yield f"from place {was.rank} to {is_.rank}"
    if was.points != is_.points:
        yield f"{was.points:g} → {is_.points:g} points"
    if was.zone != is_.zone:
        yield f"{is_.zone or 'nothing'} instead of {was.zone or 'nothing'}"


def _why(was: Place, is_: Place, reason: str) -> str:
    return f" ({reason})" if reason and is_.rank < was.rank else ""


def _because(both: Both, id: str) -> str:
    """What in the file moves the table of a stage, as the beginning of a sentence."""
    old, new = (_declared(one.competition, id) for one in (both.before, both.after))
    reasons = [*_rules(both, old, new)]
    if isinstance(old, Tabled) and isinstance(new, Tabled):
        reasons += _decided(both.after.competition, old, new)
    return f"with {' and '.join(reasons)} " if reasons else ""


def _declared(competition: Competition, id: str) -> object:
    return next(one for one in competition.stages if one.id == id)


def _rules(both: Both, old: object, new: object) -> Iterator[str]:
    before, after = both.before.competition, both.after.competition
    if before.rules_of(old) != after.rules_of(new):
        yield f"{_named(after, new)} rules instead of {_named(before, old)}"


def _named(competition: Competition, stage: object) -> str:
    own = getattr(stage, "rules", None) or competition.rules or competition.profile.rules
    return f"its own ({own.preset})" if isinstance(own, Variant) else own


def _decided(competition: Competition, old: Tabled, new: Tabled) -> Iterator[str]:
    """What was decided beside the games."""
    names = {one.id: one.name for one in competition.competitors}
    for one in new.deductions:
        if one not in old.deductions:
            yield _deduction(one, names, "deducted from", "awarded to")
    for one in old.deductions:
        if one not in new.deductions:
            yield _deduction(one, names, "given back to", "taken back from")
    for id in {*new.annulled} - {*old.annulled}:
        yield f"the results of {names.get(id, id)} annulled"
    for id in {*old.annulled} - {*new.annulled}:
        yield f"the results of {names.get(id, id)} counted again"
    if old.lots != new.lots:
        yield "other lots"
    if old.rankings != new.rankings:
        yield "other ranking lists"


def _deduction(one: Deduction, names: dict[str, str], less: str, more: str) -> str:
    count = counted(abs(one.points), "point")
    verb = less if one.points > 0 else more
    return f"{count} {verb} {names.get(one.competitor, one.competitor)}" + (f" ({one.reason})" if one.reason else "")
