"""Ladders: who stands where, and which challenges led there."""

from __future__ import annotations

from lib.content.plans import Part
from lib.content.progress.ground import Ground
from lib.content.progress.parts import Match, Rung, Stage
from lib.content.stages import Ladder
from lib.sport import ladder


def climb(part: Part, ground: Ground) -> Stage:
    """How a ladder stands after the challenges that are over; as it stands, also after those that are not."""
    stage: Ladder = part.stage
    sides = {side.id: side for slot in part.entries if (side := ground.occupants.side(slot)).id}
    found = ground.facts.ad_hoc(stage, ())
    matches = [match for _, match in found if {match.home.id, match.away.id} <= {*sides}]
    results = [result for match in matches if (result := ground.facts.result(match.event))]
    counted = [one for one in results if ground.stands or one.status == "official"]
    climbed = ladder.climb([*sides], counted, reach=stage.reach, move=stage.move)
    began = {one: place for place, one in enumerate(sides, 1)}
    rungs = tuple(
        Rung(
            place=place,
            competitor=one,
            name=sides[one].name,
            began=began[one],
            played=sum(match.has(one) for match in matches if match.event in {step.event for step in climbed.steps}),
            won=sum(match.winner == one for match in matches),
        )
        for place, one in enumerate(climbed.order, 1)
    )
    return Stage(id=stage.id, name=stage.name, kind="ladder", matches=_named(matches), rungs=rungs, steps=climbed.steps)


def _named(matches: list[Match]) -> tuple[Match, ...]:
    return tuple(matches)
