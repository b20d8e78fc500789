"""Code in colours: Pygments' classes, whose colours are in ``wiki.css``."""

from __future__ import annotations

from html import escape

import pygments
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

# Some lexers take long for text that is not what it says it is; nobody reads more than this in a page.
MOST_CHARACTERS = 50_000
CLASSES = frozenset(STANDARD_TYPES.values()) - {""}

_formatter = HtmlFormatter(nowrap=True)


def block(code: str, language: str) -> str:
    """A block of *code* as HTML; a *language* that is not known leaves it plain."""
    kind = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{kind}>{_coloured(code, language)}</code></pre>\n"


def _coloured(code: str, language: str) -> str:
    if not language or len(code) > MOST_CHARACTERS:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return pygments.highlight(code, lexer, _formatter)
