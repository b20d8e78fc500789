"""From the state of an event to its samples for Prometheus: pure, and from the whole state alone.

An event that once gave a series gives a sample of it with every later state, a zero where nothing of it is left, so
that a correction shows. The rules are in docs/decisions/0003-remote-write.md, the metrics in content/metrics.yaml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from lib.adapters.remote_write import Sample
from lib.charts.playtime import Playtime
from lib.sport import fold
from lib.sport.actions import Action, Amend, Sanction, Score
from lib.sport.corrections import holding
from lib.sport.profiles import ChallengeFormat, ResultFormat, ScoreFormat, SetsFormat
from lib.sport.race_board import ORDER
from lib.sport.state import ONGOING, OVER, EventRecord, EventState

DONE = OVER | {"postponed"}
METHODS = ("open", "penalty", "own", "free-kick", "header")
CARDS = ("yellow", "second-yellow", "red")
FOULS = ("foul", "time-penalty")
PART_S = 900
EXTRA = "extra"  # what fell in extra time
SIDES = ("home", "away")  # the order in which an event names its competitors


class Value(NamedTuple):
    """A value of one of the event's series, with the labels that it has beside the event's own."""

    name: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def samples(record: EventRecord) -> list[Sample]:
    """The samples of a state; none for an event of which no more is known than that it is planned.

    All have the same, even time. Once the event is over, each series ends with a marker in the odd millisecond after.
    """
    state, at = record.state, record.provenance.sampled
    if state.declared is None or not _began(state):
        return []
    own = (("event", state.id), ("competition", state.declared.competition), ("sport", state.declared.sport))
    given = [Sample(one.name, tuple(sorted(own + one.labels)), one.value, at) for one in _values(state, at)]
    if state.status not in DONE:
        return given
    return given + [sample._replace(value=None, timestamp=at + 1) for sample in given]


def _began(state: EventState) -> bool:
    many = state.race is not None or state.challenge is not None  # else the tallies are of what voters predict
    said = state.counts.keys() | (state.tallies.keys() if many else set())
    return bool(state.plays or state.plays_void or said - {"event.declared", "entry"})


def _values(state: EventState, at: int) -> Iterator[Value]:
    yield Value("sport_event_live", state.status in ONGOING)
    if state.race is not None:
        yield from _race(state)
    elif state.challenge is not None:
        yield from _challenge(state, at)
    else:
        yield from _two_sided(state, at)
    yield from _actions(state)
    for side, number in state.cheers.items():
        yield Value("sport_event_cheers_total", number, (("competitor", side),) if side else ())


def _race(state: EventState) -> Iterator[Value]:
    race = state.race
    for status in ORDER:
        yield Value("sport_race_participants", race.numbers.get(status, 0), (("status", status),))
    passed: Counter[str] = Counter()
    for slot in race.slots:
        passed[slot.checkpoint] += slot.passed
    for checkpoint, number in passed.items():
        yield Value("sport_race_crossings", number, (("checkpoint", checkpoint),))
    yield Value("sport_race_leader_meters", race.front.distance if race.front else 0)
    yield Value("sport_race_questioned", race.questioned)


def _challenge(state: EventState, at: int) -> Iterator[Value]:
    challenge, shape = state.challenge, fold.format_of(state.declared)
    unit = ("unit", shape.unit)
    yield Value("sport_challenge_amount", challenge.total, (unit,))
    for team in challenge.teams:
        yield Value("sport_challenge_team_amount", team.total, (("competitor", team.id), unit))
        yield Value("sport_challenge_team_score", team.score, (("competitor", team.id), unit))
    due = _due(shape, at)
    if due is not None:
        yield Value("sport_challenge_due", due, (unit,))


def _due(shape: ChallengeFormat, at: int) -> float | None:
    """What the target asks for by the end of the day, if each day brings the same."""
    if not (shape.target and shape.first_day and shape.last_day):
        return None
    days = (shape.last_day - shape.first_day).days + 1
    begun = (datetime.fromtimestamp(at / 1000, UTC).date() - shape.first_day).days + 1
    return shape.target * min(max(begun, 0), days) / days


def _two_sided(state: EventState, at: int) -> Iterator[Value]:
    shape = fold.format_of(state.declared)
    for competitor, score, side in zip(state.declared.competitors, state.score, SIDES, strict=True):
        yield Value("sport_event_score", score, (("competitor", competitor.id), ("side", side)))
    if isinstance(shape, SetsFormat):
        yield from _sets(state)
    elif not isinstance(shape, ResultFormat):
        yield from _clock(state, at)
        yield from _by_side(state, "sport_event_shootout_score", state.shootout or [0, 0])
        yield from _goals(state, shape)
    yield from _sanctions(state, "sport_event_cards", CARDS)
    yield from _sanctions(state, "sport_event_fouls", FOULS)


def _by_side(state: EventState, name: str, numbers: list[int], *labels: tuple[str, str]) -> Iterator[Value]:
    for competitor, number in zip(state.declared.competitors, numbers, strict=True):
        yield Value(name, number, (("competitor", competitor.id), *labels))


def _sets(state: EventState) -> Iterator[Value]:
    current = state.periods[-1] if state.periods else None
    yield Value("sport_event_period", current.number if current else 0)
    yield from _by_side(state, "sport_event_set_points", current.score if current else [0, 0])


def _clock(state: EventState, at: int) -> Iterator[Value]:
    clock, elapsed = state.clock, 0.0
    if clock is not None:
        elapsed = clock.elapsed + (max(0, at - clock.at) * clock.rate if clock.running else 0)
    yield Value("sport_event_period", clock.period if clock else 0)
    yield Value("sport_event_clock_seconds", elapsed / 1000)


def _goals(state: EventState, shape: ScoreFormat) -> Iterator[Value]:
    held = holding(state.timeline)
    scored = [(action, entry) for action, entry in held if isinstance(action.data, Score) and entry.score is not None]
    goals = Counter((action.data.method, entry.side) for action, entry in scored)
    for method in _mentioned(state, Score, "method", METHODS):
        numbers = [goals[method, side] for side in (0, 1)]
        yield from _by_side(state, "sport_event_goals", numbers, ("method", method))
    if any(isinstance(entry.action.data, Score) for entry in state.timeline):
        playtime = Playtime(action for action, _ in held)
        fell = Counter(_minutes(shape, playtime, action) for action, _ in scored)
        for minutes in dict.fromkeys([*_parts(shape).values(), EXTRA]):
            yield Value("sport_event_goals_by_minute", fell[minutes], (("minutes", minutes),))


@cache
def _parts(shape: ScoreFormat) -> dict[tuple[int, int], str]:
    """The parts of the time of play, such as ``15-30``, by period and number: quarters of an hour, or what is left."""
    cuts = [*range(0, shape.period_s, PART_S), shape.period_s]
    return {
        (period, number): "-".join(f"{((period - 1) * shape.period_s + at) // 60:02}" for at in ends)
        for period in range(1, shape.periods + 1)
        for number, ends in enumerate(pairwise(cuts))
    }


def _minutes(shape: ScoreFormat, playtime: Playtime, goal: Action) -> str:
    """The part in which a goal fell; added time is in the last one of its period."""
    period, seconds = playtime.place(goal)
    last = (shape.period_s - 1) // PART_S
    return _parts(shape).get((goal.data.period or period, min(int(seconds // PART_S), last)), EXTRA)


def _sanctions(state: EventState, name: str, kinds: tuple[str, ...]) -> Iterator[Value]:
    for kind in _mentioned(state, Sanction, "kind", kinds):
        yield from _by_side(state, name, state.sanctions.get(kind, [0, 0]), ("kind", kind))


def _mentioned(state: EventState, data: type, field: str, allowed: tuple[str, ...]) -> list[str]:
    """Which of *allowed* any action or amendment of the event named, whether it holds or not: it only grows."""
    named = set()
    for entry in state.timeline:
        if isinstance(entry.action.data, data):
            named.add(getattr(entry.action.data, field))
        elif isinstance(entry.action.data, Amend):
            named.add(str(entry.action.data.fields.get(field)))
    return [one for one in allowed if one in named]


def _actions(state: EventState) -> Iterator[Value]:
    counts = _added(state.counts, state.tallies)
    if state.plays or state.plays_void:
        counts["play"] = [sum(sum(by.values()) for by in state.plays.values()), state.plays_void]
    for kind, numbers in sorted(counts.items()):
        for status, number in zip(("accepted", "retracted"), numbers, strict=True):
            yield Value("sport_event_actions", number, (("type", kind), ("status", status)))


def _added(counts: dict[str, list[int]], tallies: dict[str, list[int]]) -> dict[str, list[int]]:
    added = {kind: [*numbers] for kind, numbers in counts.items()}
    for kind, numbers in tallies.items():
        held = added.setdefault(kind, [0, 0])
        added[kind] = [held[0] + numbers[0], held[1] + numbers[1]]
    return added
