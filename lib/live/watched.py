"""Requests as operators see them: each is logged with what it took, and measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import log
from lib.adapters import instruments
from lib.live.stream import HEADERS

STREAM = HEADERS[0]  # the content type of what goes on

_log = log.get(__name__)


class Watched:
    """Measures each request of ours and logs it. Streams are logged when they end."""

    PATHS = ("/api/", "/calendar/", "/content/", "/assets/", "/readyz", "/feed.atom", "/sitemap.xml")

    def __init__(self, app: ASGIApp, routes: Callable[[], Iterable[Route]]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(self.PATHS):
            await self._app(scope, receive, send)
            return
        began, status, streams_on = time.perf_counter(), 0, False

        async def noting(message: Message) -> None:
            nonlocal status, streams_on
            status = message.get("status", status)
            streams_on = streams_on or STREAM in message.get("headers", ())
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            seconds = time.perf_counter() - began
            route = self._route(scope["path"])
            instruments.REQUESTS.labels(scope["method"], route, str(status)).inc()
            if not streams_on:
                instruments.REQUEST_SECONDS.labels(scope["method"], route).observe(seconds)
            _log.info("request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1))

    def _route(self, path: str) -> str:
        """The path without what varies, so that a metric stays small."""
        parts = Path(path).parts[1:]
        fixed = "/" + "/".join(parts[:2]) if parts[0] == "api" else f"/{parts[0]}"
        return fixed if fixed in self._known else "other"

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset("/".join(route.path.partition("/{")[0].split("/")[:3]) for route in self._routes())
