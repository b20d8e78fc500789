"""Competitions, as ``competitions/*.yaml`` declares them: who takes part, in which stages, by which rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, structs

from lib.content import checks, courses, plans, sports, webhooks
from lib.content.documents import Document
from lib.content.fixtures import Declaration, Fixture
from lib.content.mistakes import Mistakes, gathered
from lib.content.plans import Part
from lib.content.references import References
from lib.content.sports import Sport
from lib.content.stages import AnyStage, Preset, Stage, Swiss
from lib.content.webhooks import Webhook
from lib.errors import BadContent
from lib.sport import actions, predictions, standings
from lib.sport.actions import Id, Name, Text
from lib.sport.profiles import Format
from lib.sport.ratings import System
from lib.sport.standings import Rules, Variant

FOLDER = "competitions"
ENDINGS = {".yaml", ".yml"}


class Member(actions.Member, frozen=True, kw_only=True):
    """A person of a team, from one day until another, both included; without them, always."""

    since: date | None = msgspec.field(default=None, name="from")
    until: date | None = None

    def belongs(self, day: date | None) -> bool:
        """Whether the person is in the team on a *day*; on a day that is not known, everybody is who has not left."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Competitor(actions.Competitor, frozen=True, kw_only=True):
    """Who can win or lose: a team with its members, an individual or a pair."""

    members: Annotated[list[Member], Meta(max_length=100)] = []

    def at(self, day: date | None) -> actions.Competitor:
        """The competitor as it is on a *day*, as actions tell of it."""
        members = [
            actions.Member(**{name: getattr(one, name) for name in actions.Member.__struct_fields__})
            for one in self.members
            if one.belongs(day)
        ]
        told = {name: getattr(self, name) for name in actions.Competitor.__struct_fields__}
        return actions.Competitor(**told | {"members": members})


class Declared(Declaration, frozen=True, kw_only=True):
    """What a competition's file says. *fixtures* belong to no stage; times of day are those of the time *zone*.

    *rules* and *format* hold for all stages that do not say otherwise, and are the sport's if nothing is said. With
    *predictions*, even an empty one, anybody may foretell its contests of two sides. The system of *ratings* tells how
    strong competitors are, and what is to be expected of a game.
    """

    title: Name
    sport: Annotated[Id, Meta(description="The name of a file in sports/", examples=[*sports.KNOWN])]
    season: Text = ""
    credit: Text = ""
    zone: Annotated[str, Meta(max_length=60, description="A time zone such as Europe/Berlin")] = "UTC"
    rules: Preset | Variant | None = None
    format: Format | None = None
    predictions: predictions.Rule | None = None
    ratings: System | None = None
    webhooks: Annotated[list[Webhook], Meta(max_length=20)] = []
    competitors: list[Competitor] = []
    stages: list[AnyStage] = []
    fixtures: list[Fixture] = []


class Competition(Declared, frozen=True, kw_only=True, eq=False):
    """A competition of one season. Its id is the name of its file; *plan* is what follows from each of its stages."""

    id: str
    profile: Sport
    plan: tuple[Part, ...] = ()

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone that times of day are of."""
        return ZoneInfo(self.zone)

    def event(self, fixture: Fixture) -> str:
        """The id of the event that a *fixture* becomes."""
        return f"{self.id}-{fixture.id}"

    def competitor(self, id: str, day: date | None = None) -> actions.Competitor:
        """One of those who take part, with its members on a *day*. Raise KeyError."""
        return {one.id: one for one in self.competitors}[id].at(day)

    def rules_of(self, stage: Stage | None = None) -> Rules:
        """The rules of a *stage*'s table: its own, those of the competition, or the sport's.

        What is to come is known from a draw; from fixtures that are listed, unless the file's own rules say how often
        each pair meets or how many games each plays; else from the rules. The score counts what the sport does, unless
        the file's own rules say otherwise.
        """
        own = getattr(stage, "rules", None) or self.rules or self.profile.rules
        said = own if isinstance(own, Variant) else Variant()
        drawn, listed = isinstance(stage, Swiss) or getattr(stage, "draw", None), getattr(stage, "fixtures", ())
        unknown = [one for one in ("legs", "games") if drawn or (listed and getattr(said, one) is UNSET)]
        unit = self.profile.words.score[0] if said.unit is UNSET else said.unit
        return structs.replace(standings.rules(own), unit=unit, **dict.fromkeys(unknown))


def read(
    files: Mapping[str, bytes],
    known: Mapping[str, Sport] = sports.KNOWN,
    lines: courses.Lines = courses.NONE,
    mistakes: Mistakes | None = None,
    unread: Collection[str] = (),
) -> list[Competition]:
    """The competitions in the *files* of one revision, path to bytes, in the order of their ids.

    *known* are the sports that they may name, and *lines* the courses; of the sports *unread*, whose files are wrong,
    nothing is known. Raise BadContent with file, line, field and what is allowed, or leave it to *mistakes*.
    """
    found: dict[str, Competition] = {}
    with gathered(mistakes) as kept:
        for path in sorted(path for path in files if PurePosixPath(path).suffix in ENDINGS):
            with kept.apart():
                competition = _one(Document(path, files[path]), known, lines, unread)
                if competition and competition.id in found:
                    raise BadContent(path, 0, f"there is another file for the competition {competition.id}.")
                if competition:
                    found[competition.id] = competition
    return list(found.values())


def _one(
    document: Document, known: Mapping[str, Sport], lines: courses.Lines, unread: Collection[str]
) -> Competition | None:
    """The competition of a file; None where only its sport keeps it from being one. Raise BadContent."""
    id, declared = document.id(), document.convert(Declared)
    sport = known.get(declared.sport)
    with gathered() as mistakes:
        if sport is None and declared.sport not in unread:
            mistakes.note(document.unknown("$.sport", declared.sport, "is no sport that we know", known))
        names = References(document, [one.id for one in declared.competitors], mistakes)
        names.rules("$.rules", declared.rules)
        names.different("$.stages", [one.id for one in declared.stages])
        checks.loose(names, declared.fixtures)
        with mistakes.apart():
            webhooks.check(document, declared.webhooks)
        plan = _plan(names, declared, sport, lines)
    if sport is None:
        return None
    given = msgspec.structs.asdict(declared) | {"stages": [part.stage for part in plan]}
    return Competition(id=id, profile=sport, plan=tuple(plan), **given)


def _plan(names: References, declared: Declared, sport: Sport | None, lines: courses.Lines) -> list[Part]:
    """What follows from each stage that can be played; stages build on those before them."""
    plan, shape, zone = [], declared.format or (sport.format if sport else None), names.zone("$.zone", declared.zone)
    for number, one in enumerate(declared.stages):
        field, before, stage = f"$.stages[{number}]", names.mistakes.count, one
        with names.mistakes.apart():
            stage = courses.laid(names.document, field, one, shape, lines) if shape else one
        checks.stage(names, field, stage, shape)
        if names.whole and names.mistakes.count == before:
            plan.append(plans.part(stage, names.competitors, zone, names.ties))
            names.learn(field, plan[-1])
        names.whole &= names.mistakes.count == before
    return plan
