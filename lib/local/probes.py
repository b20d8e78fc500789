"""Questions that show whether a server really answers; each takes a second or two at most."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

_SECONDS = 1.0


def http_ok(url: str) -> bool:
    """True if a GET of *url* is answered with 200. Never asks a proxy: the server is on this machine."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def kafka_ok(address: str) -> bool:
    """True if the broker at *address* describes its cluster and takes part in it."""
    host, _, port = address.rpartition(":")
    try:
        # A closed port is much cheaper to notice this way than by the client's own attempts.
        socket.create_connection((host, int(port)), timeout=_SECONDS).close()
        admin = KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=1000, request_timeout_ms=2000)
    except (OSError, KafkaError):
        return False
    try:
        return any(not broker.get("is_fenced") for broker in admin.describe_cluster()["brokers"])
    except KafkaError:
        return False
    finally:
        admin.close()
