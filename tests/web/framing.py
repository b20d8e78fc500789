"""A site of somebody else, whose pages show what their address names in a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class _Framing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """A page with one frame."""
        framed = escape(unquote(urlsplit(self.path).query))
        page = f'<!doctype html><h1>Intranet</h1><iframe src="{framed}" width="900" height="600"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def intranet() -> Iterator[int]:
    """The site, on a port of its own; it has two origins: 127.0.0.1 and localhost."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Framing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()
