"""``GET /api/live``: server-sent events to open pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from starlette.datastructures import Headers, QueryParams
from starlette.types import Receive, Scope, Send

from lib.live.hub import Hub, Viewer

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
MOST_NAMES = 100


class LiveStream:
    """The endpoint, as bare ASGI: thousands of these are open at a time, and each layer between would cost."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one viewer until it goes away."""
        query = QueryParams(scope["query_string"])
        cursor = Headers(scope=scope).get("last-event-id") or query.get("last", "")
        events = query.getlist("event")[:MOST_NAMES]
        competitions = [] if events else query.getlist("competition")[:MOST_NAMES]
        with self._hub().join(events, competitions, cursor) as viewer:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await while_there(receive, _write(viewer, send))


async def while_there(receive: Receive, sending: Coroutine[object, object, None]) -> None:
    """Let *sending* go on until it ends, or the viewer goes away."""
    gone, writing = asyncio.ensure_future(_gone(receive)), asyncio.ensure_future(sending)
    try:
        await asyncio.wait({gone, writing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        writing.cancel()
        await asyncio.gather(gone, writing, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _write(viewer: Viewer, send: Send) -> None:
    while True:
        await send({"type": "http.response.body", "body": await viewer.next(), "more_body": True})
