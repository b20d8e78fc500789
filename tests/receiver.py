"""A receiver of webhooks: a real HTTP server."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """A real HTTP server that answers with the given statuses, the last one for ever, and keeps what it got."""

    def __init__(self, *statuses, certificate=None):
        self.got, self._statuses = [], [*statuses]
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers.items()), body))
                self.send_response(receiver.next())
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks?to=chat"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def next(self):
        return self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]

    def close(self):
        self._server.shutdown()
        self._server.server_close()
