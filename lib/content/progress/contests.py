"""Races and challenges: one event each, whose own state says who leads."""

from __future__ import annotations

from datetime import UTC

from lib.content.plans import Part
from lib.content.progress.ground import Ground
from lib.content.progress.parts import Contest, Stage
from lib.content.stages import Challenge
from lib.sport.results import OFFICIAL


def play(part: Part, ground: Ground) -> Stage:
    """How far the races or challenges of a stage have come."""
    contests = tuple(_contest(part, number, ground) for number in range(len(part.contests)))
    return Stage(
        id=part.stage.id,
        name=part.stage.name,
        kind="challenge" if isinstance(part.stage, Challenge) else "race",
        complete=all(one.status in OFFICIAL for one in contests),
        contests=contests,
    )


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
