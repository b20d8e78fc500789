"""Records of ``sport.rejected``, and of ``sport.redriven``, which says what was done about them."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from lib.adapters import kafka
from lib.errors import NOT_JSON
from lib.sport.actions import PREFIX

HEADER = "touchline_"
FROM, BY, AT, CHANGE = (f"{HEADER}redriven_{name}" for name in ("from", "by", "at", "change"))


class Spot(Struct, frozen=True, order=True):
    """A place in a topic that is known from what it is about."""

    partition: int
    offset: int


class Rejection(Struct, frozen=True):
    """An action that was not taken. *at* is when, in ms; *origin* its place in ``sport.actions``.

    *id*, *kind* and *event* are as the action says them, empty where it does not.
    """

    spot: Spot
    at: int
    event: str
    id: str
    kind: str
    reason: str
    error: str
    field: str
    stage: str
    origin: Spot | None
    size: int


class Redriven(Struct, frozen=True):
    """The fact that a rejected action was sent again: *place* is where, *change* what was changed, in words."""

    rejected: Spot
    place: Spot
    event: str
    id: str
    by: str
    at: int
    change: str = ""


def rejection(record: Any) -> Rejection:
    """What a record of ``sport.rejected`` says; what is missing in it is empty."""
    said = {name.removeprefix(HEADER): (value or b"").decode(errors="replace") for name, value in record.headers}
    about = _about(record.value)
    origin = None
    if said.get("topic") == kafka.ACTIONS and said.get("partition", "").isdecimal() and said["offset"].isdecimal():
        origin = Spot(int(said["partition"]), int(said["offset"]))
    return Rejection(
        spot=Spot(record.partition, record.offset),
        at=record.timestamp,
        event=about.subject or (record.key or b"").decode(errors="replace"),
        id=about.id,
        kind=about.type.removeprefix(PREFIX),
        reason=said.get("reason", "unknown"),
        error=said.get("error", ""),
        field=said.get("field", ""),
        stage=said.get("stage", ""),
        origin=origin,
        size=len(record.value or b""),
    )


def redriven(raw: bytes) -> Redriven | None:
    """What a record of ``sport.redriven`` says; None for what is none of ours."""
    try:
        return _redriven.decode(raw)
    except NOT_JSON:
        return None


def encode(fact: Redriven) -> bytes:
    """The value of a record of ``sport.redriven``."""
    return msgspec.json.encode(fact)


def trail(rejected: Spot, by: str, at: str, change: str) -> tuple[tuple[str, bytes], ...]:
    """The headers of an action that is sent again: from which rejected record, by whom, when, with what change."""
    said = {FROM: f"{kafka.REJECTED}/{rejected.partition}/{rejected.offset}", BY: by, AT: at, CHANGE: change}
    return tuple((name, value.encode()) for name, value in said.items() if value)


class _About(Struct):
    id: str = ""
    type: str = ""
    subject: str = ""


def _about(raw: bytes | None) -> _About:
    try:
        return _abouts.decode(raw or b"{}")
    except NOT_JSON:
        return _About()


_abouts = msgspec.json.Decoder(_About)
_redriven = msgspec.json.Decoder(Redriven)
