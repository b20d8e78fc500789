"""Progress: how far a competition has come: tables, brackets, fixtures and results.

    progress = of(competition, states)
    progress.stage("league").tables[0].rows[0].explanation

Pure: what Git declares and the states of events in, a view out. Nothing is kept: the same arguments give an equal view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from msgspec import structs

from lib.content import plans
from lib.content.competitions import Competition
from lib.content.progress import contests, knockouts, ladders, strengths, swiss, tables
from lib.content.progress.facts import Facts
from lib.content.progress.ground import Ground
from lib.content.progress.occupants import Occupants
from lib.content.progress.parts import (
    Contest,
    Expected,
    Level,
    Match,
    Progress,
    Resting,
    Rung,
    Side,
    Stage,
    Table,
    Tie,
)
from lib.content.stages import Challenge, Groups, Knockout, Ladder, League, Race, Swiss
from lib.sport import medals, moments
from lib.sport.ratings import Ratings
from lib.sport.state import EventState

__all__ = [
    "Contest", "Expected", "Level", "Match", "Progress", "Resting", "Rung", "Side", "Stage", "Table", "Tie", "of",
    "rated",
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
    now: int | None = None,
    round: str = "",
    revision: str = "",
    rewind: Callable[[EventState, int], EventState] = moments.at,
) -> Progress:
    """How far a *competition* has come, by the *states* of its events, by their id.

    *at* is a moment in milliseconds since the epoch: what happened later is left out. As it stands, results count that
    are not final yet, and slots have whoever would get them now; without that, only what is certain is told. *now* is
    the present: what is declared for a later day does not hold yet; without it, it does. With a *round* the tables of
    stages that have it are those after it, whenever its games were played.
    *revision* is the commit that *competition* is from. *rewind* gives the state of an event at a moment: for races and
    challenges somebody has to know their fields.
    """
    if at is not None:
        states = {event: rewind(state, at) for event, state in states.items()}
    competitors = [one.at(None) for one in competition.competitors]
    occupants = Occupants(competitors, stands=as_it_stands)
    ground = Ground(competition, Facts(competition.id, states), occupants, at, as_it_stands, now, round)
    stages = [_STAGES[type(part.stage)](part, ground) for part in competition.plan]
    loose = tuple(tables.fixtures(plans.listed(competition.fixtures), ground))
    found = None if round else strengths.of(competition, stages, loose, states, stands=as_it_stands)
    if found and found.current:
        loose = strengths.foreseen(competition, found, loose)
        stages = [structs.replace(one, matches=strengths.foreseen(competition, found, one.matches)) for one in stages]
    return Progress(
        id=competition.id,
        title=competition.title,
        sport=competition.sport,
        season=competition.season,
        credit=competition.credit,
        revision=revision,
        competitors=tuple(Side(id=one.id, name=one.name, short=one.short) for one in competition.competitors),
        stages=tuple(stages),
        loose=loose,
        ratings=strengths.strengths(competition, found) if found and found.current else None,
        medals=_medals(competition, stages),
    )


def _medals(competition: Competition, stages: Sequence[Stage]) -> tuple[medals.Row, ...]:
    names = {one.id: one.name for one in competition.competitors}
    pairs = zip(competition.plan, stages, strict=True)
    return tuple(medals.table(chain.from_iterable(contests.podiums(part, stage, names) for part, stage in pairs)))


def rated(competition: Competition, progress: Progress, states: Mapping[str, EventState]) -> Ratings | None:
    """The ratings that the official *progress* of a competition goes by, with their history; None without any."""
    found = strengths.of(competition, progress.stages, progress.loose, states)
    return found if found and found.current else None
