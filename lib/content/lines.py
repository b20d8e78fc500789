"""YAML as plain values, with the place of each of them in its file.

It is read event by event: composing whole trees is slow in Python, and in C a deeply nested file would crash us.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from lib.errors import BadContent

DEEPEST = 64

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml takes a tenth of the time
_RESOLVER = yaml.resolver.Resolver()
_CONSTRUCTOR = yaml.constructor.SafeConstructor()


class Mark(NamedTuple):
    """A place in a file: line and column, in characters, count from 1."""

    line: int
    column: int


def read(path: str, raw: bytes) -> tuple[Any, dict[str, Mark]]:
    """The value of a file, and where each part of it begins, such as ``$.fixtures[2].home``: a field with its name.

    Raise BadContent where it is not YAML, or uses what we do not want: aliases, repeated keys, deep nesting.
    """
    try:
        reader = _Reader(path, raw.decode())
        return reader.document(), reader.marks
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        at = Mark(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
        raise _bad(path, at, "this is not UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _bad(path, _mark(mark) if mark else Mark(0, 0), f"{error.problem or error.context}.") from None
    except (yaml.YAMLError, ValueError) as error:
        raise BadContent(path, 0, f"this is not YAML: {str(error).splitlines()[0]}.") from None


class _Reader:
    """Takes the events of one document."""

    def __init__(self, path: str, text: str) -> None:
        self.marks: dict[str, Mark] = {}
        self._path = path
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_PARSER)

    def document(self) -> Any:
        """The value of the first document; an empty file is one without fields."""
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                return self._value(event, "$", 0)
        return {}

    def _value(self, event: yaml.Event, place: str, depth: int) -> Any:
        at = self.marks[place] = _mark(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.AliasEvent):
            raise _bad(self._path, at, "an alias stands for something else: write it out instead.")
        if depth >= DEEPEST:
            raise _bad(self._path, at, "this is nested too deeply.")
        if isinstance(event, yaml.SequenceStartEvent):
            return [
                self._value(item, f"{place}[{number}]", depth + 1)
                for number, item in enumerate(self._until(yaml.SequenceEndEvent))
            ]
        return self._mapping(place, depth)

    def _mapping(self, place: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in self._until(yaml.MappingEndEvent):
            at = _mark(key.start_mark)
            if not isinstance(key, yaml.ScalarEvent):
                raise _bad(self._path, at, "a field's name has to be a word.")
            if key.value in found:
                raise _bad(self._path, at, f"{key.value} is given twice.")
            where = f"{place}.{key.value}"
            found[key.value] = self._value(next(self._events), where, depth + 1)
            self.marks[where] = at
        return found

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event


def _mark(mark: yaml.Mark) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _bad(path: str, at: Mark, message: str) -> BadContent:
    return BadContent(path, at.line, message, column=at.column)


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Numbers, true, false and nothing as themselves; all else, dates, 17:30 and NO too, as the text it is."""
    tag = event.tag or _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)
    kind = tag.rpartition(":")[2]
    if kind in {"float", "null"} or (kind == "int" and ":" not in event.value):
        return _CONSTRUCTOR.construct_object(yaml.ScalarNode(tag, event.value))
    if kind == "bool" and event.value.lower() in {"true", "false"}:
        return event.value.lower() == "true"
    return event.value
