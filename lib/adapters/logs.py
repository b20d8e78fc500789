"""The newest warnings and errors of logs: files that local parts write, and what this process keeps of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from lib import log
from lib.settings import Settings

# How much of the end of each file is looked at.
MOST_BYTES = 2_000_000
LEVELS = ("warning", "error", "critical")
# What each line has; everything else of it is said as it is.
_OWN = ("time", "level", "event", "module")
_MARKS = tuple(f'"level":"{level}"'.encode() for level in LEVELS)


class Line(msgspec.Struct, frozen=True):
    """A warning or an error: when, in which *part*, what the module said, and the rest of it as *said*.

    *traceback* is JSON, the innermost cause first; empty where there is none.
    """

    time: datetime
    part: str
    level: str
    event: str
    module: str
    said: str
    traceback: str


def newest(settings: Settings, most: int) -> list[Line]:
    """Up to *most* lines, the newest first, without secrets.

    On a machine where ``make run`` keeps logs they are of all parts; elsewhere of this process alone.
    """
    written = {raw: part for part, raw in _written(settings.logs)}
    kept = dict.fromkeys((raw.rstrip() for raw in log.recent()), "app")
    found = filter(None, (_line(settings, part, raw) for raw, part in (kept | written).items()))
    return sorted(found, key=lambda one: one.time, reverse=True)[:most]


def _written(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.log")):
        yield from ((path.stem, raw) for raw in _tail(path) if any(mark in raw for mark in _MARKS))


def _tail(path: Path) -> Iterable[bytes]:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - MOST_BYTES))
            return file.read().splitlines()
    except OSError:  # rotated away just now
        return ()


def _line(settings: Settings, part: str, raw: bytes) -> Line | None:
    """The line, or None for one that is not ours, or is cut."""
    try:
        given = msgspec.json.decode(settings.without_secrets(raw.decode()), type=dict[str, msgspec.Raw])
        time = msgspec.json.decode(given["time"], type=datetime)
        level, event, module = (msgspec.convert(_value(given.get(name)), str) for name in _OWN[1:])
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
        return None
    rest = {name: _value(value) for name, value in given.items() if name not in {*_OWN, "exception", "exc_info"}}
    said = " · ".join(f"{name}: {value}" for name, value in rest.items())
    return Line(time.astimezone(UTC), part, level, event, module, said, _traceback(given))


def _traceback(given: dict[str, msgspec.Raw]) -> str:
    found = given.get("exception")
    return msgspec.json.format(bytes(found), indent=2).decode() if found else ""


def _value(raw: msgspec.Raw | None) -> object:
    return msgspec.json.decode(raw) if raw is not None else ""
