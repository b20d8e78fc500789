"""The real routes and the real modules of the browser on a page of their own, with a log in memory in Kafka's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from lib.adapters.producer import Receipt
from lib.errors import Unavailable
from lib.live import node, routes
from lib.live.feed import Held
from lib.live.node import Node
from lib.settings import Settings
from lib.sport import actions, state
from lib.sport.actions import Action
from lib.sport.fold import fold
from lib.sport.participations import MemoryField, ParticipationRecord
from lib.sport.state import EventRecord, Provenance
from tests.waiting import wait_for

PAGES = ("/page", "/wiki", "/event", "/explore", "/dashboard", "/streams")


@dataclass
class Log:
    """Takes what is recorded. *away*: it takes nothing; *mute*: it does, but its answer is lost."""

    appended: Callable[[str], None]
    records: list[Action] = field(default_factory=list)
    away: bool = False
    mute: bool = False

    def send(self, given: Sequence[tuple[str, bytes]]) -> list[Receipt]:
        """Append, as the producer does."""
        if self.away:
            raise Unavailable("Kafka is away.")
        receipts = []
        for event, raw in given:
            receipts.append(Receipt("sport.actions", 0, len(self.records)))
            self.records.append(actions.decode(raw))
            self.appended(event)
        if self.mute:
            raise Unavailable("Kafka did not answer.")
        return receipts

    def close(self) -> None:
        """Nothing is open."""


class Site:
    """A page at ``address`` that has all elements. It can be taken down and put up again on the same port.

    What is recorded is folded at once, if *folding*, into what `put` gave.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._given: dict[str, list[Action]] = {}
        self._held: dict[str, Held] = {}
        self._participations: dict[bytes, bytes] = {}
        self._written = count()  # the offsets of sport.events
        self.address = f"http://127.0.0.1:{settings.app_port}"
        self.log = Log(self._fold)
        self.folding = True
        self.node: Node | None = None

    def put(self, event: str, given: list[Action], offset: int = -1) -> None:
        """Let *event* be what *given* means, read from the log up to *offset*."""
        self._given[event] = given
        self._show(event, given, offset)

    @contextmanager
    def up(self) -> Iterator[None]:
        """Serve."""
        app = Starlette(
            routes=[
                *(Route(path, _page) for path in PAGES),
                *routes.routes(),
            ],
            lifespan=self._lifespan,
        )
        config = uvicorn.Config(app, port=self._settings.app_port, log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            wait_for(lambda: server.started, message="the site answers")
            yield
        finally:
            server.should_exit = True
            thread.join(timeout=30)

    def _fold(self, event: str) -> None:
        if self.folding:
            recorded = [one for one in self.log.records if one.subject == event]
            self._show(event, [*self._given.get(event, []), *recorded], len(self.log.records) - 1)

    def _show(self, event: str, given: list[Action], offset: int) -> None:
        provenance = Provenance("sport.actions", 0, 0, offset, len(given), offset)
        field = MemoryField()
        raw = state.encode(EventRecord(fold(event, given, field), provenance))
        self._held[event] = Held(event, raw, 0, next(self._written))
        for who in field.ids():
            record = ParticipationRecord(event, field.get(who), provenance)
            self._participations[f"{event}/{who}".encode()] = msgspec.json.encode(record)
        if self.node:
            self.node.fields.take(self._participations.items())
            self.node.feed.take([self._held[event]])

    @asynccontextmanager
    async def _lifespan(self, app: Starlette):
        self.node = Node(self._settings)
        self.node.ingest._producer = self.log
        self.node.feed.caught_up = self.node.fields.caught_up = True
        node.use(self.node)
        self.node.hub.start()
        self.node.fields.take(self._participations.items())
        self.node.feed.take(self._held.values())
        try:
            yield
        finally:
            await self.node.hub.stop()
            node.use(None)
            self.node = None


async def _page(request):
    module = f"/assets/{routes.assets_digest()}/elements.js"
    return HTMLResponse(f'<!doctype html><html lang="en"><body><script type="module" src="{module}"></script></body>')
