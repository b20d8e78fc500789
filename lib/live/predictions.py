"""What voters predict, and the table of the best: computed when somebody asks, and kept until a fact changes it."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from lib.content.competitions import Competition
from lib.live.audience import Patience
from lib.live.competitions import Competitions
from lib.live.feed import Feed
from lib.live.fields import Fields
from lib.sport import fold, predictions
from lib.sport.predictions import Call, Hits, Place, Rule
from lib.sport.profiles import TwoSided
from lib.sport.state import EventState, Number

MOST_KEPT = 512  # results and tables
MOST_SHARES = 6

Judged = Mapping[str, tuple[str, Hits]]
_Mark = tuple[str, int, int]  # event, offset of its state, version of its ballot


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


@dataclass
class _Ballot:
    """The predictions of an event that somebody has looked at, and who has changed theirs since; *version* grows."""

    calls: dict[str, Call] = field(default_factory=dict)
    shares: Counter[tuple[Number, Number]] = field(default_factory=Counter)
    dirty: deque[str] = field(default_factory=deque)
    version: int = 0

    def put(self, voter: str, call: Call | None) -> None:
        """Let a voter's prediction be *call*."""
        if (before := self.calls.pop(voter, None)) is not None:
            self.shares[before.score] -= 1
        if call is not None:
            self.calls[voter] = call
            self.shares[call.score] += 1
        self.version += 1


class Predictions:
    """Answers for the newest states and the newest fields. Safe to use from many threads."""

    def __init__(self, feed: Feed, fields: Fields, competitions: Competitions) -> None:
        self._feed, self._fields, self._competitions = feed, fields, competitions
        self.patience = Patience("predictions", rate=0.5, burst=10)
        self._lock, self._computing = threading.Lock(), threading.Lock()
        self._ballots: dict[str, _Ballot] = {}
        self._judged: OrderedDict[tuple[str, bool], tuple[_Mark, Judged]] = OrderedDict()
        self._tables: OrderedDict[tuple[str, bool], tuple[object, list[Place]]] = OrderedDict()

    def note(self, event: str, who: str) -> None:
        """Somebody's participation has changed. Called by the fields, in their thread."""
        ballot = self._ballots.get(event)
        if ballot is not None:
            ballot.dirty.append(who)

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
        ballot = self._ballot(state.id)
        own, is_open = ballot.calls.get(voter), predictions.is_open(state, now)
        found = About(state.id, rule, is_open, len(ballot.calls), _own(state, rule, own))
        if own or not is_open:
            shares = +ballot.shares
            found.tendency = tuple(sum(n for s, n in shares.items() if _lead(s) == lead) for lead in (1, 0, -1))
            found.shares = [Share(score, count) for score, count in shares.most_common(MOST_SHARES)]
        return found

    def table(self, competition: Competition, *, as_it_stands: bool = False) -> list[Place]:
        """The best predictors of a competition; empty where it takes no predictions."""
        if competition.predictions is None:
            return []
        states = [one.record.state for one in self._feed.all_held() if _belongs(one.summary.state, competition.id)]
        states.sort(key=lambda one: (_start(one), one.id))
        told = [one for one in states if one.tallies.get("prediction")]
        with self._computing:  # once for all who ask at the same time
            judged = [self._judged_of(one, as_it_stands) for one in told]
            mark = (competition.predictions, [marked for marked, _ in judged])
            key = (competition.id, as_it_stands)
            if key not in self._tables or self._tables[key][0] != mark:
                made = predictions.table([one for _, one in judged], competition.predictions)
                _keep(self._tables, key, (mark, made))
            return self._tables[key][1]

    def _ballot(self, event: str) -> _Ballot:
        """The ballot of an event as of now: whole when somebody looks first, then by what has changed."""
        with self._lock:
            ballot = self._ballots.get(event)
            if ballot is None:
                ballot = self._ballots[event] = _Ballot()  # from now on changes are noted
                ballot.dirty.extend(self._fields.ids(event))
            while ballot.dirty:
                who = ballot.dirty.popleft()
                participation = self._fields.participation(event, who)
                ballot.put(who, predictions.call(participation) if participation else None)
            return ballot

    def _judged_of(self, state: EventState, as_it_stands: bool) -> tuple[_Mark, Judged]:
        ballot, held = self._ballot(state.id), self._feed.held(state.id)
        mark, key = (state.id, held.offset, ballot.version), (state.id, as_it_stands)
        if key not in self._judged or self._judged[key][0] != mark:
            found = predictions.judged(state, dict(ballot.calls), as_it_stands=as_it_stands)
            _keep(self._judged, key, (mark, found))
        return self._judged[key]


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
