"""What a plan is made of: tables, fixtures, and the bracket. Who plays is said in slots."""

from __future__ import annotations

from msgspec import Struct

from lib.content.dates import When
from lib.content.stages import AnyStage, Contest, Round
from lib.sport.brackets import Form
from lib.sport.slots import Slot

MEETING = "{home}-{away}"


class Table(Struct, frozen=True, kw_only=True):
    """Those who are ranked together: a league, or a group. Slots name it by *id* or *short*."""

    id: str
    name: str
    short: str
    entries: tuple[Slot, ...]


class Planned(Struct, frozen=True, kw_only=True):
    """A fixture. *uid* names it for ever within the competition; *id* is that of its event without the competition's.

    An *id* with braces is complete once it is known who plays: ``final-{home}-{away}``. *number* counts rounds.
    """

    uid: str
    id: str
    home: Slot
    away: Slot
    table: str = ""
    number: int = 0
    round: str = ""
    when: When = When()


class Duel(Struct, frozen=True, kw_only=True):
    """A tie of the bracket, with the fixtures that it may need, in their order."""

    id: str
    name: str
    home: Slot
    away: Slot
    games: tuple[Planned, ...]


class Level(Struct, frozen=True, kw_only=True):
    """A round of the bracket. *declared* is what the file says of it."""

    id: str
    name: str
    form: Form
    duels: tuple[Duel, ...]
    declared: Round | None = None


class Part(Struct, frozen=True, kw_only=True):
    """The plan of one stage. What does not concern its kind is empty; *resting* are the byes of each round, *contests*
    are races and challenges."""

    stage: AnyStage
    entries: tuple[Slot, ...] = ()
    tables: tuple[Table, ...] = ()
    fixtures: tuple[Planned, ...] = ()
    resting: tuple[tuple[int, Slot], ...] = ()
    levels: tuple[Level, ...] = ()
    contests: tuple[Contest, ...] = ()
