"""What one app process holds: the feed, the hub, the library of content, the way in. Nothing of it outlives a kill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lib import log, settings
from lib.adapters import instruments
from lib.adapters.git import Repository
from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_sharing import Shared
from lib.content.access import Access
from lib.live.access import Gate
from lib.live.alerts import Alerts
from lib.live.cheers import Cheers
from lib.live.competitions import Competitions
from lib.live.desk import Desk
from lib.live.editor import Editor
from lib.live.feed import Feed
from lib.live.fields import Fields, Tracks
from lib.live.hub import Hub
from lib.live.ingest import Ingest
from lib.live.library import Library
from lib.live.outgoing import Outgoing
from lib.live.predictions import Predictions
from lib.live.previews import Previews
from lib.live.streams.parts import Streams
from lib.settings import Settings
from lib.sport.actions import EventDeclared


class Node:
    """The parts of this process, started and stopped together."""

    def __init__(self, given: Settings) -> None:
        self.settings = given
        self.feed = Feed(given, self._publish)
        self.fields = Fields(given, self._field_changed)
        self.tracks = Tracks(given)
        self.hub = Hub(self.feed)
        self.library = Library(given, Repository(given))
        self.gate = Gate(given, self._declared_access)
        self.ingest = Ingest(given, self.gate, self._declared)
        self.cheers = Cheers(self.ingest.gathered)
        self.editor = Editor(self.library.repository, self.library.place)
        self.desk = Desk(self.editor, self.library)
        self.outgoing = Outgoing(self.editor)
        self.previews = Previews()
        self.competitions = Competitions(self.feed, self.fields, lambda: self.library.current)
        self.predictions = Predictions(self.feed, self.fields, self.competitions)
        self.metrics = Metrics(given)
        self.queries = Shared(self.metrics)
        self.streams = Streams(given, self.feed)
        self.alerts = Alerts(self.metrics)

    async def start(self) -> None:
        """Start all parts; returns before the feed has caught up."""
        self.hub.start()
        for part in (self.feed, self.fields, self.tracks):
            part.start()
        self.library.start()
        self.outgoing.start()
        self.streams.start()
        self.alerts.start()

    async def stop(self) -> None:
        """Stop all parts."""
        await self.hub.stop()
        following = (self.feed.stop, self.fields.stop, self.tracks.stop, self.library.stop, self.outgoing.stop)
        first = (self.streams.stop, self.alerts.stop)
        for part in (*first, *following, self.ingest.close, self.queries.close, self.metrics.close):
            await asyncio.to_thread(part)

    def _declared_access(self) -> Access:
        """Nobody has a role before the first revision was read."""
        revision = self.library.current
        return revision.access if revision else Access(everybody=[])

    def _declared(self, event: str) -> EventDeclared | None:
        held = self.feed.held(event)
        return held.summary.state.declared if held else None

    def _field_changed(self, event: str, who: str) -> None:
        self.predictions.note(event, who)

    def _publish(self, changes: list) -> None:
        self.hub.publish(changes)
        self.competitions.note(changes)


_current: Node | None = None


def current() -> Node:
    """The node of this process."""
    if _current is None:
        raise RuntimeError("The node is made by the app's lifespan, or by `use` in a test.")
    return _current


def use(node: Node | None) -> None:
    """Make *node* the one of this process."""
    global _current  # noqa: PLW0603 - one process, one node
    _current = node


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, object]]:
    """The node, for as long as the app serves."""
    given = settings.read()
    log.configure(given.log_level)
    node = Node(given)
    use(node)
    await node.start()
    if given.app_metrics_port:
        instruments.serve(given.app_host, given.app_metrics_port, lambda: node.feed.caught_up)
    try:
        yield {}
    finally:
        await node.stop()
        use(None)
