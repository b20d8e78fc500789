"""What people call the things that labels name: events, competitions, competitors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from lib.charts.drawings import Spoken
from lib.content.revision import Revision
from lib.live.feed import Feed
from lib.live.node import Node
from lib.sport.state import SummaryState


class Events(dict):
    """The names of events, looked up when they are asked for: there may be many thousands."""

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self._feed = feed

    def get(self, event: str, default: str = "") -> str:
        """Who plays, and when."""
        state = self._state(event)
        return _named(state) if state and state.declared else default

    def when(self, event: str) -> float:
        """When it began or is to begin, in seconds since 1970; 0 for one that is not known."""
        state = self._state(event)
        return moment.timestamp() if state and (moment := _when(state)) else 0.0

    def _state(self, event: str) -> SummaryState | None:
        held = self._feed.held(event)
        return held.summary.state if held else None


def names(here: Node) -> Spoken:
    """For each label that names something, what its values are called."""
    revision = here.library.current
    declared = _declared(revision) if revision else {}
    return {"event": Events(here.feed), **declared}


def ordered(spoken: Spoken, label: str, values: Iterable[str]) -> list[str]:
    """*values* of a *label*, in the order in which people look for them: of events, the newest first."""
    events = spoken.get("event")
    if label == "event" and isinstance(events, Events):
        return sorted(values, key=events.when, reverse=True)
    return list(values)


@lru_cache(maxsize=2)
def _declared(revision: Revision) -> dict[str, dict[str, str]]:
    competitors = {one.id: one.short or one.name for each in revision.competitions for one in each.competitors}
    return {"competition": {one.id: one.title for one in revision.competitions}, "competitor": competitors}


def _named(state: SummaryState) -> str:
    sides = " – ".join(one.short or one.name for one in state.declared.competitors)
    when = _when(state)
    return f"{sides} · {when:%d %b, %H:%M}" if when else sides


def _when(state: SummaryState) -> datetime | None:
    if state.declared and state.declared.start:
        return state.declared.start
    return datetime.fromtimestamp(state.since / 1000, UTC) if state.since else None
