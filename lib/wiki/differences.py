"""What changed between two texts, side by side: line against line, and within changed lines word against word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from rapidfuzz import fuzz

from lib.wiki import merge

# Lines of which less is the same are not the same line changed, but one that went and one that came.
LEAST_ALIKE = 45.0
MOST_PAIRS = 4_000
CONTEXT = 3

SAME, GONE, NEW = "same", "gone", "new"


class Piece(msgspec.Struct, frozen=True):
    """A part of a line: *kind* is same, gone or new."""

    kind: str
    text: str


class Row(msgspec.Struct, frozen=True):
    """A line of the old text beside the one of the new text that it became; each with its number, from 1, or None.

    *skipped* is how many equal lines stand in this place instead, which nobody needs to see.
    """

    old: int | None = None
    new: int | None = None
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()
    skipped: int = 0

    @property
    def is_same(self) -> bool:
        """Whether both sides are equal."""
        return self.old is not None and self.new is not None and self.left == self.right


def rows(old: str, new: str, context: int = CONTEXT) -> list[Row]:
    """The two texts side by side, with *context* equal lines around each change."""
    left, right = old.split("\n"), new.split("\n")
    blocks = [(0, 0, 0), *merge.matches(left, right), (len(left), len(right), 0)]
    found: list[Row] = []
    for (start, against, size), (next_start, next_against, _) in pairwise(blocks):
        for number in range(size):
            piece = (Piece(SAME, left[start + number]),)
            found.append(Row(start + number + 1, against + number + 1, piece, piece))
        at, there = start + size, against + size
        found += _changed(left[at:next_start], right[there:next_against], at + 1, there + 1)
    return list(_shortened(found, context))


def words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The old text with what is gone from it, and the new text with what is new in it."""
    left, right = merge.words_of(old), merge.words_of(new)
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    at, there = 0, 0
    for start, against, size in [*merge.matches(left, right), (len(left), len(right), 0)]:
        for side, kind, tokens in ((0, GONE, left[at:start]), (1, NEW, right[there:against])):
            _append(sides[side], kind, "".join(tokens))
        same = "".join(left[start : start + size])
        for side in sides:
            _append(side, SAME, same)
        at, there = start + size, against + size
    return tuple(sides[0]), tuple(sides[1])


def counted(old: str, new: str) -> tuple[int, int]:
    """How many lines are new, and how many are gone."""
    left, right = merge.lines_of(old), merge.lines_of(new)
    same = sum(size for _, _, size in merge.matches(left, right))
    return len(right) - same, len(left) - same


def _append(pieces: list[Piece], kind: str, text: str) -> None:
    """A space alone between two changes is a part of them: it would only be a gap in the mark."""
    if not text:
        return
    if kind != SAME and len(pieces) > 1 and pieces[-1].kind == SAME and pieces[-1].text.isspace():
        space, before = pieces.pop(), pieces.pop()
        pieces.append(Piece(kind, before.text + space.text + text))
    else:
        pieces.append(Piece(kind, text))


def _changed(left: Sequence[str], right: Sequence[str], old: int, new: int) -> Iterator[Row]:
    """The rows of lines that differ: each old line beside the new one that is most like it, in order."""
    at, there = 0, 0
    for start, against in [*_pairs(left, right), (len(left), len(right))]:
        for number in range(at, start):
            yield Row(old=old + number, left=(Piece(GONE, left[number]),))
        for number in range(there, against):
            yield Row(new=new + number, right=(Piece(NEW, right[number]),))
        if start < len(left):
            before, after = words(left[start], right[against])
            yield Row(old + start, new + against, before, after)
        at, there = start + 1, against + 1


def _pairs(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Which old line became which new line: the alignment, in order, whose pairs are most alike."""
    if not left or not right or len(left) * len(right) > MOST_PAIRS:
        return []
    alike = [[fuzz.ratio(one, other) for other in right] for one in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for row in range(len(left) - 1, -1, -1):
        for column in range(len(right) - 1, -1, -1):
            paired = alike[row][column] if alike[row][column] >= LEAST_ALIKE else 0.0
            best[row][column] = max(
                paired + best[row + 1][column + 1] if paired else 0.0, best[row + 1][column], best[row][column + 1]
            )
    return list(_walk(alike, best))


def _walk(alike: Sequence[Sequence[float]], best: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    row, column = 0, 0
    while row < len(alike) and column < len(alike[0]):
        paired = alike[row][column]
        if paired >= LEAST_ALIKE and best[row][column] == paired + best[row + 1][column + 1]:
            yield row, column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1


def _shortened(found: Sequence[Row], context: int) -> Iterator[Row]:
    """The rows near a change; what lies between is counted."""
    near = set()
    for number, row in enumerate(found):
        if not row.is_same:
            near |= set(range(number - context, number + context + 1))
    skipped = 0
    for number, row in enumerate(found):
        if number not in near:
            skipped += 1
            continue
        if skipped:
            yield Row(skipped=skipped)
            skipped = 0
        yield row
    if skipped:
        yield Row(skipped=skipped)
