"""Progress: how far a competition has come: tables, brackets, fixtures and results.

    progress = of(competition, states)
    progress.stage("league").tables[0].rows[0].explanation

Pure: what Git declares and the states of events in, a view out. Nothing is kept: the same arguments give an equal view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lib.content import plans
from lib.content.competitions import Competition
from lib.content.progress import contests, knockouts, ladders, swiss, tables
from lib.content.progress.facts import Facts
from lib.content.progress.ground import Ground
from lib.content.progress.occupants import Occupants
from lib.content.progress.parts import Contest, Level, Match, Progress, Resting, Rung, Side, Stage, Table, Tie
from lib.content.stages import Challenge, Groups, Knockout, Ladder, League, Race, Swiss
from lib.sport import moments
from lib.sport.state import EventState

__all__ = [
    "Contest", "Level", "Match", "Progress", "Resting", "Rung", "Side", "Stage", "Table", "Tie", "of",
]  # fmt: skip

_STAGES = {
    League: tables.league, Groups: tables.groups, Knockout: knockouts.knockout, Swiss: swiss.play,
    Ladder: ladders.climb, Race: contests.play, Challenge: contests.play,
}  # fmt: skip


def of(
    competition: Competition,
    states: Mapping[str, EventState],
    *,
    at: int | None = None,
    as_it_stands: bool = False,
    revision: str = "",
    rewind: Callable[[EventState, int], EventState] = moments.at,
) -> Progress:
    """How far a *competition* has come, by the *states* of its events, by their id.

    *at* is a moment in milliseconds since the epoch: what happened later is left out. As it stands, results count that
    are not final yet, and slots have whoever would get them now; without that, only what is certain is told.
    *revision* is the commit that *competition* is from. *rewind* gives the state of an event at a moment: for races and
    challenges somebody has to know their fields.
    """
    if at is not None:
        states = {event: rewind(state, at) for event, state in states.items()}
    competitors = [one.at(None) for one in competition.competitors]
    occupants = Occupants(competitors, stands=as_it_stands)
    ground = Ground(competition, Facts(competition.id, states), occupants, at, as_it_stands)
    stages = tuple(_STAGES[type(part.stage)](part, ground) for part in competition.plan)
    return Progress(
        id=competition.id,
        title=competition.title,
        sport=competition.sport,
        season=competition.season,
        credit=competition.credit,
        revision=revision,
        competitors=tuple(Side(id=one.id, name=one.name, short=one.short) for one in competition.competitors),
        stages=stages,
        loose=tuple(tables.fixtures(plans.listed(competition.fixtures), ground)),
    )
