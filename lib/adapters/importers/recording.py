"""Our own format: recordings, one action a line as a CloudEvent in structured JSON (JSON Lines)."""

from __future__ import annotations

from collections.abc import Iterable

from lib.errors import BadAction, BadImport
from lib.sport import actions
from lib.sport.actions import Action


def recognises(raw: bytes) -> bool:
    """Whether the first line that is not empty is an object that says which version of CloudEvents it follows."""
    first = raw.lstrip()[: actions.MAX_BYTES].split(b"\n", 1)[0]
    return first.startswith(b"{") and b'"specversion"' in first


def read(raw: bytes) -> list[Action]:
    """The actions of a recording. Raise BadImport with the line."""
    return [_line(number, line) for number, line in enumerate(raw.split(b"\n"), 1) if line.strip()]


def write(recorded: Iterable[Action]) -> bytes:
    """The recording of some actions."""
    return b"".join(actions.encode(action) + b"\n" for action in recorded)


def _line(number: int, line: bytes) -> Action:
    try:
        return actions.decode(line)
    except BadAction as error:
        raise BadImport(f"line {number}: {error.field}: {error}") from None
