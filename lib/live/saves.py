"""Whoever has saved something sees it, whichever process answers: it waits until it serves what the browser has saved.

A save is answered once the process that made it serves it. Others see it with their next look, a moment later; the
cookie of the answer has them look at once. Programs say the same with the header ``Touchline-Revision``.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.live import node
from lib.live.library import Library
from lib.live.reading import REVISION

COOKIE = "touchline-saved"
KEPT_S = 60
WAIT_S = 3.0
MOST_WAITING = 16  # each in a thread: whoever makes revisions up keeps nobody else waiting
MOST_ASKED = 256
# What does not depend on a revision is not kept waiting for one.
APART = (
    "/_stcore/",
    "/static/",
    "/assets/",
    "/media/",
    "/component/",
    "/api/live",
    "/api/actions",
    "/readyz",
    "/metrics",
)

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def note(response: Response, revision: str) -> None:
    """Have the browser say that it has saved *revision*."""
    response.set_cookie(COOKIE, revision, max_age=KEPT_S, httponly=True, samesite="lax")


class OwnChanges:
    """Lets a request for something wait until what its sender has saved is served here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._asked: OrderedDict[str, None] = OrderedDict()
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(APART):
            request = HTTPConnection(scope)
            saved = request.headers.get(REVISION) or request.cookies.get(COOKIE, "")
            if _SHA.fullmatch(saved) and saved not in self._asked:
                await self._served(node.current().library, saved)
        await self._app(scope, receive, send)

    async def _served(self, library: Library, saved: str) -> None:
        current = library.current
        if current is None or self._waiting >= MOST_WAITING:
            return
        self._waiting += 1
        try:
            if current.sha != saved:
                await asyncio.to_thread(library.wait_for, saved, WAIT_S)
        finally:
            self._waiting -= 1
        self._asked[saved] = None  # should it not have come, nobody waits for it again
        while len(self._asked) > MOST_ASKED:
            self._asked.popitem(last=False)
