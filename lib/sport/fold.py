"""The fold: from the actions of one event to its state, whatever their order and however often they come.

Decisive actions (all but ``play``) stay in the timeline, and the state is derived from it anew with each of them.
Plays, of which a match has thousands, only move counters; they are not kept in the state.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from typing import Any

from lib.sport import score, sets
from lib.sport.actions import (
    Action,
    ClockAdjust,
    Decision,
    EventDeclared,
    EventStatus,
    Lineup,
    PeriodEnd,
    PeriodStart,
    PlayAction,
    ReviewEnd,
    ReviewStart,
    Sanction,
    Score,
)
from lib.sport.corrections import CORRECTING, Corrections
from lib.sport.profiles import PROFILES, Format, ScoreFormat
from lib.sport.state import ClockState, Entry, EventState, Outcome

Lookup = Callable[[str], Action | None]


def fold(event: str, actions: Iterable[Action]) -> EventState:
    """The state of *event* after *actions*. An id that comes again is the same action."""
    plays: dict[str, Action] = {}
    state, seen = EventState(id=event), set()
    for action in actions:
        if action.id not in seen:
            seen.add(action.id)
            if isinstance(action.data, PlayAction):
                plays[action.id] = action
            state = add(state, action, plays.get)
    return state


def add(state: EventState, action: Action, lookup: Lookup) -> EventState:
    """The state with one more action, which it has not seen. *lookup* finds an action of this event that came before.

    A play changes *state* in place, because thousands of them come; anything else gives a new state.
    """
    if isinstance(action.data, PlayAction):
        _count_play(state, action, _corrections_of(state), +1)
        return state
    entries = [*state.timeline]
    insort(entries, Entry(action), key=lambda entry: entry.action.order)
    after = derive(state.id, entries, state.plays, state.plays_void)
    if isinstance(action.data, CORRECTING):
        _recount_plays(state, after, lookup)
    return after


def derive(event: str, entries: list[Entry], plays: dict[str, dict[str, int]], plays_void: int) -> EventState:
    """The state that a timeline means. *entries* are in order; what they meant before is forgotten."""
    corrections = _corrections(entries)
    state = EventState(id=event, plays={kind: dict(by) for kind, by in plays.items()}, plays_void=plays_void)
    effective = []
    for entry in entries:
        action, fresh = entry.action, Entry(entry.action)
        if corrections is not None:
            action, fresh.amended = corrections.effective(action)
            fresh.void = corrections.void(action.id)
        state.timeline.append(fresh)
        count = state.counts.setdefault(action.kind, [0, 0])
        count[fresh.void is not None] += 1
        if fresh.void is None:
            effective.append((fresh, action))
    state.declared = next((a.data for _, a in reversed(effective) if isinstance(a.data, EventDeclared)), None)
    if state.declared is not None:
        _play_out(state, effective)
    return state


def format_of(declared: EventDeclared) -> Format:
    """The format of an event: its own, or its sport's. Football's shape is assumed of a sport that is not known."""
    return declared.format or PROFILES.get(declared.sport) or ScoreFormat()


def _play_out(state: EventState, effective: list[tuple[Entry, Action]]) -> None:
    shape = format_of(state.declared)
    discipline = score if isinstance(shape, ScoreFormat) else sets
    contest = discipline.begin(state, shape)
    for entry, action in effective:
        _common(state, action)
        contest.take(entry, action)
    contest.finish()
    _award(state)


def _common(state: EventState, action: Action) -> None:
    """What every discipline shares: status, clock, line-ups, sanctions, decisions."""
    handle = _HANDLERS.get(type(action.data))
    if handle is not None:
        handle(state, action.data, action.at)


def _status(state: EventState, data: EventStatus, at: int) -> None:
    _set_status(state, data.status, at)


def _period_start(state: EventState, data: PeriodStart, at: int) -> None:
    _set_status(state, "live", at)
    state.clock = ClockState(data.period, 0, at, running=True, rate=data.rate)


def _period_end(state: EventState, data: PeriodEnd, at: int) -> None:
    _stop_clock(state, at)


def _clock_adjust(state: EventState, data: ClockAdjust, at: int) -> None:
    added = None if data.added is None else round(data.added * 1000)
    state.clock = ClockState(data.period, round(data.clock * 1000), at, data.running, data.rate, added)


def _score(state: EventState, data: Score, at: int) -> None:
    if state.status == "scheduled":
        _set_status(state, "live", at)


def _lineup(state: EventState, data: Lineup, at: int) -> None:
    side = state.side(data.participant)
    if side is not None:
        state.lineups[side] = data


def _sanction(state: EventState, data: Sanction, at: int) -> None:
    side = state.side(data.participant)
    if side is not None:
        state.sanctions.setdefault(data.kind, [0, 0])[side] += 1


def _decision(state: EventState, data: Decision, at: int) -> None:
    state.decisions.append(data)


def _review(state: EventState, data: ReviewStart | ReviewEnd, at: int) -> None:
    state.reviewing = isinstance(data, ReviewStart)


_HANDLERS: dict[type, Callable[[EventState, Any, int], None]] = {
    EventStatus: _status,
    PeriodStart: _period_start,
    PeriodEnd: _period_end,
    ClockAdjust: _clock_adjust,
    Score: _score,
    Lineup: _lineup,
    Sanction: _sanction,
    Decision: _decision,
    ReviewStart: _review,
    ReviewEnd: _review,
}


def _set_status(state: EventState, status: str, at: int) -> None:
    if status != state.status:
        state.status, state.since = status, at
    if status != "live":
        _stop_clock(state, at)


def _stop_clock(state: EventState, at: int) -> None:
    clock = state.clock
    if clock is not None and clock.running:
        elapsed = clock.elapsed + round((at - clock.at) * clock.rate)
        state.clock = ClockState(clock.period, elapsed, at, False, clock.rate, clock.added)


def _award(state: EventState) -> None:
    """An award replaces the outcome that play gave, and the score where it names one."""
    for decision in state.decisions:
        if decision.kind == "award":
            state.outcome = Outcome("awarded", decision.participant)
            state.score = [*decision.score] if decision.score else state.score


def _corrections(entries: list[Entry]) -> Corrections | None:
    found = [entry.action for entry in entries if isinstance(entry.action.data, CORRECTING)]
    return Corrections(found) if found else None


def _corrections_of(state: EventState) -> Corrections | None:
    # Asked for each play: the counts say at once that there are none.
    return _corrections(state.timeline) if state.counts.keys() & {"retract", "amend"} else None


def _count_play(state: EventState, action: Action, corrections: Corrections | None, by: int) -> None:
    if corrections is not None:
        if corrections.void(action.id):
            state.plays_void += by
            return
        action, _ = corrections.effective(action)
    kind, participant = action.data.kind, action.data.participant
    by_participant = state.plays.setdefault(kind, {})
    by_participant[participant] = by_participant.get(participant, 0) + by
    if not by_participant[participant]:
        del by_participant[participant]
    if not by_participant:
        del state.plays[kind]


def _recount_plays(before: EventState, after: EventState, lookup: Lookup) -> None:
    """Move the counters of the plays that corrections refer to from what they meant to what they mean now."""
    old, new = _corrections_of(before), _corrections_of(after)
    for target in sorted(new.targets):
        play = lookup(target)
        if play is not None and isinstance(play.data, PlayAction):
            _count_play(after, play, old, -1)
            _count_play(after, play, new, +1)
