"""How often one client may ask for what costs something: one table, for all routes.

A client is a token, somebody who is signed in, or else an address. Each process counts for itself: behind a proxy that
shares clients out among several of them, a client gets as many times as much.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.live.access import Caller

MOST_CLIENTS = 10_000


class Limit(NamedTuple):
    """*what* a client may ask for: *burst* at once, and then so many *a_second*; *routes* are those that count."""

    what: str
    a_second: float
    burst: float
    routes: tuple[str, ...]


# What changes something; a route that is not here and does is found by a test. ``POST /api/actions`` counts its actions
# and not its requests (API_RATE): see ``lib/live/ingest.py``.
TABLE = (
    Limit(
        "changes of pages",
        2,
        40,
        (
            "PUT /api/wiki/{path:path}",
            "DELETE /api/wiki/{path:path}",
            "POST /api/wiki/{path:path}/move",
            "POST /api/wiki/{path:path}/restore",
            "POST /api/wiki/{path:path}/attachments",
            "POST /api/operations/reverts",
        ),
    ),
    Limit("previews", 10, 100, ("POST /api/wiki-preview",)),
    Limit("uploads", 0.5, 30, ("POST /api/activities",)),
    Limit("redrives", 2, 30, ("POST /api/streams/rejected/try", "POST /api/streams/rejected/redrive")),
    Limit("reverts", 0.2, 10, ("POST /api/operations/reverts",)),
    Limit("plans", 0.5, 20, ("GET /api/plan",)),
    Limit("pushes", 1, 20, ("POST /api/hooks/git",)),
    # A whole company may watch from one address; each of its browsers has a limit of its own (lib/live/audience.py).
    Limit("predictions", 50, 1000, ("PUT /api/events/{id}/prediction", "DELETE /api/events/{id}/prediction")),
    Limit("cheers", 2000, 4000, ("POST /api/events/{id}/cheers",)),
    # What is dear to read.
    Limit("searches", 20, 200, ("GET /api/search", "GET /api/wiki-names")),
    Limit(
        "questions to Prometheus",
        20,
        300,
        (
            "GET /api/query",
            "GET /api/metrics",
            "GET /api/labels",
            "GET /api/promql/complete",
            "GET /api/rules",
            "GET /api/blocks/{path:path}",
            "GET /api/dashboards/{id}",
            "GET /api/dashboards/{id}/panels/{panel}",
            "GET /api/operations",
        ),
    ),
    Limit(
        "searches of topics",
        2,
        60,
        ("GET /api/streams/messages", "GET /api/streams/messages/{topic}/{partition:int}/{offset:int}"),
    ),
    Limit("live tails", 1, 30, ("GET /api/streams/tail",)),
    Limit("looks at a step", 2, 40, ("GET /api/operations/steps/{revision}",)),
    Limit("exports", 1, 20, ("GET /api/events/{id}/actions", "GET /api/competitions/{id}/actions")),
)
WRONG_TOKENS = Limit("wrong tokens", 0.1, 20, ())


@dataclass
class Allowance:
    """How much one client may have: a bucket of *burst*, refilled at *rate* a second."""

    rate: float
    burst: float
    left: float
    at: float

    def take(self, count: float, now: float) -> float:
        """Take *count* out; when there is too little, how many seconds to wait."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= min(count, self.burst):
            self.left -= count
            return 0.0
        return (min(count, self.burst) - self.left) / self.rate


class Clients:
    """The allowances of all clients for one thing."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._now = rate, burst, now
        self._allowances: dict[str, Allowance] = {}

    def take(self, client: str, count: float = 1) -> float:
        """Take *count* of what *client* may have; when that is too much, how many seconds to wait."""
        return self._of(client).take(count, self._now())

    def spent(self, client: str) -> float:
        """How many seconds *client* has to wait for the next one; nothing is taken."""
        allowance = self._of(client)
        wait = allowance.take(1, self._now())
        if not wait:
            allowance.left += 1
        return wait

    def _of(self, client: str) -> Allowance:
        if len(self._allowances) > MOST_CLIENTS:
            self._allowances.clear()
        return self._allowances.setdefault(client, Allowance(self._rate, self._burst, self._burst, self._now()))


def client(connection: HTTPConnection, caller: Caller | None) -> str:
    """Who is counted: whoever is known by name, else the address. A proxy's is not taken, as far as it is trusted
    (``FORWARDED_ALLOW_IPS``: the web server puts what it says in the place of its own)."""
    if caller is not None and caller.known:
        return f"{caller.how} {caller.known}"
    return f"address {_address(connection)}"


class WrongTokens:
    """Keeps an address that shows wrong tokens from trying many: until it has waited, not even a right one counts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._clients = Clients(WRONG_TOKENS.a_second, WRONG_TOKENS.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not _shows_a_token(HTTPConnection(scope)):
            await self._app(scope, receive, send)
            return
        address = _address(HTTPConnection(scope))
        if wait := self._clients.spent(address):
            await too_often(WRONG_TOKENS, wait)(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message.get("status") == HTTPStatus.UNAUTHORIZED:
                self._clients.take(address)
            await send(message)

        await self._app(scope, receive, noting)


def too_often(limit: Limit, wait: float) -> JSONResponse:
    """The answer to a client that has to *wait* so many seconds."""
    return JSONResponse({"error": sentence(limit.what, limit.a_second, wait)}, 429, headers=headers(wait))


def sentence(what: str, a_second: float, wait: float) -> str:
    """Why it was refused, and until when."""
    rate = f"{a_second:g} a second" if a_second >= 1 else f"one in {1 / a_second:g} seconds"
    return f"Too many {what} from one client, which may have {rate}: wait {wait:.1f} s."


def headers(wait: float) -> dict[str, str]:
    """What goes with the answer."""
    return {"Retry-After": retry_after(wait), "Cache-Control": "no-store"}


def retry_after(wait: float) -> str:
    """When to come back, in whole seconds."""
    return str(int(wait) + 1)


def _address(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def _shows_a_token(connection: HTTPConnection) -> bool:
    return connection.headers.get("authorization", "").lower().startswith("bearer ")
