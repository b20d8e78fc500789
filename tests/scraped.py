"""Processes as Prometheus sees them: what answers as ``/metrics``, and what a component of ours says there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from lib.content.sync import STATES

INFO = 'touchline_config_info{{revision="{}",component="{}"}} 1\n'
SYNC = 'touchline_config_sync{{component="{}",state="{}"}} {:d}\n'


def says(component: str, state: str, revision: str = "") -> str:
    """The part of a process's ``/metrics`` in which *component* says how it stands."""
    info = INFO.format(revision, component) if revision else ""
    return info + "".join(SYNC.format(component, one, one == state) for one in STATES)


@contextmanager
def served(text: str) -> Iterator[str]:
    """Serve *text* as ``/metrics``, at the address that this gives."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *about):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
