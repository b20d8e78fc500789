"""The stages of a competition, as its file declares them: how it is played, and how fixtures come about.

Who has a place is said as a slot: a competitor's id, or ``winner of m7``, ``runner-up of A``, ``third of A/B/C``
(``lib/sport/slots.py``). ``docs/competitions.md`` shows each stage with an example.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from lib.content.fixtures import Dates, Declaration, Draw, Few, Fixture, words
from lib.sport.actions import Id, Moment, Name, Text
from lib.sport.ladder import Move
from lib.sport.profiles import Format
from lib.sport.ratings import System
from lib.sport.standings import PRESETS, Lot, Variant

SlotText = Annotated[str, Meta(min_length=1, max_length=200, description="A competitor, or a slot: winner of m7")]
Preset = Annotated[str, Meta(description="The name of a preset", examples=[*PRESETS])]
Number = Annotated[int, Meta(ge=1, le=999)]
Course = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]*\.gpx$", description="A file in courses/, such as park-round.gpx"),
]


class Zone(Declaration, kw_only=True):
    """What some places of a table mean, from the *first* to the *last* of them."""

    first: Number
    last: Number
    title: Name
    kind: Literal["qualification", "promotion", "play-off", "demotion"] = "qualification"


class Deduction(Declaration, kw_only=True):
    """Points that a competitor loses, from a *day* on; what is given instead is negative."""

    competitor: Id
    points: Annotated[int, Meta(ge=-1000, le=1000)] | Annotated[float, Meta(ge=-1000, le=1000)]
    reason: Text = ""
    day: date | None = None


class Stage(Declaration, kw_only=True):
    """A part of a competition. *format* is how its events are played, where the sport's own does not hold."""

    id: Id
    title: Text = ""
    format: Format | None = None

    @property
    def name(self) -> str:
        """The title, or else the id in words."""
        return self.title or words(self.id)


class Tabled(Stage, kw_only=True):
    """A stage with a table. *rules* are those of the competition, unless it has its own.

    *annulled* are competitors who withdrew: their results count for nobody. *rankings* are the lists that rules refer
    to, *lots* the orders that were drawn or decided where nothing else separates competitors.
    """

    rules: Preset | Variant | None = None
    zones: list[Zone] = []
    deductions: list[Deduction] = []
    lots: list[Lot] = []
    rankings: dict[str, dict[str, float]] = {}
    annulled: list[Id] = []


class League(Tabled, kw_only=True, tag="league", tag_field="type"):
    """Everybody meets everybody; one table. Without *draw* its fixtures are those listed, and what is declared ad hoc.

    *entries* are all competitors, unless it lists some. *prefix* begins the ids of its fixtures, where another stage
    has the same pairs.
    """

    entries: list[SlotText] = []
    draw: Draw | None = None
    dates: Dates | None = None
    fixtures: list[Fixture] = []
    prefix: Id | None = None


class Group(Declaration, kw_only=True):
    """A group of a stage. Slots name it by its *short* name or its id, which also begins the ids of its fixtures."""

    id: Id
    title: Text = ""
    short: Annotated[str, Meta(max_length=12)] = ""
    entries: Annotated[list[SlotText], Meta(min_length=1, max_length=100)]

    @property
    def name(self) -> str:
        """The title, or else the id in words."""
        return self.title or words(self.id)


class Best(Declaration, kw_only=True):
    """So many of those at one *place* of all groups, compared across groups, go on.

    Only games *against* so many of the best of each group are compared: as many as the smallest group has, unless it
    says otherwise, so that groups of different size are even.
    """

    place: Number
    count: Number
    against: Number | None = None


class Groups(Tabled, kw_only=True, tag="groups", tag_field="type"):
    """Groups, each with a table. *best* compares those at the same place of different groups."""

    groups: Annotated[list[Group], Meta(min_length=1, max_length=100)]
    draw: Draw | None = None
    dates: Dates | None = None
    fixtures: list[Fixture] = []
    best: list[Best] = []


class Tie(Declaration, kw_only=True):
    """A place in the bracket where two meet. Slots name it by its id."""

    id: Id
    home: SlotText
    away: SlotText
    title: Text = ""
    start: Moment | None = None
    day: date | None = None
    venue: Text = ""


