"""What one app process holds: the feed, the hub, the library of content, the way in. Nothing of it outlives a kill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lib import log, settings
from lib.adapters.git import Repository
from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_sharing import Shared
from lib.live.feed import Feed
from lib.live.hub import Hub
from lib.live.ingest import Ingest
from lib.live.library import Library
from lib.settings import Settings


class Node:
    """The parts of this process, started and stopped together."""

    def __init__(self, given: Settings) -> None:
        self.settings = given
        self.feed = Feed(given, self._publish)
        self.hub = Hub(self.feed)
        self.ingest = Ingest(given)
        self.library = Library(given, Repository(given))
        self.metrics = Metrics(given)
        self.queries = Shared(self.metrics)

    async def start(self) -> None:
        """Start all parts; returns before the feed has caught up."""
        self.hub.start()
        self.feed.start()
        self.library.start()

    async def stop(self) -> None:
        """Stop all parts."""
        await self.hub.stop()
        for part in (self.feed.stop, self.library.stop, self.ingest.close, self.queries.close, self.metrics.close):
            await asyncio.to_thread(part)

    def _publish(self, changes: list) -> None:
        self.hub.publish(changes)


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
    try:
        yield {}
    finally:
        await node.stop()
        use(None)
