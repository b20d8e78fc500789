"""Actions: the facts that flow through Kafka, as CloudEvents 1.0 in structured JSON.

An action is decoded once, where it enters, into one frozen type per kind; nothing behind that border sees a dict.
The words follow the IPTC Sport Schema. ``docs/actions.md`` shows this file's types; a test holds the two together.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import Meta, Struct, defstruct

from lib.errors import BadAction
from lib.sport.profiles import Format

PREFIX = "touchline.action."
MAX_BYTES = 64 * 1024

Id = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:~-]*$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=1000)]
Moment = Annotated[datetime, Meta(tz=True)]
Period = Annotated[int, Meta(ge=1, le=99)]
Clock = Annotated[float, Meta(ge=0, le=86_400)]
Percent = Annotated[float, Meta(ge=0, le=100)]
Points = Annotated[int, Meta(ge=0, le=100)]

Status = Literal[
    "scheduled", "live", "break", "suspended", "ended", "confirmed",
    "postponed", "cancelled", "abandoned", "forfeited", "awarded",
]  # fmt: skip


class Data(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an action of one kind says. Times in seconds; places in per cent of the pitch, seen by the acting side."""


class Member(Data, kw_only=True):
    """A person of a team."""

    id: Id
    name: Name
    number: Annotated[int, Meta(ge=0, le=999)] | None = None
    position: Text = ""
    role: Literal["starter", "bench"] = "starter"


class Competitor(Data, kw_only=True):
    """Who can win or lose: a team, an individual or a pair."""

    id: Id
    name: Name
    short: Annotated[str, Meta(max_length=12)] = ""
    members: Annotated[list[Member], Meta(max_length=100)] = []


class Play(Data, kw_only=True):
    """What the actions in the course of play have in common: when on the event's own clock, and where."""

    period: Period | None = None
    clock: Clock | None = None
    x: Percent | None = None
    y: Percent | None = None


class EventDeclared(Data, kw_only=True):
    """An event comes into being, from a fixture in Git or ad hoc. The first competitor is the home side.

    A later declaration replaces an earlier one. Without a format the sport's own profile holds.
    """

    sport: Id
    competitors: Annotated[list[Competitor], Meta(min_length=2, max_length=2)]
    competition: Annotated[str, Meta(max_length=128)] = ""
    season: Text = ""
    stage: Text = ""
    round: Text = ""
    title: Text = ""
    start: Moment | None = None
    venue: Text = ""
    format: Format | None = None
    revision: Annotated[str, Meta(max_length=64)] = ""
    credit: Text = ""


class EventStatus(Data, kw_only=True):
    """The event's status changes."""

    status: Status
    reason: Text = ""


class PeriodStart(Data, kw_only=True):
    """A period begins and its clock runs from zero. *rate* is clock seconds per second: above 1 in a fast replay."""

    period: Period
    rate: Annotated[float, Meta(gt=0, le=1000)] = 1.0


class PeriodEnd(Data, kw_only=True):
    """A period is over and its clock stops."""

    period: Period


class ClockAdjust(Data, kw_only=True):
    """The clock is set, stopped or let run; *added* is the added time that was announced, in seconds."""

    period: Period
    clock: Clock
    running: bool = True
    rate: Annotated[float, Meta(gt=0, le=1000)] = 1.0
    added: Clock | None = None


class Score(Play, kw_only=True):
    """A goal or a point. An own goal names the acting side and counts for *credited_to*, else for the opponent.

    In the shoot-out, 0 points record a kick that missed.
    """

    participant: Id
    points: Points = 1
    method: Literal["open", "penalty", "own", "free-kick", "header"] = "open"
    credited_to: Id | None = None
    member: Text = ""
    assist: Text = ""


class SetEnd(Data, kw_only=True):
    """A set is given to a side although the format's rule does not decide it: informal play, or an injury."""

    participant: Id
    reason: Text = ""


class Lineup(Data, kw_only=True):
    """Who plays for a side, and who waits on the bench."""

    participant: Id
    members: Annotated[list[Member], Meta(min_length=1, max_length=100)]
    formation: Text = ""


class Substitution(Play, kw_only=True):
    """One member comes on for another."""

    participant: Id
    member_in: Text
    member_out: Text


class Sanction(Play, kw_only=True):
    """A card, a foul or a time penalty."""

    participant: Id
    kind: Literal["yellow", "second-yellow", "red", "foul", "time-penalty"]
    member: Text = ""
    minutes: Annotated[int, Meta(ge=1, le=60)] | None = None
    reason: Text = ""


class ReviewStart(Play, kw_only=True):
    """An action is under review; the score stands until the review ends."""

    action: Id | None = None
    reason: Text = ""


class ReviewEnd(Play, kw_only=True):
    """The review is over. An overturned action is retracted or amended by an action of its own."""

    outcome: Literal["upheld", "overturned"]
    action: Id | None = None
    reason: Text = ""


class PlayAction(Play, kw_only=True):
    """Anything else that happened: a pass, a shot, a duel; counted by kind and side."""

    participant: Id
    kind: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]
    outcome: Annotated[str, Meta(max_length=40)] = ""
    member: Text = ""
    end_x: Percent | None = None
    end_y: Percent | None = None


class Retract(Data, kw_only=True):
    """An action did not happen. Retracting a correction takes it back."""

    action: Id
    reason: Text = ""


class Amend(Data, kw_only=True):
    """An action happened otherwise: *fields* replace the same fields of its data."""

    action: Id
    fields: Annotated[dict[str, Any], Meta(min_length=1, max_length=20)]
    reason: Text = ""


class Decision(Data, kw_only=True):
    """What an authority decided: the event is awarded to a side, perhaps with a score, or a note is made."""

    kind: Literal["award", "note"]
    reason: Annotated[str, Meta(min_length=1, max_length=1000)]
    participant: Id | None = None
    score: Annotated[list[Points], Meta(min_length=2, max_length=2)] | None = None


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
    "retract": Retract,
    "amend": Amend,
    "decision": Decision,
}


class Action(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """One fact, with the CloudEvents attributes that all kinds share; ``data`` is in the subtype of its kind.

    *subject* is the event's id and the Kafka key; *id* makes repetition harmless; *time* is when it happened.
    """

    specversion: Literal["1.0"]
    id: Id
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    subject: Id
    time: Moment
    datacontenttype: Literal["application/json"] = "application/json"
    recordedby: Annotated[str, Meta(max_length=200)] = ""
    sequence: Annotated[int, Meta(ge=0, le=2**53)] = 0

    @property
    def kind(self) -> str:
        """The type without its prefix, ``score`` for ``touchline.action.score``."""
        return self.__struct_config__.tag[len(PREFIX) :]

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
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
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
