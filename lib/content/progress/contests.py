"""Races and challenges: one event each, whose own state says who leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC

from lib.content.plans import Part
from lib.content.progress import prose
from lib.content.progress.ground import Ground
from lib.content.progress.parts import Contest, Stage
from lib.content.stages import Challenge
from lib.sport import medals
from lib.sport.state import OFFICIAL, EventState


def play(part: Part, ground: Ground) -> Stage:
    """How far the races or challenges of a stage have come."""
    contests = tuple(_contest(part, number, ground) for number in range(len(part.contests)))
    declared = tuple(_declared(one) for one in ground.facts.contests(part.stage, (one.event for one in contests)))
    return Stage(
        id=part.stage.id,
        name=part.stage.name,
        kind="challenge" if isinstance(part.stage, Challenge) else "race",
        complete=all(one.status in OFFICIAL for one in contests),
        contests=contests + declared,
        rules=prose.contests(part, ground.competition),
    )


def podiums(part: Part, stage: Stage, names: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Who was among the first three of an event that is confirmed, and at which place: runners for their team, if they
    have one. *names* are those of competitors."""
    if not getattr(part.stage, "medals", False):
        return
    for planned, one in zip(part.contests, stage.contests, strict=False):
        if planned.medals and one.status == "confirmed":
            for name, rank in _ranked(one, names):
                if rank and rank <= len(medals.METALS):
                    yield name, rank


def _ranked(one: Contest, names: Mapping[str, str]) -> Iterator[tuple[str, int | None]]:
    if one.race:
        yield from ((names.get(line.team, line.team) or line.name, line.rank) for line in one.race.leaders)
    elif one.challenge:
        yield from ((line.name, line.rank) for line in one.challenge.teams or one.challenge.leaders)


def _contest(part: Part, number: int, ground: Ground) -> Contest:
    planned = part.contests[number]
    event = f"{ground.competition.id}-{planned.id}"
    state = ground.facts.state(event)
    return Contest(
        event=event,
        title=planned.title or part.stage.name,
        entries=tuple(planned.entries or [one.id for one in ground.competition.competitors]),
        round=planned.round,
        status=state.status if state else "scheduled",
        start=planned.start and planned.start.astimezone(UTC),
        day=planned.day,
        venue=planned.venue,
        race=state.race if state else None,
        challenge=state.challenge if state else None,
    )


def _declared(state: EventState) -> Contest:
    """A contest that somebody declared ad hoc."""
    declared = state.declared
    return Contest(
        event=state.id,
        title=declared.title or declared.round or state.id,
        entries=tuple(one.id for one in declared.competitors),
        round=declared.round,
        status=state.status,
        start=declared.start,
        venue=declared.venue,
        race=state.race,
        challenge=state.challenge,
    )
