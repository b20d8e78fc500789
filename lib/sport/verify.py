"""Whether an action can be taken into its event: what a schema alone cannot say.

Every check depends only on the action, the event's state and the broker's own time, so that a replay of the stream
takes and rejects the same actions again.
"""

from __future__ import annotations

from collections.abc import Callable

from lib.errors import BadAction
from lib.sport import entered, fold, participations, predictions
from lib.sport.actions import (
    KINDS,
    Action,
    Activity,
    Amend,
    Cheer,
    Data,
    Decision,
    Entries,
    EventDeclared,
    Passing,
    PlayAction,
    Position,
    Prediction,
    Result,
    ResultStatus,
    Retract,
    Score,
    Start,
    amended,
)
from lib.sport.corrections import CORRECTING, Lookup
from lib.sport.participations import OF_A_FIELD, Field
from lib.sport.profiles import PROFILES, ChallengeFormat, Format, RaceFormat, ScoreFormat, TwoSided
from lib.sport.state import EventState

FUTURE_MS = 60_000
MOST_ENTRIES = 5_000
MOST_PLAY_KINDS = 200

REASONS = {
    "malformed": "not JSON, not a CloudEvent, or a field that does not fit its type",
    "unknown_type": "a type that is not in the vocabulary",
    "too_large": "more bytes than an action may have",
    "wrong_key": "the record's key is not the action's subject",
    "unknown_event": "no event.declared came before it",
    "unknown_sport": "a declared sport that has no profile, without a format",
    "unknown_participant": "a competitor that does not take part in this event",
    "implausible_time": "it says that it happened in the future",
    "implausible_clock": "a period or a clock that this sport does not have",
    "implausible_result": "a result that this sport cannot have",
    "wrong_discipline": "an action that this kind of event does not have",
    "unknown_checkpoint": "a checkpoint that the race does not have",
    "too_late": "an activity after the last moment for entries, or a prediction after the start",
    "conflicting_id": "the id of another action with different content",
    "unknown_target": "it refers to an action that this event does not have",
    "too_many": "the event, or a participant, already has as many decisive actions as one may have",
    "internal": "a defect of ours: the log has the details",
}


# The formats that know an action; what is not here belongs into all of them.
KNOWN_TO: dict[type, object] = {
    **dict.fromkeys((Score, PlayAction, Result, Prediction), TwoSided),
    **dict.fromkeys((Start, Passing, ResultStatus), RaceFormat),
    Activity: ChallengeFormat,
    Entries: RaceFormat | ChallengeFormat,
}
Check = Callable[[Data, Format, EventState], None]
_MORE = {*OF_A_FIELD, *CORRECTING}  # of these more is looked at than the event's state
ANY_NAME = (Passing, ResultStatus)  # a race keeps what is said of somebody whom it does not know, and questions it


def verify(action: Action, state: EventState | None, appended: int, lookup: Lookup, field: Field | None = None) -> None:
    """Raise BadAction when *action* cannot be taken. *appended* is the broker's time in ms, *state* the event's so far.

    *lookup* finds any earlier action of the event by its id; *field* holds the participations of a race or a challenge.
    """
    _time(action, appended)
    data = action.data
    if isinstance(data, EventDeclared):
        _declaration(data)
        return
    if state is None or state.declared is None:
        raise BadAction(
            "unknown_event", f"There is no event {action.subject!r}: an event.declared has to come first.", "$.subject"
        )
    _about_the_event(data, state)
    if type(data) in _MORE:
        _more(action, state, appended, lookup, field)


def _more(action: Action, state: EventState, appended: int, lookup: Lookup, field: Field | None) -> None:
    data = action.data
    if isinstance(data, Activity):
        _in_time(fold.format_of(state.declared), appended)
    if isinstance(data, Prediction) and not predictions.is_open(state, appended):
        raise BadAction("too_late", "Predictions are taken until the event starts.", "$.time")
    if isinstance(data, OF_A_FIELD) and field is not None:
        participations.check(field, action)
    if isinstance(data, CORRECTING):
        _target(data, state, lookup)


def _about_the_event(data: Data, state: EventState) -> None:
    shape = fold.format_of(state.declared)
    for check in _CHECKS[type(data)]:
        check(data, shape, state)


def verify_position(action: Action, appended: int) -> None:
    """Raise BadAction when a position cannot be taken. It is not held against its event, which may be declared later:
    who is not in the field is never shown."""
    if not isinstance(action.data, Position):
        raise BadAction("wrong_discipline", f"A {action.kind} does not belong into the log of positions.", "$.type")
    _time(action, appended)


def _time(action: Action, appended: int) -> None:
    ahead = action.at - appended
    if ahead > FUTURE_MS:
        raise BadAction(
            "implausible_time", f"It says that it happens {ahead / 1000:.0f} s after it was received.", "$.time"
        )


def _declaration(data: EventDeclared) -> None:
    if data.format is None and data.sport not in PROFILES:
        raise BadAction(
            "unknown_sport",
            f"There is no profile for {data.sport!r}: declare a format, or one of {', '.join(PROFILES)}.",
            "$.data.sport",
        )


def _discipline(data: Data, shape: Format, state: EventState) -> None:
    if not isinstance(shape, KNOWN_TO[type(data)]):
        discipline = shape.__struct_config__.tag
        raise BadAction("wrong_discipline", f"{state.declared.sport} is a {discipline}, which has no such action.")


def _elsewhere(data: Position, shape: Format, state: EventState) -> None:
    raise BadAction("wrong_discipline", "Positions have a log of their own; the way in over HTTP knows it.")


