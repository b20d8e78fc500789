"""What a page's document says before Streamlit's own code is there: where its server is, and what will be needed.

It is Streamlit's, with an icon and a feed of our own.

Streamlit's browser side first looks for its server below the page's address, and waits before it tries the root; and
it finds out one by one that it needs the code that mounts an element, the element's module, and what that imports.
Named in the document, all of it is on its way at once. Nothing depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The page's own folder, where the document's relative addresses of scripts point as well.
SERVER = '<script>window.__streamlit = { BACKEND_BASE_URL: new URL("./", location.href).href };</script>'
# What no other document has, and what stands there instead.
ICON = b'<link rel="shortcut icon" href="./favicon.png" />'
OURS = """<link rel="icon" href="/assets/{digest}/icon.svg">
    <link rel="alternate" type="application/atom+xml" title="Changes of the wiki" href="/feed.atom">"""
LINK = '<link rel="modulepreload" crossorigin href="{}">'
# What modules ask of the server before they do anything.
ASKED = {"sports.js": '<link rel="preload" as="fetch" crossorigin href="/api/sports">'}
STREAMLIT = Path(find_spec("streamlit").origin).parent / "static" / "static" / "js"
MOUNTING = ("BidiComponent", "Html", "serialization", "recordbatch", "purify.es", "_arrayReduce")
MODULES = {
    "/dashboard": "board.js",
    "/explore": "explore.js",
    "/streams": "streams.js",
    "/wiki": "wiki.js",
    "/edit": "edit.js",
    "/history": "history.js",
}
USUAL = "elements.js"
END = b"</head>"

_IMPORT = re.compile(r'^(?:import|export)\b[^"]*"\./([\w.-]+\.js)"', re.MULTILINE)


class Opened:
    """Adds to each document of Streamlit's; *assets* holds the browser's modules, *digest* names their state."""

    def __init__(self, app: ASGIApp, assets: Path, digest: Callable[[], str]) -> None:
        self._app, self._assets, self._digest = app, assets, digest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_document = scope["type"] == "http" and scope["method"] == "GET" and b"text/html" in _header(scope, b"accept")
        if is_document:
            module = self._assets / MODULES.get(scope["path"], USUAL)
            digest = self._digest()
            send = _Document(send, OURS.format(digest=digest).encode(), head(module, digest).encode())
            # What is packed cannot be added to, and a document is short.
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = scope | {"headers": headers}
        await self._app(scope, receive, send)


class _Document:
    """Sends on what is sent; of a document of Streamlit's, with *ours* in place of its icon, *more* ending its head."""

    def __init__(self, send: Send, ours: bytes, more: bytes) -> None:
        self._send, self._ours, self._more = send, ours, more
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200 and b"text/html" in _header(message, b"content-type"):
                self._start = message
                return
        elif self._start:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = message | {"body": await self._begin(self._start)}
        await self._send(message)

    async def _begin(self, start: Message) -> bytes:
        body = self._body
        if ICON in body:
            body = body.replace(ICON, self._ours, 1).replace(END, self._more + END, 1)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Length"] = str(len(body))
        for name in ("ETag", "Last-Modified"):  # they are Streamlit's, and would outlive a change of ours
            del headers[name]
        await self._send(start | {"headers": headers.raw})
        return body


@cache
def head(module: Path, digest: str) -> str:
    """What the document of a page says that mounts elements of *module*."""
    names = imports(module)
    ours = (f"/assets/{digest}/{one}" for one in names)
    asked = (ASKED[one] for one in names if one in ASKED)
    theirs = (f"./static/js/{one.name}" for name in MOUNTING for one in STREAMLIT.glob(f"{name}.*.js"))
    return SERVER + "".join((*asked, *(LINK.format(one) for one in (*theirs, *ours))))


def imports(module: Path) -> list[str]:
    """The names of *module* and all that it imports, each once."""
    found: dict[str, None] = {}
    wanted = [module.name]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = None
            wanted += _IMPORT.findall((module.parent / name).read_text())
    return list(found)


def _header(of: Scope | Message, name: bytes) -> bytes:
    return next((value for key, value in of["headers"] if key.lower() == name), b"")
