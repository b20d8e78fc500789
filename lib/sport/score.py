"""Sports in which two sides score in periods of time: football, handball."""

from __future__ import annotations

from lib.sport.actions import Action, PeriodEnd, PeriodStart, Score
from lib.sport.profiles import ScoreFormat
from lib.sport.state import Entry, EventState, Outcome, PeriodState


def begin(state: EventState, shape: ScoreFormat) -> ScoreContest:
    """A contest that writes into *state*."""
    return ScoreContest(state, shape)


class ScoreContest:
    """Goals and kicks, in the order in which they happened.

    The shoot-out decides who goes on and is not part of the score (IFAB Laws of the Game 10.3).
    """

    def __init__(self, state: EventState, shape: ScoreFormat) -> None:
        self._state = state
        self._shape = shape
        self._period = 1

    def take(self, entry: Entry, action: Action) -> None:
        """Let one action count, and note in *entry* what it meant."""
        data, at = action.data, action.at
        match data:
            case PeriodStart():
                self._period = data.period
                self._in(data.period).start = at
            case PeriodEnd():
                self._in(data.period).end = at
            case Score():
                self._score(entry, data)
        participant = getattr(data, "participant", None)
        if entry.side is None and participant is not None:
            entry.side = self._state.side(participant)

    def finish(self) -> None:
        """Say how the event ended, once it has."""
        state = self._state
        state.periods.sort(key=lambda period: period.number)
        if state.status in {"ended", "confirmed", "awarded", "forfeited"}:
            state.outcome = self._outcome()

    def _score(self, entry: Entry, data: Score) -> None:
        entry.side = self._credited(data)
        if entry.side is None:
            entry.note = f"{data.credited_to or data.participant} does not take part"
            return
        period = data.period or self._period
        if period == self._shape.shootout:
            self._kick(entry, data)
            return
        self._state.score[entry.side] += data.points
        self._in(period).score[entry.side] += data.points
        entry.score = [*self._state.score]

    def _credited(self, data: Score) -> int | None:
        if data.credited_to is not None:
            return self._state.side(data.credited_to)
        side = self._state.side(data.participant)
        return 1 - side if data.method == "own" and side is not None else side

    def _kick(self, entry: Entry, data: Score) -> None:
        state = self._state
        state.shootout = state.shootout or [0, 0]
        state.shootout[entry.side] += data.points
        state.kicks.append([entry.side, data.points])
        entry.points = [*state.shootout]

    def _in(self, number: int) -> PeriodState:
        for period in self._state.periods:
            if period.number == number:
                return period
        self._state.periods.append(PeriodState(number, [0, 0]))
        return self._state.periods[-1]

    def _outcome(self) -> Outcome:
        state = self._state
        extra = any(period.number > self._shape.periods for period in state.periods)
        for kind, (home, away) in (("score", state.score), ("shootout", state.shootout or [0, 0])):
            if home != away:
                winner = state.declared.competitors[0 if home > away else 1].id
                if kind == "shootout":
                    return Outcome("shootout", winner)
                return Outcome("extra-time" if extra else "regular", winner)
        return Outcome("extra-time" if extra else "regular")
