"""Front matter: the YAML between two lines of ``---`` at the beginning of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

MOST_CHARACTERS = 20_000
_FAST = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCED = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BEGINS_WITH_KEY = re.compile(r"\s*(?:#.*\n\s*)*[\w\"'][^\n:]*:(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself. All values are text, lists or mappings of text: YAML's guesses are not used.

    *body* is the page with the front matter blanked, line by line: line numbers hold. *problem* is a sentence and
    *line* its place, where the YAML cannot be read.
    """

    body: str
    values: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""
    line: int = 0

    @property
    def title(self) -> str:
        """The title that the page gives itself, or nothing."""
        title = self.values.get("title")
        return " ".join(title.split()) if isinstance(title, str) else ""


def split(text: str) -> FrontMatter:
    """Take the front matter off *text*. A rule that just looks like its beginning stays in the text."""
    found = _FENCED.match(text[:MOST_CHARACTERS])
    if not found or not _BEGINS_WITH_KEY.match(found["yaml"]):
        return FrontMatter(text)
    body = "\n" * found[0].count("\n") + text[found.end() :]
    try:
        values = _loaded(found["yaml"])
    except yaml.MarkedYAMLError as error:
        return FrontMatter(body, problem=error.problem or "This is not YAML.", line=_line(error) + 2)
    except (yaml.YAMLError, RecursionError, TypeError):
        return FrontMatter(body, problem="This is not YAML.", line=2)
    return FrontMatter(body, values if isinstance(values, dict) else {})


def _loaded(text: str) -> object:
    """What *text* means. The fast loader explains less: what it refuses, the other one explains."""
    try:
        return yaml.load(text, _FAST)
    except (yaml.YAMLError, RecursionError):
        return yaml.load(text, yaml.BaseLoader)


def _line(error: yaml.MarkedYAMLError) -> int:
    return error.problem_mark.line if error.problem_mark else 0
