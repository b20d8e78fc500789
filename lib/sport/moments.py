"""Moments: the state of an event as it was, and as it would be with another declaration."""

from __future__ import annotations

from bisect import insort

from msgspec import structs

from lib.sport import boards, fold
from lib.sport.actions import EventDeclared
from lib.sport.boards import Board
from lib.sport.participations import Fact, Field, MemoryField, Participation, PassingFact, StatusFact
from lib.sport.state import Entry, EventState


def at(state: EventState, moment: int, field: Field | None = None) -> EventState:
    """The state without what happened after *moment*, in milliseconds since the epoch.

    Corrections that came later are left out, too; declarations and entries are not, because they often come later than
    the event. *field* holds what participants of a race or a challenge have.
    """
    if state.race is not None or state.challenge is not None:
        return of_field(state, moment, field or MemoryField())[0]
    entries = _entries(state, moment)
    return state if len(entries) == len(state.timeline) else fold.derive(state, entries)


def declared(state: EventState, declaration: EventDeclared, field: Field) -> EventState:
    """The state as if its event had been declared by *declaration* alone; *field* as for `at`."""
    entries = [_with(one, declaration) if isinstance(one.action.data, EventDeclared) else one for one in state.timeline]
    made = fold.derive(state, entries)
    return boards.complete(made, boards.make(made, fold.format_of(declaration), field))


def of_field(state: EventState, moment: int, field: Field) -> tuple[EventState, Board | None]:
    """The state of a race or a challenge at a *moment*, and the board that has everybody in order."""
    past = fold.derive(state, _entries(state, moment))
    board = boards.make(past, fold.format_of(past.declared), rewound(field, moment))
    return boards.complete(past, board), board


def rewound(field: Field, moment: int) -> MemoryField:
    """The participations of a *field* as they were. Who had none at the *moment* has none."""
    past = MemoryField()
    for who in field.ids():
        one = field.get(who)
        if one.entries or any(fact.at <= moment for fact in _ever(one)):
            past.put(participation(one, moment))
    return past


def participation(one: Participation, moment: int) -> Participation:
    """The facts of a participant without those that happened after *moment*, and as they were before later corrections.

    What several corrections changed is as the first of the later ones found it.
    """
    past = Participation(one.id, one.entries)
    corrected: dict[str, Fact | None] = {}
    for former in one.former:
        if former.until > moment:
            corrected.setdefault(former.action, former.fact)
    held = [fact for fact in _held(one) if fact.id not in corrected]
    for fact in (*held, *(fact for fact in corrected.values() if fact is not None)):
        if fact.at <= moment:
            insort(_list(past, fact), fact, key=lambda one: one.order)
    return past


def _entries(state: EventState, moment: int) -> list:
    return [one for one in state.timeline if one.action.at <= moment or isinstance(one.action.data, EventDeclared)]


def _with(entry: Entry, declaration: EventDeclared) -> Entry:
    return Entry(structs.replace(entry.action, data=declaration), about=entry.about)


def _held(one: Participation) -> list[Fact]:
    return [*one.passings, *one.statuses, *one.activities]


def _ever(one: Participation) -> list[Fact]:
    """All facts that it has or had."""
    return [*_held(one), *(former.fact for former in one.former if former.fact)]


def _list(one: Participation, fact: Fact) -> list:
    if isinstance(fact, PassingFact):
        return one.passings
    return one.statuses if isinstance(fact, StatusFact) else one.activities
