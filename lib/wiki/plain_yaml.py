"""YAML as pages have it: text, lists and mappings of text, without YAML's guesses; ``yes`` and ``2018`` are words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from lib.wiki.mistakes import Mistake

# The loader calls itself for each thing within another, and a stack that is full ends the process.
MOST_BRACKETS = 100
_FAST = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DASHES = re.compile(r"(?:[-?:][ \t]+){40}")


def compose(text: str, line: int) -> yaml.Node | None:
    """The nodes of *text*, whose first line is *line* of a page; None for an empty one. Raise Mistake.

    It may stand indented in the page, so that a mistake has no column.
    """
    return _read(yaml.compose, text, line, 0)


def load(text: str, line: int) -> object:
    """The values of *text*, whole lines of a page from *line* on. Raise Mistake."""
    return _read(yaml.load, text, line, 1)


def _read(reader: Callable[..., Any], text: str, line: int, column: int) -> Any:
    if text.count("[") + text.count("{") > MOST_BRACKETS or _DASHES.search(text):
        raise Mistake(line, "There are too many brackets in this YAML.")
    try:
        return _loaded(reader, text)
    except yaml.MarkedYAMLError as error:
        said, mark = f"This is not YAML: {error.problem or error.context}.", error.problem_mark
        if mark is None:
            raise Mistake(line, said) from None
        raise Mistake(line + mark.line, said, column and column + mark.column) from None
    except (yaml.YAMLError, RecursionError, TypeError):
        raise Mistake(line, "This is not YAML.") from None


def _loaded(reader: Callable[..., Any], text: str) -> Any:
    """What *text* means. The fast loader explains less: what it refuses, the other one explains."""
    try:
        return reader(text, _FAST)
    except (yaml.YAMLError, RecursionError):
        return reader(text, yaml.BaseLoader)
