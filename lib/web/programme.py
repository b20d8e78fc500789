"""Events in the order in which a person looks for them."""

from __future__ import annotations

from collections.abc import Iterable

from lib.sport import fold
from lib.sport.state import COMING, ONGOING, EventState, Summary, SummaryState

NEVER = float("inf")
MANY = {"race", "challenge"}  # the disciplines in which many take part


def programme(summaries: Iterable[Summary]) -> list[Summary]:
    """Those that go on, then those that come, the next one first, then those that are over, the latest first."""
    return sorted(summaries, key=lambda one: _place(one.state))


def shortlist(summaries: Iterable[Summary], most: int = 9) -> list[Summary]:
    """All that go on, and *most* of those that come and of those that are over."""
    ordered = programme(summaries)
    coming = [one for one in ordered if one.state.status in COMING]
    over = [one for one in ordered if is_over(one.state)]
    return [one for one in ordered if one.state.status in ONGOING] + coming[:most] + over[:most]


def label(summary: Summary) -> str:
    """An event in one line: what it is, how it stands and its status; before it begins, when it does."""
    state = summary.state
    start = state.declared.start if state.declared else None
    if state.status == "scheduled":
        return f"{title(state)} · {f'{start:%d %b %Y, %H:%M} UTC' if start else 'not begun'}"
    if discipline(state) in MANY:
        return f"{title(state)} · {state.status}"
    home, away = names(state)
    return f"{home} {_points(state.score[0])}–{_points(state.score[1])} {away} · {state.status}"


def title(state: SummaryState | EventState) -> str:
    """What an event is called: both sides; where many take part, its title."""
    if discipline(state) not in MANY:
        return " – ".join(names(state))
    declared = state.declared
    return declared.title or " · ".join(one for one in (declared.stage, declared.round) if one) or state.id


def names(state: SummaryState | EventState) -> tuple[str, str]:
    """The names of both sides."""
    if state.declared is None:
        return state.id, ""
    home, away = state.declared.competitors
    return home.name, away.name


def discipline(state: SummaryState | EventState) -> str:
    """Score, sets, result, race or challenge."""
    return fold.format_of(state.declared).__struct_config__.tag


def _points(number: float) -> str:
    return f"{number:g}".replace("0.5", "½").replace(".5", "½")


def is_ongoing(state: SummaryState | EventState) -> bool:
    """Whether it has begun and is not over."""
    return state.status in ONGOING


def is_over(state: SummaryState | EventState) -> bool:
    """Whether nothing more will happen in it."""
    return state.status not in ONGOING | COMING


def _place(state: SummaryState) -> tuple[int, float, str]:
    if state.status in ONGOING:
        return (0, -(state.since or 0), state.id)
    if state.status in COMING:
        start = state.declared.start if state.declared else None
        return (1, start.timestamp() if start else NEVER, state.id)
    return (2, -(state.since or 0), state.id)
