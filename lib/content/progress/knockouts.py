"""Knockouts: who is where in the bracket, and who goes on."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from lib.content import plans
from lib.content.plans import Part
from lib.content.progress import prose
from lib.content.progress.ground import Ground
from lib.content.progress.parts import Level, Match, Side, Stage, Tie
from lib.content.stages import Knockout
from lib.sport import brackets
from lib.sport.brackets import Form, Verdict
from lib.sport.slots import Place


def knockout(part: Part, ground: Ground) -> Stage:
    """How far a knockout has come."""
    stage: Knockout = part.stage
    assigned = ground.occupants.assigned(_shared_places(part), stage.assignment)
    levels = []
    for level in part.levels:
        ties = tuple(_tie(duel, level.form, stage, ground, assigned) for duel in level.duels)
        levels.append(Level(id=level.id, name=level.name, ties=ties))
    final = levels[-1].ties[-1]
    ties = [tie for level in levels for tie in level.ties]
    return Stage(
        id=stage.id,
        name=stage.name,
        kind="knockout",
        complete=all(tie.settled for tie in ties),
        winner=final.winner if final.settled else "",
        levels=tuple(levels),
        matches=tuple(
            structs.replace(match, number=number) for number, level in enumerate(levels, 1) for match in _matches(level)
        ),
        rules=prose.knockout(part, ground.competition),
        problem=" ".join(ground.occupants.problems),
    )


def _shared_places(part: Part) -> dict[str, Place]:
    """The slots that are for one of several tables, by their tie."""
    return {
        duel.id: slot
        for level in part.levels
        for duel in level.duels
        for slot in (duel.home, duel.away)
        if isinstance(slot, Place) and len(slot.of) > 1
    }


def _matches(level: Level) -> list[Match]:
    return [match for tie in level.ties for match in tie.matches if match.needed]


def _tie(duel: plans.Duel, form: Form, stage: Knockout, ground: Ground, assigned: Mapping[str, Side]) -> Tie:
    home, away = (_side(duel, slot, ground, assigned) for slot in (duel.home, duel.away))
    matches = _games(duel, home, away, ground)
    verdict = _verdict(home, away, matches, form, ground)
    if verdict.games < len(matches):
        matches = [
            structs.replace(match, needed=match.needed and (number < verdict.games or match.score is not None))
            for number, match in enumerate(matches)
        ]
    winner, loser = _sides(home, away, verdict, ground)
    ground.occupants.add_tie(duel.id, duel.name, winner, loser)
    played = [match for match in matches if match.score is not None]
    return Tie(
        id=duel.id,
        name=duel.name,
        home=home,
        away=away,
        matches=tuple(matches),
        score=(verdict.home, verdict.away) if played else None,
        winner=winner.id if winner else "",
        settled=verdict.settled,
        note=_note(matches, verdict, form),
    )


def _side(duel: plans.Duel, slot: object, ground: Ground, assigned: Mapping[str, Side]) -> Side:
    if isinstance(slot, Place) and len(slot.of) > 1 and duel.id in assigned:
        return assigned[duel.id]
    return ground.occupants.side(slot)


def _games(duel: plans.Duel, home: Side, away: Side, ground: Ground) -> list[Match]:
    """The games of a tie; the sides change places as the plan says."""
    found = []
    for planned in duel.games:
        turned = planned.home != duel.home
        found.append(ground.facts.match(planned, *((away, home) if turned else (home, away))))
    return found


def _verdict(home: Side, away: Side, matches: list[Match], form: Form, ground: Ground) -> Verdict:
    results = [result for match in matches if match.event and (result := ground.facts.result(match.event))]
    if not ground.stands:
        results = [result for result in results if result.status == "official"]
    if not home.id or not away.id:
        results = []
    return brackets.decide(home.id, away.id, results, form, ground.competition.rules_of())


def _sides(home: Side, away: Side, verdict: Verdict, ground: Ground) -> tuple[Side | None, Side | None]:
    """Winner and loser, as far as they may be told: who only leads is told as it stands."""
    if verdict.winner is None or not (verdict.settled or ground.stands):
        return None, None
    sides = (home, away) if verdict.winner == 0 else (away, home)
    return tuple(structs.replace(one, slot="", certain=one.certain and verdict.settled) for one in sides)


def _note(matches: list[Match], verdict: Verdict, form: Form) -> str:
    over = [match for match in matches if match.score is not None and match.status in {"ended", "confirmed"}]
    if verdict.winner is None and len(over) == form.most:
        return "Level: who goes on has to be recorded, as a shoot-out or as a decision."
    return ""
