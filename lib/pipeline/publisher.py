"""``python -m lib publish``: bring the fixtures that Git declares into the stream.

All competitions of one revision are read; a bad file stops all of it. Each fixture that is new or changed becomes an
``event.declared``. What was declared is seen in ``sport.events``, so that publishing a revision again sends nothing,
and a revert declares anew what it brings back. A fixture that Git does not have any more stays what it is: cancelling
an event is a fact of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from lib import log
from lib.adapters import kafka, states
from lib.adapters.git import Repository
from lib.adapters.importers.script import Script
from lib.adapters.producer import Producer
from lib.content import competitions
from lib.content.competitions import Competition, Fixture
from lib.content.revision import Place, Revision, load
from lib.pipeline import importer
from lib.settings import Settings
from lib.sport import state
from lib.sport.actions import Action, EventDeclared
from lib.sport.state import EventState

TICK = timedelta(milliseconds=1)

_log = log.get(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments: it is set by the environment."""


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Publish the newest revision; 0 when the broker has all that is new."""
    log.configure(settings.log_level)
    revision = _newest(settings)
    kafka.ensure_topics(settings)
    fresh = list(news(revision, states.read(settings), datetime.now(UTC)))
    producer = Producer(settings)
    try:
        importer.send(producer, fresh)
    finally:
        producer.close()
    for action in fresh:
        _log.info("declared", id=action.id, event_id=action.subject, revision=revision.sha)
    return 0


def news(revision: Revision, known: Mapping[str, bytes], now: datetime) -> Iterator[Action]:
    """The declarations of *revision* that are not in *known*, the newest records of ``sport.events``.

    They happen when the revision was committed, but not after *now*, and after any earlier declaration of the same
    event: so they replace it even if both commits are of one second, or the branch was set back.
    """
    for competition in revision.competitions:
        for fixture in competition.fixtures:
            event, data = competition.event(fixture), declaration(competition, fixture, revision.sha)
            before = state.decode(known[event]).state if event in known else EventState(id=event)
            if not _same(before.declared, data):
                at = max(min(revision.commit.time, now), _last(before) + TICK)
                yield Script(event, "git").take("event.declared", at, data)


def _newest(settings: Settings) -> Revision:
    """The revision to publish, without the wiki. Raise BadContent, Unavailable."""
    repository = Repository(settings)
    repository.fetch()
    commit = repository.commit(repository.head())
    place = Place(settings.content_root.strip("/"), settings.wiki)
    files = repository.files(commit.sha, place.inside(competitions.FOLDER), tuple(competitions.ENDINGS))
    return load(commit, files, place)


def declaration(competition: Competition, fixture: Fixture, revision: str) -> EventDeclared:
    """What a *fixture* says about its event."""
    return EventDeclared(
        sport=competition.sport,
        competitors=[competition.competitor(fixture.home), competition.competitor(fixture.away)],
        competition=competition.id,
        season=competition.season,
        stage=fixture.stage,
        round=fixture.round,
        start=fixture.start and fixture.start.astimezone(UTC),
        venue=fixture.venue,
        revision=revision,
        credit=competition.credit,
    )


def _same(before: EventDeclared | None, after: EventDeclared) -> bool:
    return before is not None and msgspec.structs.replace(before, revision=after.revision) == after


def _last(before: EventState) -> datetime:
    """When the event was last declared; long ago, if never."""
    declared = (entry.action.time for entry in before.timeline if isinstance(entry.action.data, EventDeclared))
    return max(declared, default=datetime(1970, 1, 1, tzinfo=UTC))