class Round(Declaration, kw_only=True):
    """A round of a knockout. Its id begins those of its events. *dates* are for the games of each tie, in turn.

    What it does not say about legs and the like is as the stage says. Without *ties* the bracket is drawn from the
    stage's entries, and the round takes the next place in it.
    """

    id: Id
    title: Text = ""
    ties: list[Tie] = []
    legs: Few | None = None
    best_of: Annotated[int, Meta(ge=1, le=15)] | None = None
    away_goals: bool | None = None
    dates: Dates | None = None
    format: Format | None = None

    @property
    def name(self) -> str:
        """The title, or else the id in words."""
        return self.title or words(self.id)


class Assignment(Declaration, kw_only=True):
    """Which of the best-placed goes to which tie, for each combination of groups that they may come from.

    Each word of the *table* has one letter for each of *ties*: the short name of a group.
    """

    ties: Annotated[list[Id], Meta(min_length=1, max_length=32)]
    table: str


class Knockout(Stage, kw_only=True, tag="knockout", tag_field="type"):
    """Who loses is out. Either *entries* are put into a bracket, or *rounds* say who meets whom.

    Entries are listed from the best seed on (``seeded``), as they meet (``listed``), or are ``drawn`` by lot with the
    *seed*. Ties have one game, or *legs* whose scores are added, or up to *best_of* games.
    """

    entries: list[SlotText] = []
    order: Literal["seeded", "listed", "drawn"] = "seeded"
    seed: int = 0
    third_place: bool = False
    rounds: list[Round] = []
    legs: Few = 1
    best_of: Annotated[int, Meta(ge=1, le=15)] = 1
    away_goals: bool = False
    assignment: Assignment | None = None


class Absence(Declaration, kw_only=True):
    """Somebody is not there in some *rounds* of a Swiss stage, or from one on."""

    competitor: Id
    rounds: list[Number] = []
    since: Number | None = None


class Swiss(Tabled, kw_only=True, tag="swiss", tag_field="type"):
    """So many *rounds*, in each of which competitors meet whom they are level with. Entries are in order of strength.

    *bye* is what a round without an opponent is worth: as much as a win, unless it says otherwise.
    """

    rounds: Annotated[int, Meta(ge=1, le=40)]
    entries: list[SlotText] = []
    dates: Dates | None = None
    bye: float | None = None
    absences: list[Absence] = []


class Ladder(Stage, kw_only=True, tag="ladder", tag_field="type"):
    """An order in which everybody may challenge somebody up to *reach* places above; 0 is anybody.

    Its events are declared ad hoc with this stage. A challenger who wins changes places (``swap``) or comes in above
    (``insert``). With a *rating* the order is that of ratings instead, and nobody has to challenge.
    """

    entries: list[SlotText] = []
    move: Move = "swap"
    reach: Annotated[int, Meta(ge=0, le=999)] = 0
    rating: System | None = None


class Contest(Declaration, kw_only=True):
    """A race, a heat, or a challenge: one event in which many take part; without *entries* all competitors do.

    A race may have a *course* of its own. One without *medals*, such as a heat, is not in the table of medals.
    """

    id: Id
    title: Text = ""
    round: Text = ""
    start: Moment | None = None
    day: date | None = None
    venue: Text = ""
    format: Format | None = None
    course: Course | None = None
    entries: list[Id] = []
    medals: bool = True


class Race(Stage, kw_only=True, tag="race", tag_field="type"):
    """Races in which many start: heats, runs, rides. Without *events* it is one, with the stage's id.

    *course* is a file with the line that they are run along. With *medals* the first three of each event have one.
    """

    events: list[Contest] = []
    start: Moment | None = None
    venue: Text = ""
    course: Course | None = None
    medals: bool = False


class Challenge(Stage, kw_only=True, tag="challenge", tag_field="type"):
    """Everybody collects steps, kilometres or minutes. Without *events* it is one, with the stage's id.

    With *medals* the first three teams of each event have one, or without teams the first three members.
    """

    events: list[Contest] = []
    start: Moment | None = None
    venue: Text = ""
    medals: bool = False


AnyStage = League | Groups | Knockout | Swiss | Ladder | Race | Challenge