def _checkpoint(data: Passing, shape: RaceFormat, state: EventState) -> None:
    if all(one.id != data.checkpoint for one in shape.checkpoints):
        known = ", ".join(one.id for one in shape.checkpoints)
        raise BadAction("unknown_checkpoint", f"The checkpoints are {known}.", "$.data.checkpoint")


def _result(data: Result, shape: TwoSided, state: EventState) -> None:
    entered.check(data, shape)


def _prediction(data: Prediction, shape: TwoSided, state: EventState) -> None:
    entered.check(Result(score=data.score), shape)


def _in_time(shape: Format, appended: int) -> None:
    if shape.late_until is not None and appended > shape.late_until.timestamp() * 1000:
        raise BadAction("too_late", f"Activities were taken until {shape.late_until.isoformat()}.", "$.data")


def _play_kinds(data: PlayAction, shape: Format, state: EventState) -> None:
    if data.kind not in state.plays and len(state.plays) >= MOST_PLAY_KINDS:
        raise BadAction("too_many", f"This event already has {MOST_PLAY_KINDS} kinds of plays.", "$.data.kind")


def _entries(data: Data, shape: Format, state: EventState) -> None:
    if len(state.timeline) >= MOST_ENTRIES:
        raise BadAction("too_many", f"This event already has {MOST_ENTRIES} actions beside its plays.", "$.subject")


def _participant(data: Data, shape: Format, state: EventState) -> None:
    _takes_part(data.participant, "participant", state)


def _credited_to(data: Score, shape: Format, state: EventState) -> None:
    _takes_part(data.credited_to, "credited_to", state)


def _takes_part(who: str | None, field: str, state: EventState) -> None:
    if who is not None and state.side(who) is None:
        known = " and ".join(one.id for one in state.declared.competitors[:20])
        raise BadAction("unknown_participant", f"{who!r} does not take part: {known} do.", f"$.data.{field}")


def _decision(data: Decision, shape: Format, state: EventState) -> None:
    if data.kind == "award" and data.score is None and data.participant is None:
        raise BadAction("malformed", "An award names the winner, the score, or both.", "$.data.participant")
    if data.kind == "override" and data.score is None:
        raise BadAction("malformed", "Another result names the score.", "$.data.score")
    if data.kind == "deduction" and (data.points is None or data.participant is None):
        raise BadAction("malformed", "A deduction names the competitor and the points.", "$.data.points")


def _period(data: Data, shape: Format, state: EventState) -> None:
    if data.period is not None and data.period > shape.last_period:
        raise BadAction(
            "implausible_clock",
            f"Period {data.period}, but {state.declared.sport} has {shape.last_period}.",
            "$.data.period",
        )


def _clock(data: Data, shape: Format, state: EventState) -> None:
    if data.clock is None or not isinstance(shape, ScoreFormat):
        return
    longest = 2 * max(shape.period_s, shape.extra_period_s)
    if longest and data.clock > longest:
        raise BadAction(
            "implausible_clock",
            f"{data.clock:.0f} s into a period of {shape.period_s} s; the clock counts from the period's start.",
            "$.data.clock",
        )


def _no_points(data: Score, shape: Format, state: EventState) -> None:
    if data.points == 0 and not _in_shootout(data, shape):
        raise BadAction("malformed", "0 points record a missed kick in the shoot-out only.", "$.data.points")


def _in_shootout(data: Score, shape: object) -> bool:
    return isinstance(shape, ScoreFormat) and data.period == shape.shootout


def _target(data: Retract | Amend, state: EventState, lookup: Lookup) -> None:
    target = lookup(data.action)
    if target is None:
        raise BadAction("unknown_target", f"This event has no action {data.action!r}.", "$.data.action")
    if isinstance(target.data, Cheer):
        raise BadAction("malformed", "A cheer was a cheer: it is not corrected.", "$.data.action")
    if isinstance(data, Amend):
        if isinstance(target.data, CORRECTING):
            raise BadAction("malformed", "A correction cannot be amended: retract it, send another.", "$.data.action")
        if isinstance(target.data, Prediction):
            raise BadAction("malformed", "A prediction is not amended: another one replaces it.", "$.data.action")
        changed = amended(target, data.fields)
        if isinstance(changed.data, EventDeclared):
            _declaration(changed.data)
        _about_the_event(changed.data, state)
    elif isinstance(target.data, EventDeclared):
        raise BadAction(
            "malformed", "A declaration cannot be retracted: declare the event anew or cancel it.", "$.data.action"
        )


def _checks(kind: type[Data]) -> tuple[Check, ...]:
    """What is held against the event, in this order, of data of a *kind*: it depends on the fields that it has."""
    fields = kind.__struct_fields__
    wanted = {
        _elsewhere: kind is Position,
        _play_kinds: kind is PlayAction,
        _entries: kind not in (*OF_A_FIELD, PlayAction, Cheer),
        _discipline: kind in KNOWN_TO,
        _checkpoint: kind is Passing,
        _result: kind is Result,
        _prediction: kind is Prediction,
        _participant: "participant" in fields and kind not in ANY_NAME,
        _credited_to: "credited_to" in fields,
        _period: "period" in fields,
        _clock: "clock" in fields,
        _no_points: kind is Score,
        _decision: kind is Decision,
    }
    return tuple(check for check, is_wanted in wanted.items() if is_wanted)


_CHECKS = {kind: _checks(kind) for kind in KINDS.values()}
