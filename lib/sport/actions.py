"""Actions: the facts that flow through Kafka, as CloudEvents 1.0 in structured JSON.

An action is decoded once, where it enters, into one frozen type per kind; nothing behind that border sees a dict.
The words follow the IPTC Sport Schema. ``docs/actions.md`` shows this file's types; a test holds the two together.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Union

import msgspec
from msgspec import Meta, Struct, defstruct

from lib.errors import NOT_JSON, BadAction
from lib.sport.audience_facts import Cheer, Prediction
from lib.sport.facts import (
    Amend,
    ClockAdjust,
    Competitor,
    Data,
    Decision,
    EventDeclared,
    EventStatus,
    Id,
    Lineup,
    Member,
    Moment,
    Name,
    PeriodEnd,
    PeriodStart,
    PlayAction,
    Points,
    Result,
    Retract,
    ReviewEnd,
    ReviewStart,
    Sanction,
    Score,
    SetEnd,
    Status,
    Substitution,
    Text,
)
from lib.sport.field_facts import Activity, Entrant, Entries, Passing, Position, ResultStatus, Start

__all__ = [
    "KINDS", "MAX_BYTES", "PREFIX", "TYPES", "Action", "Activity", "Amend", "AnyAction", "Cheer", "ClockAdjust",
    "Competitor", "Data", "Decision", "Entrant", "Entries", "EventDeclared", "EventStatus", "Id", "Lineup", "Member",
    "Moment", "Name", "Passing", "PeriodEnd", "PeriodStart", "PlayAction", "Points", "Position", "Prediction", "Result",
    "ResultStatus", "Retract", "ReviewEnd", "ReviewStart", "Sanction", "Score", "SetEnd", "Start", "Status",
    "Substitution", "Text", "amended", "decode", "encode", "make",
]  # fmt: skip

PREFIX = "touchline.action."
MAX_BYTES = 64 * 1024

KINDS: dict[str, type[Data]] = {
    "event.declared": EventDeclared,
    "event.status": EventStatus,
    "period.start": PeriodStart,
    "period.end": PeriodEnd,
    "clock.adjust": ClockAdjust,
    "score": Score,
    "set.end": SetEnd,
    "lineup": Lineup,
    "substitution": Substitution,
    "sanction": Sanction,
    "review.start": ReviewStart,
    "review.end": ReviewEnd,
    "play": PlayAction,
    "result": Result,
    "entry": Entries,
    "start": Start,
    "passing": Passing,
    "position": Position,
    "result.status": ResultStatus,
    "activity": Activity,
    "prediction": Prediction,
    "cheer": Cheer,
    "retract": Retract,
    "amend": Amend,
    "decision": Decision,
}


class Action(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """One fact, with the CloudEvents attributes that all kinds share; ``data`` is in the subtype of its kind.

    *subject* is the event's id; *id* makes repetition harmless; *time* is when it happened.
    """

    specversion: Literal["1.0"]
    id: Id
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    subject: Id
    time: Moment
    datacontenttype: Literal["application/json"] = "application/json"
    recordedby: Annotated[str, Meta(max_length=200)] = ""
    sequence: Annotated[int, Meta(ge=0, le=2**53)] = 0

    kind: ClassVar[str]
    """The type without its prefix, ``score`` for ``touchline.action.score``."""

    @property
    def key(self) -> str:
        """The Kafka key: the event, or for positions a part of the event's field, such as ``city-run/7``."""
        return f"{self.subject}/{self.data.shard}" if isinstance(self.data, Position) else self.subject

    @property
    def at(self) -> int:
        """When it happened, in milliseconds since the epoch."""
        return round(self.time.timestamp() * 1000)

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it belongs among the actions of its event, whenever it arrived."""
        return (self.at, self.sequence, self.id)


# Names are made from the kinds: ``period.start`` becomes ``ActionPeriodStart``.
TYPES: dict[str, type[Action]] = {
    kind: defstruct(
        f"Action{kind.title().replace('.', '')}",
        [("data", data)],
        bases=(Action,),
        frozen=True,
        kw_only=True,
        omit_defaults=True,
        namespace={"kind": kind},
        tag=PREFIX + kind,
        tag_field="type",
    )
    for kind, data in KINDS.items()
}

AnyAction = Union[tuple(TYPES.values())]  # noqa: UP007 - built from the table

_decoder = msgspec.json.Decoder(AnyAction)
_encoder = msgspec.json.Encoder()


def make(kind: str, data: Data, *, id: str, subject: str, time: datetime, source: str, **attributes: Any) -> Action:
    """Build an action of *kind*. The arguments are trusted: what comes from outside goes through ``decode``."""
    return TYPES[kind](specversion="1.0", id=id, source=source, subject=subject, time=time, data=data, **attributes)


def encode(action: Action) -> bytes:
    """The action as a CloudEvent in structured JSON."""
    return _encoder.encode(action)


def decode(raw: bytes | msgspec.Raw) -> Action:
    """Read one CloudEvent in structured JSON. Raise BadAction with the field, the reason and what is allowed."""
    if len(bytes(raw) if isinstance(raw, msgspec.Raw) else raw) > MAX_BYTES:
        raise BadAction("too_large", f"An action may have {MAX_BYTES} bytes, this one is larger.")
    try:
        return _decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise _explain(str(error)) from None
    except NOT_JSON as error:
        raise BadAction("malformed", f"This is not JSON: {error}.") from None


def _explain(message: str) -> BadAction:
    text, _, path = message.partition(" - at `")
    field = path.rstrip("`") or "$"
    missing = re.search(r"missing required field `(\w+)`", text)
    if missing:
        field = f"{field}.{missing[1]}"
    if field == "$.type":
        kinds = ", ".join(PREFIX + kind for kind in KINDS)
        return BadAction("unknown_type", f"{text}. The types are {kinds}.", field)
    return BadAction("malformed", f"{text}.", field)


def amended(action: Action, fields: dict[str, Any]) -> Action:
    """The action with *fields* of its data replaced. Raise BadAction when the result is not valid."""
    data = msgspec.to_builtins(action.data) | fields  # type: ignore[attr-defined]
    try:
        return msgspec.structs.replace(action, data=msgspec.convert(data, KINDS[action.kind]))
    except msgspec.ValidationError as error:
        bad = _explain(str(error))
        raise BadAction(bad.reason, str(bad), bad.field.replace("$", "$.data.fields", 1)) from None
