"""Results as CSV, a game a line: ``date,home,away,home_goals,away_goals`` and columns that a sport may need."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import get_args

from lib.adapters.importers.results.line import BadLine, Line, different, moment, name
from lib.sport.results import CLEAN, Cards, Kind, Pair, Result

NEEDED = ("date", "home", "away", "home_goals", "away_goals")
WORDS = {
    "time": "when the game began: 15:00, or 15:00 UTC+2",
    "group": "the group that the game belongs to; each has a table of its own",
    "round": "such as Matchday 3, or Final",
    "outcome": "regular, extra-time, shootout, awarded, forfeited, abandoned or cancelled",
    "winner": "home or away, where the goals do not say it: after a shoot-out, by forfeit or by decision",
}
PAIRS = {
    "yellow": "people with a yellow card",
    "second_yellow": "people sent off by a second yellow card",
    "red": "people sent off by a red card",
    "yellow_red": "people sent off by a red card after a yellow one",
    "penalties": "goals in the shoot-out",
    "sets": "sets won, in a match of several single games",
    "points": "points won in all sets",
    "balls": "balls that the side batted in cricket, all out as the full quota",
}
CARDS = ("yellow", "second_yellow", "red", "yellow_red")
OUTCOMES = get_args(Kind)
UNPLAYED = {"", "na", "nan", "-"}
MOST = 9999


def read(text: str) -> list[Line]:
    """The games of a file. Raise BadImport, with the line where there is one."""
    rows = _rows(text)
    line, head = next(rows)
    columns = _columns(line, head)
    return [_game(line, _cells(line, columns, row)) for line, row in rows if any(cell.strip() for cell in row)]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins in. Commas part the cells, or semicolons or tabs if the head has those."""
    first = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, begun = 1, False
    try:
        for row in reader:
            if row or begun:
                begun = True
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadLine(line, f"this is not CSV: {error}.") from None


def _columns(line: int, head: list[str]) -> list[str]:
    columns = [re.sub(r"[ -]+", "_", cell.strip().lower()) for cell in head]
    missing = [one for one in NEEDED if one not in columns]
    if missing:
        raise BadLine(
            line, f"the head has no {' and no '.join(missing)}; it has to have {','.join(NEEDED)}, in any order."
        )
    twice = next((one for one in columns if one and columns.count(one) > 1), None)
    if twice:
        raise BadLine(line, f"the column {twice} is there twice.")
    return columns


def _cells(line: int, columns: list[str], row: list[str]) -> dict[str, str]:
    extra = [cell for cell in row[len(columns) :] if cell.strip()]
    if len(row) < len(columns) or extra:
        raise BadLine(line, f"{len(row)} cells, but the head has {len(columns)}; a name with a comma needs quotes.")
    return {column: cell.strip() for column, cell in zip(columns, row, strict=False)}


def _game(line: int, cells: dict[str, str]) -> Line:
    home, away = name(line, cells["home"], "home"), name(line, cells["away"], "away")
    different(line, home, away)
    score = _pair(line, cells, "goals")
    outcome = cells.get("outcome", "").lower().replace("_", "-").replace(" ", "-") or "regular"
    if outcome not in OUTCOMES:
        raise BadLine(line, f"{cells['outcome']!r} is no outcome. Allowed are {', '.join(OUTCOMES)}.")
    result = Result(
        event=f"line {line:06}",
        home=home,
        away=away,
        score=score or (0, 0),
        outcome=outcome,
        winner=_winner(line, cells, home, away),
        shootout=_pair(line, cells, "penalties"),
        sets=_pair(line, cells, "sets"),
        rallies=_pair(line, cells, "points"),
        balls=_pair(line, cells, "balls"),
        cards=_cards(line, cells),
        group=" ".join(cells.get("group", "").split()),
        round=cells.get("round", ""),
        time=moment(line, cells["date"], cells.get("time", "")),
    )
    return Line(line, result, score is not None or outcome in {"awarded", "forfeited", "cancelled"})


def _pair(line: int, cells: dict[str, str], what: str) -> Pair | None:
    """Two numbers, or nothing where both are missing."""
    home, away = (cells.get(f"{side}_{what}", "") for side in ("home", "away"))
    missing = [cell.lower() in UNPLAYED for cell in (home, away)]
    if all(missing):
        return None
    if any(missing):
        raise BadLine(line, f"{('home', 'away')[missing.index(True)]}_{what} is missing, the other side has one.")
    return _number(line, f"home_{what}", home), _number(line, f"away_{what}", away)


def _number(line: int, column: str, cell: str) -> int:
    """A count. Spreadsheets with gaps write 2 as 2.0."""
    if not re.fullmatch(r"[0-9]{1,9}(\.0{1,9})?", cell) or int(float(cell)) > MOST:
        raise BadLine(line, f"{column}: {cell!r} is not a whole number from 0 to {MOST}.")
    return int(float(cell))


def _winner(line: int, cells: dict[str, str], home: str, away: str) -> str | None:
    given = cells.get("winner", "")
    sides = {"": None, "home": home, "away": away, home.lower(): home, away.lower(): away}
    if given.lower() not in sides:
        raise BadLine(line, f"winner: {given!r} does not play. Allowed are home and away.")
    return sides[given.lower()]


def _cards(line: int, cells: dict[str, str]) -> tuple[Cards, Cards]:
    shown = {kind: _each(line, cells, kind) for kind in CARDS}
    if not any(map(any, shown.values())):
        return CLEAN
    home, away = (Cards(**{kind: pair[side] for kind, pair in shown.items()}) for side in (0, 1))
    return home, away


def _each(line: int, cells: dict[str, str], what: str) -> Pair:
    """Two counts of which a missing one is none."""
    columns = (f"home_{what}", f"away_{what}")
    home, away = (_number(line, one, cells[one]) if cells.get(one) else 0 for one in columns)
    return home, away


def columns() -> str:
    """The columns in words, for people who ask for help."""
    pairs = [(f"home_{name}, away_{name}", meaning) for name, meaning in PAIRS.items()]
    return "\n".join(f"  {name}: {meaning}" for name, meaning in [*WORDS.items(), *pairs])
