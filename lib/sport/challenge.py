"""Challenges: what members do, day by day. ``challenge_board`` says what it comes to for teams and all together.

Amounts are counted in thousandths of the challenge's own unit, as whole numbers, so that sums do not depend
on the order in which they are made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from msgspec import Struct

from lib.sport.actions import Action, Activity, Entrant
from lib.sport.field_state import ChallengeState, Question
from lib.sport.participations import ActivityFact, Participation
from lib.sport.profiles import UNITS, ChallengeFormat
from lib.sport.race import entrants
from lib.sport.state import Entry, EventState

FINE = 1000


def begin(state: EventState, shape: ChallengeFormat) -> ChallengeContest:
    """A contest that writes what concerns everybody into *state*."""
    state.challenge = ChallengeState()
    return ChallengeContest()


class ChallengeContest:
    """Nothing but the status concerns everybody, and that is common to all disciplines."""

    def take(self, entry: Entry, action: Action) -> None:
        """Let one action count."""

    def finish(self) -> None:
        """Nothing follows from the end."""


class Context(Struct, frozen=True):
    """What the days of each member depend on besides their own facts, and the names of the teams."""

    shape: ChallengeFormat
    entrants: dict[str, Entrant]
    teams: dict[str, str]


def context(state: EventState, shape: ChallengeFormat) -> Context:
    """The context that *state* gives."""
    teams = {one.id: one.name for one in state.declared.competitors if one.kind == "team"}
    return Context(shape, entrants(state.declared), teams)


class Days(Struct):
    """What one member did: *by_day* in thousandths of the unit. *known*: whether it takes part at all."""

    id: str
    entrant: Entrant
    known: bool
    by_day: dict[str, int]
    questions: list[Question]

    @property
    def total(self) -> int:
        """All days together."""
        return sum(self.by_day.values())


def days(around: Context, one: Participation) -> Days:
    """What the facts of *one* mean."""
    entrant = one.entrant or around.entrants.get(one.id)
    known = entrant is not None or around.shape.open
    counted: dict[date, list[tuple[ActivityFact, int]]] = defaultdict(list)
    questions = []
    for fact in one.activities:
        if fact.void is not None:
            continue
        reason = "not on the list of members" if not known else why_not(around.shape, fact.data)
        if reason:
            questions.append(_question(fact, reason))
        else:
            counted[fact.data.day].append((fact, round(_factor(around.shape, fact.data) * fact.data.value * FINE)))
    by_day = {day.isoformat(): _capped(around.shape, counted[day]) for day in sorted(counted)}
    return Days(one.id, entrant or Entrant(id=one.id, name=one.id), known, by_day, questions)


def why_not(shape: ChallengeFormat, said: Activity) -> str:
    """Why an activity counts nothing in a challenge of *shape*; empty when it does."""
    if (shape.first_day and said.day < shape.first_day) or (shape.last_day and said.day > shape.last_day):
        return f"{said.day} is not a day of this challenge"
    if not _factor(shape, said):
        return f"{said.sport} in {said.unit} counts nothing here"
    return ""


def _factor(shape: ChallengeFormat, said: Activity) -> float:
    """How much of the challenge's unit one unit of an activity gives: by conversion, or because it is the same."""
    metric, size = UNITS[said.unit]
    for one in shape.conversions:
        if one.sport == said.sport and UNITS[one.unit][0] == metric:
            return one.gives * size / UNITS[one.unit][1]
    fits = metric == shape.metric and (not shape.sports or said.sport in shape.sports)
    return size / UNITS[shape.unit][1] if fits else 0.0


def _capped(shape: ChallengeFormat, day: list[tuple[ActivityFact, int]]) -> int:
    manual = _together([one for one in day if one[0].data.source == "manual"])
    device = _together([one for one in day if one[0].data.source == "device"])
    return _at_most(device + _at_most(manual, shape.manual_cap), shape.daily_cap)


def _together(day: list[tuple[ActivityFact, int]]) -> int:
    """The sum of what is of different kinds. Of one kind the largest total of the day has all of it, unless single
    activities are more: a walk is in the steps of its day, and a watch and a telephone count the same ones."""
    totals, single = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for fact, amount in day:
        metric = UNITS[fact.data.unit][0]
        kind = (metric, "" if metric == "steps" else fact.data.sport)
        if fact.data.total:
            totals[kind] = max(amount, totals[kind])
        else:
            single[kind] += amount
    return (totals | single).total()


def _at_most(amount: int, cap: float | None) -> int:
    return amount if cap is None else min(amount, round(cap * FINE))


def _question(fact: ActivityFact, reason: str) -> Question:
    said = fact.data
    what = f"{said.value:g} {said.unit}, {said.sport}, {said.day}"
    return Question(fact.id, said.member, fact.at, reason, what, None, fact.recordedby or fact.source)
