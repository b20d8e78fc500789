"""Predictions: who foretold the scores of a competition, and what that is worth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from lib.sport import corrections, places, results
from lib.sport.actions import EventStatus, PeriodStart, Score, SetEnd
from lib.sport.participations import Participation
from lib.sport.state import COMING, EventState, Number

PLAYED = {"regular", "extra-time", "shootout"}  # what was not played out, nobody could foretell
BEGINS = (PeriodStart, Score, SetEnd)

Worth = Annotated[int, Meta(ge=0, le=100)]


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a prediction is worth: the *exact* score, else the *difference* between the sides, else who wins.

    All draws have the same difference: a draw that is foretold with another score is worth the *tendency*.
    """

    exact: Worth = 3
    difference: Worth = 2
    tendency: Worth = 1

    def __post_init__(self) -> None:
        """Raise ValueError where knowing less is worth more."""
        if not self.exact >= self.difference >= self.tendency:
            raise ValueError("exact is worth at least as much as difference, and difference as much as tendency")


class Call(NamedTuple):
    """The prediction of one voter that holds; *at* is in milliseconds since the epoch."""

    score: tuple[Number, Number]
    name: str
    at: int


Calls = Mapping[str, Call]  # by voter


class Hits(NamedTuple):
    """How often something was foretold, by what was right."""

    exact: int = 0
    difference: int = 0
    tendency: int = 0


class Place(Struct, frozen=True):
    """A line of the table: *predicted* are the voter's predictions of events with a result."""

    rank: int
    voter: str
    name: str
    points: int
    hits: Hits
    predicted: int


def is_open(state: EventState, at: int) -> bool:
    """Whether predictions are taken at a moment, in milliseconds: nothing has begun, nor should it have."""
    start = state.declared.start if state.declared else None
    if state.status == "scheduled" and start is not None:
        return at < start.timestamp() * 1000
    return state.status in COMING


def call(participation: Participation) -> Call | None:
    """What a voter predicts: the newest word. Once that is retracted, none of those before it holds again."""
    if not participation.predictions or participation.predictions[-1].void:
        return None
    fact = participation.predictions[-1]
    return Call(tuple(fact.data.score), fact.data.name, fact.at)


def shares(calls: Calls) -> Counter[tuple[Number, Number]]:
    """How many foretell each score."""
    return Counter(one.score for one in calls.values())


def counted(state: EventState, *, as_it_stands: bool = False) -> tuple[Number, Number] | None:
    """The score that predictions are held against: that of an official result that was played out, without a
    shoot-out. *as_it_stands* takes what is not final, too."""
    result = results.from_state(state)
    if result is None or result.outcome not in PLAYED or not (as_it_stands or result.status == "official"):
        return None
    return tuple(result.score)


def hit(score: tuple[Number, Number], wanted: tuple[Number, Number]) -> Hits:
    """What is right about *score* where it was *wanted*."""
    if score == wanted:
        return Hits(exact=1)
    lead, other = score[0] - score[1], wanted[0] - wanted[1]
    if lead == other and lead:
        return Hits(difference=1)
    return Hits(tendency=1) if (lead > 0) - (lead < 0) == (other > 0) - (other < 0) else Hits()


def worth(rule: Rule, hits: Hits) -> int:
    """The points of *hits*."""
    return rule.exact * hits.exact + rule.difference * hits.difference + rule.tendency * hits.tendency


def judged(state: EventState, calls: Calls, *, as_it_stands: bool = False) -> dict[str, tuple[str, Hits]]:
    """By voter, the name and what was right about the prediction of one event; empty while it has no result.

    What turns out to have come after the event began, because somebody recorded that later, does not count.
    """
    score, began = counted(state, as_it_stands=as_it_stands), _began(state)
    if score is None:
        return {}
    return {voter: (one.name, hit(one.score, score)) for voter, one in calls.items() if began is None or one.at < began}


def table(events: Iterable[Mapping[str, tuple[str, Hits]]], rule: Rule) -> list[Place]:
    """The best predictors over the judged *events*, in the order in which these began: a voter's last name is shown.

    By points, then exact scores, then differences; those who are level share a place.
    """
    found: dict[str, list[Hits]] = defaultdict(list)
    names: dict[str, str] = {}
    for one in events:
        for voter, (name, hits) in one.items():
            found[voter].append(hits)
            names[voter] = name or names.get(voter, "")
    sums = {voter: Hits(*map(sum, zip(*hits, strict=True))) for voter, hits in found.items()}
    alphabet = sorted(sums, key=lambda voter: (names[voter].casefold(), voter))
    return [
        Place(place.rank, voter, names[voter], worth(rule, sums[voter]), sums[voter], len(found[voter]))
        for place, voter in places.ranked(alphabet, lambda voter: _strength(rule, sums[voter]))
    ]


def _strength(rule: Rule, hits: Hits) -> tuple[int, int, int]:
    """The better, the lower."""
    return -worth(rule, hits), -hits.exact, -hits.difference


def _began(state: EventState) -> int | None:
    """The first moment of play that was recorded."""
    return min(
        (
            action.at
            for action, _ in corrections.holding(state.timeline)
            if isinstance(action.data, BEGINS)
            or (isinstance(action.data, EventStatus) and action.data.status == "live")
        ),
        default=None,
    )
