"""What each participant of a field has for themselves: entry, crossings, status, activities; what a voter predicts.

A race has tens of thousands of participants and hundreds of thousands of crossings: each participant is a small record
of its own, and an action touches those that it names. Corrections are kept beside them, by what they refer to. What a
participation holds follows from the actions alone, whatever their order; what it means is said in ``race`` and
``challenge``.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from typing import Protocol

import msgspec
from msgspec import Struct

from lib.errors import BadAction
from lib.sport.actions import Action, Activity, Entrant, Entries, Passing, Prediction, ResultStatus
from lib.sport.corrections import CORRECTING, Corrections, Lookup, root
from lib.sport.state import Provenance

MOST_FACTS = 1_000
MOST_PARTICIPANTS = 200_000
OF_A_FIELD = (Entries, Passing, ResultStatus, Activity, Prediction)
NONE = Corrections(())
NOBODY = "~"  # begins the name of what was recorded without a bib: no id begins with it


class Fact(Struct, array_like=True, omit_defaults=True):
    """What one action says of one participant, as amended; *void* is the retraction, *why* the reason of the last
    correction. *at* is in milliseconds since the epoch."""

    id: str
    at: int
    sequence: int
    source: str
    recordedby: str
    void: str | None
    amended: list[str]
    why: str

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it belongs among the facts of its participant."""
        return (self.at, self.sequence, self.id)


class EntryFact(Fact):
    """An entry."""

    data: Entrant


class PassingFact(Fact):
    """A crossing."""

    data: Passing

    @property
    def moment(self) -> int:
        """When it was: by the reader's own clock, where that is given."""
        return round(self.data.chip.timestamp() * 1000) if self.data.chip else self.at


class StatusFact(Fact):
    """A status of the result."""

    data: ResultStatus


class ActivityFact(Fact):
    """An activity."""

    data: Activity


class PredictionFact(Fact):
    """A prediction."""

    data: Prediction


class Former(Struct, omit_defaults=True):
    """What an action said of a participant until the moment *until*, when it was corrected; in ms since the epoch.

    Nothing, where it was of somebody else until then.
    """

    action: str
    until: int
    passing: PassingFact | None = None
    status: StatusFact | None = None
    activity: ActivityFact | None = None

    @property
    def fact(self) -> Fact | None:
        """The fact, whatever its kind."""
        return self.passing or self.status or self.activity


class Participation(Struct, omit_defaults=True):
    """All facts of one participant, each list in order. What was recorded without a bib has a name of its own.

    A contest of two sides has no field: there, these are the voters who predict its score. *former* is what
    corrected actions said before, each with its corrections in order.
    """

    id: str
    entries: list[EntryFact] = []
    passings: list[PassingFact] = []
    statuses: list[StatusFact] = []
    activities: list[ActivityFact] = []
    predictions: list[PredictionFact] = []
    former: list[Former] = []

    @property
    def entrant(self) -> Entrant | None:
        """The newest entry that holds."""
        return next((fact.data for fact in reversed(self.entries) if fact.void is None), None)

    @property
    def facts(self) -> int:
        """How many facts it holds."""
        return sum(len(getattr(self, name)) for name in _LISTS.values())


class ParticipationRecord(Struct):
    """A record of ``sport.field``."""

    event: str
    participation: Participation
    provenance: Provenance


class Field(Protocol):
    """The participations of one event, and the corrections of their actions by the id that these refer to."""

    def get(self, who: str) -> Participation | None:
        """The participation of *who*."""

    def put(self, participation: Participation) -> None:
        """Keep it in place of the one before."""

    def ids(self) -> Iterator[str]:
        """Everybody who has a participation."""

    @property
    def size(self) -> int:
        """How many these are."""

    def corrections(self, target: str) -> list[Action]:
        """The corrections that refer to the action *target*."""

    def correct(self, target: str, corrections: list[Action]) -> None:
        """Keep them in place of those before."""


class MemoryField:
    """A field in memory."""

    def __init__(self) -> None:
        self._participations: dict[str, Participation] = {}
        self._corrections: dict[str, list[Action]] = {}

    def get(self, who: str) -> Participation | None:
        """The participation of *who*."""
        return self._participations.get(who)

    def put(self, participation: Participation) -> None:
        """Keep it."""
        self._participations[participation.id] = participation

    def ids(self) -> Iterator[str]:
        """Everybody."""
        return iter(list(self._participations))

    @property
    def size(self) -> int:
        """How many."""
        return len(self._participations)

    def corrections(self, target: str) -> list[Action]:
        """The corrections that refer to *target*."""
        return self._corrections.get(target, [])

    def correct(self, target: str, corrections: list[Action]) -> None:
        """Keep them."""
        self._corrections[target] = corrections


def belongs(action: Action, lookup: Lookup) -> bool:
    """Whether *action*, or what it corrects in the end, is of a field."""
    return isinstance(getattr(root(action, lookup), "data", None), OF_A_FIELD)


def is_told(action: Action, lookup: Lookup) -> bool:
    """Whether *action*, which is of a field, stands in the timeline: a correction with a reason does, and what corrects
    one. A bib that is written beside a crossing later needs no reason; what voters take back is nobody's matter."""
    if not isinstance(action.data, CORRECTING) or isinstance(root(action, lookup).data, Prediction):
        return False
    return bool(action.data.reason) or isinstance(lookup(action.data.action).data, CORRECTING)


