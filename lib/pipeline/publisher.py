"""``python -m lib publish``: bring the fixtures that Git declares, and those that follow from results, into the stream.

The newest revision is validated whole, as every process does it; a bad file stops all of it. Each fixture that is new
or changed becomes an ``event.declared`` that names the revision. What was declared is seen in ``sport.events``, so that
publishing a revision again sends nothing, and a revert declares anew what it brings back.

With ``--follow`` it stays, and does so with each new commit and each result: it declares the next round of a knockout
as soon as it is known who plays. It holds nothing: any number of them may run, and each may be killed at any time.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from lib import log
from lib.adapters import instruments, kafka, states
from lib.adapters.git import Repository, bundles
from lib.adapters.producer import Producer
from lib.adapters.states import Following
from lib.content.revision import Place, Revision
from lib.errors import BadContent, Unavailable
from lib.pipeline import declarations, importer
from lib.pipeline.bundle import Bundle
from lib.settings import Settings
from lib.sport import state
from lib.sport.state import EventState, Summary
from lib.stopping import told_to_stop

WAITS_S = (1.0, 2.0, 5.0, 10.0)
POLL_S = 0.5

_log = log.get(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--follow", action="store_true", help="stay, and publish with each new commit and each result, until stopped"
    )


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Publish the newest revision; 0 when the broker has all that is new."""
    log.configure(settings.log_level)
    publisher = Publisher(settings)
    try:
        if arguments.follow:
            instruments.serve(settings.app_host, settings.publisher_port, lambda: publisher.ready)
            publisher.follow(told_to_stop())
        else:
            publisher.once()
    finally:
        publisher.close()
    return 0


class Publisher:
    """Sends what is new. It remembers what it has sent, only so as not to repeat it while the processor is busy."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer = Producer(settings)
        self._content = Content(settings, "publisher")
        self._sent: set[str] = set()

    @property
    def ready(self) -> bool:
        """Whether there is a revision to publish."""
        return self._content.ready

    def once(self) -> None:
        """Publish the newest revision. Raise BadContent and Unavailable."""
        revision = newest(Repository(self._settings), self._settings)
        kafka.ensure_topics(self._settings)
        events = _Events()
        events.take(states.read(self._settings))
        self._publish(revision, events)

    def follow(self, stop: threading.Event) -> None:
        """Publish whenever something has changed, until *stop* is set; while a part is away, try again."""
        failures = 0
        while not stop.is_set():
            try:
                self._follow(stop)
            except (Unavailable, BadContent) as error:
                _log.warning("publisher_waits", error=str(error))
                stop.wait(WAITS_S[min(failures, len(WAITS_S) - 1)])
                failures += 1

    def close(self) -> None:
        """Let go of the connection."""
        self._producer.close()

    def _follow(self, stop: threading.Event) -> None:
        kafka.ensure_topics(self._settings)
        content, events, fresh = self._content, _Events(), True
        with Following(self._settings) as following:
            # Not before all of it is read: what was declared already would be declared again.
            following.catch_up(events.take)
            while not stop.is_set():
                if content.poll() | events.take(following.poll(POLL_S)) | fresh:
                    self._publish(content.revision, events)
                    fresh = False

    def _publish(self, revision: Revision, events: _Events) -> None:
        news = declarations.news(revision, events.of(revision), datetime.now(UTC))
        fresh = [action for action in news if action.id not in self._sent]
        importer.send(self._producer, fresh)
        for action in fresh:
            self._sent.add(action.id)
            _log.info("published", kind=action.kind, id=action.id, event_id=action.subject, revision=revision.sha)


class Content:
    """The newest good revision, asked for as often as the settings say."""

    def __init__(self, settings: Settings, component: str) -> None:
        self._bundle, self._poll_s, self._due = Bundle(settings, component), settings.content_poll_seconds, 0.0

    @property
    def ready(self) -> bool:
        """Whether there is a revision."""
        return self._bundle.current is not None

    @property
    def revision(self) -> Revision:
        """The revision. Raise BadContent while there is no good one."""
        if self._bundle.current is None:
            raise self._bundle.branch.problem or Unavailable("The content has not been read yet.")
        return self._bundle.current

    def poll(self) -> bool:
        """Whether there is a new revision. Raise Unavailable, and BadContent while there is none at all.

        While the repository is away, nothing is published: it may have taken back what we know.
        """
        now, before = time.monotonic(), self._bundle.current
        if now < self._due:
            return False
        self._bundle.branch.step()
        self._due = now + self._poll_s
        return self.revision is not before


class _Events:
    """The states of all events; decoded when they are asked for, of those that belong to a competition."""

    def __init__(self) -> None:
        self._raw: dict[str, bytes] = {}
        self._summaries: dict[str, Summary] = {}
        self._decoded: dict[str, EventState] = {}

    def take(self, records: Mapping[str, bytes]) -> bool:
        """Take in what is new, and say whether it may change what is to be published: a result, a status, a side."""
        changed = False
        for event, raw in records.items():
            before, after = self._summaries.get(event), state.summary(raw)
            changed |= before is None or _decisive(before) != _decisive(after)
            self._raw[event], self._summaries[event] = raw, after
            self._decoded.pop(event, None)
        return changed

    def of(self, revision: Revision) -> dict[str, EventState]:
        """The states of the events of a revision's competitions."""
        ids = {one.id for one in revision.competitions}
        declared = {event: one.state.declared for event, one in self._summaries.items()}
        mine = [event for event, one in declared.items() if one and one.competition in ids]
        for event in mine:
            if event not in self._decoded:
                self._decoded[event] = state.decode(self._raw[event]).state
        return {event: self._decoded[event] for event in mine}


def newest(repository: Repository, settings: Settings) -> Revision:
    """The newest revision. Raise BadContent, Unavailable."""
    repository.fetch()
    place = Place(settings.content_root.strip("/"), settings.wiki)
    return bundles.without_wiki(repository, place, repository.head())


def _decisive(summary: Summary) -> tuple[object, ...]:
    """What of a state may change what is to be published."""
    one = summary.state
    return one.declared, one.status, one.score, one.shootout, one.outcome
