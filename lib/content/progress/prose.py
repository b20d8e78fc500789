"""Rules in words: how each kind of stage is decided, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from lib.content.competitions import Competition
from lib.content.plans import Level, Part
from lib.content.stages import Best, Challenge, Contest, Groups, Knockout, Ladder, Race, Stage, Tabled
from lib.sport import standings
from lib.sport.brackets import Form
from lib.sport.profiles import ChallengeFormat, Format, RaceFormat, ScoreFormat
from lib.sport.ratings import Elo, System
from lib.sport.standings.words import enumeration

MOVES = {
    "swap": "changes places with them",
    "insert": "comes in above them, and those between move down by one",
}
ORDERS = {
    "seeded": "The best seeds can meet only in the last rounds.",
    "listed": "Those who are listed next to each other meet first.",
    "drawn": "Who meets whom first was drawn by lot.",
}
SYSTEMS = {"elo": "Elo", "glicko-2": "Glicko-2", "openskill": "openskill"}
TARGETS = {"person": "each person", "team": "each team", "all": "all together"}


def tables(stage: Tabled, competition: Competition) -> tuple[str, ...]:
    """Of leagues, groups and Swiss stages, and where the rules come from."""
    rules = competition.rules_of(stage)
    best = stage.best if isinstance(stage, Groups) else ()
    across = (_best(one, rules, _smallest(stage)) for one in best)
    source = [f"Source: {rules.source}"] if rules.source else []
    return (*standings.in_words(rules), *across, *source)


def ladder(stage: Ladder) -> tuple[str, ...]:
    """Of a ladder: by challenges, or by a rating."""
    if stage.rating:
        return (f"The order is that of {system(stage.rating)}, after all final results of the ladder.",)
    whom = "anybody above" if not stage.reach else f"somebody up to {stage.reach} places above"
    return (
        f"Whoever beats {whom} {MOVES[stage.move]}.",
        "A challenger who does not win changes nothing, and neither does a result that is not final.",
    )


def system(one: System) -> str:
    """A rating system in words."""
    name = SYSTEMS[type(one).__struct_config__.tag]
    return f"{name} ratings (from {one.start:g}, K {one.k:g})" if isinstance(one, Elo) else f"{name} ratings"


def knockout(part: Part, competition: Competition) -> tuple[str, ...]:
    """Of a knockout: how many games each tie has, and what decides when it is level."""
    stage: Knockout = part.stage
    shape = _shape(stage, competition)
    drawn = [ORDERS[stage.order]] if not any(one.ties for one in stage.rounds) else []
    third = ["Those who lose in the semi-finals play for third place."] if stage.third_place else []
    return (*drawn, *_ties(part.levels), *_level(shape), *third)


def contests(part: Part, competition: Competition) -> tuple[str, ...]:
    """Of races and challenges."""
    shapes = dict.fromkeys(
        sentence for one in part.contests for sentence in _contest(one, part.stage, _shape(part.stage, competition))
    )
    return tuple(shapes)


def _best(best: Best, rules: standings.Rules, smallest: int | None) -> str:
    """Who decides among those at the same place of all groups."""
    against = best.against or smallest
    games = f", in the games against the first {against} of each group" if against else ""
    who = "The best one" if best.count == 1 else f"The best {best.count}"
    return f"{who} of those at place {best.place} of all groups: {standings.across_in_words(rules)}{games}."


def _smallest(stage: Groups) -> int | None:
    """How many the smallest group has, where groups are of different size."""
    sizes = {len(one.entries) for one in stage.groups}
    return min(sizes) if len(sizes) > 1 else None


def _ties(levels: tuple[Level, ...]) -> Iterator[str]:
    """The form of ties, rounds that have the same one together."""
    for form, same in groupby(levels, key=lambda level: level.form):
        yield f"{enumeration([level.name for level in same])}: {_form(form)}."


def _form(form: Form) -> str:
    if form.best_of > 1:
        return f"up to {form.best_of} games, until one side has won {form.best_of // 2 + 1}"
    if form.legs > 1:
        away = "; where they are level, goals scored away count more" if form.away_goals else ""
        return f"{form.legs} games, whose scores are added{away}"
    return "one game"


def _level(shape: Format) -> Iterator[str]:
    if isinstance(shape, ScoreFormat) and shape.extra_periods:
        yield "What is level at the end goes into extra time, and then to a shoot-out."
    elif isinstance(shape, ScoreFormat):
        yield "What is level at the end goes to a shoot-out."
    else:
        yield "Who goes on from what is level at the end is decided by the organizers, and recorded."


def _contest(one: Contest, stage: Race | Challenge, shape: Format) -> Iterator[str]:
    shape = one.format or shape
    if isinstance(shape, RaceFormat):
        yield from _race(shape)
    elif isinstance(shape, ChallengeFormat):
        yield from _challenge(shape)


def _race(shape: RaceFormat) -> Iterator[str]:
    last = shape.checkpoints[-1].distance
    laps = f"{shape.laps} laps of " if shape.laps > 1 else ""
    if last:
        yield f"{laps}{last:,.10g} m.".capitalize()
    if shape.rank_by == "net":
        yield "Places go by the net time, from the own crossing of the start to the finish."
    else:
        yield "Places go by the time from the gun to the finish."
    if shape.round_up:
        yield "Times are shown in whole seconds, rounded up; places go by the exact time."
    yield "Whoever starts has a place." if shape.open else "Only those who are entered have a place, however late."


def _challenge(shape: ChallengeFormat) -> Iterator[str]:
    days = [f" from {shape.first_day}" if shape.first_day else "", f" to {shape.last_day}" if shape.last_day else ""]
    yield f"What counts: {shape.unit}{''.join(days)}."
    if shape.target:
        yield f"The target is {shape.target:,.10g} {shape.unit} for {TARGETS[shape.target_of]}."
    if shape.daily_cap is not None:
        yield f"A day counts up to {shape.daily_cap:,.10g} {shape.unit}."
    if shape.manual_cap is not None:
        yield f"What is entered by hand counts up to {shape.manual_cap:,.10g} {shape.unit} a day."
    for one in shape.conversions:
        yield f"1 {one.unit} of {one.sport} counts as {one.gives:,.10g} {shape.unit}."
    yield "A team has the average of its members." if shape.team == "average" else "A team has the sum of its members."
    if shape.late_until:
        yield f"Entries are taken until {shape.late_until:%Y-%m-%d %H:%M} ({shape.late_until:%Z})."


def _shape(stage: Stage, competition: Competition) -> Format:
    return stage.format or competition.format or competition.profile.format
