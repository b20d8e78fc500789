"""Whether an action can be taken into its event: what a schema alone cannot say.

Every check depends only on the action, the event's state and the broker's own time, so that a replay of the stream
takes and rejects the same actions again.
"""

from __future__ import annotations

from lib.errors import BadAction
from lib.sport import fold
from lib.sport.actions import Action, Amend, Decision, EventDeclared, PlayAction, Retract, Score, amended
from lib.sport.corrections import CORRECTING
from lib.sport.profiles import PROFILES, ScoreFormat
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
    "conflicting_id": "the id of another action with different content",
    "unknown_target": "it refers to an action that this event does not have",
    "too_many": "the event already has as many decisive actions as one may have",
    "internal": "a defect of ours: the log has the details",
}


def verify(action: Action, state: EventState | None, appended: int, lookup: fold.Lookup) -> None:
    """Raise BadAction when *action* cannot be taken. *appended* is the broker's time in ms, *state* the event's so far.

    *lookup* finds any earlier action of the event by its id.
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
    _size(data, state)
    _participants(data, state)
    _on_the_clock(data, state)
    if isinstance(data, CORRECTING):
        _target(data, state, lookup)


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
    if data.competitors[0].id == data.competitors[1].id:
        raise BadAction("malformed", "An event needs two different competitors.", "$.data.competitors")


def _size(data: object, state: EventState) -> None:
    if isinstance(data, PlayAction):
        if data.kind not in state.plays and len(state.plays) >= MOST_PLAY_KINDS:
            raise BadAction("too_many", f"This event already has {MOST_PLAY_KINDS} kinds of plays.", "$.data.kind")
    elif len(state.timeline) >= MOST_ENTRIES:
        raise BadAction("too_many", f"This event already has {MOST_ENTRIES} actions beside its plays.", "$.subject")


def _participants(data: object, state: EventState) -> None:
    for name in ("participant", "credited_to"):
        value = getattr(data, name, None)
        if value is not None and state.side(value) is None:
            known = " and ".join(one.id for one in state.declared.competitors)
            raise BadAction("unknown_participant", f"{value!r} does not take part: {known} do.", f"$.data.{name}")
    if isinstance(data, Decision) and data.kind == "award" and data.score is None and data.participant is None:
        raise BadAction("malformed", "An award names the winner, the score, or both.", "$.data.participant")


def _on_the_clock(data: object, state: EventState) -> None:
    shape = fold.format_of(state.declared)
    period = getattr(data, "period", None)
    if period is not None and period > shape.last_period:
        raise BadAction(
            "implausible_clock",
            f"Period {period}, but {state.declared.sport} has {shape.last_period}.",
            "$.data.period",
        )
    if isinstance(shape, ScoreFormat):
        clock = getattr(data, "clock", None)
        longest = 2 * max(shape.period_s, shape.extra_period_s)
        if clock is not None and longest and clock > longest:
            raise BadAction(
                "implausible_clock",
                f"{clock:.0f} s into a period of {shape.period_s} s; the clock counts from the period's start.",
                "$.data.clock",
            )
    if isinstance(data, Score) and data.points == 0 and not _in_shootout(data, shape):
        raise BadAction("malformed", "0 points record a missed kick in the shoot-out only.", "$.data.points")


def _in_shootout(data: Score, shape: object) -> bool:
    return isinstance(shape, ScoreFormat) and data.period == shape.shootout


def _target(data: Retract | Amend, state: EventState, lookup: fold.Lookup) -> None:
    target = lookup(data.action)
    if target is None:
        raise BadAction("unknown_target", f"This event has no action {data.action!r}.", "$.data.action")
    if isinstance(data, Amend):
        if isinstance(target.data, CORRECTING):
            raise BadAction("malformed", "A correction cannot be amended: retract it, send another.", "$.data.action")
        changed = amended(target, data.fields)
        if isinstance(changed.data, EventDeclared):
            _declaration(changed.data)
        _size(changed.data, state)
        _participants(changed.data, state)
        _on_the_clock(changed.data, state)
    elif isinstance(target.data, EventDeclared):
        raise BadAction(
            "malformed", "A declaration cannot be retracted: declare the event anew or cancel it.", "$.data.action"
        )
