"""Ladders: who stands where, and which games led there."""

from __future__ import annotations

from collections.abc import Sequence

from lib.content.plans import Part
from lib.content.progress import prose, strengths
from lib.content.progress.ground import Ground
from lib.content.progress.parts import Rung, Stage
from lib.content.stages import Ladder
from lib.sport import ladder
from lib.sport.ladder import Step
from lib.sport.results import Result


def climb(part: Part, ground: Ground) -> Stage:
    """How a ladder stands after the games that are final; as it stands, also after those that are not."""
    stage: Ladder = part.stage
    sides = {side.id: side for slot in part.entries if (side := ground.occupants.side(slot)).id}
    found = ground.facts.ad_hoc(stage, ())
    matches = [match for match in found if {match.home.id, match.away.id} <= {*sides}]
    results = [result for match in matches if (result := ground.facts.result(match.event))]
    counted = [one for one in results if ground.stands or one.status == "official"]
    order, steps, values = _order(stage, [*sides], counted, ground)
    events = {one.event for one in counted}
    final = [match for match in matches if match.event in events]
    rungs = tuple(
        Rung(
            place=place,
            competitor=one,
            name=sides[one].name,
            began=[*sides].index(one) + 1,
            played=sum(match.has(one) for match in final),
            won=sum(match.winner == one for match in final),
            rating=values.get(one),
        )
        for place, one in enumerate(order, 1)
    )
    return Stage(
        id=stage.id,
        name=stage.name,
        kind="ladder",
        matches=tuple(matches),
        rungs=rungs,
        steps=steps,
        rules=prose.ladder(stage),
    )


def _order(
    stage: Ladder, entries: Sequence[str], results: Sequence[Result], ground: Ground
) -> tuple[Sequence[str], tuple[Step, ...], dict[str, float]]:
    """Who stands where, by which steps, or with which ratings."""
    if stage.rating is None:
        climbed = ladder.climb(entries, results, reach=stage.reach, move=stage.move)
        return climbed.order, climbed.steps, {}
    rated = strengths.rate(ground.competition, stage.rating, results, ground.facts.states)
    values = {one: rated.strength(strengths.side(ground.competition, stage.rating, one)) for one in entries}
    return sorted(entries, key=lambda one: -values[one]), (), values