def take(field: Field, action: Action, lookup: Lookup, tallies: dict[str, list[int]]) -> set[str]:
    """Let *action*, which is of a field, count in *field* and in *tallies*. What it corrects has come before it.

    Returns whom it changes.
    """
    subject = root(action, lookup)
    if isinstance(action.data, CORRECTING):
        before, target = _said(field, subject, lookup), action.data.action
        field.correct(target, sorted([*field.corrections(target), action], key=lambda one: one.order))
        after = _said(field, subject, lookup)
    else:
        before, after = Said(), Said(facts(action, NONE), [(action.kind, False)])
    for said, by in ((before, -1), (after, +1)):
        for kind, is_void in said.counted:
            tallies.setdefault(kind, [0, 0])[is_void] += by
    return _replace(field, subject.id, before, after)


def check(field: Field, action: Action) -> None:
    """Raise BadAction when those whom *action* names hold as many facts as one may, or are too many."""
    names = facts(action, NONE)
    held = {who: field.get(who) for who in names}
    for who, participation in held.items():
        if participation is not None and participation.facts >= MOST_FACTS:
            raise BadAction("too_many", f"{who} already has {MOST_FACTS} actions.", "$.data")
    if field.size + sum(one is None for one in held.values()) > MOST_PARTICIPANTS:
        raise BadAction("too_many", f"An event may have {MOST_PARTICIPANTS} participants.", "$.data")


def facts(action: Action, corrections: Corrections) -> dict[str, Fact]:
    """What *action* says, as corrected, by participant."""
    changed, amendments = corrections.effective(action)
    void = corrections.void(action.id)
    about = (action.id, action.at, action.sequence, action.source, action.recordedby, void, amendments)
    why = corrections.reason(action.id)
    match changed.data:
        case Entries():
            return {one.id: EntryFact(*about, why, one) for one in changed.data.entrants}
        case Passing():
            return {changed.data.who or NOBODY + action.id: PassingFact(*about, why, changed.data)}
        case ResultStatus():
            return {changed.data.who: StatusFact(*about, why, changed.data)}
        case Prediction():
            return {changed.data.voter: PredictionFact(*about, why, changed.data)}
        case _:
            return {changed.data.member: ActivityFact(*about, why, changed.data)}


class Said(Struct):
    """What an action says at one time: a fact for each participant, and how it and its corrections are counted; those
    that are told are counted with the timeline.

    *former* is what it said before each of the corrections, oldest first.
    """

    facts: dict[str, Fact] = {}
    counted: list[tuple[str, bool]] = []
    former: list[tuple[int, dict[str, Fact]]] = []


_LISTS = {
    EntryFact: "entries", PassingFact: "passings", StatusFact: "statuses", ActivityFact: "activities",
    PredictionFact: "predictions",
}  # fmt: skip
_FORMER = {PassingFact: "passing", StatusFact: "status", ActivityFact: "activity"}


def _replace(field: Field, action: str, before: Said, after: Said) -> set[str]:
    """Let *action* say what is *after* in place of what was *before*; whom that changes."""
    touched = {*before.facts, *after.facts}.union(*(facts for _, facts in (*before.former, *after.former)))
    for who in sorted(touched):
        participation = _copy(field.get(who), who)
        if who in before.facts:
            held = getattr(participation, _LISTS[type(before.facts[who])])
            held[:] = [fact for fact in held if fact.id != action]
        if who in after.facts:
            insort(getattr(participation, _LISTS[type(after.facts[who])]), after.facts[who], key=lambda one: one.order)
        if before.former or after.former:
            kept = [one for one in participation.former if one.action != action]
            kept += [_former(action, until, said.get(who)) for until, said in after.former]
            participation.former = sorted(kept, key=lambda one: (one.action, one.until))
        field.put(participation)
    return touched


def _former(action: str, until: int, fact: Fact | None) -> Former:
    return Former(action, until, **({_FORMER[type(fact)]: fact} if fact else {}))


def _copy(held: Participation | None, who: str) -> Participation:
    if held is None:
        return Participation(who)
    return Participation(who, *([*getattr(held, name)] for name in (*_LISTS.values(), "former")))


def _said(field: Field, action: Action, lookup: Lookup) -> Said:
    chain = list(_corrections(field, action.id))
    corrections, untold = Corrections(chain), [one for one in chain if not is_told(one, lookup)]
    counted = [(one.kind, corrections.void(one.id) is not None) for one in (action, *untold)]
    return Said(facts(action, corrections), counted, _before_each(action, chain))


def _before_each(action: Action, chain: list[Action]) -> list[tuple[int, dict[str, Fact]]]:
    """What *action* said before each of its corrections, and when; nobody asks of entries and predictions."""
    if isinstance(action.data, Entries | Prediction):
        return []
    moments = sorted({one.at for one in chain})
    return [(at, facts(action, Corrections(one for one in chain if one.at < at))) for at in moments]


def _corrections(field: Field, target: str) -> Iterator[Action]:
    for one in field.corrections(target):
        yield one
        yield from _corrections(field, one.id)


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Participation).decode
