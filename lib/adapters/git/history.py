"""What happened to the files of a folder, commit by commit: one pass of ``git log``, kept in memory and extended.

Asking git for the history of each page takes a tenth of a second a page; here all pages have theirs from one pass, and
renames are followed from commit to commit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from typing import IO

from lib.adapters.git import Repository, _checked_path, _checked_revision
from lib.content.revision import Commit

# Merges show what they changed beside the work of their parents. Names are those of the mailmap, if there is one.
_LOG = ("log", "-z", "--raw", "-c", "--no-abbrev", "--root")
_ALL = (*_LOG, "--date-order", "--reverse", "--full-history")
_FORMAT = "--format=%x01%x00%H%x00%aN%x00%ct%x00%B%x00"
_COMMIT = b"\x01"
_CHUNK = 1 << 16
_KINDS = {"A": "added", "D": "deleted", "R": "moved", "C": "added"}


@dataclass(frozen=True, slots=True)
class Touch:
    """What a commit did to a file: *kind* is added, changed, moved or deleted. A moved one was called *before*."""

    kind: str
    path: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A commit, and what it did to the files of the folder."""

    commit: Commit
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A commit in the history of one file, and what it did to it."""

    commit: Commit
    touch: Touch


@dataclass(frozen=True, eq=False)
class History:
    """The changes up to the commit *head*, the oldest first, and by path the numbers of those that touched it.

    Nothing in it changes: `extended` makes another one.
    """

    head: str = ""
    changes: Sequence[Change] = ()
    touching: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def steps(self, path: str, limit: int, before: str = "") -> list[Step]:
        """Up to *limit* commits that made the file *path* what it is, the newest first, under its earlier names, too.

        *before* is a commit among them: those after it in the list are meant.
        """
        found = (Step(self.changes[number].commit, touch) for number, touch in self._followed(path))
        if before:
            for step in found:
                if step.commit.sha == before:
                    break
        return list(islice(found, limit))

    def last(self, path: str) -> Commit | None:
        """The newest commit that touched *path*."""
        numbers = self.touching.get(path)
        return self.changes[numbers[-1]].commit if numbers else None

    def moved(self, path: str, exists: Callable[[str], bool]) -> str | None:
        """Where the file that was called *path* is now, if it was moved and still *exists*."""
        after, seen = -1, {path}
        while True:
            number, touch = self._left(path, after)
            if not touch or touch.path in seen:
                return None
            if exists(touch.path):
                return touch.path
            path, after = touch.path, number
            seen.add(path)

    def recent(self, limit: int, before: str = "") -> list[Change]:
        """Up to *limit* changes, the newest first; with *before*, a commit, those before it."""
        newest = reversed(self.changes)
        if before:
            for change in newest:
                if change.commit.sha == before:
                    break
        return list(islice(newest, limit))

    def extended(self, head: str, changes: Sequence[Change]) -> History:
        """The history up to *head*, which has *changes* on top of this one."""
        touching = dict(self.touching)
        for number, change in enumerate(changes, len(self.changes)):
            for path in {path for touch in change.touches for path in (touch.path, touch.before) if path}:
                touching[path] = (*touching.get(path, ()), number)
        return History(head, [*self.changes, *changes], touching)

    def _followed(self, path: str) -> Iterator[tuple[int, Touch]]:
        """The numbers of the changes that made *path*, backwards, and across its renames."""
        below = len(self.changes)
        while path:
            earlier = ""
            for number in reversed(self.touching.get(path, ())):
                touch = self._touch(number, path) if number < below else None
                if touch is None:
                    continue
                if touch.before == path:  # what had this name before was another page, which is elsewhere now
                    break
                yield number, touch
                if touch.before:
                    earlier, below = touch.before, number
                    break
            path = earlier

    def _touch(self, number: int, path: str) -> Touch | None:
        touches = self.changes[number].touches
        own = (touch for touch in touches if touch.path == path)
        return next(own, next((touch for touch in touches if touch.before == path), None))

    def _left(self, path: str, after: int) -> tuple[int, Touch | None]:
        """The newest change after *after* that moved *path* away."""
        for number in reversed(self.touching.get(path, ())):
            touch = next((one for one in self.changes[number].touches if one.before == path), None)
            if touch and number > after:
                return number, touch
        return -1, None


def read(repository: Repository, folder: str, head: str, since: History | None = None) -> History:
    """The history of *folder* up to the commit *head*; only what is new is read where *since* goes on to it.

    Raise Unavailable.
    """
    known = since if since and since.head and repository.is_ancestor(since.head, head) else History()
    where = [f"{_checked_path(folder)}/"] if folder else []
    span = [_checked_revision(head), *([f"^{known.head}"] if known.head else [])]
    if repository.remote:
        repository.bring(_blobs(repository, span, where))
    with repository._streaming(*_ALL, "--find-renames", _FORMAT, *span, "--", *where) as stdout:
        return known.extended(head, list(_changes(_fields(stdout))))


def ask(repository: Repository, path: str, revision: str) -> list[Step]:
    """The commits that made *path* what it is in *revision*, the newest first, as git itself finds them.

    It takes a while: it is for the time in which the history is not yet read. Raise Unavailable.
    """
    options = ("--follow", "--find-renames", _FORMAT)
    with repository._streaming(*_LOG, *options, _checked_revision(revision), "--", _checked_path(path)) as stdout:
        return [Step(change.commit, change.touches[0]) for change in _changes(_fields(stdout))]


def steps(repository: Repository, folders: Sequence[str], head: str, limit: int, before: str = "") -> list[Change]:
    """Up to *limit* steps of the branch *head* that changed *folders*, the newest first; *before* as in `recent`.

    A step is a commit along the first parents: of a merge, it is all that came with it. Raise Unavailable.
    """
    options = ("--first-parent", "--diff-merges=first-parent", "--find-renames", f"--max-count={limit}")
    start = (_checked_revision(before), "--skip=1") if before else (_checked_revision(head),)
    where = [f"{_checked_path(folder)}/" for folder in folders] if all(folders) else []
    command = ("log", "-z", "--raw", "--no-abbrev", "--root", *options, _FORMAT, *start, "--", *where)
    with repository._streaming(*command) as stdout:
        return list(_changes(_fields(stdout)))


def _blobs(repository: Repository, span: list[str], where: list[str]) -> Iterator[str]:
    """The contents of the pages that one commit in *span* adds and deletes: to find renames, git compares them."""
    with repository._streaming(*_ALL, "--no-renames", "--format=%x01%x00", *span, "--", *where) as stdout:
        added, deleted = [], []
        fields = chain(_fields(stdout), [_COMMIT])
        for about in fields:
            if about == _COMMIT:
                yield from added + deleted if added and deleted else ()
                added, deleted = [], []
            elif about.startswith(b":") and next(fields).endswith(b".md"):
                modes, status = about.count(b":") + 1, about.split()[-1]
                blobs = [blob.decode() for blob in about.split()[modes:-1]]
                added += blobs if b"A" in status else ()
                deleted += blobs if b"D" in status else ()


def _fields(stdout: IO[bytes]) -> Iterator[bytes]:
    """What git separates by NUL, without the line ends that it puts before a commit's first file."""
    rest = b""
    while chunk := stdout.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from (field.lstrip(b"\n") for field in whole)


