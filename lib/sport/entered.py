"""Results that are entered whole: the games of a table tennis match, a round of foosball, a game of chess.

The newest result of an event replaces what was recorded point by point, and any result before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lib.errors import BadAction
from lib.sport.actions import Action, Decision, EventStatus, Result, Score, SetEnd
from lib.sport.profiles import ResultFormat, SetsFormat, TwoSided
from lib.sport.state import ONGOING, Entry, EventState, Outcome, PeriodState


def newest(effective: Iterable[tuple[Entry, Action]]) -> Action | None:
    """The newest result among the actions that hold."""
    return next((action for _, action in reversed([*effective]) if isinstance(action.data, Result)), None)


def begin(state: EventState, shape: TwoSided) -> EnteredContest:
    """A contest that writes into *state*."""
    return EnteredContest(state)


class EnteredContest:
    """Takes the newest result; what else was recorded is noted as replaced."""

    def __init__(self, state: EventState) -> None:
        self._state = state
        self._entry: Entry | None = None

    def take(self, entry: Entry, action: Action) -> None:
        """Let one action count, and note in *entry* what it meant."""
        if isinstance(action.data, Result):
            if self._entry is not None:
                self._entry.note, self._entry.score = "replaced by a later result", None
            self._entry = entry
            self._result(entry, action)
        elif isinstance(action.data, Score | SetEnd):
            entry.side = self._state.side(action.data.participant)
            entry.note = "the result was entered whole"

    def finish(self) -> None:
        """Say how the event ended, once it has."""
        if self._entry is not None:
            self._state.outcome = Outcome("regular", winner(self._state))

    def _result(self, entry: Entry, action: Action) -> None:
        state, data = self._state, action.data
        entry.side = None if data.participant is None else state.side(data.participant)
        state.periods = [PeriodState(number, [*game]) for number, game in enumerate(data.games or (), 1)]
        state.score = [*data.score] if data.score else _games_won(data.games)
        entry.score = [*state.score]
        if state.status in ONGOING | {"scheduled", "postponed", "confirmed"}:
            state.status, state.since = "ended", action.at


def winner(state: EventState) -> str | None:
    """Who has the higher score; None for a draw."""
    home, away = state.score
    return None if home == away else state.declared.competitors[0 if home > away else 1].id


def why_not_confirmed(state: EventState, shape: object, action: Action) -> str:
    """Why *action* does not confirm the result although it says so; empty for anything else.

    Where the format asks for the opponent's word, the side that did not enter the result has to give it.
    """
    data = action.data
    if not isinstance(data, EventStatus) or data.status != "confirmed":
        return ""
    if not asks_the_opponent(shape):
        return ""
    if data.participant is None:
        return "the opponent has to confirm this result"
    return "the other side has to confirm this result" if data.participant == state.entered else ""


def speaks_for(data: object) -> str | None:
    """The side whose word *data* is: it enters a result, confirms one, or objects. None for anything else."""
    match data:
        case Result(participant=side) | EventStatus(status="confirmed", participant=side):
            return side
        case Decision(kind="note", participant=side, score=None, points=None):
            return side
    return None


def asks_the_opponent(shape: object) -> bool:
    """Whether a result of this *shape* counts only with the word of the side that did not enter it."""
    return getattr(shape, "confirmation", "anyone") == "opponent"


def check(data: Result, shape: TwoSided) -> None:
    """Raise BadAction for a result that cannot be one of *shape*."""
    if (data.games is None) == (data.score is None):
        raise BadAction("implausible_result", "A result has games or a score, one of the two.", "$.data")
    if isinstance(shape, SetsFormat):
        _check_sets(data, shape)
    elif data.games is not None and not isinstance(shape, ResultFormat):
        raise BadAction("implausible_result", "This sport has a score and no games.", "$.data.games")
    elif isinstance(shape, ResultFormat):
        _check_points(data, shape)


def _check_points(data: Result, shape: ResultFormat) -> None:
    given = data.score or _games_won(data.games)
    if data.score and sum(given) != shape.points:
        raise BadAction("implausible_result", f"The sides share {shape.points:g} points.", "$.data.score")
    if given[0] == given[1] and not shape.draws:
        raise BadAction("implausible_result", "Somebody has to win.", "$.data.score")


def _check_sets(data: Result, shape: SetsFormat) -> None:
    for number, game in enumerate(data.games or (), 1):
        high, low, target = max(game), min(game), shape.target(number)
        if not (high >= target and high - low >= shape.margin and (high == target or high - low == shape.margin)):
            raise BadAction(
                "implausible_result",
                f"Game {number} cannot end {game[0]}–{game[1]}: it goes to {target}, with a lead of {shape.margin}.",
                f"$.data.games[{number - 1}]",
            )
    won = data.score or _games_won(data.games)
    if max(won) != shape.sets_to_win or min(won) >= shape.sets_to_win or _goes_on(data.games or [], shape):
        raise BadAction(
            "implausible_result", f"Who wins {shape.sets_to_win} games has won, and the event is over.", "$.data"
        )


def _goes_on(games: list[list[int]], shape: SetsFormat) -> bool:
    """Whether there are games after the one that decided."""
    return bool(games) and max(_games_won(games[:-1])) >= shape.sets_to_win


def _games_won(games: list[list[int]] | None) -> list[int]:
    won = [0, 0]
    for home, away in games or ():
        if home != away:
            won[home < away] += 1
    return won
