"""A process beside this one that reads the pages of a whole wiki, so that a start uses more than one core.

``python -m lib.live.scanner`` takes what ``git cat-file --batch`` says, and answers with pages, some at a time.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from typing import IO, NamedTuple

import msgspec

from lib.settings import ROOT
from lib.wiki import corpus
from lib.wiki.corpus import Page, Sections

AT_ONCE = 64
_LENGTH = 4  # the bytes in front of each answer that say how long it is


class Read(NamedTuple):
    """A page, and its sections."""

    path: str
    page: Page
    sections: Sections


def read(contents: IO[bytes]) -> Iterator[Read]:
    """The pages of *contents*, git's answer, as another process reads them. They may end too early, when that dies."""
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, cwd=ROOT, stdin=contents, stdout=subprocess.PIPE) as process:
        contents.close()  # or git would not notice that nobody reads
        while raw := _answer(process.stdout):
            yield from _DECODER.decode(raw)


def main() -> None:
    """Read until there is no more."""
    gc.disable()  # nothing here refers to itself, and nothing is kept
    pages = _pages(sys.stdin.buffer)
    while some := [*islice(pages, AT_ONCE)]:
        raw = msgspec.msgpack.encode(some)
        sys.stdout.buffer.write(len(raw).to_bytes(_LENGTH, "big") + raw)
    sys.stdout.buffer.flush()


def _answer(stdout: IO[bytes]) -> bytes:
    """The next answer, or nothing where there is no whole one."""
    length = int.from_bytes(stdout.read(_LENGTH), "big")
    raw = stdout.read(length)
    return raw if len(raw) == length else b""


def _pages(contents: IO[bytes]) -> Iterator[Read]:
    """Each is announced by the id of its blob, its size, and its path."""
    while head := contents.readline():
        blob, size, path = head.decode().rstrip("\n").split(" ", 2)
        yield Read(path, *corpus.read(path, blob, contents.read(int(size) + 1)[:-1]))


_DECODER = msgspec.msgpack.Decoder(list[Read])

if __name__ == "__main__":
    main()
