"""Fixtures that come, go, or are at another time or place; those that have begun are told of with a warning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lib.content.competitions import Competition
from lib.content.effects.parts import Change, Effect
from lib.content.effects.sides import Both, begun, versus
from lib.content.progress import Contest, Match, Progress

Fixture = Match | Contest


def changed(both: Both) -> Iterator[Effect]:
    """The fixtures that are not the same, by what names them for ever."""
    old, new = (_fixtures(one.official) for one in (both.before, both.after))
    for key in dict.fromkeys((*new, *old)):
        if key not in old:
            yield _effect(both, "added", new[key], _when(new[key], both.after.competition))
        elif key not in new:
            yield _removed(both, old[key])
        else:
            yield from _both(both, old[key], new[key])


def _fixtures(progress: Progress) -> dict[str, Fixture]:
    """All that is planned, by what names it; what was declared ad hoc is no fixture of a file."""
    matches = {one.uid: one for one in progress.matches() if one.uid != one.event}
    contests = {one.event: one for stage in progress.stages for one in stage.contests}
    return matches | contests


def _removed(both: Both, one: Fixture) -> Effect:
    state = both.states.get(one.event)
    text = "is cancelled" if state and not begun(state) else "is no fixture any more"
    return _effect(both, "removed", one, text)


def _both(both: Both, old: Fixture, new: Fixture) -> Iterator[Effect]:
    was, is_ = _when(old, both.before.competition), _when(new, both.after.competition)
    if (old.start, old.day, old.venue) != (new.start, new.day, new.venue):
        yield _effect(both, "moved", new, f"{is_} instead of {was}")
    if isinstance(new, Contest) and isinstance(old, Contest):
        yield from _entries(both, old, new)
    elif _drawn(old) and _drawn(new) and versus(old) != versus(new):
        yield _effect(both, "changed", old, f"is {versus(new)} instead of {versus(old)}")


def _drawn(match: Match) -> bool:
    """Whether the sides are told here, and not with the bracket that they come out of."""
    return not (match.home.slot or match.away.slot)


def _entries(both: Both, old: Contest, new: Contest) -> Iterator[Effect]:
    names = {one.id: one.name for one in (*both.before.official.competitors, *both.after.official.competitors)}
    come, gone = ([names.get(id, id) for id in one if id not in other] for one, other in _pairs(old, new))
    said = [f"{', '.join(come)} takes part"] * bool(come) + [f"{', '.join(gone)} does not take part"] * bool(gone)
    if said:
        yield _effect(both, "changed", new, "; ".join(said))


def _pairs(old: Contest, new: Contest) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return (new.entries, old.entries), (old.entries, new.entries)


def _effect(both: Both, change: Change, one: Fixture, text: str) -> Effect:
    name = one.title if isinstance(one, Contest) else versus(one)
    return Effect(
        area="fixtures",
        change=change,
        subject=" · ".join(part for part in (both.title, one.round, name) if part),
        text=text,
        event=one.event,
        warning="" if change == "added" else begun(both.states.get(one.event)),
    )


def _when(one: Fixture, competition: Competition) -> str:
    """When and where it is, in the time of the competition's zone."""
    moment = _moment(one.start, one.day, competition.time_zone)
    return f"{moment} at {one.venue}" if one.venue else moment


def _moment(start: datetime | None, day: date | None, zone: ZoneInfo) -> str:
    if start is not None:
        return f"{start.astimezone(zone):%a %d %b %Y %H:%M}"
    return f"{day:%a %d %b %Y}" if day else "without a date"
