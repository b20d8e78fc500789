"""YAML files of the content repository, read into types; an error names the line, the field and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from lib.content import lines, mistakes, shapes
from lib.errors import BadContent

T = TypeVar("T")

MOST_NAMES = 24

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")


class Document:
    """A parsed file that knows the place of each of its values."""

    def __init__(self, path: str, raw: bytes) -> None:
        """Parse *raw*. Raise BadContent where it is not YAML, or uses what we do not want."""
        self.path = path
        self._value, self._marks = lines.read(path, raw)

    def id(self) -> str:
        """The id that the file's name gives. Raise BadContent where it cannot be one."""
        name = PurePosixPath(self.path).stem
        if not _ID.fullmatch(name):
            raise BadContent(
                self.path, 0, "the file's name is the id: letters and digits, and . _ ~ - within, 64 at most."
            )
        return name

    def bad(self, field: str, message: str) -> BadContent:
        """The error for a *field* such as ``$.fixtures[2].home``, at its place or that of what it should be in."""
        return self._bad(field, f"{field.removeprefix('$.')}: {message}")

    def unknown(self, field: str, name: str, what: str, allowed: Collection[str]) -> BadContent:
        """The error for a *field* with a *name* that is not among the *allowed* ones: *what* says so in words."""
        near = get_close_matches(name, allowed, 1, 0.6)
        meant = f"Did you mean {near[0]}? " if near else ""
        return self.bad(field, f"{name!r} {what}. {meant}Allowed are {listed(allowed)}.")

    def convert(self, kind: type[T], place: str = "$") -> T:
        """The file, or what is at a *place* in it such as ``$.spec.panels.goals``, as a *kind*.

        Raise BadContent, with everything in it that does not fit.
        """
        value = self._at(place)
        if not isinstance(value, dict):
            wanted = f"this has to be fields with values. {_allowed(kind, '$', value)}"
            raise self._bad(place, wanted)
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError:
            found = [self._explain(said, kind, place, value) for said in shapes.wrong(kind, value)]
            raise mistakes.together(found) from None

    def _bad(self, field: str, message: str) -> BadContent:
        while field not in self._marks and len(field) > 1:
            shorter = re.sub(r"(\.[^.\[]+|\[[^\]]*\])$", "", field)
            field = shorter if shorter != field else "$"
        at = self._marks.get(field, lines.Mark(1, 1))
        return BadContent(self.path, at.line, message, column=at.column)

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


def listed(names: Collection[str]) -> str:
    """*names* in a sentence, the first ones if there are many."""
    more = len(names) - MOST_NAMES
    shown = ", ".join([*names][:MOST_NAMES]) or "none"
    return f"{shown} and {more} more" if more > 0 else shown


def _allowed(kind: type, place: str, value: Any) -> str:
    """What may stand at *place* of a *kind*, where that is a short list. *value* is what the whole file says."""
    shape = inspect.type_info(kind)
    for name, index in _STEP.findall(place):
        chosen = _chosen(shape, value)
        if isinstance(chosen, inspect.UnionType):
            return f"Allowed are {', '.join(str(one.tag) for one in _structs(chosen))}."
        shape, value = _inside(chosen, name), _value(value, name, index)
    shape = _chosen(shape, value)
    if isinstance(shape, inspect.UnionType):
        return f"It needs a {_structs(shape)[0].tag_field}: {', '.join(str(one.tag) for one in _structs(shape))}."
    if isinstance(shape, inspect.StructType):
        return f"The fields are {', '.join(field.encode_name for field in shape.fields)}."
    if isinstance(shape, inspect.LiteralType):
        return f"Allowed are {', '.join(map(str, shape.values))}."
    return ""


def _inside(shape: inspect.Type, name: str) -> inspect.Type:
    if isinstance(shape, inspect.ListType):
        return shape.item_type
    if isinstance(shape, inspect.DictType):
        return shape.value_type
    fields = {field.encode_name: field.type for field in getattr(shape, "fields", ())}
    return fields.get(name, inspect.AnyType())


def _value(value: Any, name: str, index: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    return value[int(index)] if isinstance(value, list) and index.isdigit() and int(index) < len(value) else None


def _chosen(shape: inspect.Type, value: Any) -> inspect.Type:
    """What a shape is without ``null``; of several kinds of fields, those that *value* says it has."""
    if isinstance(shape, inspect.Metadata):
        return _chosen(shape.type, value)
    if not isinstance(shape, inspect.UnionType):
        return shape
    kinds = _structs(shape)
    if len(kinds) > 1 and isinstance(value, dict):
        return next((one for one in kinds if one.tag == value.get(one.tag_field)), shape)
    if kinds and isinstance(value, dict):
        return kinds[0]
    plain = [one for one in shape.types if not isinstance(one, inspect.NoneType)]
    return _chosen(plain[0], value) if len(kinds) < 2 else shape


def _structs(shape: inspect.UnionType) -> list[inspect.StructType]:
    return [one for one in shape.types if isinstance(one, inspect.StructType)]
