"""Two declared values against each other, by meaning: which of their parts were added, are otherwise, or are gone.

``lib.content.differences`` tells all fields of two files; this tells what a reader would say of what they declare: a
default is the same whether it is written or not, and a panel or a stage that is new is one thing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

MOST_LETTERS = 90
# What a part of a list is known by, and words of the shape of a file that tell a person nothing.
KEYS = ("id", "name", "competitor", "alert")
SILENT = {"spec", "plugin", "display"}
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")

Value = object


def told(before: object, after: object, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What is otherwise in *after*, a sentence a part; *without* are fields of the whole that others tell of."""
    old, new = (_without(msgspec.to_builtins(one), without) for one in (before, after))
    return tuple(_walk((), old, new))


def _without(value: Value, fields: frozenset[str]) -> Value:
    return {name: one for name, one in value.items() if name not in fields} if isinstance(value, dict) else value


def _walk(path: tuple[str, ...], before: Value, after: Value) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        before, after = _keyed(before, after)
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield f"{_at(path)}{said(before, after)}"
        return
    for key in dict.fromkeys((*before, *after)):
        if key not in before:
            yield f"{_at((*path, key))}added{_named(after[key])}"
        elif key not in after:
            yield f"{_at((*path, key))}removed{_named(before[key])}"
        else:
            yield from _walk((*path, key), before[key], after[key])


def _keyed(before: list, after: list) -> tuple[Value, Value]:
    """Two lists by what their parts are known by: a key, the part itself, or its number."""
    both = [*before, *after]
    for key in KEYS:
        if both and all(isinstance(one, dict) and isinstance(one.get(key), str) and one[key] for one in both):
            keyed = [{one[key]: one for one in some} for some in (before, after)]
            if [len(one) for one in keyed] == [len(before), len(after)]:
                return keyed[0], keyed[1]
    if any(isinstance(one, dict | list | tuple) for one in both):
        return tuple({str(number): one for number, one in enumerate(some, 1)} for some in (before, after))
    return before, after


def said(before: Value, after: Value) -> str:
    """One value in place of another. Of two texts that differ in numbers alone, the numbers are told."""
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > 12:
        numbers = list(zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=False))
        if _NUMBER.sub("#", before) == _NUMBER.sub("#", after):
            changed = ", ".join(f"{old} → {new}" for old, new in numbers if old != new)
            return f"{changed} in {_short(after)}"
    return f"{_short(before)} → {_short(after)}"


def counted(number: float, word: str) -> str:
    """So many of something."""
    return f"{number:g} {word}{'' if number == 1 else 's'}"


def _at(path: tuple[str, ...]) -> str:
    words = [one for one in path if one not in SILENT]
    return f"{' · '.join(words)}: " if words else ""


def _named(value: Value) -> str:
    """What is told of a part that is new or gone."""
    if isinstance(value, dict):
        title = value.get("name") or value.get("title") or (value.get("spec") or {}).get("display", {}).get("name")
        return f" ({_short(title)})" if title else f" ({_short(value)})" if value else ""
    return f" ({_short(value)})"


def _short(value: Value) -> str:
    if value in ("", None, [], {}):
        return "nothing"
    if isinstance(value, float):
        return f"{value:g}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
