"""Checks: whether the stages of a competition make sense, beyond what their types say. Mistakes are kept in *names*."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lib.content.fixtures import Dates, Fixture
from lib.content.references import References
from lib.content.stages import (
    AnyStage,
    Assignment,
    Challenge,
    Groups,
    Knockout,
    Ladder,
    League,
    Race,
    Swiss,
    Tabled,
    Tie,
)
from lib.sport.profiles import ChallengeFormat, Format, RaceFormat, TwoSided
from lib.sport.slots import Place

KINDS = {Race: (RaceFormat, "a race"), Challenge: (ChallengeFormat, "a challenge")}


def loose(names: References, fixtures: Sequence[Fixture]) -> None:
    """Check *fixtures* that belong to no stage."""
    for number, one in enumerate(fixtures):
        if one.id is None:
            names.bad(f"$.fixtures[{number}].id", "a fixture of no stage needs an id.")
    names.fixtures("$.fixtures", fixtures, names.competitors)
    names.different("$.fixtures", [one.id for one in fixtures])
    for number, one in enumerate(fixtures):
        if one.id is not None:
            names.event(f"$.fixtures[{number}].id", one.id)


def stage(names: References, field: str, one: AnyStage, shape: Format | None) -> None:
    """Check a stage, which stands at *field*; *shape* is the competition's format, where it is known."""
    for place, own in _formats(field, one):
        wanted, what = KINDS.get(type(one), (TwoSided, "a contest of two sides"))
        given = own or one.format or shape
        if given is not None and not isinstance(given, wanted):
            names.bad(place, f"the format is not that of {what}: give one that is.")
    if isinstance(one, Tabled):
        _tabled(names, field, one)
    _CHECKS[type(one)](names, field, one)


def _formats(field: str, one: AnyStage) -> list[tuple[str, Format | None]]:
    """The formats that a stage gives to its parts, each with its place; its own is None."""
    parts = {"rounds": one.rounds} if isinstance(one, Knockout) else {"events": getattr(one, "events", ())}
    return [(f"{field}.type", None)] + [
        (f"{field}.{name}[{number}].format", part.format)
        for name, found in parts.items()
        for number, part in enumerate(found)
    ]


def _tabled(names: References, field: str, stage: Tabled) -> None:
    names.rules(f"{field}.rules", stage.rules)
    for number, one in enumerate(stage.deductions):
        names.competitor(f"{field}.deductions[{number}].competitor", one.competitor)
    for number, lot in enumerate(stage.lots):
        for name in lot.order:
            names.competitor(f"{field}.lots[{number}].order", name)
    for number, name in enumerate(stage.annulled):
        names.competitor(f"{field}.annulled[{number}]", name)
    for ranking, numbers in stage.rankings.items():
        for name in numbers:
            names.competitor(f"{field}.rankings.{ranking}", name)


def _league(names: References, field: str, stage: League) -> None:
    names.entries(f"{field}.entries", stage.entries)
    names.fixtures(f"{field}.fixtures", stage.fixtures, stage.entries or names.competitors)
    _dates(names, f"{field}.dates", stage.dates)


def _groups(names: References, field: str, stage: Groups) -> None:
    group_of: dict[str, str] = {}
    for number, group in enumerate(stage.groups):
        where = f"{field}.groups[{number}].entries"
        names.entries(where, group.entries)
        for entry in group.entries:
            if group_of.setdefault(entry, group.id) != group.id:
                names.bad(where, f"{entry!r} is in {group_of[entry]} already.")
    names.fixtures(f"{field}.fixtures", stage.fixtures, group_of)
    for number, one in enumerate(stage.fixtures):
        home, away = group_of.get(one.home), group_of.get(one.away)
        if home and away and home != away:
            names.bad(f"{field}.fixtures[{number}].away", f"{one.away!r} is in {away}, and {one.home!r} in {home}.")
    _dates(names, f"{field}.dates", stage.dates)


