"""What happened in events, as marks on any chart: taken from the states of the feed, never from Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from lib.charts.playtime import Playtime
from lib.live.feed import Feed, Held
from lib.sport.actions import Action, EventStatus, PeriodEnd, PeriodStart, Sanction
from lib.sport.corrections import Corrections
from lib.sport.state import Entry, EventState

MOST_EVENTS = 100
MOST_MARKS = 400
CARDS = {"yellow": "Yellow card", "second-yellow": "Second yellow card", "red": "Red card"}
KINDS = ("goal", "card", "period")
PHASES = {"live": "Began", "ended": "Ended", "abandoned": "Abandoned", "suspended": "Suspended"}


class Mark(Struct):
    """Something that happened at *at*, in seconds since 1970; *kind* is goal, card or period."""

    at: float
    kind: str
    text: str
    event: str
    title: str


def marks(feed: Feed, start: datetime, end: datetime, events: Iterable[str] = ()) -> tuple[list[Mark], int]:
    """The marks between two moments, by time: of *events*, or of all that happened then; and how many were left out.

    In set sports a set that is won is a goal; single points would cover everything.
    """
    first, last = start.timestamp(), end.timestamp()
    found = [
        mark
        for held in _candidates(feed, first, last, list(events))
        for mark in _of(held.record.state)
        if first <= mark.at <= last
    ]
    found.sort(key=lambda mark: mark.at)
    return found[-MOST_MARKS:], max(0, len(found) - MOST_MARKS)


def began(state: EventState) -> dict[int, float]:
    """When each period began, in seconds since 1970; without periods, when the event went live, as the first one."""
    held = [(entry.action.data, entry.action.at / 1000) for entry in _holding(state)]
    periods = {data.period: at for data, at in held if isinstance(data, PeriodStart)}
    live = [at for data, at in held if isinstance(data, EventStatus) and data.status == "live"]
    return periods or dict(enumerate(live[:1], 1))


def title(state: EventState) -> str:
    """An event in a few words: who plays."""
    if state.declared is None:
        return state.id
    return " – ".join(one.short or one.name for one in state.declared.competitors)


def _candidates(feed: Feed, first: float, last: float, events: list[str]) -> list[Held]:
    """Those that may have something in the range: none whose last action is before it."""
    if events:
        return [held for event in events if (held := feed.held(event))]
    near = [held for held in feed.all_held() if held.summary.provenance.sampled / 1000 >= first]
    near.sort(key=lambda held: held.summary.provenance.sampled)
    return [held for held in near if (held.summary.state.since or 0) / 1000 <= last + 86_400][:MOST_EVENTS]


def _of(state: EventState) -> Iterator[Mark]:
    corrections = Corrections(entry.action for entry in state.timeline)
    holding = _holding(state)
    actions = [corrections.effective(entry.action)[0] for entry in holding]
    playtime = Playtime(actions)
    name, before = title(state), [0, 0]
    for entry, action in zip(holding, actions, strict=True):
        kind, text = _said(state, entry, action, before)
        if text:
            minute = playtime.label(action) if kind != "period" else ""
            yield Mark(action.at / 1000, kind, f"{text} {minute}".strip(), state.id, name)
        before = entry.score or before


def _said(state: EventState, entry: Entry, action: Action, before: list[int]) -> tuple[str, str]:
    data = action.data  # type: ignore[attr-defined]
    if entry.score is not None and entry.score != before:
        member = getattr(data, "member", "")
        return "goal", f"{entry.score[0]}–{entry.score[1]} {member}".strip()
    if isinstance(data, Sanction) and data.kind in CARDS:
        return "card", f"{CARDS[data.kind]} {data.member}".strip()
    if isinstance(data, PeriodStart | PeriodEnd):
        return "period", f"Period {data.period} {'begins' if isinstance(data, PeriodStart) else 'ends'}"
    if isinstance(data, EventStatus) and data.status in PHASES:
        return "period", PHASES[data.status]
    return "", ""


def _holding(state: EventState) -> list[Entry]:
    return [entry for entry in state.timeline if entry.void is None]
