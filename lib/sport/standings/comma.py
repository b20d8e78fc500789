"""Tables as CSV: the same columns on the command line, over HTTP and in pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from lib.sport.standings.tables import Row

HEAD = (
    "rank", "competitor", "played", "won", "drawn", "lost", "for", "against", "difference", "points", "explanation",
)  # fmt: skip


def separated(rows: Iterable[Row]) -> str:
    """The rows with a head, comma-separated; competitors by their names."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEAD)
    for row in rows:
        scores = (row.scored, row.conceded, row.difference, row.points)
        figures = (row.played, row.won, row.drawn, row.lost, *(f"{one:g}" for one in scores))
        lines.writerow((row.rank, row.name, *figures, row.explanation))
    return text.getvalue()