def _changes(fields: Iterator[bytes]) -> Iterator[Change]:
    commit, touches = None, []
    for field_ in fields:
        if field_ == _COMMIT:
            if commit and touches:
                yield Change(commit, tuple(touches))
            commit, touches = _commit(fields), []
        elif field_.startswith(b":"):
            touches.append(_touched(field_.split()[-1].decode(), fields))
    if commit and touches:
        yield Change(commit, tuple(touches))


def _commit(fields: Iterator[bytes]) -> Commit:
    sha, author, time, message = (next(fields).decode(errors="replace") for _ in range(4))
    return Commit(sha, sys.intern(author), datetime.fromtimestamp(int(time), UTC), message.strip())


def _touched(status: str, fields: Iterator[bytes]) -> Touch:
    """What a line of ``--raw`` says. A merge has a letter for each parent, and only names the file as it is now."""
    path = _path(fields)
    if status[1:].isdigit() and status[0] in "RC":
        before, path = path, _path(fields)
        return Touch(_KINDS[status[0]], path, before if status[0] == "R" else "")
    kind = _KINDS.get(status, "changed") if len(set(status)) == 1 else "changed"
    return Touch(kind, path)


def _path(fields: Iterator[bytes]) -> str:
    return sys.intern(next(fields).decode(errors="surrogateescape"))
