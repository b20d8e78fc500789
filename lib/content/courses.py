"""Courses: ``courses/*.gpx``, the lines that races are run along. A stage, or one of its events, names the file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from types import MappingProxyType

from msgspec import structs

from lib.content import gpx
from lib.content.documents import Document
from lib.content.mistakes import Mistakes, gathered
from lib.content.stages import AnyStage, Challenge, Contest, Race
from lib.errors import BadContent, BadImport
from lib.sport import courses
from lib.sport.courses import Point
from lib.sport.profiles import MOST_COURSE_POINTS, Format, RaceFormat

FOLDER = "courses"
ENDING = ".gpx"
MOST_BYTES = 4 * 1024 * 1024

Lines = Mapping[str, tuple[Point, ...]]
NONE: Lines = MappingProxyType({})


def read(files: Mapping[str, bytes], mistakes: Mistakes | None = None) -> dict[str, tuple[Point, ...]]:
    """The line in each of *files*, path to bytes, by the file's name; as many points of it as a format may have.

    Raise BadContent, or leave it to *mistakes*: a file that has no line has an empty one, so that who names it is not
    told that it is missing.
    """
    found: dict[str, tuple[Point, ...]] = {}
    with gathered(mistakes) as kept:
        for path in sorted(path for path in files if path.endswith(ENDING)):
            name = PurePosixPath(path).name
            if name in found:
                kept.note(BadContent(path, 0, f"there is another course called {name}."))
                continue
            found[name] = ()
            try:
                found[name] = _line(files[path])
            except BadImport as error:
                kept.note(BadContent(path, 0, str(error)))
    return found


def laid(document: Document, field: str, stage: AnyStage, shape: Format, known: Lines) -> AnyStage:
    """A *stage*, which stands at *field*, with the lines of its courses in its formats. *shape* is its competition's.

    Raise BadContent for a course that is not among the *known* ones.
    """
    if not isinstance(stage, Race | Challenge):
        return stage
    own = stage.format or shape
    given = getattr(stage, "course", None)
    whole = _line_of(document, f"{field}.course", given, known)
    events = [
        _on(document, f"{field}.events[{number}]", one, own, whole, known) for number, one in enumerate(stage.events)
    ]
    return structs.replace(stage, events=events, format=_along(own, whole) if whole else stage.format)


@lru_cache(maxsize=64)  # a revision reads all of its files again, and courses seldom change
def _line(raw: bytes) -> tuple[Point, ...]:
    if len(raw) > MOST_BYTES:
        raise BadImport(f"a course may have {MOST_BYTES} bytes, this one is larger.")
    return tuple(courses.simplified(gpx.line(raw), MOST_COURSE_POINTS))


def _on(document: Document, field: str, event: Contest, own: Format, whole: tuple[Point, ...], known: Lines) -> Contest:
    """An event on its course: its own, or that of its stage unless its format draws one."""
    line = _line_of(document, f"{field}.course", event.course, known)
    if not line and event.format and not getattr(event.format, "course", None):
        line = whole
    return structs.replace(event, format=_along(event.format or own, line)) if line else event


def _line_of(document: Document, field: str, name: str | None, known: Lines) -> tuple[Point, ...]:
    if name is None:
        return ()
    if name not in known:
        raise document.unknown(field, name, f"is no file in {FOLDER}/", known)
    return known[name]


def _along(shape: Format, line: tuple[Point, ...]) -> Format:
    """*shape* with a *line*; what is no race has none, and is told by the checks of its stage."""
    return structs.replace(shape, course=[*line]) if isinstance(shape, RaceFormat) else shape
