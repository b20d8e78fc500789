"""Changing an action that was rejected, before it is sent again. Its id stays, unless the id is what is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from lib.errors import NOT_JSON, BadAction


class Change(Struct, frozen=True, forbid_unknown_fields=True):
    """Set *field*, such as ``data.participant``, *to* a value; with *was*, only where it is that now.

    Null takes the field away.
    """

    field: str
    to: Any
    was: Any | UnsetType = UNSET

    @property
    def words(self) -> str:
        """The change in words, for those who come after."""
        before = "" if self.was is UNSET else f"{_shown(self.was)} → "
        return f"{self.field}: {before}{_shown(self.to)}"


def changed(raw: bytes, changes: Sequence[Change]) -> bytes:
    """The action *raw* with all *changes*. Raise BadAction when it is no JSON object, or a change does not fit it."""
    if not changes:
        return raw
    try:
        whole = msgspec.json.decode(raw)
    except NOT_JSON as error:
        raise BadAction("malformed", f"This is not JSON: {error}. Write it anew instead of changing fields.") from None
    for one in changes:
        _apply(whole, one)
    return msgspec.json.encode(whole)


def key(raw: bytes) -> str:
    """The event that the action *raw* names. Raise BadAction when it does not."""
    try:
        return _subjects.decode(raw).subject
    except NOT_JSON as error:
        raise BadAction("malformed", f"It does not say which event it is of: {error}.", "$.subject") from None


class _Subject(Struct):
    subject: str


def _apply(whole: Any, change: Change) -> None:
    *path, last = change.field.split(".")
    inside = whole
    for step in path:
        inside = inside.get(step) if isinstance(inside, dict) else None
    if not isinstance(inside, dict):
        raise BadAction("malformed", f"There is no place for {change.field} in this action.", f"$.{change.field}")
    if change.was is not UNSET and inside.get(last) != change.was:
        return
    if change.to is None:
        inside.pop(last, None)
    else:
        inside[last] = change.to


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


_subjects = msgspec.json.Decoder(_Subject)
