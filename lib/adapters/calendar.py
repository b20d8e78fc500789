"""iCalendar (RFC 5545): the fixtures of a competition as a feed that calendars subscribe to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event
from msgspec import Struct

from lib.content.progress import Contest, Match, Progress
from lib.sport.profiles import Format, ScoreFormat

NAMESPACE = UUID("6d1f7f0c-0c0e-5b1c-8b0e-2a5a3d0f4c11")
PRODUCT = "-//Touchline//Fixtures//EN"
REFRESH = timedelta(minutes=15)
BREAK = timedelta(minutes=15)
USUAL = timedelta(hours=1)
STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}

Address = Callable[[str], str]


class _Date(Struct, frozen=True, kw_only=True):
    """What a calendar shows of a fixture."""

    uid: str
    title: str
    text: str
    event: str
    status: str
    start: datetime | None
    day: date | None
    venue: str


def feed(progress: Progress, stamp: datetime, shape: Format, address: Address, competitor: str = "") -> bytes:
    """The fixtures of a competition, or of one *competitor*, that have a date; all day where they have no time.

    A fixture keeps its UID whatever becomes of it: who plays, when, and whether it is cancelled. *stamp* is when the
    content was committed, *shape* says how long an event takes, *address* gives the page of an event.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = next((f": {one.name}" for one in progress.competitors if one.id == competitor), "")
    calendar.add("x-wr-calname", f"{progress.title}{name}")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for one in _dates(progress, competitor):
        if one.start is None and one.day is None:
            continue
        calendar.add_component(_entry(one, progress, stamp, length(shape), address))
    return calendar.to_ical()


def length(shape: Format) -> timedelta:
    """How long an event takes, about: its periods with a break between them; an hour where nothing says so."""
    if isinstance(shape, ScoreFormat) and shape.period_s:
        return timedelta(seconds=shape.periods * shape.period_s) + (shape.periods - 1) * BREAK
    return USUAL


def _dates(progress: Progress, competitor: str) -> Iterator[_Date]:
    for stage in progress.stages:
        for match in stage.matches:
            if not competitor or match.has(competitor):
                yield _match(progress, match, stage.name)
        for contest in stage.contests:
            if not competitor or competitor in contest.entries:
                yield _contest(progress, contest, stage.name)
    for match in progress.loose:
        if not competitor or match.has(competitor):
            yield _match(progress, match, "")


def _match(progress: Progress, match: Match, stage: str) -> _Date:
    told = match.score and match.status != "cancelled"
    score = f" {match.score[0]:g}–{match.score[1]:g}" if told else ""
    return _Date(
        uid=f"{progress.id}/{match.uid}",
        title=f"{match.home.name} – {match.away.name}{score}",
        text=" · ".join(filter(None, [stage, match.round])),
        event=match.event,
        status=match.status,
        start=match.start,
        day=match.day,
        venue=match.venue,
    )


def _contest(progress: Progress, contest: Contest, stage: str) -> _Date:
    return _Date(
        uid=f"{progress.id}/{contest.event}",
        title=contest.title,
        text=" · ".join(filter(None, [stage, contest.round])),
        event=contest.event,
        status=contest.status,
        start=contest.start,
        day=contest.day,
        venue=contest.venue,
    )


def _entry(one: _Date, progress: Progress, stamp: datetime, lasts: timedelta, address: Address) -> Event:
    entry = Event()
    entry.add("uid", str(uuid5(NAMESPACE, one.uid)))
    entry.add("dtstamp", stamp)
    postponed = "Postponed: " if one.status == "postponed" else ""
    entry.add("summary", f"{postponed}{one.title}")
    if one.start:
        entry.add("dtstart", one.start)
        entry.add("dtend", one.start + lasts)
    else:
        entry.add("dtstart", one.day)
    entry.add("status", STATUS.get(one.status, "CONFIRMED"))
    entry.add("categories", [progress.title])
    if one.text:
        entry.add("description", one.text)
    if one.venue:
        entry.add("location", one.venue)
    if one.event:
        entry.add("url", address(one.event))
    return entry
