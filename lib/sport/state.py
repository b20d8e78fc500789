"""The state of one event: what all of its actions together mean. Derived, never recorded.

Lists of two are by competitor, home first. Times are milliseconds since the epoch, durations are milliseconds.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec
from msgspec import Struct, field

from lib.sport.actions import AnyAction, Decision, EventDeclared, Lineup, Status
from lib.sport.field_state import ChallengeBrief, ChallengeState, RaceBrief, RaceState

# What a status says of an event: it goes on, it will come, or nothing more is expected.
ONGOING = frozenset({"live", "break", "suspended"})
COMING = frozenset({"scheduled", "postponed"})
OVER = frozenset(get_args(Status)) - ONGOING - COMING
OFFICIAL = OVER - {"ended"}  # nobody has to confirm it any more

Number = int | float  # a score; half points are 0.5
OutcomeType = Literal["regular", "extra-time", "shootout", "awarded"]


class PeriodState(Struct, omit_defaults=True):
    """A period, or a set: what was scored in it, and when it ran."""

    number: int
    score: list[int]
    start: int | None = None
    end: int | None = None


class ClockState(Struct, omit_defaults=True):
    """The event's clock: it showed *elapsed* in *period* at the moment *at*, and runs on from there if *running*.

    Nothing ticks on a server: whoever shows it adds ``(now - at) * rate`` while it runs.
    """

    period: int
    elapsed: int
    at: int
    running: bool
    rate: float = 1.0
    added: int | None = None


class Outcome(Struct, omit_defaults=True):
    """How the event ended; without a winner it is a tie."""

    type: OutcomeType
    winner: str | None = None


class Entry(Struct, omit_defaults=True):
    """A line of the timeline: an action with what it meant. *score* is the score after it, for a set sport in sets,
    with the points of the set in *points*. *void* is the id of the retraction, *amended* those of the amendments,
    *note* says why an action did not count. *about* is what a correction refers to in the end, where that is not in the
    timeline itself: a crossing, a status, an activity or entries."""

    action: AnyAction  # type: ignore[valid-type]
    score: list[Number] | None = None
    points: list[int] | None = None
    side: int | None = None
    void: str | None = None
    amended: list[str] = []
    note: str = ""
    about: AnyAction | None = None  # type: ignore[valid-type]


class EventState(Struct):
    """Everything that is known of one event. Equal for equal sets of actions, in whatever order they came.

    *sanctions* are by kind, *plays* by kind and competitor, *counts* by kind: those that hold, those retracted;
    *tallies* are the same of what participants of a field have for themselves. *entered* is the side that entered the
    result. *first* is the first crossing or activity that was recorded. *cheers* are by side, those for all under the
    empty name. A race or a challenge has a state of its own beside it, and no score.
    """

    id: str
    declared: EventDeclared | None = None
    status: Status = "scheduled"
    since: int | None = None
    score: list[Number] = field(default_factory=lambda: [0, 0])
    shootout: list[int] | None = None
    kicks: list[list[int]] = []
    periods: list[PeriodState] = []
    clock: ClockState | None = None
    outcome: Outcome | None = None
    reviewing: bool = False
    sanctions: dict[str, list[int]] = {}
    lineups: list[Lineup | None] = field(default_factory=lambda: [None, None])
    decisions: list[Decision] = []
    plays: dict[str, dict[str, int]] = {}
    plays_void: int = 0
    counts: dict[str, list[int]] = {}
    tallies: dict[str, list[int]] = {}
    entered: str | None = None
    race: RaceState | None = None
    challenge: ChallengeState | None = None
    timeline: list[Entry] = []
    first: AnyAction | None = None  # type: ignore[valid-type]
    cheers: dict[str, int] = {}  # the last one: whoever sends states on can tell that only these have changed

    def side(self, competitor: str) -> int | None:
        """0 for the home side, 1 for the other one, None for somebody who does not take part."""
        for index, one in enumerate(self.declared.competitors if self.declared else ()):
            if one.id == competitor:
                return index
        return None


class Provenance(Struct):
    """Which records made a state: *count* actions from *first_offset* to *last_offset* of one partition.

    *sampled* is the time of the samples that this state gives; it grows with every state of an event. *appended* is
    when the broker had the last of the actions, 0 in states of a processor that did not say so.
    """

    topic: str
    partition: int
    first_offset: int
    last_offset: int
    count: int
    sampled: int
    appended: int = 0


class EventRecord(Struct):
    """A record of ``sport.events``."""

    state: EventState
    provenance: Provenance


class SummaryState(Struct):
    """What lists and scoreboards need of a state; read from the same bytes, with the rest skipped."""

    id: str
    declared: EventDeclared | None = None
    status: Status = "scheduled"
    since: int | None = None
    score: list[Number] = field(default_factory=lambda: [0, 0])
    shootout: list[int] | None = None
    periods: list[PeriodState] = []
    clock: ClockState | None = None
    outcome: Outcome | None = None
    reviewing: bool = False
    race: RaceBrief | None = None
    challenge: ChallengeBrief | None = None
    cheers: dict[str, int] = {}


class Summary(Struct):
    """The short form of a record of ``sport.events``."""

    state: SummaryState
    provenance: Provenance


class _Stamp(Struct):
    provenance: Provenance


_encoder = msgspec.json.Encoder()
_stamps = msgspec.json.Decoder(_Stamp)
_records = msgspec.json.Decoder(EventRecord)
_summaries = msgspec.json.Decoder(Summary)


def encode(record: EventRecord | Summary) -> bytes:
    """The record as JSON, the form in Kafka and on the wire to browsers."""
    return _encoder.encode(record)


def decode(raw: bytes) -> EventRecord:
    """Read a record of ``sport.events``."""
    return _records.decode(raw)


def summary(raw: bytes) -> Summary:
    """Read the short form of a record of ``sport.events``."""
    return _summaries.decode(raw)


def provenance(raw: bytes) -> Provenance:
    """Which records made a record of ``sport.events``: the state is skipped, not decoded."""
    return _stamps.decode(raw).provenance
