"""Sports, as ``sports/*.yaml`` declares them: their words, their icon, how they are played and how a table is ranked.

``lib.sport.profiles.PROFILES`` has the formats of the sports that every installation knows: they hold for events that
were declared without a format. The files that we ship say the same, which a test holds; a file may say otherwise, and
may declare a sport of its own. What it says is written into each event that is published, so that no fold needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated

import msgspec
from msgspec import Meta

from lib.content.documents import Document
from lib.content.fixtures import Declaration
from lib.content.mistakes import Mistakes, gathered
from lib.content.stages import Preset
from lib.errors import Refused
from lib.sport import standings
from lib.sport.actions import Name
from lib.sport.profiles import PROFILES, ChallengeFormat, Format, RaceFormat, ResultFormat, ScoreFormat, SetsFormat
from lib.sport.standings import Variant

FOLDER = "sports"
ENDINGS = {".yaml", ".yml"}

Word = Annotated[str, Meta(min_length=1, max_length=40)]
Term = Annotated[tuple[Word, Word], Meta(description="Singular and plural: [goal, goals]")]
Icon = Annotated[str, Meta(pattern="^[a-z0-9_]+$", max_length=60, description="A Material symbol")]


class Words(Declaration, frozen=True, kw_only=True):
    """What things are called. *score* is what a result counts, *point* what is recorded."""

    event: Term = ("match", "matches")
    score: Term = ("point", "points")
    point: Term = ("point", "points")
    period: Term = ("period", "periods")


class Declared(Declaration, frozen=True, kw_only=True):
    """What a sport's file says. *rules* are those of its tables, where a competition says nothing else."""

    title: Name
    format: Format
    icon: Icon = "sports"
    words: Words = Words()
    rules: Preset | Variant = "simple"


class Sport(Declared, frozen=True, kw_only=True):
    """A sport. Its id is the name of its file."""

    id: str


WORDS: dict[type, Words] = {
    ScoreFormat: Words(score=("goal", "goals"), point=("goal", "goals"), period=("half", "halves")),
    SetsFormat: Words(score=("set", "sets"), period=("set", "sets")),
    ResultFormat: Words(event=("game", "games")),
    RaceFormat: Words(event=("race", "races"), period=("lap", "laps")),
    ChallengeFormat: Words(event=("challenge", "challenges"), period=("day", "days")),
}

KNOWN: dict[str, Sport] = {
    name: Sport(id=name, title=name.replace("-", " ").capitalize(), format=shape, words=WORDS[type(shape)])
    for name, shape in PROFILES.items()
}


def read(files: Mapping[str, bytes], mistakes: Mistakes | None = None) -> dict[str, Sport]:
    """The sports by their id: those in the *files* of one revision, path to bytes, and those that are always known.

    Raise BadContent with file, line, field and what is allowed, or leave it to *mistakes*.
    """
    found = dict(KNOWN)
    with gathered(mistakes) as kept:
        for path in sorted(path for path in files if PurePosixPath(path).suffix in ENDINGS):
            with kept.apart():
                sport = _one(path, files[path])
                found[sport.id] = sport
    return found


def _one(path: str, raw: bytes) -> Sport:
    document = Document(path, raw)
    sport = Sport(id=document.id(), **msgspec.structs.asdict(document.convert(Declared)))
    try:
        standings.rules(sport.rules)
    except Refused as error:
        raise document.bad("$.rules", str(error)) from None
    return sport
