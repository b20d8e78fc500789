"""Ports of this machine: which are free, and who holds one that is not."""

from __future__ import annotations

import errno
import random
import socket
import time
from collections.abc import Iterator
from itertools import chain, cycle, islice
from pathlib import Path

from lib.errors import Unavailable, WrongUse

# Below the range from which systems take the ports of outgoing connections: a free one does not get taken by chance.
_UNASSIGNED = range(20_000, 32_000)
_NO_PORT = 65_536
PATIENCE_S = 2.0
_SHOWN = 80


def _by_turns(ports: range) -> Iterator[int]:
    return cycle(random.sample(ports, len(ports)))


_turn = _by_turns(_UNASSIGNED)


def free(first: int | None = None) -> int:
    """A port of the loopback that nobody listens on: *first* if it is, else any.

    No other is given twice before all were: whoever was given one may not listen yet.
    """
    for port in chain([first] if first else [], islice(_turn, 100)):
        if _refusal("127.0.0.1", port) is None:
            return port
    raise Unavailable("No free port was found on this machine: stop something that listens.")


def require(host: str, port: int, setting: str) -> None:
    """Raise a sentence naming *setting* unless a server could listen on *host* and *port*.

    What is just ending may hold a port for a moment longer than it can be seen to run.
    """
    deadline = time.monotonic() + PATIENCE_S
    while (refusal := _refusal(host, port)) and refusal.errno == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.1)
    if refusal is None:
        return
    if refusal.errno != errno.EADDRINUSE:
        raise WrongUse(f"{setting}: nothing can listen on {host}:{port} ({refusal.strerror}).")
    raise Unavailable(
        f"Port {port} is taken by {holder(port) or 'another process'}. "
        f"Stop that, or choose another port: {setting}={free(port + 100)} make run"
    )


def holder(port: int) -> str | None:
    """Who listens on *port*, as far as this user may see: ``process 4711 (python -m http.server)``."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*") if sockets else ():
        try:
            if str(descriptor.readlink()) in sockets:
                return _described(descriptor.parents[1])
        except OSError:
            continue
    return None


def _refusal(host: str, port: int) -> OSError | None:
    if not 0 < port < _NO_PORT:
        return OSError(errno.EINVAL, f"a port is a number from 1 to {_NO_PORT - 1}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        return error
    return None


def _listening(port: int) -> list[str]:
    inodes = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        lines = table.read_text().splitlines()[1:] if table.exists() else []
        rows = [line.split() for line in lines]
        inodes += [row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"]
    return inodes


def _described(process: Path) -> str:
    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    # The program is at the beginning, what it runs usually at the end.
    shown = command if len(command) <= _SHOWN else f"{command[: _SHOWN // 2]} … {command[-_SHOWN // 2 :]}"
    return f"process {process.name} ({shown})"
