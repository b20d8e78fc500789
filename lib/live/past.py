"""The past of pages, for people: versions, what changed between two of them, who wrote which line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from lib.adapters.git import versions
from lib.adapters.git.history import Step, Touch
from lib.content.revision import Commit
from lib.live.library import Library
from lib.wiki import corpus, differences, front_matter, scan
from lib.wiki.differences import Row

MOST_TOUCHED = 8
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Version(Struct, frozen=True):
    """A version of a page: who made it, when and why. *kind* is added, changed, moved or deleted; *page* its path then.

    *added* and *removed* count lines.
    """

    sha: str
    author: str
    time: datetime
    subject: str
    kind: str
    page: str
    added: int = 0
    removed: int = 0


class Touched(Struct, frozen=True):
    """A page, or a file, that a commit changed."""

    kind: str
    path: str
    page: str | None
    before: str = ""


class Entry(Struct, frozen=True):
    """A commit in the list of all changes."""

    sha: str
    author: str
    time: datetime
    subject: str
    touched: tuple[Touched, ...]
    more: int = 0


class Passage(Struct, frozen=True):
    """Lines that one commit wrote, one after the other, from line *first* on."""

    sha: str
    author: str
    time: datetime
    subject: str
    first: int
    lines: tuple[str, ...]


def of_page(library: Library, page: str, limit: int, before: str = "") -> list[Version]:
    """Up to *limit* versions of *page*, the newest first; with *before*, those before it. Raise Unavailable."""
    steps = library.history(page, limit + 1, before if _SHA.fullmatch(before) else "")
    texts = _texts(library, [(step.commit.sha, step.touch.path) for step in steps])
    pairs = pairwise([*texts, ""])
    return [_version(library, step, new, old) for step, (new, old) in zip(steps, pairs, strict=True)][:limit]


def of_wiki(library: Library, limit: int, before: str = "") -> list[Entry]:
    """Up to *limit* commits that changed the wiki, the newest first."""
    changes = library.recent_changes(limit, before if _SHA.fullmatch(before) else "")
    return [
        Entry(
            change.commit.sha,
            change.commit.author,
            change.commit.time,
            change.commit.subject,
            tuple(_touched(library, touch) for touch in change.touches[:MOST_TOUCHED]),
            max(0, len(change.touches) - MOST_TOUCHED),
        )
        for change in changes
    ]


def chosen(known: Sequence[Version], sha: str, otherwise: int) -> Version | None:
    """The version that an address names, or the one at *otherwise*; None where there are not so many."""
    found = next((one for one in known if one.sha == sha), None)
    return found or (known[otherwise] if otherwise < len(known) else None)


def compared(library: Library, old: Version | None, new: Version, *, rendered: bool) -> list[Row]:
    """What changed from *old* to *new*, in their Markdown or in the text that readers see. Raise Unavailable."""
    asked = [(one.sha, library.place.page_file(one.page)) for one in (old, new) if one]
    texts = _texts(library, asked)
    before, after = ["", *texts][-2:]
    return differences.rows(_seen(before), _seen(after)) if rendered else differences.rows(before, after)


def lines(library: Library, version: Version) -> list[Passage]:
    """Who wrote what of a version. Raise Unavailable."""
    passages: list[list[versions.Line]] = []
    if version.kind == "deleted":
        return []
    for line in versions.blame(library.repository, version.sha, library.place.page_file(version.page)):
        if passages and passages[-1][-1].commit.sha == line.commit.sha:
            passages[-1].append(line)
        else:
            passages.append([line])
    return [_passage(one) for one in passages]


def _passage(found: Sequence[versions.Line]) -> Passage:
    commit = found[0].commit
    texts = tuple(line.text for line in found)
    return Passage(commit.sha, commit.author, commit.time, commit.subject, found[0].number, texts)


def _version(library: Library, step: Step, new: str, old: str) -> Version:
    commit: Commit = step.commit
    if step.touch.kind == "deleted":
        new = ""
    page = library.place.page_of(step.touch.path) or step.touch.path
    counts = differences.counted(old, new)
    return Version(commit.sha, commit.author, commit.time, commit.subject, step.touch.kind, page, *counts)


def _touched(library: Library, touch: Touch) -> Touched:
    page = library.place.page_of(touch.path)
    inside = touch.path.removeprefix(f"{library.place.wiki}/") if library.place.wiki else touch.path
    before = (library.place.page_of(touch.before) or touch.before) if touch.before else ""
    return Touched(touch.kind, page or inside, page, before)


def _texts(library: Library, wanted: Sequence[tuple[str, str]]) -> list[str]:
    found = versions.contents(library.repository, wanted)
    return [corpus.decoded(raw) if raw is not None else "" for raw in found]


def _seen(text: str) -> str:
    """What a reader sees of a page: its headings and its text, without signs and addresses."""
    seen = []
    for section in scan.scan(front_matter.split(text).body).sections:
        seen += [section.heading, ""] if section.heading else []
        seen += [" ".join(line.split()) for line in section.text.split("\n") if line.strip()]
        seen.append("")
    return "\n".join(seen)
