"""The progress of competitions, computed when somebody asks, and kept until a fact or the content changes it."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from lib.content import progress
from lib.content.competitions import Competition
from lib.content.progress import Expected, Progress, Stage
from lib.content.revision import Revision
from lib.live.feed import Feed, Held
from lib.live.fields import Fields
from lib.sport.standings import Row
from lib.sport.state import EventState

MOST_KEPT = 64

_Key = tuple[str, int | None, bool, str, str]
_Mark = tuple[str, int, date]  # the revision, how often events changed, and the day


class Competitions:
    """Answers for the newest revision and the newest states. Safe to use from many threads."""

    def __init__(
        self,
        feed: Feed,
        fields: Fields,
        revision: Callable[[], Revision | None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._feed, self._fields, self._revision, self._clock = feed, fields, revision, clock
        self._lock, self._computing = threading.Lock(), threading.Lock()
        self._events: dict[str, set[str]] = defaultdict(set)
        self._belongs: dict[str, str] = {}
        self._versions: Counter[str] = Counter()
        self._indexed = False
        self._kept: OrderedDict[_Key, tuple[_Mark, Progress]] = OrderedDict()

    def note(self, changes: Iterable[Held]) -> None:
        """Take in states that are new. Called by the feed, in its thread."""
        with self._lock:
            for held in changes:
                self._note(held)

    def all(self) -> tuple[Competition, ...]:
        """The competitions that are declared, in the order of their ids."""
        revision = self._revision()
        return revision.competitions if revision else ()

    def progress(
        self,
        id: str,
        *,
        at: int | None = None,
        as_it_stands: bool = False,
        round: str = "",
        revision: Revision | None = None,
    ) -> Progress | None:
        """How far a competition has come; None if it is not declared. *at* is in milliseconds since the epoch; with a
        *round* tables are those after it. Another *revision* than the one that is served makes something else of the
        same facts.

        What was computed is kept until an event of the competition has a new state, there is a new revision, or a new
        day has begun, from which on deductions may hold.
        """
        asked, revision = revision.sha if revision else "", revision or self._revision()
        declared = revision.competition(id) if revision else None
        if declared is None:
            return None
        key, now = (id, at, as_it_stands, round, asked), self._clock()
        with self._computing:  # once for all who ask at the same time; the feed does not wait for it
            with self._lock:
                states = self._states(id)
                mark = (revision.sha, self._versions[id], now.astimezone(declared.time_zone).date())
            if key not in self._kept or self._kept[key][0] != mark:
                made = progress.of(
                    declared,
                    states,
                    at=at,
                    as_it_stands=as_it_stands,
                    now=int(now.timestamp() * 1000),
                    round=round,
                    revision=revision.sha,
                    rewind=self._fields.at,
                )
                self._kept[key] = (mark, made)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key][1]

    def by_round(
        self, id: str, stage: str, *, at: int | None = None, revision: Revision | None = None
    ) -> list[tuple[str, tuple[Row, ...]]]:
        """The official table of a stage after each of its rounds, whenever their games were played."""

        def after(round: str = "") -> Stage:
            return self.progress(id, at=at, revision=revision, round=round).stage(stage)

        return [(one, after(one).tables[0].rows) for one in after().rounds]

    def expected(self, event: str) -> Expected | None:
        """What the ratings of its competition let expect of an event that is not over; None where they say nothing."""
        held = self._feed.held(event)
        declared = held.summary.state.declared if held else None
        view = self.progress(declared.competition) if declared else None
        return view.expected(event) if view else None

    def _states(self, id: str) -> dict[str, EventState]:
        """The states of the events of a competition. Those from before the feed had caught up are looked for once."""
        if not self._indexed:
            self._indexed = self._feed.caught_up
            for held in self._feed.all_held():
                self._note(held)
        found = {event: self._feed.held(event) for event in self._events[id]}
        return {event: held.record.state for event, held in found.items() if held}

    def _note(self, held: Held) -> None:
        declared = held.summary.state.declared
        competition, before = declared.competition if declared else "", self._belongs.get(held.event, "")
        if before != competition:
            self._events[before].discard(held.event)
            self._versions[before] += 1
            self._belongs[held.event] = competition
        self._events[competition].add(held.event)
        self._versions[competition] += 1
