"""The fold: from the actions of one event to its state, whatever their order and however often they come.

Decisive actions (all but ``play``) stay in the timeline, and the state is derived from it anew with each of them.
Plays, of which a match has thousands, and cheers only move counters; they are not kept in the state. What concerns one
participant of a race or a challenge is kept with that participant (``participations``), and a board puts them in order;
where it is corrected with a reason, everybody is told: the correction is in the timeline, too.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lib.sport import boards, challenge, corrections, entered, participations, plays, race, score, sets
from lib.sport.actions import (
    Action,
    Activity,
    Cheer,
    ClockAdjust,
    Decision,
    EventDeclared,
    EventStatus,
    Lineup,
    Passing,
    PeriodEnd,
    PeriodStart,
    PlayAction,
    ReviewEnd,
    ReviewStart,
    Sanction,
    Score,
)
from lib.sport.corrections import CORRECTING, Lookup
from lib.sport.participations import Field, MemoryField
from lib.sport.profiles import (
    PROFILES,
    ChallengeFormat,
    Format,
    RaceFormat,
    ResultFormat,
    ScoreFormat,
    SetsFormat,
    TwoSided,
)
from lib.sport.state import OFFICIAL, ClockState, Entry, EventState, Outcome

DISCIPLINES = {
    ScoreFormat: score, SetsFormat: sets, ResultFormat: entered, RaceFormat: race, ChallengeFormat: challenge,
}  # fmt: skip

OPENING = (Passing, Activity)  # with them, a race or a challenge begins that nobody started


def fold(event: str, actions: Iterable[Action], field: Field | None = None) -> EventState:
    """The state of *event* after *actions*. An id that comes again is the same action.

    *field* is empty; it holds the participations of a race or a challenge afterwards.
    """
    known: dict[str, Action] = {}
    for action in actions:
        known.setdefault(action.id, action)
    state, field = EventState(id=event), field or MemoryField()
    for action in _targets_first(known):
        state = add(state, action, known.get, field)
    return boards.complete(state, boards.make(state, format_of(state.declared), field))


def add(state: EventState, action: Action, lookup: Lookup, field: Field | None = None) -> EventState:
    """The state with one more action, which it has not seen. *lookup* finds an action of this event that came before.

    What thousands come of changes *state* in place, or its *field*, which only a race and a challenge need; anything
    else gives a new state.
    """
    if count(state, action, lookup, field):
        return state
    after = listed(state, action, lookup)
    if isinstance(action.data, CORRECTING):
        plays.recount(state, after, lookup)
    return after


def listed(state: EventState, action: Action, lookup: Lookup) -> EventState:
    """The state with *action* in its timeline. What it means for a field is said by ``participations``."""
    entries = [*state.timeline]
    insert(entries, action, lookup)
    return derive(state, entries)


def count(state: EventState, action: Action, lookup: Lookup, field: Field | None = None) -> bool:
    """Whether *action* is one of those that thousands come of; then it has changed *state*, or its *field*, in place.

    Any other one belongs into the timeline, also a correction that has changed a field and is told to everybody.
    """
    if isinstance(action.data, PlayAction):
        plays.count(state, action)
    elif isinstance(action.data, Cheer):
        side = action.data.participant or ""
        state.cheers[side] = state.cheers.get(side, 0) + action.data.count
    elif participations.belongs(action, lookup):
        participations.take(field, action, lookup, state.tallies)
        if isinstance(action.data, OPENING):
            state.first = min(filter(None, (state.first, action)), key=lambda one: one.order)
        return not participations.is_told(action, lookup)
    else:
        return False
    return True


def insert(entries: list[Entry], action: Action, lookup: Lookup) -> None:
    """Put *action* where it belongs in a timeline; what it means is derived afterwards."""
    about = corrections.root(action, lookup) if participations.belongs(action, lookup) else None
    insort(entries, Entry(action, about=about), key=lambda entry: entry.action.order)


def derive(before: EventState, entries: list[Entry]) -> EventState:
    """The state that a timeline means. *entries* are in order; what they meant before is forgotten."""
    among = corrections.among(entry.action for entry in entries)
    state = EventState(
        id=before.id,
        plays={kind: dict(by) for kind, by in before.plays.items()},
        plays_void=before.plays_void,
        tallies={kind: [*numbers] for kind, numbers in before.tallies.items()},
        cheers=dict(before.cheers),
        first=before.first,
    )
    effective = []
    for entry in entries:
        action, fresh = entry.action, Entry(entry.action, about=entry.about)
        if among is not None:
            action, fresh.amended = among.effective(action)
            fresh.void = among.void(action.id)
        state.timeline.append(fresh)
        count = state.counts.setdefault(action.kind, [0, 0])
        count[fresh.void is not None] += 1
        if fresh.void is None:
            effective.append((fresh, action))
    state.declared = next((a.data for _, a in reversed(effective) if isinstance(a.data, EventDeclared)), None)
    if state.declared is not None:
        _play_out(state, effective)
    return state


def format_of(declared: EventDeclared | None) -> Format:
    """The format of an event: its own, or its sport's. Football's shape is assumed of a sport that is not known."""
    return (declared and (declared.format or PROFILES.get(declared.sport))) or ScoreFormat()


def _play_out(state: EventState, effective: list[tuple[Entry, Action]]) -> None:
    shape = format_of(state.declared)
    result = entered.newest(effective) if isinstance(shape, TwoSided) else None
    discipline = entered if result else DISCIPLINES[type(shape)]
    contest = discipline.begin(state, shape)
    state.entered = result.data.participant if result else None
    for entry, action in effective:
        entry.note = entered.why_not_confirmed(state, shape, action)
        if not entry.note:
            _common(state, action)
            contest.take(entry, action)
    contest.finish()
    _decide(state)


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
    if data.kind == "award" and state.status not in OFFICIAL:
        _set_status(state, "awarded", at)


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


def _decide(state: EventState) -> None:
    """An award replaces the outcome that play gave, and the score where it names one; another score is played out."""
    for decision in state.decisions:
        if decision.score and decision.kind in {"award", "override"}:
            state.score = [*decision.score]
        if decision.kind == "award":
            state.outcome = Outcome("awarded", decision.participant)
        elif decision.kind == "override":
            state.outcome = Outcome("regular", entered.winner(state))


def _targets_first(known: dict[str, Action]) -> Iterator[Action]:
    """All actions, each correction after what it refers to: as the processor takes them."""
    waiting = [action for action in known.values() if isinstance(action.data, CORRECTING)]
    done = known.keys() - {action.id for action in waiting}
    yield from (known[id] for id in known if id in done)
    while ready := [action for action in waiting if action.data.action in done]:
        yield from ready
        done |= {action.id for action in ready}
        waiting = [action for action in waiting if action.id not in done]
    yield from waiting
