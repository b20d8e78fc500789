"""Which event stands for a competition: the same rule as in ``components/competitions.js``, over all events."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lib.sport.state import COMING, ONGOING, Summary, SummaryState


def events(summaries: Iterable[Summary], competitions: Collection[str]) -> dict[str, str]:
    """For each of *competitions* that has one, the event that is on, or else the last one, or else the next one."""
    chosen: dict[str, SummaryState] = {}
    for one in summaries:
        name = one.state.declared.competition if one.state.declared else ""
        if name in competitions and (name not in chosen or _rank(one.state) > _rank(chosen[name])):
            chosen[name] = one.state
    return {name: chosen[name].id for name in sorted(chosen)}


def _rank(state: SummaryState) -> tuple[int, float, str]:
    start = state.declared.start if state.declared else None
    began = start.timestamp() * 1000 if start else state.since or 0
    if state.status in ONGOING:
        return (3, began, state.id)
    if state.status in COMING:
        return (1, -began, state.id)
    return (0 if state.status == "cancelled" else 2, began, state.id)
