"""Mistakes in a page: a sentence with its line, in place of what cannot be shown. The rest of the page is unharmed."""

from __future__ import annotations

from html import escape


class Mistake(Exception):
    """Something in a page that cannot be shown, and why: a sentence. *line* and *column* count from 1.

    Within a line the column is not always known: then it is 0.
    """

    def __init__(self, line: int, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def block(page: str, what: str, error: Mistake, source: str = "") -> str:
    """What stands in place of a block of *page*; *what* says which thing cannot be shown, or read."""
    shown = f"<pre><code>{escape(source)}</code></pre>" if source else ""
    return (
        f'<div class="tl-mistake" role="note"><p><strong>{escape(what)}</strong> '
        f"{escape(str(error))} <span>({place(page, error)})</span></p>{shown}</div>\n"
    )


def inline(page: str, error: Mistake, source: str) -> str:
    """What stands in place of something within a line of *page*."""
    return (
        f'<span class="tl-mistake-inline" role="note"><code>{escape(source)}</code> '
        f"{escape(str(error))} <span>({place(page, error)})</span></span>"
    )


def place(page: str, error: Mistake) -> str:
    """The file and the line, as HTML."""
    return f"{escape(page)}.md, line {error.line}"
