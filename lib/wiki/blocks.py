"""Live blocks: fenced code with the info string ``live`` and YAML inside, which the app shows as live elements.

    ```live
    scoreboard:
      competition: office-table-tennis
    ```

Elsewhere, on a Git host or in an editor, it still reads well. ``BLOCKS`` is the one table of what there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import yaml

INFO = "live"
MOST_CHARACTERS = 4_000
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of live block: the element that shows it, what it is for, and its keys, of which exactly one is given.

    The first key is what a lone value means: ``scoreboard: ID`` is ``scoreboard: {event: ID}``.
    """

    name: str
    tag: str
    help: str
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """A live block of a page, at a *line* that counts from 1."""

    kind: Kind
    attributes: Mapping[str, str]
    line: int

    @property
    def html(self) -> str:
        """The element that shows it."""
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        return f'<div class="tl-live"><{self.kind.tag}{attributes}></{self.kind.tag}></div>\n'


class Mistake(Exception):
    """A live block that says something we do not understand. *line* counts from 1, from the block's fence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


_SELECTORS = {
    "event": "The id of an event, as in the address of its page.",
    "competition": "The id of a competition: its newest event that is live, or else the last one.",
}
_COMPETITION = {"competition": "The id of a competition."}
BLOCKS = {
    kind.name: kind
    for kind in (
        Kind("scoreboard", "tl-scoreboard", "The score and the clock of an event.", _SELECTORS),
        Kind("timeline", "tl-timeline", "What happened in an event, the newest first.", _SELECTORS),
        Kind("table", "tl-table", "The tables of a competition, each place with its reason.", _COMPETITION),
        Kind("fixtures", "tl-rounds", "The fixtures and results of a competition, round by round.", _COMPETITION),
        Kind("bracket", "tl-bracket", "The knockout of a competition.", _COMPETITION),
    )
}


def read(text: str, line: int) -> Block:
    """The block that *text*, the YAML of a fence at *line*, asks for. Raise Mistake."""
    if len(text) > MOST_CHARACTERS:
        raise Mistake(line, f"This is longer than {MOST_CHARACTERS} characters.")
    name, value = _only(_compose(text, line), line, "a kind of block", BLOCKS)
    return Block(BLOCKS[name], _attributes(BLOCKS[name], value, line), line)


def mistake(page: str, error: Mistake, source: str) -> str:
    """What stands in place of a block with a mistake."""
    return (
        '<div class="tl-mistake" role="note"><p><strong>This live block cannot be shown.</strong> '
        f"{escape(str(error))} <span>({escape(page)}.md, line {error.line})</span></p>"
        f"<pre><code>{escape(source)}</code></pre></div>\n"
    )


def _compose(text: str, line: int) -> yaml.Node:
    try:
        node = yaml.compose(text, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        below = error.problem_mark.line if error.problem_mark else 0
        raise Mistake(line + 1 + below, f"This is not YAML: {error.problem or error.context}.") from None
    except (yaml.YAMLError, RecursionError):
        raise Mistake(line, "This is not YAML.") from None
    if node is None:
        raise Mistake(line, f"The block is empty. It names {_or(BLOCKS)}.")
    return node


def _attributes(kind: Kind, value: yaml.Node, line: int) -> dict[str, str]:
    key = next(iter(kind.keys))
    if isinstance(value, yaml.MappingNode):
        key, value = _only(value, line, f"a key of {kind.name}", kind.keys)
    at = _line(value, line)
    if not isinstance(value, yaml.ScalarNode) or not value.value:
        raise Mistake(at, f"{kind.name} needs the id of {_article(key)} {key}.")
    if not ID.fullmatch(value.value):
        raise Mistake(at, f"{value.value[:60]!r} is not an id: those are letters, digits and . _ : ~ - within.")
    return {key: value.value}


def _only(node: yaml.Node, line: int, what: str, allowed: Mapping[str, object]) -> tuple[str, yaml.Node]:
    """The one key of a mapping, with its value."""
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise Mistake(_line(node, line), f"Here has to be {what}: {_or(allowed)}.")
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value not in allowed:
            raise Mistake(_line(key, line), f"{str(key.value)[:60]!r} is not {what}: there is {_or(allowed)}.")
    if len(node.value) > 1:
        raise Mistake(_line(node.value[1][0], line), f"Only one is allowed here: {_or(allowed)}.")
    key, value = node.value[0]
    return key.value, value


def _line(node: yaml.Node, line: int) -> int:
    return line + 1 + node.start_mark.line


def _or(names: Mapping[str, object]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
