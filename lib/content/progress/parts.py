"""What the progress of a competition is told in. All of it is immutable, and becomes JSON as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from lib.content.stages import Zone
from lib.sport.actions import Status
from lib.sport.field_state import ChallengeState, RaceState
from lib.sport.ladder import Step
from lib.sport.medals import Row as Medals
from lib.sport.standings import Row


class Side(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who has a place in a fixture; while nobody has it, *id* is empty and *name* says whom it waits for.

    *slot* says where a side comes from that was not there from the beginning. One that is not *certain* has the place
    as it stands: results that are not final yet may still change it.
    """

    name: str
    id: str = ""
    short: str = ""
    slot: str = ""
    certain: bool = True


class Match(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fixture, and what came of it. *uid* is its own for ever; *event* is empty until it is known who plays.

    *score* and *shootout* are home, away; *winner* is a competitor. A game that is not *needed* is one of a series that
    may be decided before. While it is not over, *expected* is what the home side may expect of it by ratings: 1 is to
    win, 0 to lose, a draw half.
    """

    uid: str
    home: Side
    away: Side
    event: str = ""
    table: str = ""
    number: int = 0
    round: str = ""
    start: datetime | None = None
    day: date | None = None
    venue: str = ""
    status: Status = "scheduled"
    score: tuple[float, float] | None = None
    shootout: tuple[float, float] | None = None
    outcome: str = ""
    winner: str = ""
    needed: bool = True
    expected: float | None = None

    @property
    def decided(self) -> bool:
        """Whether it is known who plays, for certain."""
        return bool(self.home.id and self.away.id and self.home.certain and self.away.certain)

    def has(self, competitor: str) -> bool:
        """Whether a competitor plays in it."""
        return competitor in (self.home.id, self.away.id)


class Table(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A table: its rows, and for each of them what the place means, if anything.

    It is *complete* when all of its games have a final result. *events* are those that it was made of; *waiting* are
    entries that nobody has yet.
    """

    id: str
    name: str
    short: str
    rows: tuple[Row, ...]
    zones: tuple[Zone | None, ...]
    complete: bool = False
    remaining: int = 0
    events: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    def row_of(self, competitor: str) -> Row:
        """The row of a competitor. Raise KeyError."""
        return {row.competitor: row for row in self.rows}[competitor]


class Tie(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Two sides of the bracket, and their games. *score* is the games won in a series, else the score of all games.

    *winner* is who goes on, or would as it stands; it is *settled* when that is final. *note* says what is missing
    when all games are over and nobody has won.
    """

    id: str
    name: str
    home: Side
    away: Side
    matches: tuple[Match, ...] = ()
    score: tuple[float, float] | None = None
    winner: str = ""
    settled: bool = False
    note: str = ""


class Level(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A round of the bracket."""

    id: str
    name: str
    ties: tuple[Tie, ...]


class Resting(Struct, frozen=True):
    """Somebody who has no opponent in a round."""

    number: int
    side: Side


class Rung(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place of a ladder. *began* is where the competitor stood in the beginning, *rating* what the order is by."""

    place: int
    competitor: str
    name: str
    began: int
    played: int = 0
    won: int = 0
    rating: float | None = None


class Contest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A race or a challenge: one event in which all *entries* take part, and their members."""

    event: str
    title: str
    entries: tuple[str, ...] = ()
    round: str = ""
    status: Status = "scheduled"
    start: datetime | None = None
    day: date | None = None
    venue: str = ""
    race: RaceState | None = None
    challenge: ChallengeState | None = None


class Stage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a stage has come. What does not concern its *kind* is empty.

    *best* are the tables across groups; *levels* the bracket, *rungs* and *steps* a ladder, *contests* races and
    challenges. *rounds* are those that somebody has played in. *rules* say in words how it is decided. *problem* says
    why it cannot go on by itself; *winner* is a competitor, once it is complete.
    """

    id: str
    name: str
    kind: str
    complete: bool = False
    winner: str = ""
    tables: tuple[Table, ...] = ()
    best: tuple[Table, ...] = ()
    matches: tuple[Match, ...] = ()
    resting: tuple[Resting, ...] = ()
    rounds: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    rungs: tuple[Rung, ...] = ()
    steps: tuple[Step, ...] = ()
    contests: tuple[Contest, ...] = ()
    rules: tuple[str, ...] = ()
    problem: str = ""

    def table(self, name: str) -> Table:
        """The table with an id or a short name. Raise KeyError."""
        for one in (*self.tables, *self.best):
            if name in (one.id, one.short):
                return one
        raise KeyError(name)

    def by_round(self) -> list[tuple[str, list[Match]]]:
        """The matches of each round, rounds in their order."""
        rounds: dict[tuple[int, str], list[Match]] = {}
        for match in self.matches:
            rounds.setdefault((match.number, match.round), []).append(match)
        return [(name, matches) for (_, name), matches in sorted(rounds.items(), key=lambda one: one[0][0])]


class Strengths(Struct, frozen=True, kw_only=True):
    """How strong competitors are *of* themselves, by their ids, in the numbers of a rating *system*."""

    system: str
    of: dict[str, float]


class Prospect(Struct, frozen=True, kw_only=True):
    """A side before a game: its *rating*, and the result that it may expect."""

    id: str
    name: str
    rating: float
    expected: float


class Expected(Struct, frozen=True, kw_only=True):
    """What ratings let expect of a game; both sides together expect 1."""

    system: str
    home: Prospect
    away: Prospect


class Progress(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a competition has come, at one *revision* of the content. *loose* are the matches of no stage, *ratings*
    the strengths of those who take part, once somebody has played for them; *medals* are those of all stages that give
    some, by the names of who has them.

    It can be kept, sent as JSON, and compared; what it leaves out is as its type says: empty, zero, or nothing.
    """

    id: str
    title: str
    sport: str
    season: str = ""
    credit: str = ""
    revision: str = ""
    competitors: tuple[Side, ...] = ()
    stages: tuple[Stage, ...] = ()
    loose: tuple[Match, ...] = ()
    ratings: Strengths | None = None
    medals: tuple[Medals, ...] = ()

    def stage(self, id: str) -> Stage:
        """A stage. Raise KeyError."""
        return {one.id: one for one in self.stages}[id]

    def matches(self) -> Iterator[Match]:
        """All matches, stage by stage."""
        for stage in self.stages:
            yield from stage.matches
        yield from self.loose

    def expected(self, event: str) -> Expected | None:
        """What ratings let expect of an event that is not over; None where they say nothing of it."""
        match = next((one for one in self.matches() if one.event == event and one.expected is not None), None)
        if match is None or self.ratings is None:
            return None
        home, away = (
            Prospect(id=side.id, name=side.name, rating=self.ratings.of[side.id], expected=round(chance, 3))
            for side, chance in ((match.home, match.expected), (match.away, 1 - match.expected))
        )
        return Expected(system=self.ratings.system, home=home, away=away)
