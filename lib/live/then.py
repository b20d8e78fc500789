"""What was, or would be: an event as it was at a moment, or as another revision declares it."""

from __future__ import annotations

from dataclasses import dataclass

from lib.content import declared
from lib.content.progress import Progress
from lib.content.revision import Revision
from lib.live.node import Node
from lib.live.refusals import NotHere
from lib.live.viewpoint import Viewpoint
from lib.sport import moments
from lib.sport.state import EventRecord


@dataclass(frozen=True, slots=True)
class Seen:
    """An event from a viewpoint; by a *revision*: as it declares it, over the facts of now, and its stage's *rules*."""

    record: EventRecord
    revision: Revision | None = None
    rules: tuple[str, ...] = ()


def seen(here: Node, now: EventRecord, view: Viewpoint) -> Seen:
    """An event, as it is *now*, from a viewpoint. Raise NotHere where the revision says nothing of it."""
    if view.revision:
        return _declared(here, now, view.revision)
    return Seen(now if view.moment is None else _at(here, now, view.moment))


def record(here: Node, event: str, at: int | None) -> EventRecord | None:
    """An event as it was at a moment, in milliseconds since the epoch, or as it is."""
    found = here.feed.record(event)
    return _at(here, found, at) if found and at is not None else found


def _at(here: Node, now: EventRecord, at: int) -> EventRecord:
    return EventRecord(here.fields.at(now.state, at), now.provenance)


def _declared(here: Node, now: EventRecord, revision: Revision) -> Seen:
    """The event as a *revision* declares it; one that has begun keeps its format, as it does in the log."""
    state = now.state
    for competition in revision.competitions:
        if not state.id.startswith(f"{competition.id}-"):
            continue
        progress = here.competitions.progress(competition.id, revision=revision)
        for fixture in declared.fixtures(competition, progress, revision.sha):
            if fixture.event == state.id:
                declaration = declared.kept(state, fixture.data)
                made = moments.declared(state, declaration, here.fields.memory(state.id))
                return Seen(EventRecord(made, now.provenance), revision, _rules(progress, state.id))
    raise NotHere(_nothing(now, revision))


def bounds(found: EventRecord) -> tuple[int, int] | None:
    """When the first and the last thing happened in an event, in milliseconds since the epoch; None before that."""
    times = [one.action.at for one in found.state.timeline if one.action.kind != "event.declared"]
    return (min(times), max(times)) if times else None


def _rules(progress: Progress, event: str) -> tuple[str, ...]:
    """The rules of the stage that an event is in."""
    with_it = (one for one in progress.stages if any(event == of.event for of in (*one.matches, *one.contests)))
    return next((one.rules for one in with_it), ())


def _nothing(found: EventRecord, revision: Revision) -> str:
    """Why a revision says nothing of an event."""
    id = found.state.declared.competition if found.state.declared else ""
    there = revision.competition(id)
    why = f"{there.title} has no such fixture there" if there else f"there is no competition {id!r} in it"
    return (
        f"The revision {revision.sha[:10]} says nothing of the event {found.state.id!r}: "
        f"{why if id else 'it belongs to no competition'}."
    )
