"""The leaderboard of a race, however many take part: kept in order while participations come one by one.

A board is a view of participations and a context. It holds of each participant only what places it; the lines that
somebody looks at are made when they are asked for.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lib.sport import race
from lib.sport.crossings import Context
from lib.sport.field_state import Front, Line, Passed, Question, RaceState, RunnerStatus
from lib.sport.participations import Field, Participation
from lib.sport.race import Effort

LEADERS = 20
LATEST = 10
MOST_NAMES = 50
MOST_QUESTIONS = 50
NEVER = 1 << 62
ORDER = {"finished": 0, "running": 1, "lapped": 2, "waiting": 3, "DNF": 4, "DNS": 5, "DSQ": 6}
RANKED = {"finished", "running", "lapped"}

Key = tuple[int, int, int, tuple[int, str]]


class Mark(NamedTuple):
    """What places a participant: *slots* are those that were passed, as bits, *last* when the last one was."""

    key: Key
    status: RunnerStatus
    slots: int
    last: int
    questions: tuple[Question, ...]
    team: str
    category: str
    wave: str
    text: str


class Board:
    """All participants in order: finished, running, lapped, waiting, did not finish, not started, disqualified."""

    def __init__(self, around: Context, field: Field) -> None:
        self.around = around
        self._field = field
        self._order: list[Key] = []
        self._marks: dict[str, Mark] = {}
        self._questions: list[tuple[int, str, str, Question]] = []
        self._latest: list[tuple[int, str]] = []
        self._numbers: Counter[str] = Counter()
        self._categories: Counter[str] = Counter()
        self._waves: Counter[str] = Counter()
        self._passed = [0] * len(around.slots)
        for who in {*field.ids(), *around.entrants}:
            self._enter(who, list.append)
        for ordered in (self._order, self._questions, self._latest):
            ordered.sort()

    def place(self, who: str) -> None:
        """Put *who* where the facts of now say."""
        self._count(who, self._marks.pop(who, None), -1, remove)
        self._enter(who, insort)

    def _enter(self, who: str, put: Callable[[list, tuple], object]) -> None:
        made = self._effort(who)
        if made.known or made.questions:
            mark = self._marks[who] = _mark(made, self.around)
            self._count(who, mark, +1, put)

    @property
    def ids(self) -> list[str]:
        """Everybody who takes part, in order."""
        return [key[3][1] for key in self._order]

    def find(self, text: str = "", team: str = "", category: str = "") -> list[str]:
        """Those whose bib, name or team holds *text*, of one team and category if these are given, in order."""
        wanted = text.casefold()
        marks = ((key[3][1], self._marks[key[3][1]]) for key in self._order)
        return [
            who
            for who, mark in marks
            if wanted in mark.text and team in ("", mark.team) and category in ("", mark.category)
        ]

    def lines(self, ids: list[str]) -> list[Line]:
        """The lines of some of those who take part."""
        leader = self._effort(self._order[0][3][1]) if self._order else None
        return [self._line(self._effort(who), leader) for who in ids]

    def questions(self, most: int) -> list[Question]:
        """What is questioned, the newest first."""
        return [item[-1] for item in self._questions[: -most - 1 : -1]]

    def state(self) -> RaceState:
        """What everybody sees of the race."""
        slots = [
            race.Slot(slot.checkpoint, slot.name, slot.lap, slot.distance, passed)
            for slot, passed in zip(self.around.slots, self._passed, strict=True)
        ]
        leaders = self.lines([key[3][1] for key in self._order[:LEADERS]])
        return RaceState(
            slots=slots,
            starts=self.around.starts,
            numbers={word: self._numbers[word] for word in ORDER if self._numbers[word]},
            front=self._front(leaders[0]) if leaders else None,
            leaders=leaders,
            latest=[self._passed_last(who) for _, who in self._latest[: -LATEST - 1 : -1]],
            categories=_names(self._categories),
            waves=_names(self._waves),
            over=self.around.over,
            questioned=len(self._questions),
            questions=self.questions(MOST_QUESTIONS),
        )

    def _effort(self, who: str) -> Effort:
        return race.effort(self.around, self._field.get(who) or Participation(who))

    def _count(self, who: str, mark: Mark | None, by: int, put: Callable[[list, tuple], object]) -> None:
        if mark is None:
            return
        for question in mark.questions:
            put(self._questions, (question.at, question.action, who, question))
        if mark.status is None:  # nobody who takes part
            return
        put(self._order, mark.key)
        if mark.slots:
            put(self._latest, (mark.last, who))
        self._numbers[mark.status] += by
        self._categories[mark.category] += by
        self._waves[mark.wave] += by
        for slot in _bits(mark.slots):
            self._passed[slot] += by

    def _passed_last(self, who: str) -> Passed:
        made = self._effort(who)
        return Passed(who, made.entrant.name, *made.splits[-1])

    def _front(self, first: Line) -> Front | None:
        if not first.splits:
            return None
        number, time = first.splits[-1]
        slot = self.around.slots[number]
        return Front(first.name, slot.name, slot.distance, time if first.time is None else first.time)

    def _line(self, made: Effort, leader: Effort | None) -> Line:
        shape, entrant = self.around.shape, made.entrant
        line = Line(
            made.id, entrant.name, made.status, self._rank(made), entrant.team, entrant.category, entrant.wave,
            splits=[(slot, made.elapsed(at, shape.rank_by)) for slot, at in made.splits],
            questioned=len(made.questions), note=made.reason,
        )  # fmt: skip
        if not made.splits:
            return line
        slot, at = made.splits[-1]
        line.gun = None if made.gun is None else at - made.gun
        line.net = None if made.net is None else at - made.net
        time = line.splits[-1][1]
        if time is None:
            line.note = line.note or "no start was recorded"
        elif made.status == "finished":
            line.time = race.official(time, shape)
        line.gap = _gap(time, leader, slot, shape.rank_by)
        if made.status == "running" and line.net:
            self._predict(line, slot, at)
        return line

    def _predict(self, line: Line, slot: int, at: int) -> None:
        """Arrivals if the pace so far is kept."""
        slots = self.around.slots
        if slots[slot].distance <= 0 or slot + 1 == len(slots):
            return
        pace = line.net / slots[slot].distance
        line.next_at = at + round((slots[slot + 1].distance - slots[slot].distance) * pace)
        line.finish_at = at + round((slots[-1].distance - slots[slot].distance) * pace)

    def _rank(self, made: Effort) -> int | None:
        mark = self._marks.get(made.id)
        if mark is None or made.status not in RANKED or mark.key[2] == NEVER:
            return None
        return bisect_left(self._order, mark.key[:3]) + 1


def _mark(made: Effort, around: Context) -> Mark:
    text = f"{made.id} {made.entrant.name} {made.entrant.team}".casefold()
    mask = sum(1 << slot for slot, _ in made.splits)
    status = made.status if made.known else None
    entrant = made.entrant
    last = made.splits[-1][1] if made.splits else 0
    about = (entrant.team, entrant.category, entrant.wave, text)
    return Mark(_key(made, around), status, mask, last, tuple(made.questions), *about)


def _names(counted: Counter[str]) -> list[str]:
    return sorted(one for one, number in counted.items() if one and number)[:MOST_NAMES]


def _key(made: Effort, around: Context) -> Key:
    """The order of the leaderboard: by how far, then by the time there; bibs are compared as numbers are."""
    name = (len(made.id), made.id)
    slot, at = made.splits[-1] if made.splits else (-1, 0)
    time = made.elapsed(at, around.shape.rank_by) if made.splits else None
    if made.status == "finished":
        return (ORDER["finished"], 0, NEVER if time is None else time, name)
    if made.status in {"running", "lapped", "DNF"}:
        return (ORDER[made.status], -slot, NEVER if time is None else time, name)
    return (ORDER[made.status], 0, NEVER, name)


def _gap(time: int | None, leader: Effort | None, slot: int, rank_by: str) -> int | None:
    if time is None or leader is None:
        return None
    at = dict(leader.splits).get(slot)
    ahead = None if at is None else leader.elapsed(at, rank_by)
    return None if ahead is None else time - ahead


def remove(ordered: list, item: tuple) -> None:
    """Take *item* out of a list that is in order."""
    del ordered[bisect_left(ordered, item)]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
