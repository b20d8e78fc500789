"""Strengths: ratings by the results of a competition, and what they let expect of a game that is to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from lib.content.competitions import Competition
from lib.content.progress.parts import Match, Stage, Strengths
from lib.content.stages import Ladder
from lib.sport import ratings, results
from lib.sport.ratings import OpenSkill, Ratings, Side, System
from lib.sport.results import Result
from lib.sport.state import COMING, ONGOING, EventState

States = Mapping[str, EventState]


def of(
    competition: Competition, stages: Sequence[Stage], loose: Iterable[Match], states: States, *, stands: bool = False
) -> Ratings | None:
    """The ratings of a competition after its matches; None where its file asks for none.

    They are by all of its matches, or by those of its first ladder that goes by a rating. Final results count; as it
    *stands*, those of all matches that are over.
    """
    system = competition.ratings
    matches = [*(match for stage in stages for match in stage.matches), *loose]
    if system is None:
        ladders = [one for one in competition.stages if isinstance(one, Ladder) and one.rating]
        if not ladders:
            return None
        system = ladders[0].rating
        matches = next(stage.matches for stage in stages if stage.id == ladders[0].id)
    found = [results.from_state(states[match.event]) for match in matches if match.event in states]
    return rate(competition, system, (one for one in found if one and (stands or one.status == "official")), states)


def rate(competition: Competition, system: System, counted: Iterable[Result], states: States) -> Ratings:
    """The ratings after the results that are *counted*: of competitors, by openskill of who their members were."""

    def sides(result: Result) -> tuple[Side, Side]:
        home, away = states[result.event].declared.competitors
        return _side(system, home), _side(system, away)

    return ratings.rate(counted, system, competition.rules_of(), sides)


def side(competition: Competition, system: System, one: str) -> Side:
    """Whose ratings make a competitor strong now."""
    return _side(system, competition.competitor(one))


def strengths(competition: Competition, found: Ratings) -> Strengths:
    """How strong competitors are, all of whom are in *found* or new."""
    return Strengths(
        system=type(found.system).__struct_config__.tag,
        of={
            one.id: round(found.strength(side(competition, found.system, one.id)), 1) for one in competition.competitors
        },
    )


def foreseen(competition: Competition, found: Ratings, matches: Iterable[Match]) -> tuple[Match, ...]:
    """The *matches*; those that are not over, and whose sides are known, with the result that is to be expected."""
    sides = {one.id: side(competition, found.system, one.id) for one in competition.competitors}
    return tuple(
        structs.replace(match, expected=round(ratings.expected(found, sides[match.home.id], sides[match.away.id]), 3))
        if match.status in COMING | ONGOING and {match.home.id, match.away.id} <= sides.keys()
        else match
        for match in matches
    )


def _side(system: System, competitor: object) -> Side:
    persons = tuple(one.id for one in competitor.members) if isinstance(system, OpenSkill) else ()
    return persons or (competitor.id,)
