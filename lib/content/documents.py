"""YAML files of the content repository, read into types; an error names the line, the field and what is allowed."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import inspect

from lib.errors import BadContent

T = TypeVar("T")

_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")


class Document:
    """A parsed file that knows the line of each of its values."""

    def __init__(self, path: str, raw: bytes) -> None:
        """Parse *raw*. Raise BadContent where it is not YAML, or uses what we do not want: aliases, repeated keys."""
        self.path = path
        self._lines: dict[str, int] = {}
        self._constructor = yaml.constructor.SafeConstructor()
        try:
            node = yaml.compose(raw.decode(), Loader=yaml.SafeLoader)
            self._value = {} if node is None else self._plain(node, "$", set())
        except UnicodeDecodeError as error:
            raise BadContent(path, raw[: error.start].count(b"\n") + 1, "this is not UTF-8.") from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise BadContent(path, mark.line + 1 if mark else 0, f"{error.problem or error.context}.") from None
        except (yaml.YAMLError, ValueError) as error:
            raise BadContent(path, 0, f"this is not YAML: {str(error).splitlines()[0]}.") from None
        except RecursionError:
            raise BadContent(path, 0, "this is nested too deeply.") from None

    def line(self, field: str) -> int:
        """The line of a *field* such as ``$.fixtures[2].home``, or of what it should be in."""
        while field not in self._lines and len(field) > 1:
            shorter = re.sub(r"(\.[^.\[]+|\[[^\]]*\])$", "", field)
            field = shorter if shorter != field else "$"
        return self._lines.get(field, 1)

    def bad(self, field: str, message: str) -> BadContent:
        """The error for a *field*, to be raised."""
        return BadContent(self.path, self.line(field), f"{field.removeprefix('$.')}: {message}")

    def convert(self, kind: type[T], place: str = "$") -> T:
        """The file, or what is at a *place* in it such as ``$.spec.panels.goals``, as a *kind*. Raise BadContent."""
        value = self._at(place)
        if not isinstance(value, dict):
            wanted = f"this has to be fields with values. {_allowed(kind, '$', {})}"
            raise BadContent(self.path, self.line(place), wanted)
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            raise self._explain(str(error), kind, place, value) from None

    def _at(self, place: str) -> Any:
        value = self._value
        for name, number in _STEP.findall(place):
            value = value[name] if name else value[int(number)]
        return value

    def _explain(self, text: str, kind: type, within: str, value: Any) -> BadContent:
        message, _, place = text.partition(" - at `")
        inner = place.rstrip("`") or "$"
        where = within + inner.removeprefix("$")
        named = re.search(r"(?:unknown|required) field `(\w+)`", message)
        if "datetime" in message:
            message = "Expected a moment with its zone, such as 2027-01-14T17:30:00+01:00"
        allowed = _allowed(kind, inner, value)
        return self.bad(f"{where}.{named[1]}" if named else where, f"{message}. {allowed}".rstrip())

    def _plain(self, node: yaml.Node, place: str, within: set[int]) -> Any:
        self._lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in within:
            raise BadContent(self.path, node.start_mark.line + 1, "an alias stands for this: write it out instead.")
        within.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, f"{place}[{number}]", within) for number, item in enumerate(node.value)]
        return self._mapping(node, place, within)

    def _mapping(self, node: yaml.MappingNode, place: str, within: set[int]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name, line = key.value, key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise BadContent(self.path, line, "a field's name has to be a word.")
            if name in found:
                raise BadContent(self.path, line, f"{name} is given twice.")
            found[name] = self._plain(value, f"{place}.{name}", within)
            self._lines[f"{place}.{name}"] = line
        return found

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        """Numbers, booleans and nothing as themselves; all else, dates too, as the text that was written."""
        if node.tag.rpartition(":")[2] in {"int", "float", "bool", "null"}:
            return self._constructor.construct_object(node)
        return node.value


def _allowed(kind: type, place: str, value: Any) -> str:
    """What may stand at *place* of a *kind*, where that is a short list; *value* is what does stand there."""
    shape = inspect.type_info(kind)
    for name, number in _STEP.findall(place):
        shape = _inside(shape, name, value)
        value = _part(value, name, number)
    shape = _chosen(shape, value)
    if isinstance(shape, inspect.StructType):
        own = [shape.tag_field] if shape.tag_field else []
        return f"The fields are {', '.join([*own, *(field.encode_name for field in shape.fields)])}."
    if isinstance(shape, inspect.LiteralType):
        return f"Allowed are {', '.join(map(str, shape.values))}."
    return ""


def _inside(shape: inspect.Type, name: str, value: Any) -> inspect.Type:
    tags = [one.tag for one in _tagged(shape) if one.tag_field == name]
    if tags:
        return inspect.LiteralType(tuple(tags))
    shape = _chosen(shape, value)
    if isinstance(shape, inspect.ListType):
        return shape.item_type
    if isinstance(shape, inspect.DictType):
        return shape.value_type
    fields = {field.encode_name: field.type for field in getattr(shape, "fields", ())}
    return fields.get(name, inspect.AnyType())


def _part(value: Any, name: str, number: str) -> Any:
    try:
        return value[name] if name else value[int(number)]
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def _chosen(shape: inspect.Type, value: Any) -> inspect.Type:
    """*shape* without what it is wrapped in; of several kinds the one that *value* says it is, or the first."""
    if isinstance(shape, inspect.Metadata):
        return _chosen(shape.type, value)
    if isinstance(shape, inspect.UnionType):
        said = [one for one in _tagged(shape) if isinstance(value, dict) and value.get(one.tag_field) == one.tag]
        some = [one for one in shape.types if not isinstance(one, inspect.NoneType)]
        return _chosen([*said, *some][0], value)
    return shape


def _tagged(shape: inspect.Type) -> list[inspect.StructType]:
    """Of several kinds, those that say which they are."""
    types = shape.types if isinstance(shape, inspect.UnionType) else [shape]
    return [one for one in types if isinstance(one, inspect.StructType) and one.tag_field]
