"""The history of what a revision declares, for operators: what each step of the branch changed, by what it means."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlencode

from msgspec import Struct

from lib.adapters.git import Repository, history, versions
from lib.adapters.git.history import Change, Touch
from lib.content import access, alerts, catalogue, competitions, dashboards, differences, revision, sports
from lib.content.differences import Difference
from lib.content.revision import Place, Revision
from lib.errors import Refused, WrongUse
from lib.live.library import Library
from lib.wiki import corpus
from lib.wiki import differences as texts
from lib.wiki.differences import Row

MOST_TOUCHED = 12
MOST_DETAILED = 30
MOST_TEXT = 200_000
KINDS = {
    competitions.FOLDER: "competition",
    dashboards.FOLDER: "dashboard",
    sports.FOLDER: "sport",
    alerts.FOLDER: "alerts",
    catalogue.FILE: "catalogue of metrics",
    access.FILE: "access",
}


class Touched(Struct, frozen=True):
    """What a step changed: the *kind* of thing, what it is called, the *path* of its file, and where it can be seen.

    *verb* is added, changed, moved or deleted.
    """

    kind: str
    title: str
    verb: str
    path: str
    address: str = ""


class Step(Struct, frozen=True):
    """A step of the branch. *more* is how many files it changed that are not listed."""

    sha: str
    author: str
    time: datetime
    subject: str
    touched: list[Touched]
    more: int = 0


class Detail(Struct, frozen=True):
    """A file of a step, before and after: *fields* of YAML, *rows* of text; neither for what is no text."""

    touched: Touched
    fields: list[Difference] | None
    rows: list[Row]


class Whole(Struct, frozen=True):
    """A step with all that it changed. *parent* is the commit that it came after."""

    sha: str
    parent: str
    author: str
    time: datetime
    message: str
    files: list[Detail]
    more: int


def folders(place: Place) -> list[str]:
    """The folders of the repository that a revision is made of; the empty one is all of it."""
    found = {place.content, place.wiki}
    return [] if "" in found else sorted(found)


def recent(library: Library, limit: int, before: str = "") -> list[Step]:
    """Up to *limit* steps that changed the content, the newest first; *before* is the last of an earlier answer.

    Raise Unavailable, and WrongUse for a *before* that is no revision.
    """
    if not library.branch.sync.desired:
        return []
    found = history.steps(library.repository, folders(library.place), library.branch.sync.desired, limit, before)
    return [_step(library, one) for one in found]


def whole(library: Library, sha: str) -> Whole:
    """The step *sha*. Raise Refused where the branch has none of this id, and Unavailable."""
    change = step(library, sha)
    parent = before(library.repository, change.commit.sha)
    shown = change.touches[:MOST_DETAILED]
    asked = [(parent, touch.before or touch.path) for touch in shown], [(change.commit.sha, one.path) for one in shown]
    old = versions.contents(library.repository, asked[0]) if parent else [None] * len(shown)
    new = versions.contents(library.repository, asked[1])
    files = [_detail(library, *given) for given in zip(shown, old, new, [change.commit.sha] * len(shown), strict=True)]
    commit = change.commit
    more = len(change.touches) - len(shown)
    return Whole(commit.sha, parent, commit.author, commit.time, commit.message, files, more)


def step(library: Library, sha: str) -> Change:
    """What the step *sha* of the branch did to the content. Raise Refused and Unavailable."""
    try:
        full = library.repository.resolve(sha)
        if library.repository.is_ancestor(full, library.branch.sync.desired):
            found = history.steps(library.repository, folders(library.place), full, 1)
            if found and found[0].commit.sha == full:
                return found[0]
    except WrongUse as wrong:
        raise Refused(str(wrong)) from None
    raise Refused(f"No step {sha[:12]} of this branch has changed the content.")


def before(repository: Repository, sha: str) -> str:
    """The commit that *sha* came after on its branch; empty for the first one."""
    line = repository.ancestors(sha, 2)
    return line[1] if len(line) > 1 else ""


def _step(library: Library, change: Change) -> Step:
    commit = change.commit
    shown = [_touched(library, touch, commit.sha) for touch in change.touches[:MOST_TOUCHED]]
    more = max(0, len(change.touches) - MOST_TOUCHED)
    return Step(commit.sha, commit.author, commit.time, commit.subject, shown, more)


def _detail(library: Library, touch: Touch, old: bytes | None, new: bytes | None, sha: str) -> Detail:
    touched = _touched(library, touch, sha)
    fields = differences.between(old, new) if touch.path.endswith(revision.YAML) else None
    return Detail(touched, fields, _rows(old or b"", new or b""))


def _rows(old: bytes, new: bytes) -> list[Row]:
    if b"\0" in old + new or len(old) + len(new) > MOST_TEXT:
        return []
    return texts.rows(corpus.decoded(old), corpus.decoded(new))


def _touched(library: Library, touch: Touch, sha: str) -> Touched:
    kind, title, address = _meaning(library, touch.path, sha)
    return Touched(kind, title, touch.kind, touch.path, address)


def _meaning(library: Library, path: str, sha: str) -> tuple[str, str, str]:
    """What a file is, what it is called, and where it can be seen."""
    place, served = library.place, library.current
    page = place.page_of(path)
    if page is not None:
        title = served.pages.get(page, page) if served else page
        return "page", title, f"/history?{urlencode({'page': page, 'to': sha})}"
    if place.seen(path) is not None:
        return "attachment", PurePosixPath(path).name, ""
    inside = path.removeprefix(f"{place.content}/") if place.content else path
    parts = inside.split("/")
    kind, name = KINDS.get(parts[0], "file"), PurePosixPath(path).stem
    title = _title(served, kind, name) if kind != "file" else inside
    shown = kind if kind in {"competition", "dashboard"} and title != name else ""
    return kind, title, f"/{shown}?{urlencode({'id': name})}" if shown else ""


def _title(served: Revision | None, kind: str, name: str) -> str:
    """What the served revision calls it; a thing that is gone has its id alone."""
    if served and kind == "competition" and (found := served.competition(name)):
        return found.title
    if served and kind == "dashboard" and name in served.dashboards:
        return served.dashboards[name].display.name
    if served and kind == "sport" and name in served.sports:
        return served.sports[name].title
    return name
