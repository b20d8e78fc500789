"""Races: from what each participant has to places, splits, gaps and predicted arrivals.

``effort`` says what the facts of one participant mean; nothing of it depends on the others. ``race_board.Board`` puts
efforts in order. Source: World Athletics, Technical Rules 19.24: road times are rounded up to the next whole second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from lib.sport.actions import Action, Competitor, Entrant, EventDeclared, EventStatus, Start
from lib.sport.crossings import Context, Course
from lib.sport.field_state import Question, RaceState, RunnerStatus, Slot
from lib.sport.participations import NOBODY, Participation, PassingFact, StatusFact
from lib.sport.profiles import RaceFormat
from lib.sport.state import OVER, Entry, EventState


def begin(state: EventState, shape: RaceFormat) -> RaceContest:
    """A contest that writes what concerns everybody into *state*: the guns, and the end."""
    return RaceContest(state)


class RaceContest:
    """What holds for all participants, in the order in which it happened."""

    def __init__(self, state: EventState) -> None:
        self._event = state
        self._race = state.race = RaceState()

    def take(self, entry: Entry, action: Action) -> None:
        """Let one action count."""
        if isinstance(action.data, Start):
            self._gun(entry, action.data, action.at)
        elif isinstance(action.data, EventStatus):
            over = action.data.status in OVER
            self._race.over = (self._race.over or action.at) if over else None

    def finish(self) -> None:
        """Nothing follows from the end alone."""

    def _gun(self, entry: Entry, data: Start, at: int) -> None:
        if data.wave in self._race.starts:
            entry.note = "this wave had started already: retract the first start to let this one stand"
            return
        self._race.starts[data.wave] = at
        if self._event.status in {"scheduled", "postponed"}:
            self._event.status, self._event.since = "live", at


def context(state: EventState, shape: RaceFormat) -> Context:
    """The context that *state* gives."""
    course, laps_of = slots(shape), defaultdict(list)
    for number, slot in enumerate(course):
        laps_of[slot.checkpoint].append(number)
    return Context(shape, state.race.starts, entrants(state.declared), state.race.over, course, dict(laps_of))


def entrants(declared: EventDeclared) -> dict[str, Entrant]:
    """Who takes part by the declaration alone: individuals, pairs, and the members of teams."""
    found = {}
    for one in declared.competitors:
        for entrant in _members(one) if one.kind == "team" else [_individual(one)]:
            found[entrant.id] = entrant
    return found


def _individual(one: Competitor) -> Entrant:
    return Entrant(id=one.bib or one.id, name=one.name, team=one.team, category=one.category, wave=one.wave)


def _members(team: Competitor) -> Iterator[Entrant]:
    for member in team.members:
        yield Entrant(id=member.id, name=member.name, team=team.id, category=team.category, wave=team.wave)


def slots(shape: RaceFormat) -> list[Slot]:
    """Every checkpoint of every lap, in the order of the course; the line of the start is passed once."""
    has_start = len(shape.checkpoints) > 1 and shape.checkpoints[0].distance == 0
    lap_length = shape.checkpoints[-1].distance
    return [
        Slot(one.id, one.name or one.id.capitalize(), lap, (lap - 1) * lap_length + one.distance)
        for lap in range(1, shape.laps + 1)
        for one in (shape.checkpoints[1:] if has_start and lap > 1 else shape.checkpoints)
    ]


class Effort(Struct):
    """What one participant did. *splits* are slots with the moment of the crossing, in order; *gun* and *net* are the
    moments that times count from. *known*: whether it takes part at all."""

    id: str
    entrant: Entrant
    known: bool
    status: RunnerStatus
    splits: list[tuple[int, int]]
    questions: list[Question]
    gun: int | None = None
    net: int | None = None
    reason: str = ""

    def elapsed(self, at: int, rank_by: str) -> int | None:
        """The time that counts, at the moment *at*; None when nobody fired the gun."""
        since = self.gun if rank_by == "gun" else self.net
        return None if since is None else at - since


def effort(around: Context, one: Participation) -> Effort:
    """What the facts of *one* mean."""
    entrant = one.entrant or around.entrants.get(one.id)
    known = entrant is not None or (around.shape.open and not one.id.startswith(NOBODY))
    entrant = entrant or Entrant(id=one.id, name="" if one.id.startswith(NOBODY) else one.id)
    verdict = _verdict(one.statuses)
    gun = around.gun(entrant.wave)
    splits, questions = _crossings(around, one, gun, verdict, known) if one.passings else ([], [])
    starting = around.slots[0].distance == 0 and len(around.slots) > 1
    net = splits[0][1] if starting and splits and splits[0][0] == 0 else gun
    made = Effort(one.id, entrant, known, "waiting", splits, questions, gun, net)
    made.reason = verdict.data.reason if verdict else ""
    made.status = _status(made, verdict, around, starting)
    return made


def _crossings(
    around: Context, one: Participation, gun: int | None, verdict: StatusFact | None, known: bool
) -> tuple[list[tuple[int, int]], list[Question]]:
    course = Course(around, gun, verdict, known)
    for passing in sorted(_holding(one), key=lambda fact: (not _is_sure(fact, around), fact.moment, fact.order)):
        course.take(passing)
    return sorted(course.taken.items()), course.questions


def official(milliseconds: int, shape: RaceFormat) -> int:
    """The time as the result says it: on roads rounded up to the whole second, so that 2:09:44.3 is 2:09:45."""
    return -(-milliseconds // 1000) * 1000 if shape.round_up else milliseconds


def _verdict(statuses: list[StatusFact]) -> StatusFact | None:
    """The newest status that holds; None when it is that all is well."""
    newest = next((fact for fact in reversed(statuses) if fact.void is None), None)
    return None if newest is None or newest.data.status == "ok" else newest


def _is_sure(fact: PassingFact, around: Context) -> bool:
    """Whether its slot is beyond doubt, so that the others have to fit in with it."""
    return fact.data.confirmed and (fact.data.lap is not None or around.shape.laps == 1)


def _holding(one: Participation) -> list[PassingFact]:
    return [fact for fact in one.passings if fact.void is None]


def _status(made: Effort, verdict: StatusFact | None, around: Context, starting: bool) -> RunnerStatus:
    word = verdict.data.status if verdict else ""
    if word in {"DNS", "DNF", "DSQ"}:
        return word
    if word == "LAP":
        return "lapped"
    if made.splits and made.splits[-1][0] == len(around.slots) - 1:
        return "finished"
    on_course = made.splits or (made.gun is not None and not starting)
    return "running" if on_course else "waiting"
