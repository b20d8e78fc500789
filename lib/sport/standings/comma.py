"""Tables as CSV: the same columns on the command line, over HTTP and in pages."""

from __future__ import annotations

from collections.abc import Iterable

from lib import sheets
from lib.sport.standings.tables import Row

HEAD = (
    "rank", "competitor", "played", "won", "drawn", "lost", "for", "against", "difference", "points", "explanation",
)  # fmt: skip


def separated(rows: Iterable[Row]) -> str:
    """The rows with a head, comma-separated; competitors by their names."""
    return sheets.separated(HEAD, map(_cells, rows))


def _cells(row: Row) -> tuple[object, ...]:
    scores = (row.scored, row.conceded, row.difference, row.points)
    figures = (row.played, row.won, row.drawn, row.lost, *(f"{one:g}" for one in scores))
    return (row.rank, row.name, *figures, row.explanation)
