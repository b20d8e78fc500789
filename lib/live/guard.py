"""What holds for every answer: nobody reads without the right to, or asks too often, and a browser is told what it may
do with it."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.live import limits, node
from lib.live.access import Caller, Gate, NotAllowed
from lib.live.limits import Clients, Limit

# Routes of ours that show something of the company. Pages are guarded where they are drawn (lib/web/frame.py).
READING = ("/api/", "/content/", "/calendar/", "/feed.atom", "/sitemap.xml")
# They name events, competitions and revisions.
MEASURES = ("/metrics", "/_stcore/metrics")
# A Git host signs what it sends.
ITSELF = ("/api/hooks/",)

# Streamlit needs inline scripts and styles, and loads its components' modules from blobs.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; font-src 'self' data:; "
    "media-src 'self' blob: https:; connect-src 'self' ws: wss: blob: data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-src 'self' blob: data:; frame-ancestors 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guarded:
    """Refuses to show anything to somebody who may not read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        try:
            if scope["type"] == "http":
                _let_through(scope)
        except NotAllowed as refused:
            answer = JSONResponse({"error": str(refused)}, refused.status, headers={"Cache-Control": "no-store"})
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


class SecurityHeaders:
    """Adds what a browser has to know. A route that says something stricter itself keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _policy())
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class Limited:
    """A route that answers 429 to whoever asks too often."""

    def __init__(self, app: ASGIApp, limit: Limit, clients: Clients) -> None:
        self._app = app
        self._limit = limit
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        here, wait = node.current(), 0.0
        if here.settings.api_rate:
            connection = HTTPConnection(scope)
            wait = self._clients.take(limits.client(connection, _caller(here.gate, connection)))
        answer = limits.too_often(self._limit, wait) if wait else self._app
        await answer(scope, receive, send)


def limited(routes: Iterable[Route]) -> list[Route]:
    """The same routes, each with its limit of the table; those of one row count together."""
    made, rows = list(routes), {row: limit for limit in limits.TABLE for row in limit.routes}
    counting = {limit.what: Clients(limit.a_second, limit.burst) for limit in limits.TABLE}
    for route in made:
        for method in route.methods or {"GET"}:
            if limit := rows.get(f"{method} {route.path}"):
                route.app = Limited(route.app, limit, counting[limit.what])
    return made


def _let_through(scope: Scope) -> None:
    """Raise NotAllowed for who may not see what the request asks for."""
    path, gate = scope["path"], node.current().gate
    if path in MEASURES:
        gate.measuring(HTTPConnection(scope))
    elif path.startswith(READING) and not path.startswith(ITSELF):
        gate.check(HTTPConnection(scope), "read")


def _caller(gate: Gate, connection: HTTPConnection) -> Caller | None:
    try:
        return gate.caller(connection)
    except NotAllowed:
        return None


def _policy() -> str:
    others = node.current().settings.embed_origins
    return f"{POLICY} {others}" if others else POLICY
