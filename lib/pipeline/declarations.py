"""Declarations: what the stream has to be told of a competition, from what Git declares and the facts so far.

Pure: a revision and the states of events in, actions out. What the stream knows already is not said again, so it may be
asked as often as one likes, by as many as like. Each action's id follows from its content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import structs

from lib.adapters.importers.script import Script
from lib.content import declared, progress
from lib.content.competitions import Competition
from lib.content.progress import Progress
from lib.content.revision import Revision
from lib.pipeline import entries
from lib.sport.actions import Action, EventDeclared, EventStatus, Status
from lib.sport.fold import format_of
from lib.sport.state import COMING, EventState

TICK = timedelta(milliseconds=1)
SOURCE = "git"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def news(revision: Revision, known: Mapping[str, EventState], now: datetime) -> Iterator[Action]:
    """What *revision* and the facts say and the stream does not know; *known* are the states of events by their id.

    A fixture is declared when it was committed, but not after *now*; one that follows from facts is declared when the
    newest of them happened. It always comes after any earlier declaration of the same event, so that it replaces that
    even if both commits are of one second, or the branch was set back.
    """
    for competition in revision.competitions:
        yield from of_competition(competition, _its_own(competition, known), revision, now)


def of_competition(
    competition: Competition, states: Mapping[str, EventState], revision: Revision, now: datetime
) -> Iterator[Action]:
    """The news of one competition; *states* are those of its events."""
    view = progress.of(competition, states, now=round(now.timestamp() * 1000))
    told = min(revision.commit.time, now)
    newest = max([told, *(entry.action.time for state in states.values() for entry in state.timeline[-1:])])
    wanted = {one.event: one for one in declared.fixtures(competition, view, revision.sha)}
    for event, one in wanted.items():
        before = states.get(event) or EventState(id=event)
        yield from _declaration(event, before, declared.kept(before, one.data), newest if one.late else told)
        if _cancelled_by_us(before):
            yield _status(before, "scheduled", newest, "It is played after all.", revision)
    for event in _obsolete(states, wanted.keys(), view):
        yield _status(states[event], "cancelled", newest, "It is no fixture of the competition any more.", revision)


def _declaration(event: str, before: EventState, whole: EventDeclared, told: datetime) -> Iterator[Action]:
    """What an event has to be told of its declaration, and of the lists of those who take part.

    A list is of the moment of the declaration before it, so that it has the same id when this is done again because
    it was interrupted. The declaration that names it comes after it: then the stream has it.
    """
    last = _last(before, EventDeclared)
    at = max(told, last)
    data, lists = entries.listed(whole, event, at, before.declared.lists if before.declared else {})
    if _same(before.declared, data):
        return
    if lists and before.declared is None:
        yield Script(event, SOURCE).take("event.declared", at, structs.replace(data, lists={}))
        last = at
    yield from lists
    if before.declared:
        yield from entries.withdrawn(before.declared, data, event, at)
    yield Script(event, SOURCE).take("event.declared", max(told, last + TICK), data)


def _same(before: EventDeclared | None, after: EventDeclared) -> bool:
    if before is None:
        return False
    return structs.replace(before, revision=after.revision, format=format_of(before)) == after


def _its_own(competition: Competition, known: Mapping[str, EventState]) -> dict[str, EventState]:
    return {
        event: state
        for event, state in known.items()
        if state.declared and state.declared.competition == competition.id
    }


def _obsolete(states: Mapping[str, EventState], wanted: Iterable[str], view: Progress) -> list[str]:
    """The events that we declared, that have not begun, and in whose place others are played.

    While it is not known who plays in a round, what was declared of it stays.
    """
    planned = {*wanted}
    named = [(declared.stage_name(stage, match), match) for stage in view.stages for match in stage.matches]
    there = [((name, match.round), match.decided) for name, match in named]
    drawn, open_ = {place for place, _ in there}, {place for place, decided in there if not decided}
    drawing = {stage.name for stage in view.stages if stage.kind == "swiss" and not stage.complete}
    return [
        event
        for event, state in states.items()
        if event not in planned
        and state.status in COMING
        and _declared_by_us(state)
        and (place := (state.declared.stage, state.declared.round)) not in open_
        and (state.declared.stage not in drawing or place in drawn)
    ]


def _declared_by_us(state: EventState) -> bool:
    sources = {entry.action.source for entry in state.timeline if isinstance(entry.action.data, EventDeclared)}
    return sources == {SOURCE}


def _cancelled_by_us(state: EventState) -> bool:
    statuses = [one.action for one in state.timeline if isinstance(one.action.data, EventStatus) and one.void is None]
    return state.status == "cancelled" and bool(statuses) and statuses[-1].source == SOURCE


def _status(state: EventState, status: Status, at: datetime, reason: str, revision: Revision) -> Action:
    """A status that follows from what *revision* says."""
    newest = max((entry.action.time for entry in state.timeline), default=LONG_AGO)
    told = {"status": status, "reason": reason, "revision": revision.sha}
    return Script(state.id, SOURCE).add("event.status", max(at, newest + TICK), **told)


def _last(before: EventState, kind: type) -> datetime:
    """When the event was last told something of a *kind*; long ago, if never."""
    return max((one.action.time for one in before.timeline if isinstance(one.action.data, kind)), default=LONG_AGO)
