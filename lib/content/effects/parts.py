"""What the effects of a change are told in. All of it is immutable, and becomes JSON as it is."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

Area = Literal[
    "standings", "brackets", "fixtures", "competitions", "sports", "dashboards", "alerts", "metrics", "access",
    "wiki", "links",
]  # fmt: skip
Change = Literal["added", "changed", "moved", "removed"]
AREAS: tuple[Area, ...] = get_args(Area)


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of a table, as far as a change can move it. *zone* is what the place means, if anything."""

    rank: int
    competitor: str
    name: str
    points: int | float
    zone: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """A table before and after. *live*: as it stands, with results that are not final."""

    competition: str
    stage: str
    table: str
    live: bool
    before: tuple[Place, ...]
    after: tuple[Place, ...]


class Effect(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is otherwise after the change. All of its texts are plain: none is markup.

    *subject* is what is otherwise and *text* how; *why* are the details. *warning* says what a person should look at
    twice. *event* is the id of the event that it is about, *standing* the table.
    """

    area: Area
    change: Change
    subject: str
    text: str
    why: tuple[str, ...] = ()
    warning: str = ""
    event: str = ""
    standing: Standing | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """What the commit *head* does where *base* is served. *events* is how many the facts know of; None: it was made
    without facts. *errors* say why *head* would not be served: then there are no effects."""

    base: str
    head: str
    events: int | None = None
    effects: tuple[Effect, ...] = ()
    errors: tuple[str, ...] = ()

    def of(self, area: Area) -> list[Effect]:
        """The effects in one area."""
        return [one for one in self.effects if one.area == area]

    @property
    def warnings(self) -> list[Effect]:
        """What a person should look at twice."""
        return [one for one in self.effects if one.warning]
