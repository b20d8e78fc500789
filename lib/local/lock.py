"""One product a folder: two would write to the same data."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.errors import Unavailable


@contextmanager
def only_one(file: Path, address: str) -> Iterator[None]:
    """Hold *file* for as long as this lasts, and no longer than we live. Raise Unavailable if another process does."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            raise Unavailable(
                f"Touchline runs here already ({held.read().strip()}). Stop that one with Ctrl-C first, "
                "or give this one a VAR_DIR and ports of its own."
            ) from None
        held.truncate(0)
        print(f"process {os.getpid()}, {address}", file=held, flush=True)
        yield
