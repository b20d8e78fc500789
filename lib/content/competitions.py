"""Competitions, as ``competitions/*.yaml`` declares them: who takes part, and which fixtures there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from lib.content.documents import Document
from lib.errors import BadContent
from lib.sport.actions import Competitor, Id, Moment, Name, Text
from lib.sport.profiles import PROFILES

FOLDER = "competitions"
ENDINGS = {".yaml", ".yml"}


class Fixture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event that is planned. *id* is its own within the competition; *home* and *away* are ids of competitors."""

    id: Id
    home: Id
    away: Id
    start: Moment | None = None
    venue: Text = ""
    stage: Text = ""
    round: Text = ""


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a competition's file says."""

    title: Name
    sport: Id
    season: Text = ""
    credit: Text = ""
    competitors: list[Competitor] = []
    fixtures: list[Fixture] = []


class Competition(Declared, frozen=True, kw_only=True):
    """A competition of one season. Its id is the name of its file."""

    id: str

    def event(self, fixture: Fixture) -> str:
        """The id of the event that a *fixture* becomes."""
        return f"{self.id}-{fixture.id}"

    def competitor(self, id: str) -> Competitor:
        """One of those who take part. Raise KeyError."""
        return {one.id: one for one in self.competitors}[id]


def read(files: Mapping[str, bytes]) -> list[Competition]:
    """The competitions in the *files* of one revision, path to bytes, in the order of their ids.

    Raise BadContent with file, line, field and what is allowed.
    """
    found: dict[str, Competition] = {}
    for path in sorted(path for path in files if PurePosixPath(path).suffix in ENDINGS):
        competition = _one(path, files[path])
        if competition.id in found:
            raise BadContent(path, 0, f"there is another file for the competition {competition.id}.")
        found[competition.id] = competition
    return list(found.values())


def _one(path: str, raw: bytes) -> Competition:
    name = PurePosixPath(path).stem
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}", name):
        raise BadContent(path, 0, "the file's name is the id: letters and digits, and . _ ~ - within, 64 at most.")
    document = Document(path, raw)
    competition = Competition(id=name, **msgspec.structs.asdict(document.convert(Declared)))
    if competition.sport not in PROFILES:
        raise document.bad("$.sport", f"{competition.sport!r} is no sport that we know. Allowed are {_or(PROFILES)}.")
    _different(document, "competitors", [one.id for one in competition.competitors])
    _different(document, "fixtures", [one.id for one in competition.fixtures])
    _known(document, competition)
    return competition


def _different(document: Document, field: str, ids: list[str]) -> None:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            raise document.bad(f"$.{field}[{number}].id", f"{one!r} is already the id of {field}[{ids.index(one)}].")


def _known(document: Document, competition: Competition) -> None:
    ids = [one.id for one in competition.competitors]
    for number, fixture in enumerate(competition.fixtures):
        for side in ("home", "away"):
            if getattr(fixture, side) not in ids:
                field = f"$.fixtures[{number}].{side}"
                raise document.bad(field, f"{getattr(fixture, side)!r} does not take part. Allowed are {_or(ids)}.")
        if fixture.home == fixture.away:
            raise document.bad(f"$.fixtures[{number}].away", f"{fixture.away!r} cannot play against itself.")


def _or(allowed: Iterable[str]) -> str:
    return ", ".join(allowed) or "none, until competitors are listed"
