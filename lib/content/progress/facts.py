"""Facts: the events of one competition, as far as the stream knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC

from lib.content.plans import Planned
from lib.content.progress.parts import Match, Side
from lib.content.stages import Stage
from lib.sport import results
from lib.sport.results import Result
from lib.sport.state import COMING, EventState


class Facts:
    """The states of events by their id, and the results that they give."""

    def __init__(self, competition: str, states: Mapping[str, EventState]) -> None:
        self._competition, self._states = competition, states
        self._results: dict[str, Result | None] = {}

    def id(self, planned: Planned, home: Side, away: Side) -> str:
        """The id of the event that a fixture becomes; empty until it is certain who plays."""
        if "{" not in planned.id:
            return f"{self._competition}-{planned.id}"
        if not (home.id and away.id and home.certain and away.certain):
            return ""
        return f"{self._competition}-{planned.id.format(home=home.id, away=away.id)}"

    @property
    def states(self) -> Mapping[str, EventState]:
        """All states."""
        return self._states

    def state(self, event: str) -> EventState | None:
        """The state of an event."""
        return self._states.get(event)

    def result(self, event: str) -> Result | None:
        """The result of an event, once it has begun."""
        if event not in self._results:
            state = self._states.get(event)
            self._results[event] = results.from_state(state) if state else None
        return self._results[event]

    def match(self, planned: Planned, home: Side, away: Side, *, needed: bool = True) -> Match:
        """What came of a fixture. Where and when it was is told by its event, once there is one."""
        event = self.id(planned, home, away)
        state = self._states.get(event)
        when = planned.when
        result = self.result(event)
        return Match(
            uid=planned.uid,
            home=home,
            away=away,
            event=event,
            table=planned.table,
            number=planned.number,
            round=planned.round,
            start=when.start.astimezone(UTC) if when.start else None,
            day=None if when.start else when.day,
            venue=when.venue,
            status=state.status if state else "scheduled",
            needed=needed or result is not None,
            **_outcome(result),
        )

    def ad_hoc(self, stage: Stage, planned: Iterable[str]) -> list[Match]:
        """The matches that somebody declared with a *stage*, besides those *planned*, in the order of their time."""
        return [self._declared(one) for one in self._with(stage, planned) if one.race is None and one.challenge is None]

    def contests(self, stage: Stage, planned: Iterable[str]) -> list[EventState]:
        """The races and challenges that somebody declared with a *stage*, besides those *planned*."""
        return [one for one in self._with(stage, planned) if one.race is not None or one.challenge is not None]

    def _with(self, stage: Stage, planned: Iterable[str]) -> list[EventState]:
        names, known = {stage.id.casefold(), stage.name.casefold()}, {*planned}
        found = [
            state
            for event, state in self._states.items()
            if event not in known
            and state.declared
            and state.declared.competition == self._competition
            and state.declared.stage.casefold() in names
        ]
        return sorted(found, key=lambda one: (_moment(one), one.id))

    def beginning(self, prefix: str) -> list[EventState]:
        """The events whose ids begin with a *prefix* of this competition, in the order of their ids."""
        whole = f"{self._competition}-{prefix}"
        return [state for event, state in sorted(self._states.items()) if event.startswith(whole) and state.declared]

    def _declared(self, state: EventState) -> Match:
        declared = state.declared
        home, away = (Side(id=one.id, name=one.name, short=one.short) for one in declared.competitors)
        return Match(
            uid=state.id,
            event=state.id,
            home=home,
            away=away,
            round=declared.round,
            start=declared.start,
            venue=declared.venue,
            status=state.status,
            **_outcome(self.result(state.id)),
        )


def begun(state: EventState | None) -> bool:
    """Whether something has happened in an event that cannot be undone by another draw."""
    return state is not None and state.status not in COMING | {"cancelled"}


def _outcome(result: Result | None) -> dict[str, object]:
    if result is None:
        return {}
    winner = result.winner
    if winner is None and result.status == "official" and result.outcome in {"regular", "extra-time"}:
        home, away = result.score
        winner = None if home == away else result.home if home > away else result.away
    return {"score": result.score, "shootout": result.shootout, "outcome": result.outcome, "winner": winner or ""}


def _moment(state: EventState) -> float:
    start = state.declared.start
    return start.timestamp() * 1000 if start else state.since or 0
