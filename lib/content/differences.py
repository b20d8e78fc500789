"""What is different between two versions of a YAML file, by what it means: fields with their values, not lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from lib.content import lines
from lib.errors import BadContent

# By what an entry of a list is known, so that one that is put before others does not change all of them.
NAMES = ("id", "name", "alert", "title", "claim", "date")
MOST_SHOWN = 120


class Difference(Struct, frozen=True):
    """A *field* such as ``points.win`` or ``groups.platform.rules.AppStale.for``, *before* and *after*.

    Empty where there is none of it.
    """

    field: str
    before: str
    after: str


def between(before: bytes | None, after: bytes | None) -> list[Difference] | None:
    """The fields that differ, in the order of the newer file; None where one of the two cannot be read."""
    try:
        old, new = (dict(_flat(lines.read("", raw)[0], "")) if raw else {} for raw in (before, after))
    except BadContent:
        return None
    fields = [*new, *(field for field in old if field not in new)]
    return [
        Difference(field, old.get(field, ""), new.get(field, ""))
        for field in fields
        if old.get(field, "") != new.get(field, "")
    ]


def _flat(value: Any, field: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{field}.{key}" if field else str(key))
    elif isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
        taken: dict[str, int] = {}
        for number, inner in enumerate(value):
            name = _name(inner) or str(number)
            taken[name] = taken.get(name, 0) + 1
            yield from _flat(inner, f"{field}.{name}{f'#{taken[name]}' if taken[name] > 1 else ''}")
    else:
        yield field or "all", _words(value)


def _name(entry: Any) -> str:
    if not isinstance(entry, dict):
        return ""
    return next((str(entry[name]) for name in NAMES if isinstance(entry.get(name), (str, int))), "")


def _words(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    text = " ".join(text.split())
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
