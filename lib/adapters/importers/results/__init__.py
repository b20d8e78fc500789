"""Files of results, for tables alone: openfootball's JSON, or CSV with a game a line.

A file is recognised by what it holds. The id of a competitor is its name. A game without goals has not been played.
Of a file that has groups only their games make tables; of one that has rounds of a league, not those of a knock-out.
"""

from __future__ import annotations

import re

from msgspec import Struct

from lib.adapters.importers import compressed
from lib.adapters.importers.results import spreadsheet, tournament
from lib.adapters.importers.results.line import BadLine, Line
from lib.errors import BadImport
from lib.sport.actions import Competitor
from lib.sport.results import Result

KNOCKOUT = re.compile(
    r"^(grand )?finals?\b(?! (day|round|stage|matchday))|(semi|quarter|eighth)-? ?finals?|\bround of \d+|\blast \d+$"
    r"|\bthird[- ]place|\bplay-?offs?\b|\bknock-?out",
    re.IGNORECASE,
)


class Group(Struct, frozen=True, kw_only=True):
    """What makes one table. *remaining* are the pairs of the games that have not been played."""

    competitors: list[Competitor]
    results: list[Result]
    remaining: list[tuple[str, str]]


def read(name: str, raw: bytes) -> dict[str, Group]:
    """The groups in a file's bytes, by their names; ``""`` is that of a file without any. *name* is for messages.

    The file may be compressed with gzip. Raise BadImport with the line and with what is allowed there.
    """
    try:
        return _grouped(_lines(_text(compressed.unpacked(raw))))
    except BadLine as error:
        raise BadImport(f"{name}:{error.line}: {error}") from None
    except BadImport as error:
        raise BadImport(f"{name}: {error}") from None


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadLine(line, "this is not UTF-8: save the file in that encoding.") from None
    if not text.strip():
        raise BadImport("the file is empty.")
    return text


def _lines(text: str) -> list[Line]:
    found = tournament.read(text) if text.lstrip().startswith(("{", "[")) else spreadsheet.read(text)
    _different(found)
    return _of_tables(found)


def _different(lines: list[Line]) -> None:
    """The same game twice would count twice; it is a mistake unless its time says otherwise."""
    seen: dict[tuple[str, str, int], int] = {}
    for one in lines:
        game = (one.result.home, one.result.away, one.result.time)
        if one.result.time is not None and seen.setdefault(game, one.line) != one.line:
            raise BadLine(
                one.line,
                f"{one.result.home} - {one.result.away} on this day is in line {seen[game]} already; two games on one "
                "day need different times, in a column time.",
            )


def _of_tables(lines: list[Line]) -> list[Line]:
    if any(one.result.group for one in lines):
        return [one for one in lines if one.result.group]
    league = [one for one in lines if not KNOCKOUT.search(one.result.round)]
    if lines and not league:
        raise BadImport("these are games of a knock-out alone, which make no table.")
    return league


def _grouped(lines: list[Line]) -> dict[str, Group]:
    by_key: dict[str, list[Line]] = {}
    for one in lines:
        # files of World Cups have both "Group C" and "Group c"
        by_key.setdefault(one.result.group.casefold(), []).append(one)
    return {by_key[key][0].result.group: _group(by_key[key]) for key in sorted(by_key)}


def _group(lines: list[Line]) -> Group:
    names = {name for one in lines for name in (one.result.home, one.result.away)}
    return Group(
        competitors=[Competitor(id=name, name=name) for name in sorted(names)],
        results=[one.result for one in lines if one.played],
        remaining=[(one.result.home, one.result.away) for one in lines if not one.played],
    )
