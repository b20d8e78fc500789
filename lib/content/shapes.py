"""Shapes: which parts of a value are not of their type. msgspec stops at the first; who mends a file wants all."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct, structs

Part = tuple[Any, Any, str]


def wrong(kind: Any, value: Any, place: str = "$") -> Iterator[str]:
    """What msgspec says of each part of *value* that does not fit, such as ``Expected `int` - at `$.periods[1]```.

    *kind* is the type of what is at *place*. Of parts that depend on each other only the innermost are told.
    """
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        shape = _shape(kind, value)
        inner = [said for part in _parts(shape, value, place) for said in wrong(*part)]
        inner += _fields(shape, value, place)
        yield from inner or [_said(str(error), place)]


def _shape(kind: Any, value: Any) -> Any:
    """The type that *value* means to have: without what limits it, and of several the one that fits best."""
    if get_origin(kind) is Annotated:
        return _shape(get_args(kind)[0], value)
    if get_origin(kind) in {Union, UnionType}:
        fitting = [one for one in (_shape(each, value) for each in get_args(kind)) if _may_be(one, value)]
        return fitting[0] if len(fitting) == 1 else None
    return kind


def _may_be(kind: Any, value: Any) -> bool:
    if _is_struct(kind):
        config = kind.__struct_config__
        return isinstance(value, dict) and (config.tag is None or value.get(config.tag_field) == config.tag)
    origin = get_origin(kind)
    return origin in {list, dict} and isinstance(value, origin)


def _parts(shape: Any, value: Any, place: str) -> Iterator[Part]:
    """What is in *value* that can be looked at apart."""
    if _is_struct(shape) and isinstance(value, dict):
        for one in structs.fields(shape):
            if one.encode_name in value:
                yield one.type, value[one.encode_name], f"{place}.{one.encode_name}"
    elif get_origin(shape) is list and isinstance(value, list):
        yield from ((get_args(shape)[0], one, f"{place}[{number}]") for number, one in enumerate(value))
    elif get_origin(shape) is dict and isinstance(value, dict):
        yield from ((get_args(shape)[1], one, f"{place}.{name}") for name, one in value.items())


def _fields(shape: Any, value: Any, place: str) -> list[str]:
    """The fields that nobody knows, and those that are missing and are not one of them misspelt, as msgspec says it."""
    if not _is_struct(shape) or not isinstance(value, dict):
        return []
    config, known = shape.__struct_config__, {one.encode_name: one.required for one in structs.fields(shape)}
    tag = config.tag_field if config.tag is not None else None
    unknown = [name for name in value if name not in known and name != tag] if config.forbid_unknown_fields else []
    missing = [name for name, needed in known.items() if needed and name not in value]
    said = [f"Object contains unknown field `{name}`" for name in unknown]
    said += [f"Object missing required field `{one}`" for one in missing if not get_close_matches(one, unknown, 1)]
    return [_said(one, place) for one in said]


def _said(message: str, place: str) -> str:
    sentence, _, inner = message.partition(" - at `")
    return f"{sentence} - at `{place}{(inner.rstrip('`') or '$').removeprefix('$')}`"


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)
