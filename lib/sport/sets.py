"""Sports in which two sides play points for sets: table tennis, volleyball, badminton."""

from __future__ import annotations

from lib.sport.actions import Action, Score, SetEnd
from lib.sport.profiles import SetsFormat
from lib.sport.state import ONGOING, Entry, EventState, Outcome, PeriodState


def begin(state: EventState, shape: SetsFormat) -> SetsContest:
    """A contest that writes into *state*."""
    return SetsContest(state, shape)


class SetsContest:
    """Points in the order in which they were played; sets and the end of the event follow from the format.

    A set is won by the first side at its target with the margin (ITTF Law 2.11.1, FIVB Rule 6.2).
    """

    def __init__(self, state: EventState, shape: SetsFormat) -> None:
        self._state = state
        self._shape = shape

    def take(self, entry: Entry, action: Action) -> None:
        """Let one action count, and note in *entry* what it meant."""
        data = action.data
        participant = getattr(data, "credited_to", None) or getattr(data, "participant", None)
        entry.side = self._state.side(participant) if participant else None
        if not isinstance(data, (Score, SetEnd)):
            return
        if entry.side is None:
            entry.note = f"{participant} does not take part"
        elif self._winner() is not None:
            entry.note = "the event was already decided"
        else:
            self._count(entry, data, action.at)

    def finish(self) -> None:
        """Say how the event ended, once it has: a decided event has ended, whether anybody said so or not."""
        state, winner = self._state, self._winner()
        if winner is None:
            return
        state.outcome = Outcome("regular", state.declared.competitors[winner].id)
        if state.status in ONGOING | {"scheduled"}:
            state.status, state.since = "ended", state.periods[-1].end

    def _count(self, entry: Entry, data: Score | SetEnd, at: int) -> None:
        current = self._current(at)
        if isinstance(data, Score):
            current.score[entry.side] += data.points
        entry.points = [*current.score]
        if isinstance(data, SetEnd) or self._won(current, entry.side):
            current.end = at
            self._state.score[entry.side] += 1
        entry.score = [*self._state.score]

    def _current(self, at: int) -> PeriodState:
        periods = self._state.periods
        if not periods or periods[-1].end is not None:
            periods.append(PeriodState(len(periods) + 1, [0, 0], start=at))
        return periods[-1]

    def _won(self, current: PeriodState, side: int) -> bool:
        mine, theirs = current.score[side], current.score[1 - side]
        return mine >= self._shape.target(current.number) and mine - theirs >= self._shape.margin

    def _winner(self) -> int | None:
        for side, won in enumerate(self._state.score):
            if won >= self._shape.sets_to_win:
                return side
        return None
