"""A process beside this one that reads the pages of a whole wiki, so that a start uses more than one core.

``python -m lib.live.scanner`` takes what ``git cat-file --batch`` says. Once Git has handed out all pages, it answers
with what they are called, and then with the pages themselves, some at a time.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

import msgspec

from lib.settings import ROOT
from lib.wiki.corpus import Named, Opened, Page, Sections

AT_ONCE = 64
_LENGTH = 4  # the bytes in front of each answer that say how long it is


class Read(NamedTuple):
    """A page, and its sections."""

    path: str
    page: Page
    sections: Sections


class Beside:
    """What that process says. It may end too early, when the process dies."""

    def __init__(self, stdout: IO[bytes]) -> None:
        self._stdout = stdout

    def named(self) -> list[Named]:
        """What all pages are called. Ask for this first."""
        raw = self._answer()
        return _NAMED.decode(raw) if raw else []

    def pages(self) -> Iterator[Read]:
        """The pages."""
        while raw := self._answer():
            yield from _READ.decode(raw)

    def _answer(self) -> bytes:
        """The next answer, or nothing where there is no whole one."""
        length = int.from_bytes(self._stdout.read(_LENGTH), "big")
        raw = self._stdout.read(length)
        return raw if len(raw) == length else b""


@contextmanager
def beside(contents: IO[bytes]) -> Iterator[Beside]:
    """Another process that reads the pages of *contents*, git's answer."""
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, cwd=ROOT, stdin=contents, stdout=subprocess.PIPE) as process:
        contents.close()  # or git would not notice that nobody reads
        yield Beside(process.stdout)


def main() -> None:
    """Read until there is no more."""
    gc.disable()  # nothing here refers to itself, and nothing is kept
    opened = deque(_opened(sys.stdin.buffer))
    _say([one.named for one in opened])
    while opened:
        _say([_read(opened.popleft()) for _ in range(min(AT_ONCE, len(opened)))])


def _say(some: list[Named] | list[Read]) -> None:
    raw = msgspec.msgpack.encode(some)
    sys.stdout.buffer.write(len(raw).to_bytes(_LENGTH, "big") + raw)
    sys.stdout.buffer.flush()


def _opened(contents: IO[bytes]) -> Iterator[Opened]:
    """Each is announced by the id of its blob, its size, and its path."""
    while head := contents.readline():
        blob, size, path = head.decode().rstrip("\n").split(" ", 2)
        yield Opened(path, blob, contents.read(int(size) + 1)[:-1])


def _read(one: Opened) -> Read:
    return Read(one.named.path, *one.read())


_NAMED = msgspec.msgpack.Decoder(list[Named])
_READ = msgspec.msgpack.Decoder(list[Read])

if __name__ == "__main__":
    main()
