"""Results: what one event between two sides counts for in a table. Derived from the event's state, or imported."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Literal

from msgspec import Meta, Struct

from lib.sport import corrections
from lib.sport.actions import Sanction
from lib.sport.fold import format_of
from lib.sport.profiles import SetsFormat
from lib.sport.state import COMING, OFFICIAL, EventState

Standing = Literal["official", "ended", "live"]
Kind = Literal["regular", "extra-time", "shootout", "awarded", "forfeited", "abandoned", "cancelled"]
Count = Annotated[int, Meta(ge=0)]
Pair = tuple[Count, Count]

LIVE = {"live", "break", "suspended"}


class Cards(Struct, frozen=True, omit_defaults=True):
    """The people of one side who were cautioned or sent off, each once, by all that they got in this game.

    *second_yellow* are those sent off by a second yellow card, *red* by a direct red one, *yellow_red* by a direct red
    one after a yellow one. Team officials count like players.
    """

    yellow: Count = 0
    second_yellow: Count = 0
    red: Count = 0
    yellow_red: Count = 0

    def __bool__(self) -> bool:
        return bool(self.yellow or self.second_yellow or self.red or self.yellow_red)


CLEAN = (Cards(), Cards())


class Result(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event between two competitors, home first, as far as it has gone. Pairs are home, away.

    *score* is in what the sport counts: goals, points, runs; for a set sport sets, for a team match its single matches.
    It is without the shoot-out. *winner* says who won where the score does not: after a shoot-out or a forfeit, or by
    decision. A forfeited event without a winner is lost by both. *sets* and *rallies* (points won in all sets) are
    those of set sports; *balls* is how long each side batted in cricket, all out counting as the full quota of overs.
    *time* is in milliseconds since the epoch.
    """

    event: str
    home: str
    away: str
    score: Pair = (0, 0)
    status: Standing = "official"
    outcome: Kind = "regular"
    winner: str | None = None
    shootout: Pair | None = None
    sets: Pair | None = None
    rallies: Pair | None = None
    balls: Pair | None = None
    cards: tuple[Cards, Cards] = CLEAN
    stage: str = ""
    group: str = ""
    round: str = ""
    time: int | None = None

    @property
    def order(self) -> tuple[bool, int, str]:
        """Where it belongs among others: by time, those without one first."""
        return (self.time is not None, self.time or 0, self.event)


def from_state(state: EventState, group: str = "") -> Result | None:
    """The result of an event so far; None before it has begun, and of an event that nobody declared.

    A person's cards count once a game by what they come to: FIFA World Cup 26 Regulations, 13.
    """
    declared = state.declared
    if declared is None or state.status in COMING:
        return None
    in_sets = isinstance(format_of(declared), SetsFormat)
    score = (state.score[0], state.score[1])
    return Result(
        event=state.id,
        home=declared.competitors[0].id,
        away=declared.competitors[1].id,
        score=score,
        status=_status(state),
        outcome=_outcome(state),
        winner=state.outcome.winner if state.outcome else None,
        shootout=(state.shootout[0], state.shootout[1]) if state.shootout else None,
        sets=score if in_sets else None,
        rallies=_rallies(state) if in_sets else None,
        cards=_cards(state),
        stage=declared.stage,
        group=group,
        round=declared.round,
        time=round(declared.start.timestamp() * 1000) if declared.start else state.since,
    )


def _status(state: EventState) -> Standing:
    if state.status in OFFICIAL:
        return "official"
    return "live" if state.status in LIVE else "ended"


def _outcome(state: EventState) -> Kind:
    """A forfeit stays one when the event is awarded because of it; otherwise an award replaces what was before."""
    outcome = state.outcome.type if state.outcome else "regular"
    if state.status == "forfeited" or (state.status in OFFICIAL - {"confirmed"} and outcome != "awarded"):
        return state.status
    return outcome


def _rallies(state: EventState) -> Pair:
    home, away = (sum(period.score[side] for period in state.periods) for side in (0, 1))
    return home, away


def _cards(state: EventState) -> tuple[Cards, Cards]:
    if not state.sanctions:
        return CLEAN
    shown: tuple[dict[str, list[str]], ...] = (defaultdict(list), defaultdict(list))
    for action, _ in corrections.holding(state.timeline):
        side = state.side(action.data.participant) if isinstance(action.data, Sanction) else None
        if side is not None:
            shown[side][action.data.member].append(action.data.kind)
    return _worst(shown[0]), _worst(shown[1])


def _worst(by_member: dict[str, list[str]]) -> Cards:
    """What each person got, once. Of those without a name, a second yellow card goes with one of the first ones."""
    unnamed = by_member.get("", [])
    second, red = unnamed.count("second-yellow"), unnamed.count("red")
    counts = {"yellow": max(0, unnamed.count("yellow") - second), "second_yellow": second, "red": red, "yellow_red": 0}
    for member, kinds in by_member.items():
        if member and (worst := _one(kinds)):
            counts[worst] += 1
    return Cards(**counts)


def _one(kinds: list[str]) -> str:
    if "second-yellow" in kinds or kinds.count("yellow") > 1:
        return "second_yellow"
    if "red" in kinds:
        return "yellow_red" if "yellow" in kinds else "red"
    return "yellow" if "yellow" in kinds else ""
