"""What was: an event as it was at a moment, a page as it was then or in a revision; by facts and commits alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lib.adapters.git.history import Step
from lib.content.revision import Commit
from lib.errors import Refused
from lib.live import competition_routes, reading
from lib.live.node import Node
from lib.live.reading import Page
from lib.sport.state import EventRecord

MOST_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class Past:
    """A page as it was after a *commit*."""

    commit: Commit
    page: Page


def moment(text: str) -> int | None:
    """The moment that *text* says, with its zone, in milliseconds since the epoch; None where it is no moment."""
    try:
        return competition_routes.moment(text)
    except Refused:
        return None


def address(at: int) -> str:
    """A moment in milliseconds since the epoch as an address has it."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record(here: Node, event: str, at: int) -> EventRecord | None:
    """An event as it was at a moment, in milliseconds since the epoch."""
    found = here.feed.record(event)
    return EventRecord(here.fields.at(found.state, at), found.provenance) if found else None


def bounds(found: EventRecord) -> tuple[int, int] | None:
    """When the first and the last thing happened in an event, in milliseconds since the epoch; None before that."""
    times = [one.action.at for one in found.state.timeline if one.action.kind != "event.declared"]
    return (min(times), max(times)) if times else None


def page(here: Node, path: str, at: str) -> Past:
    """The page *path* as it was at a moment or in a revision, under the name that it had then.

    Raise Refused where there was none, and Unavailable.
    """
    when = moment(at)
    steps = here.library.history(path, MOST_STEPS)
    if when is None:
        return _in_revision(here, path, at, steps)
    step = next((one for one in steps if one.commit.time.timestamp() * 1000 <= when), None)
    if step is None or step.touch.kind == "deleted":
        raise Refused(f"There was no page {path!r} at this moment.")
    return _past(here, step.commit, here.library.place.page_of(step.touch.path) or path)


def _in_revision(here: Node, path: str, revision: str, steps: list[Step]) -> Past:
    """The page in a revision, by the first of its names that it has there."""
    repository, place = here.library.repository, here.library.place
    commit = repository.commit(repository.resolve(revision))
    names = dict.fromkeys([path, *(place.page_of(step.touch.path) or path for step in steps)])
    name = next((one for one in names if repository.blob(commit.sha, place.page_file(one)) is not None), None)
    if name is None:
        raise Refused(f"There is no page {path!r} in the revision {revision}.")
    return _past(here, commit, name)


def _past(here: Node, commit: Commit, path: str) -> Past:
    return Past(commit, reading.then(here.library, here.library.current, path, commit.sha))
