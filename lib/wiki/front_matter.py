"""Front matter: the YAML between two lines of ``---`` at the beginning of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.wiki import plain_yaml
from lib.wiki.mistakes import Mistake

MOST_CHARACTERS = 20_000
_FENCED = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BEGINS_WITH_KEY = re.compile(r"\s*(?:#.*\n\s*)*[\w\"'][^\n:]*:(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself. All values are text, lists or mappings of text: YAML's guesses are not used.

    *body* is the page with the front matter blanked, line by line: line numbers hold. *problem* is a sentence, with
    *line* and *column* as its place, where the YAML cannot be read.
    """

    body: str
    values: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""
    line: int = 0
    column: int = 0

    @property
    def title(self) -> str:
        """The title that the page gives itself, or nothing."""
        title = self.values.get("title")
        return " ".join(title.split()) if isinstance(title, str) else ""


def split(text: str) -> FrontMatter:
    """Take the front matter off *text*. A rule that just looks like its beginning stays in the text."""
    found = _found(text)
    if not found:
        return FrontMatter(text)
    body = _blanked(text, found)
    try:
        values = plain_yaml.load(found["yaml"], 2)
    except Mistake as mistake:
        return FrontMatter(body, problem=str(mistake), line=mistake.line, column=mistake.column)
    return FrontMatter(body, values if isinstance(values, dict) else {})


def body(text: str) -> str:
    """*text* with its front matter blanked, which is not read."""
    found = _found(text)
    return _blanked(text, found) if found else text


def _found(text: str) -> re.Match[str] | None:
    found = _FENCED.match(text[:MOST_CHARACTERS])
    return found if found and _BEGINS_WITH_KEY.match(found["yaml"]) else None


def _blanked(text: str, found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n") + text[found.end() :]