def _knockout(names: References, field: str, stage: Knockout) -> None:
    before = names.mistakes.count
    names.entries(f"{field}.entries", stage.entries)
    names.different(f"{field}.rounds", [one.id for one in stage.rounds])
    if any(one.ties for one in stage.rounds):
        if stage.entries or not all(one.ties for one in stage.rounds):
            names.bad(f"{field}.rounds", "either entries are drawn, or each round lists its ties.")
    else:
        _bracket(names, field, stage)
    known = set(names.ties)
    for number, round in enumerate(stage.rounds):
        _dates(names, f"{field}.rounds[{number}].dates", round.dates)
        for index, tie in enumerate(round.ties):
            names.new_tie(f"{field}.rounds[{number}].ties[{index}].id", tie.id, known)
            for side in ("home", "away"):
                names.slot(f"{field}.rounds[{number}].ties[{index}].{side}", getattr(tie, side), known)
        known |= {tie.id for tie in round.ties}
    if stage.assignment and names.mistakes.count == before:
        ties = [tie for one in stage.rounds for tie in one.ties]
        _assignment(names, f"{field}.assignment", stage.assignment, ties)


def _bracket(names: References, field: str, stage: Knockout) -> None:
    """A bracket that is drawn."""
    count = len(stage.entries or names.competitors)
    if count < 2:
        names.bad(f"{field}.entries", "a bracket needs two entries at least.")
    depth = (count - 1).bit_length() + (stage.third_place and count > 3)
    if len(stage.rounds) > depth:
        names.bad(f"{field}.rounds", f"there are {len(stage.rounds)}, and only {depth} are played.")


def _assignment(names: References, field: str, assignment: Assignment, ties: Iterable[Tie]) -> None:
    by_id = {tie.id: tie for tie in ties}
    allowed = []
    for number, id in enumerate(assignment.ties):
        where = f"{field}.ties[{number}]"
        if id not in by_id:
            return names.unknown(where, id, "is no tie of this stage", by_id)
        several = [of for of in _groups_of(names, by_id[id], {*by_id}) if len(of) > 1]
        if len(several) != 1:
            return names.bad(where, f"{id!r} has no slot for one of several groups.")
        allowed.append(several[0])
    seen: set[str] = set()
    for word in assignment.table.split():
        if len(word) != len(allowed) or any(one not in of for one, of in zip(word, allowed, strict=True)):
            names.bad(f"{field}.table", f"{word!r} does not have an allowed group for each of the ties.")
        if "".join(sorted(word)) in seen:
            names.bad(f"{field}.table", f"{word!r} is the second word for these groups.")
        seen.add("".join(sorted(word)))
    return None


def _groups_of(names: References, tie: Tie, own: set[str]) -> list[tuple[str, ...]]:
    slots = [names.slot("$", side, names.ties | own) for side in (tie.home, tie.away)]
    return [slot.of for slot in slots if isinstance(slot, Place)]


def _swiss(names: References, field: str, stage: Swiss) -> None:
    names.entries(f"{field}.entries", stage.entries)
    for number, one in enumerate(stage.absences):
        names.competitor(f"{field}.absences[{number}].competitor", one.competitor)
    _dates(names, f"{field}.dates", stage.dates)


def _ladder(names: References, field: str, stage: Ladder) -> None:
    names.entries(f"{field}.entries", stage.entries)


def _field(names: References, field: str, stage: Race | Challenge) -> None:
    names.different(f"{field}.events", [one.id for one in stage.events])
    for number, one in enumerate(stage.events):
        names.entries(f"{field}.events[{number}].entries", one.entries)
        if one.course and isinstance(stage, Challenge):
            names.bad(f"{field}.events[{number}].course", "a challenge has no course.")
        for index, name in enumerate(one.entries):
            names.competitor(f"{field}.events[{number}].entries[{index}]", name)


def _dates(names: References, field: str, dates: Dates | None) -> None:
    if dates and not dates.first and not dates.days:
        names.bad(field, "either the first day is given, or all of them.")


_CHECKS: dict[type, Callable[[References, str, AnyStage], None]] = {
    League: _league, Groups: _groups, Knockout: _knockout, Swiss: _swiss, Ladder: _ladder, Race: _field,
    Challenge: _field,
}  # fmt: skip
