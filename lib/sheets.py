"""Tables as CSV, for a spreadsheet: what somebody else wrote is text in it, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # https://owasp.org/www-community/attacks/CSV_Injection


def separated(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """*rows* under their *head*, comma-separated, with each cell harmless."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in (head, *rows))
    return text.getvalue()


def harmless(cell: object) -> object:
    """*cell*, with an apostrophe before a text that a spreadsheet would take for a formula; a number is none."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA) or is_number(cell):
        return cell
    return f"'{cell}"


def is_number(text: str) -> bool:
    """Whether *text* is a number as programs write one."""
    try:
        float(text)
    except ValueError:
        return False
    return True
