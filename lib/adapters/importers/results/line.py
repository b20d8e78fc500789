"""A game in a file of results, and what goes wrong with one."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lib.errors import BadImport
from lib.sport.results import Result

MOST_LETTERS = 200
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d/%m/%y")
TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?(?: *(?:UTC)? *([+-]\d{1,2})(?::?\d\d)?|Z)?")


class BadLine(BadImport):
    """A line of a file of results that cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Line(NamedTuple):
    """A game, where it stands in the file, and whether it has been played."""

    line: int
    result: Result
    played: bool


def moment(line: int, day: str, clock: str = "") -> int | None:
    """When a game began, in milliseconds since the epoch; nothing for a game without a day. Raise BadLine.

    Days are ISO 8601, or day before month. A clock without its offset is taken for UTC: it only orders games.
    """
    if not day:
        return None
    day, clock = (day[:10], day[11:]) if re.match(r"\d{4}-\d\d-\d\d[T ]\d", day) else (day, clock)
    found = next((at for form in DAYS if (at := _parsed(day, form))), None)
    if found is None or not 1800 <= found.year <= 2200:
        raise BadLine(line, f"{day!r} is not a date such as 2026-06-11.")
    if not clock:
        return round(found.timestamp() * 1000)
    shown = TIME.fullmatch(clock)
    if shown is None or int(shown[1]) > 24 or int(shown[2]) > 59:
        raise BadLine(line, f"{clock!r} is not a time such as 15:00 or 15:00 UTC+2.")
    found += timedelta(hours=int(shown[1]) - int(shown[3] or 0), minutes=int(shown[2]))
    return round(found.timestamp() * 1000)


def name(line: int, given: str, what: str) -> str:
    """A competitor's name: the same letters are the same name, however they were typed. Raise BadLine."""
    found = " ".join(unicodedata.normalize("NFC", given).split())
    if not found:
        raise BadLine(line, f"{what} has no name.")
    if len(found) > MOST_LETTERS or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in found):
        raise BadLine(line, f"{what}: {found[:40]!r} is no name; it may have {MOST_LETTERS} letters.")
    return found


def different(line: int, home: str, away: str) -> None:
    """Raise BadLine for a side that plays against itself."""
    if home == away:
        raise BadLine(line, f"{home} cannot play against itself.")


def _parsed(day: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(day, form).replace(tzinfo=UTC)
    except ValueError:
        return None
