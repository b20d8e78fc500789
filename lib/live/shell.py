"""The document that Streamlit sends for every page, told what it would otherwise find out by trying.

Streamlit looks for its own server under the page's address first, which answers 404 twice for each page that is loaded;
and a browser wants to know an icon, and the feed, before a script has run.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What no other document has, and what stands there instead.
ICON = b'<link rel="shortcut icon" href="./favicon.png" />'
KNOWN = """<link rel="icon" href="/assets/{digest}/icon.svg" />
    <link rel="alternate" type="application/atom+xml" title="Changes of the wiki" href="/feed.atom" />
    <script>window.__streamlit = {{ BACKEND_BASE_URL: location.origin }};</script>"""


class Shell:
    """Completes the documents that come from below it."""

    def __init__(self, app: ASGIApp, digest: Callable[[], str]) -> None:
        self._app = app
        self._digest = digest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_document = scope["type"] == "http" and b"text/html" in dict(scope["headers"]).get(b"accept", b"")
        if not is_document:
            await self._app(scope, receive, send)
            return
        # Some kilobytes, which have to be read here.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, _Completed(send, self._digest))


class _Completed:
    """Holds a document back until all of it is here."""

    def __init__(self, send: Send, digest: Callable[[], str]) -> None:
        self._send = send
        self._digest = digest
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._all()
            return
        await self._send(message)

    async def _all(self) -> None:
        body = self._body.replace(ICON, KNOWN.format(digest=self._digest()).encode(), 1)
        if body != self._body:
            MutableHeaders(scope=self._start)["content-length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})
