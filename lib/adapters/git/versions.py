"""Files as they were: their contents in any revisions, and who wrote each of their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from lib.adapters.git import Repository, _checked_path, _checked_revision
from lib.content.revision import Commit

_OBJECT = re.compile(rb"[0-9a-f]+ (?P<kind>\w+) (?P<size>\d+)")
_HEAD = re.compile(r"(?P<sha>[0-9a-f]{40,64}) \d+ (?P<number>\d+)")


class Line(NamedTuple):
    """A line of a file, from 1, with the commit that wrote it."""

    number: int
    text: str
    commit: Commit


def contents(repository: Repository, wanted: Sequence[tuple[str, str]]) -> list[bytes | None]:
    """The contents of files, each given as (revision, path), through one process; None for one that is not there.

    Raise Unavailable, and Refused or WrongUse for what is no path or no revision.
    """
    if not wanted:
        return []
    asked = "".join(f"{_checked_revision(revision)}:{_checked_path(path)}\n" for revision, path in wanted)
    answer = repository._git("cat-file", "--batch", given=asked.encode(errors="surrogateescape"))
    return list(_blobs(answer, len(wanted)))


def blame(repository: Repository, revision: str, path: str) -> list[Line]:
    """The lines of a file, and who wrote each, under its earlier names, too. Raise as `contents` does."""
    command = ("blame", "--porcelain", "--encoding=UTF-8", _checked_revision(revision), "--", _checked_path(path))
    lines, known, about = [], {}, {}
    for row in repository._git(*command).decode(errors="replace").split("\n"):
        if head := _HEAD.match(row):
            about = {"sha": head["sha"], "number": head["number"]}
        elif row.startswith("\t"):
            if about["sha"] not in known:
                known[about["sha"]] = _commit(about)
            lines.append(Line(int(about["number"]), row[1:], known[about["sha"]]))
        else:
            name, _, value = row.partition(" ")
            about[name] = value
    return lines


def _commit(about: dict[str, str]) -> Commit:
    time = datetime.fromtimestamp(int(about["author-time"]), UTC)
    return Commit(about["sha"], about["author"], time, about["summary"])


def _blobs(answer: bytes, count: int) -> Iterator[bytes | None]:
    """The blobs in an answer of ``cat-file --batch``; None for what is none."""
    at = 0
    for _ in range(count):
        end = answer.index(b"\n", at)
        found = _OBJECT.fullmatch(answer, at, end)
        at = end + 1
        if not found:
            yield None
            continue
        size = int(found["size"])
        yield answer[at : at + size] if found["kind"] == b"blob" else None
        at += size + 1
