"""Leagues and groups: their tables, and who is best across groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from lib.content import plans
from lib.content.plans import Part
from lib.content.progress import prose
from lib.content.progress.facts import Facts
from lib.content.progress.ground import Ground
from lib.content.progress.occupants import Best, Ranking
from lib.content.progress.parts import Match, Resting, Stage, Table
from lib.content.stages import Groups, League, Tabled, Zone
from lib.sport import standings
from lib.sport.actions import Competitor
from lib.sport.results import Result
from lib.sport.standings import Adjustments, Correction


class Ranked(Struct, frozen=True):
    """The games of a table, and the tables that they give."""

    table: Table
    ranking: Ranking
    competitors: tuple[Competitor, ...]
    results: tuple[Result, ...]
    ahead: tuple[tuple[str, str], ...]


def league(part: Part, ground: Ground) -> Stage:
    """How far a league has come."""
    stage: League = part.stage
    matches = fixtures(part.fixtures, ground)
    if stage.draw is None:
        entries = {ground.occupants.side(slot).id for slot in part.entries}
        found = ground.facts.ad_hoc(stage, (match.event for match in matches))
        matches += [match for match in found if {match.home.id, match.away.id} <= entries]
    made = ranked(part.tables[0], stage, matches, ground, closed=bool(part.fixtures))
    ground.occupants.add(made.ranking)
    return Stage(
        id=stage.id,
        name=stage.name,
        kind="league",
        complete=made.table.complete,
        winner=winner(made.ranking),
        tables=(made.table,),
        matches=tuple(matches),
        resting=resting(part, ground),
        rounds=rounds(matches, ground),
        rules=prose.tables(stage, ground.competition),
    )


def groups(part: Part, ground: Ground) -> Stage:
    """How far the groups have come."""
    stage: Groups = part.stage
    matches = fixtures(part.fixtures, ground)
    made = [ranked(table, stage, [one for one in matches if one.table == table.id], ground) for table in part.tables]
    for one in made:
        ground.occupants.add(one.ranking)
    adjustments = adjusted(stage, matches, ground)
    best = [_best(stage, number, made, adjustments, ground) for number in range(len(stage.best))]
    return Stage(
        id=stage.id,
        name=stage.name,
        kind="groups",
        complete=all(one.table.complete for one in made),
        tables=tuple(one.table for one in made),
        best=tuple(best),
        matches=tuple(matches),
        resting=resting(part, ground),
        rounds=rounds(matches, ground),
        rules=prose.tables(stage, ground.competition),
    )


def fixtures(planned: Iterable[plans.Planned], ground: Ground) -> list[Match]:
    """What came of fixtures whose sides do not depend on each other."""
    side = ground.occupants.side
    return [ground.facts.match(one, side(one.home), side(one.away)) for one in planned]


def resting(part: Part, ground: Ground) -> tuple[Resting, ...]:
    """Who rests in which round."""
    return tuple(Resting(number, ground.occupants.side(slot)) for number, slot in part.resting)


def rounds(matches: Iterable[Match], ground: Ground) -> tuple[str, ...]:
    """The rounds that somebody has played in, in their order."""
    return tuple(standings.rounds(played(matches, ground)))


def ranked(
    planned: plans.Table,
    stage: Tabled,
    matches: Sequence[Match],
    ground: Ground,
    *,
    bonus: Sequence[Correction] = (),
    closed: bool = True,
) -> Ranked:
    """The table of *matches*. *bonus* are points that no game gave; one that is not *closed* is never complete."""
    rules = ground.competition.rules_of(stage)
    sides = [ground.occupants.side(slot) for slot in planned.entries]
    competitors = tuple(Competitor(id=one.id, name=one.name, short=one.short) for one in sides if one.id)
    results = until(played(matches, ground), ground.round)
    begun = {result.event for result in results}
    ahead = [(one.home.id, one.away.id) for one in matches if one.event not in begun and one.home.id and one.away.id]
    adjustments = adjusted(stage, matches, ground, bonus)
    final = [result for result in results if result.status == "official"]
    if ground.stands and len(final) < len(results):
        official, stands = standings.both(competitors, results, rules, adjustments, ahead, ground.at)
    else:  # the two are the same, or nobody asks for the other one
        pending = [(result.home, result.away) for result in results if result.status != "official"]
        official = stands = standings.table(competitors, final, rules, adjustments, [*ahead, *pending], ground.at)
    if ground.round:
        counted = results if ground.stands else final
        earlier = [result for result in counted if result.round != ground.round]
        later = [(result.home, result.away) for result in results if result.round == ground.round]
        before = standings.table(competitors, earlier, rules, adjustments, [*ahead, *later], ground.at)
        stands = standings.moved(stands, before)
    open_ = len(ahead) + len(results) - len(final)
    waiting = tuple(one.name for one in sides if not one.id)
    complete = bool(matches) and not open_ and not waiting and closed
    return Ranked(
        Table(
            id=planned.id,
            name=planned.name,
            short=planned.short,
            rows=stands.rows,
            zones=zones(stage.zones, stands),
            complete=complete,
            remaining=open_,
            events=tuple(result.event for result in (results if ground.stands else final)),
            waiting=waiting,
        ),
        Ranking(planned.id, planned.name, planned.short, official, stands, complete, bool(results)),
        competitors,
        results,
        tuple(ahead),
    )


def played(matches: Iterable[Match], ground: Ground) -> tuple[Result, ...]:
    """The results so far, each with the round that its match belongs to."""
    found = ((one.round, ground.facts.result(one.event)) for one in matches if one.event)
    return tuple(structs.replace(result, round=round) for round, result in found if result)


def until(results: tuple[Result, ...], round: str) -> tuple[Result, ...]:
    """Those of a *round* and of the rounds before it; all of them without a round that somebody has played in."""
    return tuple(standings.after_round(results, round)) if round in standings.rounds(results) else results


def adjusted(stage: Tabled, matches: Iterable[Match], ground: Ground, bonus: Sequence[Correction] = ()) -> Adjustments:
    """What was decided beside the games by then: in the file, and by deductions that were recorded in events."""
    declared = [
        Correction(
            one.competitor,
            -one.points,
            one.reason,
            _midnight(one.day, ground.competition.time_zone) if one.day else None,
        )
        for one in stage.deductions
    ]
    return Adjustments(
        points=(*declared, *_recorded(matches, ground.facts), *bonus),
        lots=tuple(stage.lots),
        rankings=stage.rankings,
        annulled=frozenset(stage.annulled),
    ).by(ground.moment)


def zones(declared: Sequence[Zone], table: standings.Table) -> tuple[Zone | None, ...]:
    """What the place of each row means."""
    return tuple(
        next((zone for zone in declared if zone.first <= number <= zone.last), None)
        for number in range(1, len(table.rows) + 1)
    )


def winner(ranking: Ranking) -> str:
    """Who is first in a complete table, if nobody shares the place."""
    rows = ranking.official.rows
    return rows[0].competitor if ranking.complete and rows and not rows[0].shared else ""


def _best(stage: Groups, number: int, made: Sequence[Ranked], adjustments: Adjustments, ground: Ground) -> Table:
    """The table of those at the same place of all groups."""
    wanted, rules = stage.best[number], ground.competition.rules_of(stage)
    of = {one.table.id: one.competitors for one in made}
    results = [result for one in made for result in one.results]
    final = [result for result in results if result.status == "official"]
    ahead = [pair for one in made for pair in one.ahead]
    pending = [(result.home, result.away) for result in results if result.status != "official"]
    smallest = wanted.against or min(len(one.competitors) + len(one.table.waiting) for one in made)
    across = partial(standings.across, of, rules=rules, place=wanted.place, adjustments=adjustments, smallest=smallest)
    official = across(final, remaining=[*ahead, *pending], at=ground.at)
    stands = official
    if ground.stands and len(final) < len(results):
        stands = across(results, remaining=ahead, at=ground.at)
    complete = all(one.table.complete for one in made)
    names = [name for one in made for name in (one.table.id, one.table.short)]
    ground.occupants.add_best(Best(wanted.place, wanted.count, official, stands, complete, bool(results)), names)
    goes_on = Zone(first=1, last=wanted.count, title="Goes on")
    return Table(
        id=f"best-{wanted.place}",
        name=f"Best at place {wanted.place}",
        short=f"best-{wanted.place}",
        rows=stands.rows,
        zones=zones([goes_on], stands),
        complete=complete,
        remaining=sum(one.table.remaining for one in made),
        events=tuple(result.event for result in (results if ground.stands else final)),
    )


def _recorded(matches: Iterable[Match], facts: Facts) -> list[Correction]:
    """Deductions that were recorded as decisions in events, whether these were played or not."""
    return [
        Correction(decision.participant, -decision.points, decision.reason)
        for match in matches
        if (state := facts.state(match.event))
        for decision in state.decisions
        if decision.kind == "deduction" and decision.participant and decision.points
    ]


def _midnight(day: date, zone: ZoneInfo) -> int:
    return round(datetime.combine(day, time(), zone).timestamp() * 1000)
