"""What voters predict, and the table of the best: computed when somebody asks, and kept until a fact changes it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

import msgspec

from lib.content.competitions import Competition
from lib.live.audience import Patience
from lib.live.competitions import Competitions
from lib.live.feed import Feed
from lib.live.fields import Fields
from lib.sport import fold, predictions
from lib.sport.predictions import Call, Calls, Hits, Place, Rule
from lib.sport.profiles import TwoSided
from lib.sport.state import EventState, Number

MOST_KEPT = 512  # events and tables
MOST_SHARES = 6

Judged = Mapping[str, tuple[str, Hits]]


class Share(msgspec.Struct):
    """How many foretell a *score*."""

    score: tuple[Number, Number]
    count: int


class Own(msgspec.Struct):
    """What the one who asks has said; *points* once there is a result."""

    score: tuple[Number, Number]
    name: str
    at: int
    points: int | None = None


class About(msgspec.Struct):
    """What a voter sees of an event: *count* predictions. How they are divided is shown to whoever has given one, and
    to everybody once the event has begun: a first guess stays one's own. *tendency* are home, draw and away."""

    event: str
    rule: Rule
    is_open: bool
    count: int
    own: Own | None = None
    tendency: tuple[int, int, int] | None = None
    shares: list[Share] = []


class Predictions:
    """Answers for the newest states and the newest fields. Safe to use from many threads."""

    def __init__(self, feed: Feed, fields: Fields, competitions: Competitions) -> None:
        self._feed, self._fields, self._competitions = feed, fields, competitions
        self.patience = Patience(rate=0.5, burst=10)
        self._lock = threading.Lock()
        self._calls: OrderedDict[str, tuple[int, Calls]] = OrderedDict()
        self._judged: OrderedDict[tuple[str, bool], tuple[tuple[int, int], Judged]] = OrderedDict()

    def rule(self, state: EventState | None) -> Rule | None:
        """What predictions of an event are worth; None where its competition takes none, or there are no two sides."""
        declared = state.declared if state else None
        if declared is None or not isinstance(fold.format_of(declared), TwoSided):
            return None
        competition = self.competition(declared.competition)
        return competition.predictions if competition else None

    def competition(self, id: str) -> Competition | None:
        """A competition, as it is declared."""
        return next((one for one in self._competitions.all() if one.id == id), None)

    def about(self, state: EventState, rule: Rule, voter: str, now: int) -> About:
        """What *voter* sees of an event at this moment."""
        calls = self._calls_of(state.id)
        own, is_open = calls.get(voter), predictions.is_open(state, now)
        found = About(state.id, rule, is_open, len(calls), _own(state, rule, own))
        if own or not is_open:
            shares = predictions.shares(calls)
            found.tendency = tuple(sum(n for s, n in shares.items() if _lead(s) == lead) for lead in (1, 0, -1))
            found.shares = [Share(score, count) for score, count in shares.most_common(MOST_SHARES)]
        return found

    def table(self, competition: Competition, *, as_it_stands: bool = False) -> list[Place]:
        """The best predictors of a competition; empty where it takes no predictions."""
        if competition.predictions is None:
            return []
        states = [one.record.state for one in self._feed.all_held() if _belongs(one.summary.state, competition.id)]
        states.sort(key=lambda one: (_start(one), one.id))
        judged = [self._judged_of(one, as_it_stands) for one in states if one.tallies.get("prediction")]
        return predictions.table(judged, competition.predictions)

    def _calls_of(self, event: str) -> Calls:
        version = self._fields.version(event)
        with self._lock:
            if event not in self._calls or self._calls[event][0] != version:
                memory = self._fields.memory(event)
                found = {who: one for who in memory.ids() if (one := predictions.call(memory.get(who)))}
                _keep(self._calls, event, (version, found))
            return self._calls[event][1]

    def _judged_of(self, state: EventState, as_it_stands: bool) -> Judged:
        held = self._feed.held(state.id)
        mark, key = (held.offset, self._fields.version(state.id)), (state.id, as_it_stands)
        if key not in self._judged or self._judged[key][0] != mark:
            found = predictions.judged(state, self._calls_of(state.id), as_it_stands=as_it_stands)
            with self._lock:
                _keep(self._judged, key, (mark, found))
        return self._judged[key][1]


def _keep(kept: OrderedDict, key: object, value: object) -> None:
    kept[key] = value
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def _own(state: EventState, rule: Rule, own: Call | None) -> Own | None:
    if own is None:
        return None
    judged = predictions.judged(state, {"": own}, as_it_stands=True).get("")
    return Own(own.score, own.name, own.at, predictions.worth(rule, judged[1]) if judged else None)


def _lead(score: tuple[Number, Number]) -> int:
    return (score[0] > score[1]) - (score[0] < score[1])


def _belongs(state, competition: str) -> bool:
    return state.declared is not None and state.declared.competition == competition


def _start(state: EventState) -> float:
    return state.declared.start.timestamp() if state.declared.start else 0
