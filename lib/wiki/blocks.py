"""Live blocks: fenced code with the info string ``live`` and YAML inside, which the app shows as live elements.

    ```live
    scoreboard:
      competition: office-table-tennis
    ```

Elsewhere, on a Git host or in an editor, it still reads well. ``kinds.BLOCKS`` is the one table of what there is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import yaml

from lib.wiki import kinds, plain_yaml
from lib.wiki.kinds import BLOCKS, Kind
from lib.wiki.mistakes import Mistake

INFO = "live"
MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Block:
    """A live block or value of a page, at a *line* that counts from 1."""

    kind: Kind
    attributes: Mapping[str, str]
    line: int

    @property
    def query(self) -> str:
        """What is to be asked of Prometheus, if anything."""
        return self.attributes.get("query", "")

    @property
    def digest(self) -> str:
        """A name for what it asks: by it alone the browser knows a query, so that it cannot ask for another one."""
        said = json.dumps([self.kind.tag, sorted(self.attributes.items())])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def element(self) -> str:
        """The element that shows it, as HTML."""
        shown = {name: value for name, value in self.attributes.items() if not self.kind.keys[name].server}
        if self.query:
            shown["block"] = self.digest
        if self.kind.tag == kinds.VALUE_TAG:
            shown |= {"show": self.kind.name, "title": self.kind.source}
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in shown.items())
        return f"<{self.kind.tag}{attributes}></{self.kind.tag}>"

    @property
    def html(self) -> str:
        """It as a block of its own, with a foot that names its source."""
        source = f"<{kinds.SOURCE_TAG}>{escape(self.kind.source)}</{kinds.SOURCE_TAG}>"
        return f'<div class="tl-live">{self.element}{source}</div>\n'


def read(text: str, line: int) -> Block:
    """The block that *text*, the YAML of a fence at *line*, asks for. Raise Mistake."""
    if len(text) > MOST_CHARACTERS:
        raise Mistake(line, f"This is longer than {MOST_CHARACTERS} characters.")
    name, value = _only(_compose(text, line), line)
    return Block(BLOCKS[name], _attributes(BLOCKS[name], value, line), line)


def _compose(text: str, line: int) -> yaml.Node:
    node = plain_yaml.compose(text, line + 1)
    if node is None:
        raise Mistake(line, f"The block is empty. It names {_or(BLOCKS)}.")
    return node


def _only(node: yaml.Node, line: int) -> tuple[str, yaml.Node]:
    """The one kind of block that is named, with what is said of it."""
    named = _items(node, line, "a kind of block", BLOCKS)
    if len(named) > 1:
        raise Mistake(_line(named[1][0], line), "Only one block is allowed here: give the next one a fence of its own.")
    return named[0][0].value, named[0][1]


def _attributes(kind: Kind, value: yaml.Node, line: int) -> dict[str, str]:
    """What is said of a block, each thing checked."""
    if isinstance(value, yaml.ScalarNode) and not kind.subject and not value.value:
        return {}
    if isinstance(value, yaml.MappingNode):
        items = _items(value, line, f"a key of {kind.name}", kind.keys)
    else:
        items = [(yaml.ScalarNode("", next(iter(kind.keys))), value)]
    found: dict[str, str] = {}
    for key, node in items:
        if key.value in found:
            raise Mistake(_line(key, line), f"{key.value} is here twice.")
        found[key.value] = _checked(kind, key.value, node, line)
    _one_subject(kind, found, items, line)
    return found


def _one_subject(kind: Kind, found: Mapping[str, str], items: list[tuple[yaml.Node, yaml.Node]], line: int) -> None:
    given = [key for key, _ in items if key.value in kind.subject]
    if kind.subject and not given:
        raise Mistake(_line(items[0][0], line), f"{kind.name} needs one of these: {_or(kind.subject)}.")
    if len(given) > 1:
        raise Mistake(_line(given[1], line), f"Only one of these is allowed: {_or(kind.subject)}.")


def _checked(kind: Kind, name: str, node: yaml.Node, line: int) -> str:
    """The value of the key *name*."""
    at = _line(node, line)
    if not isinstance(node, yaml.ScalarNode) or not node.value:
        raise Mistake(at, f"{kind.name} needs a value for {name}. {kind.keys[name].help}")
    return checked(kind, name, node.value, at)


def checked(kind: Kind, name: str, value: str, line: int) -> str:
    """*value*, where the key *name* takes it. Raise Mistake."""
    value = value.strip()
    key = kind.keys[name]
    if not key.pattern.fullmatch(value):
        raise Mistake(line, f"{value[:60]!r} {key.wrong}.")
    return value


def _items(node: yaml.Node, line: int, what: str, allowed: Mapping[str, object]) -> list[tuple[yaml.Node, yaml.Node]]:
    """The keys and values of a mapping, all of whose keys are *allowed*."""
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise Mistake(_line(node, line), f"Here has to be {what}: {_or(allowed)}.")
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value not in allowed:
            raise Mistake(_line(key, line), f"{str(key.value)[:60]!r} is not {what}: there is {_or(allowed)}.")
    return node.value


def _line(node: yaml.Node, line: int) -> int:
    return line + 1 + (node.start_mark.line if node.start_mark else 0)


def _or(names: Mapping[str, object]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last
