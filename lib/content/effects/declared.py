"""What is declared beside the wiki: competitions, sports, dashboards, alerts, metrics, and who may do what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import structs

from lib.content import competitions as competition_files
from lib.content.access import RIGHTS, Access, Claimed
from lib.content.competitions import Competition
from lib.content.effects import meanings
from lib.content.effects.meanings import counted
from lib.content.effects.parts import Area, Effect
from lib.content.effects.sides import begun, its_own
from lib.content.plans import Part
from lib.content.revision import Revision
from lib.sport.state import EventState

STAYS = "Events that have begun keep the format that they began with."


def competitions(base: Revision, head: Revision, facts: Mapping[str, EventState]) -> Iterator[Effect]:
    """Competitions that come, go, or are declared otherwise."""
    old, new = ({one.id: one for one in side.competitions} for side in (base, head))
    for id in sorted({*old, *new}):
        if id not in old:
            yield Effect(area="competitions", change="added", subject=new[id].title, text=_size(new[id]))
        elif id not in new:
            yield _gone(old[id], facts)
        else:
            yield from _competition(old[id], new[id])


def _gone(one: Competition, facts: Mapping[str, EventState]) -> Effect:
    played = sum(bool(begun(state)) for state in its_own(one.id, facts).values())
    warning = f"{played} of its events were played: they stay in the log, and no table counts them." if played else ""
    return Effect(area="competitions", change="removed", subject=one.title, text=_size(one), warning=warning)


def _size(one: Competition) -> str:
    fixtures = sum(map(_planned, one.plan)) + len(one.fixtures)
    stages = ", ".join(part.stage.name for part in one.plan) or "none"
    counts = f"{counted(len(one.competitors), 'competitor')}, {counted(fixtures, 'fixture')}"
    return f"{one.profile.title}, {counts}; stages: {stages}"


def _planned(part: Part) -> int:
    ties = sum(len(duel.games) for level in part.levels for duel in level.duels)
    return len(part.fixtures) + len(part.contests) + ties


def _competition(old: Competition, new: Competition) -> Iterator[Effect]:
    said = meanings.told(_file(old), _file(new))
    if said:
        shape = [STAYS] * any("format" in one.partition(":")[0] for one in said)
        yield Effect(area="competitions", change="changed", subject=new.title, text=_count(said), why=(*said, *shape))


def _file(one: Competition) -> dict[str, object]:
    """What a file says, without what follows from it; its fixtures are told of one by one elsewhere."""
    told = {name: getattr(one, name) for name in competition_files.Declared.__struct_fields__ if name != "fixtures"}
    stages = [{**structs.asdict(stage), "type": type(stage).__name__.lower()} for stage in one.stages]
    for stage in stages:
        stage.pop("fixtures", None)
    return told | {"stages": stages}


def sports(base: Revision, head: Revision) -> Iterator[Effect]:
    """Sports: words, formats, rules."""
    return _each("sports", base.sports, head.sports, lambda one: one.title)


def dashboards(base: Revision, head: Revision) -> Iterator[Effect]:
    """Dashboards and their panels."""
    return _each("dashboards", base.dashboards, head.dashboards, lambda one: one.display.name)


def alerts(base: Revision, head: Revision) -> Iterator[Effect]:
    """Alerts: what they fire on, after how long, and who has to act."""
    old, new = ({one.alert: one for one in side.alerts} for side in (base, head))
    return _each("alerts", old, new, lambda one: one.alert)


def metrics(base: Revision, head: Revision) -> Iterator[Effect]:
    """The catalogue of metrics, and the meaning of labels."""
    old, new = ({one.name: one for one in side.catalogue.metrics} for side in (base, head))
    yield from _each("metrics", old, new, lambda one: one.name)
    said = meanings.told(base.catalogue.labels, head.catalogue.labels)
    if said:
        yield Effect(area="metrics", change="changed", subject="Labels", text=_count(said), why=said)


def access(base: Revision, head: Revision) -> Iterator[Effect]:
    """Roles, by who has them, and sides, by who speaks for them."""
    old, new = _grants(base.access), _grants(head.access)
    for role, who in sorted(new - old):
        rights = ", ".join(sorted(RIGHTS[role]))
        open_ = who == NOBODY and role != "reader"
        warning = "This needs no sign-in: everybody who reaches the app has it." if open_ else ""
        text = f"is given the role {role}, which may {rights}"
        yield Effect(area="access", change="added", subject=who, text=text, warning=warning)
    for role, who in sorted(old - new):
        yield Effect(area="access", change="removed", subject=who, text=f"has the role {role} no more")
    old, new = _words(base.access), _words(head.access)
    for competitor, who in sorted(new - old):
        yield Effect(area="access", change="added", subject=who, text=f"speaks for {competitor}")
    for competitor, who in sorted(old - new):
        yield Effect(area="access", change="removed", subject=who, text=f"speaks for {competitor} no more")


NOBODY, EVERYBODY = "Whoever is not signed in", "Everybody signed in"


def _grants(access: Access) -> set[tuple[str, str]]:
    return {
        *((role, EVERYBODY) for role in access.everybody),
        *((role, NOBODY) for role in access.anonymous),
        *((rule.role, who) for rule in access.rules for who in _people(rule)),
    }


def _words(access: Access) -> set[tuple[str, str]]:
    return {(side.competitor, who) for side in access.sides for who in _people(side)}


def _people(those: Claimed) -> list[str]:
    return [f"Whoever has {value} in {those.claim}" for value in those.among]


def _each(
    area: Area, old: Mapping[str, object], new: Mapping[str, object], named: Callable[[object], str]
) -> Iterator[Effect]:
    """The things of a kind that come, go, or are declared otherwise, by their keys."""
    for key in sorted({*old, *new}):
        if key not in old:
            yield Effect(area=area, change="added", subject=named(new[key]), text="is new")
        elif key not in new:
            yield Effect(area=area, change="removed", subject=named(old[key]), text="is gone")
        elif said := meanings.told(old[key], new[key]):
            yield Effect(area=area, change="changed", subject=named(new[key]), text=_count(said), why=said)


def _count(said: tuple[str, ...]) -> str:
    return "one thing is otherwise" if len(said) == 1 else f"{len(said)} things are otherwise"
