"""Rules of a table, as data: what a game is worth, and what decides between competitors that are level.

They can be written in a competition's file, field for field; ``docs/standings.md`` says how.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Measure = Literal[
    "points", "points-per-game", "wins", "regular-wins", "difference", "scored", "conceded", "ratio",
    "away-points", "away-wins", "away-scored", "sets-difference", "sets-ratio", "rallies-difference", "rallies-ratio",
    "net-run-rate", "conduct", "opponents-points", "opponents-difference", "opponents-scored",
    "last-game", "kicks", "ranking", "coefficient", "lot",
]  # fmt: skip

Number = Annotated[int, Meta(ge=-100, le=100)] | Annotated[float, Meta(ge=-100, le=100)]
Score = tuple[Annotated[int, Meta(ge=0, le=1000)], Annotated[int, Meta(ge=0, le=1000)]]
Word = Annotated[str, Meta(min_length=1, max_length=40)]


class Criterion(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step of the comparison of those who are level so far: the better one in *by* is above.

    *among* says which games are looked at: ``all``, those among the ``tied`` (which may be a list of measures, a table
    of their own), or those against each competitor ``outside``, the best one first. *restart* says what
    happens with those that are still level when others are not: they go on with the next criterion (``no``), are
    compared in the same criterion again, among themselves, once it is through (``again``), or start at once from the
    first criterion (``at-once``). *when* makes it wait: until the tied have played all of their games against each
    other (``mutual-played``), or until the table is complete (``all-played``). *list* names the ranking to look in.
    """

    by: Measure | tuple[Measure, ...]
    among: Literal["all", "tied", "outside"] = "all"
    restart: Literal["no", "again", "at-once"] = "no"
    when: Literal["always", "mutual-played", "all-played"] = "always"
    list: Annotated[str, Meta(max_length=40)] = ""

    def __post_init__(self) -> None:
        if not self.measures:
            raise ValueError("a criterion needs a measure")
        if bool(self.list) != any(measure in {"ranking", "coefficient"} for measure in self.measures):
            raise ValueError("a ranking or a coefficient, and nothing else, names its list")
        if self.among != "all" and not COUNTED.issuperset(self.measures):
            raise ValueError(f"among some games, only these can be compared: {', '.join(sorted(COUNTED))}")

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is compared, in order."""
        return (self.by,) if isinstance(self.by, str) else self.by


# What can be counted in some of the games alone.
COUNTED = frozenset(
    {
        "points", "wins", "regular-wins", "difference", "scored", "conceded", "ratio", "away-points", "away-wins",
        "away-scored", "sets-difference", "sets-ratio", "rallies-difference", "rallies-ratio", "net-run-rate",
        "last-game", "kicks",
    }
)  # fmt: skip


class Points(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Standing points by how a game ended.

    Without *extra_win* and *extra_loss*, extra time is worth what regular time is; without *shootout_win* and
    *shootout_loss*, a game that went to a shoot-out was drawn. *by_sets* says what a score in sets is worth to winner
    and loser, as ``3-2: [2, 1]``.
    """

    win: Number = 3
    draw: Number = 1
    loss: Number = 0
    extra_win: Number | None = None
    extra_loss: Number | None = None
    shootout_win: Number | None = None
    shootout_loss: Number | None = None
    forfeit_loss: Number | None = None
    by_sets: dict[Annotated[str, Meta(pattern=r"^\d+-\d+$")], tuple[Number, Number]] = {}


class Conduct(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What cards cost, for one person in one game; the higher sum is the better one."""

    yellow: Number = -1
    second_yellow: Number = -3
    red: Number = -4
    yellow_red: Number = -5


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a table is made. *across* compares equally placed competitors of several groups.

    *unit* is what the score counts, as a word in the singular. *forfeit* is the score of a game that was forfeited, or
    awarded without one, the winner's first; *forfeit_rallies* the points in its sets. *shootout_goal* adds a goal for
    the winner of a shoot-out. *legs* is how often each pair meets and *games* how many games each plays, where that is
    known: what is to come is then known without fixtures.
    """

    criteria: tuple[Criterion, ...]
    across: tuple[Criterion, ...] = ()
    points: Points = Points()
    unit: Word = "goal"
    conduct: Conduct = Conduct()
    forfeit: Score = (3, 0)
    forfeit_rallies: Score | None = None
    shootout_goal: bool = False
    abandoned: Literal["ignored", "stands"] = "ignored"
    cancelled: Literal["ignored", "draw", "loss"] = "ignored"
    legs: Annotated[int, Meta(ge=1, le=99)] | None = None
    games: Annotated[int, Meta(ge=1, le=999)] | None = None
    source: str = ""


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A preset, and what is otherwise: how a competition's file writes rules of its own."""

    preset: str = "simple"
    criteria: Annotated[list[Measure | Criterion], Meta(min_length=1, max_length=50)] | UnsetType = UNSET
    across: Annotated[list[Measure | Criterion], Meta(min_length=1, max_length=50)] | UnsetType = UNSET
    points: Points | UnsetType = UNSET
    unit: Word | UnsetType = UNSET
    conduct: Conduct | UnsetType = UNSET
    forfeit: Score | UnsetType = UNSET
    forfeit_rallies: Score | UnsetType = UNSET
    shootout_goal: bool | UnsetType = UNSET
    abandoned: Literal["ignored", "stands"] | UnsetType = UNSET
    cancelled: Literal["ignored", "draw", "loss"] | UnsetType = UNSET
    legs: Annotated[int, Meta(ge=1, le=99)] | UnsetType = UNSET
    games: Annotated[int, Meta(ge=1, le=999)] | UnsetType = UNSET
    source: str | UnsetType = UNSET
