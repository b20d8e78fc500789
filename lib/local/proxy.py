"""One address in front of several app processes: HAProxy, which looks at each one's ``/readyz``.

Why this one, and what it is told, is in docs/decisions/0043-replicas.md. With SIGUSR2 it reads its file anew, and with
SIGUSR1 it ends; what is open then is finished first, but not for longer than half a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from lib.local import packages, ports, probes
from lib.local.parts import Part, Server

COOKIE = "touchline-replica"

# Pages send something every few seconds, and streams are sent a beat every five: a minute of silence is a lost client.
_CONFIG = """\
global
    hard-stop-after 30s

defaults
    mode http
    timeout connect 2s
    timeout http-request 10s
    timeout http-keep-alive 60s
    timeout client 60s
    timeout server 60s
    timeout tunnel 1h
    timeout check 2s
    # Who is kept on a replica that is gone is sent to another one. What may have been carried out is not sent twice,
    # unless it only reads.
    retries 3
    option redispatch 1
    retry-on conn-failure empty-response
    option forwardfor

frontend people
    bind {host}:{port}
    http-request del-header X-Forwarded-For
    http-request del-header X-Real-IP
    http-request del-header Forwarded
    http-request disable-l7-retry unless METH_GET
    default_backend replicas

backend replicas
    balance leastconn
    cookie {cookie} insert indirect nocache httponly attr SameSite=Lax
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 1s fastinter 300ms downinter 300ms fall 3 rise 1 on-marked-down shutdown-sessions
{servers}
"""


def part(folder: Path, host: str, port: int, replicas: Mapping[str, str], shown: str = "") -> Part:
    """HAProxy on *host* and *port*, in front of *replicas*: name to ``host:port``.

    *shown* is its address for people.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "haproxy.cfg"
    servers = [f"    server {name} {address} cookie {name}" for name, address in replicas.items()]
    given = {"host": host, "port": port, "cookie": COOKIE, "servers": "\n".join(servers)}
    config.write_text(_CONFIG.format(**given))
    reached = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host
    return Part(
        name="proxy",
        command=[packages.found(packages.HAPROXY), "-W", "-db", "-f", str(config)],
        ready=partial(probes.http_ok, f"http://{reached}:{port}/readyz"),
        address=shown or f"http://{reached}:{port}",
    )


def server(folder: Path, replicas: Mapping[str, str], port: int | None = None) -> Server:
    """The same for a test or a benchmark, on this machine alone; not started."""
    packages.need(packages.HAPROXY)
    return Server(part(folder, "127.0.0.1", port or ports.free(), replicas), folder)
