"""Events in the order in which a person looks for them."""

from __future__ import annotations

from collections.abc import Iterable

from lib.sport.state import COMING, ONGOING, EventState, Summary, SummaryState

NEVER = float("inf")


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
    """An event in one line: sides, score and status; before it begins, when it does."""
    state = summary.state
    home, away = names(state)
    if state.status == "scheduled":
        start = state.declared.start if state.declared else None
        return f"{home} – {away} · {f'{start:%d %b %Y, %H:%M} UTC' if start else 'not begun'}"
    return f"{home} {state.score[0]}–{state.score[1]} {away} · {state.status}"


def names(state: SummaryState) -> tuple[str, str]:
    """The names of both sides."""
    if state.declared is None:
        return state.id, ""
    home, away = state.declared.competitors
    return home.name, away.name


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
