"""Which board an event has: that of a race, that of a challenge, or none."""

from __future__ import annotations

from lib.sport import challenge, challenge_board, race, race_board
from lib.sport.participations import Field
from lib.sport.profiles import Format
from lib.sport.state import EventState

Board = race_board.Board | challenge_board.Board


def make(state: EventState, shape: Format, field: Field) -> Board | None:
    """The board of an event of *shape* with the participations in *field*; None for a contest of two sides."""
    if state.race is not None:
        return race_board.Board(race.context(state, shape), field)
    if state.challenge is not None:
        return challenge_board.Board(challenge.context(state, shape), field)
    return None


def fits(board: Board | None, state: EventState, shape: Format) -> bool:
    """Whether *board* is still the one of *state*: what concerns everybody is as it was when it was made."""
    if state.race is not None:
        return isinstance(board, race_board.Board) and board.around == race.context(state, shape)
    if state.challenge is not None:
        return isinstance(board, challenge_board.Board) and board.around == challenge.context(state, shape)
    return board is None


def complete(state: EventState, board: Board | None) -> EventState:
    """*state* with what *board* says; changed in place. What somebody has begun is live, whether it was said or not."""
    begun = False
    if isinstance(board, race_board.Board):
        state.race = board.state()
        begun = bool(state.race.latest)
    elif board is not None:
        state.challenge = board.state()
        begun = state.challenge.active > 0
    said = state.since is not None  # whether an action gave the status
    if not said and state.status in {"scheduled", "live"}:
        state.status = "live" if begun else "scheduled"
    return state
