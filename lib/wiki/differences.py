"""What is different between two texts, line beside line, and in lines that were changed word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

CONTEXT = 3
# Lines of which each is compared with each; what is longer was written anew.
MOST_COMPARED = 25_000_000
# Lines that stand beside each other because they are alike; in longer passages, the first beside the first.
MOST_PAIRED = 400
ALIKE = 0.5
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    """A part of a line; *changed* is one that the other side has not."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one side; *number* counts from 1."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line beside what became of it. *kind* is same, changed, added or removed: then one side has none."""

    kind: str
    before: Line | None
    after: Line | None


@dataclass(frozen=True, slots=True)
class Hunk:
    """Rows that follow each other, with some that are the same around those that are not."""

    rows: tuple[Row, ...]


def between(before: str, after: str, context: int = CONTEXT) -> tuple[Hunk, ...]:
    """The places where *before* and *after* differ, with *context* lines around each; none for equal texts."""
    old, new = before.splitlines(), after.splitlines()
    rows = [row for group in _opcodes(old, new) for row in _rows(group, old, new)]
    return tuple(_hunks(rows, context))


Opcode = tuple[str, int, int, int, int]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[Opcode]:
    """What happened to which lines. The same beginning and end, which most versions have, are cut off first."""
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at] != new[at]), most)
    rest = most - first
    last = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    yield "equal", 0, first, 0, first
    inner_old, inner_new = old[first : len(old) - last], new[first : len(new) - last]
    if len(inner_old) * len(inner_new) > MOST_COMPARED:
        yield "replace", first, len(old) - last, first, len(new) - last
    else:
        for kind, i, j, k, m in SequenceMatcher(None, inner_old, inner_new).get_opcodes():
            yield kind, i + first, j + first, k + first, m + first
    yield "equal", len(old) - last, len(old), len(new) - last, len(new)


def _rows(group: Opcode, old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    kind, i, j, k, m = group
    if kind == "equal":
        for left, right in zip(range(i, j), range(k, m), strict=True):
            yield Row("same", _plain(left, old), _plain(right, new))
        return
    for left, right in _paired(range(i, j), range(k, m), old, new):
        if left is not None and right is not None:
            yield _changed(left, right, old, new)
        elif left is not None:
            yield Row("removed", _plain(left, old, changed=True), None)
        elif right is not None:
            yield Row("added", None, _plain(right, new, changed=True))


Pair = tuple[int | None, int | None]


def _paired(left: range, right: range, old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Lines that were replaced beside those that they became, in order."""
    if len(left) * len(right) > MOST_PAIRED:
        yield from zip_longest(left, right)
        return
    alike = {(i, k): _likeness(old[i], new[k]) for i in left for k in right}
    best: dict[tuple[int, int], float] = {}
    for i in reversed(left):
        for k in reversed(right):
            together = alike[i, k] + best.get((i + 1, k + 1), 0.0) if alike[i, k] >= ALIKE else 0.0
            best[i, k] = max(together, best.get((i + 1, k), 0.0), best.get((i, k + 1), 0.0))
    yield from _walked(left, right, alike, best)


def _walked(left: range, right: range, alike: dict, best: dict) -> Iterator[Pair]:
    """The way through the table of `_paired` that is worth most."""
    i, k = left.start, right.start
    while i < left.stop and k < right.stop:
        if alike[i, k] >= ALIKE and best[i, k] == alike[i, k] + best.get((i + 1, k + 1), 0.0):
            yield i, k
            i, k = i + 1, k + 1
        elif best[i, k] == best.get((i + 1, k), 0.0):
            yield i, None
            i += 1
        else:
            yield None, k
            k += 1
    yield from ((one, None) for one in range(i, left.stop))
    yield from ((None, one) for one in range(k, right.stop))


def _likeness(left: str, right: str) -> float:
    matcher = SequenceMatcher(None, _WORD.findall(left), _WORD.findall(right))
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE else 0.0


def _changed(left: int, right: int, old: Sequence[str], new: Sequence[str]) -> Row:
    before, after = _WORD.findall(old[left]), _WORD.findall(new[right])
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return Row(
        "changed",
        Line(left + 1, tuple(_pieces(before, [(block.a, block.size) for block in blocks]))),
        Line(right + 1, tuple(_pieces(after, [(block.b, block.size) for block in blocks]))),
    )


def _pieces(words: Sequence[str], same: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for begin, size in same:
        if begin > at:
            yield Piece("".join(words[at:begin]), True)
        if size:
            yield Piece("".join(words[begin : begin + size]))
        at = begin + size


def _plain(number: int, lines: Sequence[str], *, changed: bool = False) -> Line:
    return Line(number + 1, (Piece(lines[number], changed),) if lines[number] else ())


def _hunks(rows: Sequence[Row], context: int) -> Iterator[Hunk]:
    """The rows that are not the same, with those around them."""
    shown = {
        near
        for at, row in enumerate(rows)
        if row.kind != "same"
        for near in range(max(0, at - context), min(len(rows), at + context + 1))
    }
    begin = 0
    for at in range(len(rows) + 1):
        if at not in shown:
            if at > begin:
                yield Hunk(tuple(rows[begin:at]))
            begin = at + 1
