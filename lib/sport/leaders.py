"""Statistics leaders: who scored most, who gave most assists, who got most cards, from the states of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from lib.sport import corrections
from lib.sport.actions import Sanction, Score
from lib.sport.places import ranked
from lib.sport.state import EventState

What = Literal["goals", "assists", "yellow", "second-yellow", "red"]


class Leader(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person with what was counted. *penalties* are those among the goals, *events* those in which it happened."""

    rank: int
    shared: bool
    member: str
    name: str
    competitor: str
    count: int
    penalties: int = 0
    events: int = 0


def leaders(states: Iterable[EventState], what: What = "goals") -> list[Leader]:
    """Who has most, the most first; equals share a rank and are in the order of their names.

    Own goals and the kicks of a shoot-out are nobody's goals (IFAB Laws of the Game 10). What was recorded without a
    member counts for nobody.
    """
    tallies: dict[tuple[str, str], list[tuple[str, int, bool]]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for state in states:
        for competitor, member, count, penalty in _counted(state, what):
            tallies[competitor, member].append((state.id, count, penalty))
            names.setdefault((competitor, member), _name(state, competitor, member))
    totals = {who: sum(count for _, count, _ in tally) for who, tally in tallies.items()}
    in_register = sorted(totals, key=lambda who: (names[who].casefold(), who))
    return [
        Leader(
            rank=place.rank,
            shared=place.shared,
            member=who[1],
            name=names[who],
            competitor=who[0],
            count=totals[who],
            penalties=sum(count for _, count, penalty in tallies[who] if penalty),
            events=len({event for event, _, _ in tallies[who]}),
        )
        for place, who in ranked(in_register, lambda who: -totals[who])
    ]


def _counted(state: EventState, what: What) -> Iterator[tuple[str, str, int, bool]]:
    """Competitor, member, how many, and whether from the penalty spot."""
    for action, entry in corrections.holding(state.timeline):
        data = action.data
        if isinstance(data, Sanction) and data.kind == what and data.member:
            yield data.participant, data.member, 1, False
        elif isinstance(data, Score) and entry.score is not None and data.method != "own":
            member = {"goals": data.member, "assists": data.assist}.get(what)
            if member:
                yield data.participant, member, data.points, data.method == "penalty"


def _name(state: EventState, competitor: str, member: str) -> str:
    """What the line-up or the declaration calls a member; what was recorded, if neither knows it."""
    side = state.side(competitor)
    lineup = state.lineups[side] if side is not None else None
    declared = state.declared.competitors[side].members if side is not None else ()
    known = [*(lineup.members if lineup else ()), *declared]
    return next((one.name for one in known if one.id == member), member)
