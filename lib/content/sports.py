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
from lib.sport.actions import Name, Points
from lib.sport.facts import Card, Method
from lib.sport.profiles import PROFILES, Format
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


class Recording(Declaration, frozen=True, kw_only=True):
    """What the record page offers where two sides score: what one score is worth, how it comes about, which sanctions
    there are, and whether a shoot-out decides. The fold takes more: this is about buttons."""

    points: Annotated[tuple[Points, ...], Meta(min_length=1, max_length=6)] = (1,)
    methods: tuple[Method, ...] = ("open",)
    sanctions: tuple[Card, ...] = ("foul",)
    shootout: bool = False


class Declared(Declaration, frozen=True, kw_only=True):
    """What a sport's file says. *rules* are those of its tables, where a competition says nothing else."""

    title: Name
    format: Format
    icon: Icon = "sports"
    words: Words = Words()
    recording: Recording = Recording()
    rules: Preset | Variant = "simple"


class Sport(Declared, frozen=True, kw_only=True):
    """A sport. Its id is the name of its file."""

    id: str


def _known(id: str, icon: str, words: Words, recording: Recording | None = None) -> Sport:
    title = id.replace("-", " ").capitalize()
    return Sport(id=id, title=title, icon=icon, format=PROFILES[id], words=words, recording=recording or Recording())


_GOAL, _GAME, _SET, _LAP, _STEP = (
    ("goal", "goals"), ("game", "games"), ("set", "sets"), ("lap", "laps"), ("step", "steps")
)  # fmt: skip
_HALVES = Words(score=_GOAL, point=_GOAL, period=("half", "halves"))
_GAMES, _SETS = Words(score=_GAME, period=_GAME), Words(score=_SET, period=_SET)
_RACE = Words(event=("race", "races"), period=_LAP)
_STEPS = Words(event=("challenge", "challenges"), score=_STEP, point=_STEP, period=("day", "days"))
_METHODS: tuple[Method, ...] = ("open", "penalty", "free-kick", "header", "own")

KNOWN: dict[str, Sport] = {
    sport.id: sport
    for sport in (
        _known(
            "football", "sports_soccer", _HALVES,
            Recording(methods=_METHODS, sanctions=("yellow", "second-yellow", "red"), shootout=True),
        ),
        _known("table-tennis", "sports_tennis", _GAMES),
        _known("volleyball", "sports_volleyball", _SETS),
        _known("badminton", "badminton", _GAMES),
        _known(
            "handball", "sports_handball", _HALVES,
            Recording(
                methods=("open", "penalty", "own"), sanctions=("yellow", "time-penalty", "red"), shootout=True
            ),
        ),
        _known(
            "basketball", "sports_basketball", Words(event=_GAME, period=("quarter", "quarters")),
            Recording(points=(1, 2, 3)),
        ),
        _known("foosball", "sports_score", msgspec.structs.replace(_SETS, point=_GOAL)),
        _known("chess", "chess", Words(event=_GAME)),
        _known("running", "directions_run", _RACE),
        _known("cycling", "directions_bike", _RACE),
        _known("steps", "steps", _STEPS),
    )
}  # fmt: skip


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
