"""Server-sent events of the streams page: searches and the live tail, as ASGI endpoints.

Whoever goes away ends his search: the connection is the stop button.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from lib.errors import Refused, TouchlineError
from lib.live.hub import message
from lib.live.stream import HEADERS, while_there
from lib.live.streams import asking, filters, searches
from lib.live.streams.parts import MOST_SEARCHES, Streams
from lib.live.streams.searches import Ask, Found, Update
from lib.live.streams.shown import shown

BEAT_S = 5.0
PAUSE_S = 0.2  # what comes within it is sent together
MOST_TOPICS = 10

Source = Callable[[QueryParams], AsyncIterator[bytes]]


class Stream:
    """An endpoint that sends what *source* gives, until it ends or the viewer goes away.

    *source* raises Refused before its first text for a question that is none: that is answered with 400.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one viewer."""
        async with aclosing(self._source(Request(scope).query_params)) as texts:
            try:
                first = await anext(texts)
            except Refused as refused:
                await JSONResponse({"error": str(refused)}, 400)(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": first, "more_body": True})
            await while_there(receive, _send(texts, send))


class Searches:
    """The source of ``GET /api/streams/messages``: ``begun``, ``progress`` and ``found`` by turns, and ``ended``."""

    def __init__(self, streams: Callable[[], Streams], ask: Callable[[QueryParams], Ask]) -> None:
        self._streams = streams
        self._ask = ask
        self._running = 0

    async def __call__(self, query: QueryParams) -> AsyncIterator[bytes]:
        """All that one search says."""
        filters.compiled(query.get("filter", ""))
        asking.of(query)
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        loop, streams = asyncio.get_running_loop(), self._streams()
        stop, waits = streams.stopper(), self._running >= MOST_SEARCHES
        yield _text("begun", {"waits": waits, "most": MOST_SEARCHES})

        def put(text: bytes | None) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, text)

        self._running += 1
        future = loop.run_in_executor(streams.searches, self._search, streams, query, stop, put)
        try:
            while (text := await queue.get()) is not None:
                yield text
        finally:
            self._running -= 1
            stop.set()
            future.cancel()

    def _search(self, streams: Streams, query: QueryParams, stop: threading.Event, put: Callable) -> None:
        """Search in this thread."""
        try:
            for update in searches.search(streams.settings, self._ask(query), stop):
                put(_update(update))
        except TouchlineError as error:
            put(_text("failed", {"error": str(error)}))
        finally:
            put(None)


class Tails:
    """The source of ``GET /api/streams/tail``: ``messages`` as they come, and ``beat``."""

    def __init__(self, streams: Callable[[], Streams]) -> None:
        self._streams = streams

    async def __call__(self, query: QueryParams) -> AsyncIterator[bytes]:
        """All that one viewer is sent."""
        tail, topics = self._streams().tail, query.getlist("topic")[:MOST_TOPICS]
        if not topics:
            raise Refused("Name one topic at least: topic=sport.actions.")
        loop, fresh = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(fresh.set)

        with tail.join(topics, query.get("filter", ""), wake) as listener:
            yield _text("beat", {"problem": tail.problem(topics)})
            while True:
                try:
                    await asyncio.wait_for(fresh.wait(), BEAT_S)
                except TimeoutError:
                    yield _text("beat", {"problem": tail.problem(topics)})
                    continue
                await asyncio.sleep(PAUSE_S)
                fresh.clear()
                taken, left_out = listener.take()
                if taken:
                    told = {"left_out": left_out, "problem": tail.problem(topics)}
                    yield _text("messages", {"messages": [shown(one) for one in taken], **told})


def _update(update: Update) -> bytes:
    if isinstance(update, Found):
        return _text("found", {"messages": [shown(one) for one in update.messages]})
    return _text(update.__struct_config__.tag, update)


def _text(name: str, value: object) -> bytes:
    return message(name, msgspec.json.encode(value))


async def _send(texts: AsyncIterator[bytes], send: Send) -> None:
    async for text in texts:
        await send({"type": "http.response.body", "body": text, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
