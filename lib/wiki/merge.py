"""Two people's work on one page, made one: a three-way merge by lines, then by words where that is safe.

The regions are those of diff3 (Khanna, Kunal and Pierce, *A Formal Investigation of Diff3*, 2007): what only one side
changed is taken, what both changed alike is taken once, and the rest is a conflict that holds both versions. A line
that either side has added is in the result, or in a conflict, always.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import msgspec
from rapidfuzz.distance import LCSseq

from lib.wiki import front_matter

# Above this, matching would cost too much: the differing middle of the texts is then one change.
MOST_CELLS = 400_000_000
# Two people's changes to one paragraph are joined where at least two words between them are untouched.
WORDS_APART = 5
# A sentence that was written anew has little to do with the other's change to it.
LEAST_KEPT = 0.5

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_FENCE = re.compile(r" {0,3}(?:>\s*)*(`{3,}|~{3,})")


class Agreed(msgspec.Struct, frozen=True, tag="agreed"):
    """Text that is settled."""

    text: str


class Conflict(msgspec.Struct, frozen=True, tag="conflict"):
    """A place that both have changed: what it was, and what each of them made of it."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged page, as a row of parts."""

    parts: tuple[Agreed | Conflict, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The places that a person has to decide."""
        return tuple(part for part in self.parts if isinstance(part, Conflict))

    @property
    def text(self) -> str:
        """The whole page; only for a merge without conflicts."""
        if self.conflicts:
            raise ValueError("This merge has conflicts.")
        return "".join(part.text for part in self.parts if isinstance(part, Agreed))


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Join *mine* and *theirs*, which were both made from *base*."""
    lines = [lines_of(text) for text in (base, mine, theirs)]
    prose = _prose(lines[0])
    parts: list[Agreed | Conflict] = []
    for part, at in _parts(*lines, joined=_touch_as_lines):
        settled = part
        if isinstance(part, Conflict) and all(prose[at.lo : at.hi]):
            settled = _by_words(part)
        parts.append(settled)
    return Merge(tuple(_tidy(parts)))


def lines_of(text: str) -> list[str]:
    """The lines of *text* with their ends; only a line feed ends a line."""
    return _LINE.findall(text)


def words_of(text: str) -> list[str]:
    """The words, spaces and signs of *text*."""
    return _WORD.findall(text)


def matches(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where the two sequences agree, as (start in one, start in other, length), in order: a longest common part."""
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    middle, against = one[head : len(one) - tail], other[head : len(other) - tail]
    found = [(0, 0, head)]
    if middle and against and len(middle) * len(against) <= MOST_CELLS:
        numbers: dict[str, int] = {}
        rows, columns = ([numbers.setdefault(token, len(numbers)) for token in side] for side in (middle, against))
        blocks = LCSseq.opcodes(rows, columns).as_matching_blocks()
        found += [(head + block.a, head + block.b, block.size) for block in blocks]
    found.append((len(one) - tail, len(other) - tail, tail))
    return [block for block in found if block[2]]


@dataclass(frozen=True, slots=True)
class _Change:
    """Tokens [lo, hi) of the base were replaced by [new_lo, new_hi) of a side."""

    lo: int
    hi: int
    new_lo: int
    new_hi: int
    side: int


@dataclass(frozen=True, slots=True)
class _Region:
    lo: int
    hi: int


_Sides = tuple[Sequence[str], Sequence[str]]
_Joined = Callable[[_Change, _Change, _Sides], bool]


def _parts(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], joined: _Joined
) -> Iterator[tuple[Agreed | Conflict, _Region]]:
    """The parts of the merged sequence, each with the region of the base that it stands for."""
    at = 0
    for group in _groups(base, (mine, theirs), joined):
        lo, hi = min(one.lo for one in group), max(one.hi for one in group)
        yield Agreed("".join(base[at:lo])), _Region(at, lo)
        old = base[lo:hi]
        yield from ((part, _Region(lo, hi)) for part in _decided(old, *_versions(group, (mine, theirs), lo, hi, old)))
        at = hi
    yield Agreed("".join(base[at:])), _Region(at, len(base))


def _groups(base: Sequence[str], sides: _Sides, joined: _Joined) -> list[list[_Change]]:
    """The changes of both sides in order; those that cannot be told apart are together."""
    changes = chain.from_iterable(_changes(base, side, number) for number, side in enumerate(sides))
    groups: list[list[_Change]] = []
    for change in sorted(changes, key=lambda one: (one.lo, one.hi, one.side)):
        if groups and _meet(groups[-1], change, sides, joined):
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _meet(group: list[_Change], change: _Change, sides: _Sides, joined: _Joined) -> bool:
    if max(one.hi for one in group) > change.lo:
        return True
    return any(before.side != change.side and joined(before, change, sides) for before in group)


def _changes(base: Sequence[str], side: Sequence[str], number: int) -> Iterator[_Change]:
    at, new_at = 0, 0
    for start, new_start, size in [*matches(base, side), (len(base), len(side), 0)]:
        if start > at or new_start > new_at:
            yield _Change(at, start, new_at, new_start, number)
        at, new_at = start + size, new_start + size


def _versions(group: list[_Change], sides: _Sides, lo: int, hi: int, old: Sequence[str]) -> list[Sequence[str]]:
    """What each side has in place of the base's [lo, hi)."""
    versions = []
    for number, side in enumerate(sides):
        own = [one for one in group if one.side == number]
        if not own:
            versions.append(old)
            continue
        first, last = own[0], own[-1]
        versions.append(side[first.new_lo - (first.lo - lo) : last.new_hi + (hi - last.hi)])
    return versions


def _decided(old: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Agreed | Conflict]:
    """Take what one side alone has changed, or both alike. What both begin or end with is no part of a conflict."""
    if mine == theirs or theirs == old:
        yield Agreed("".join(mine))
        return
    if mine == old:
        yield Agreed("".join(theirs))
        return
    head = _common(mine, theirs)
    tail = _common(mine[head:][::-1], theirs[head:][::-1])
    yield Agreed("".join(mine[:head]))
    left, right = mine[head : len(mine) - tail], theirs[head : len(theirs) - tail]
    if left == old or right == old:  # both have added the same, and one of them has changed more
        yield Agreed("".join(right if left == old else left))
    else:
        yield Conflict("".join(old), "".join(left), "".join(right))
    yield Agreed("".join(mine[len(mine) - tail :]))


def _by_words(conflict: Conflict) -> Agreed | Conflict:
    """A conflict within prose, settled where the two have changed different words of it; otherwise as it was."""
    versions = [words_of(text) for text in (conflict.base, conflict.mine, conflict.theirs)]
    if any(_FENCE.match(line) for text in (conflict.mine, conflict.theirs) for line in lines_of(text)):
        return conflict
    if any(_kept(versions[0], version) < LEAST_KEPT for version in versions[1:]):
        return conflict
    parts = [part for part, _ in _parts(*versions, joined=_touch_as_words)]
    if any(isinstance(part, Conflict) for part in parts):
        return conflict
    return Agreed("".join(part.text for part in parts if isinstance(part, Agreed)))


def _kept(base: Sequence[str], version: Sequence[str]) -> float:
    """Which share of the base's words is still in *version*."""
    words = sum(not word.isspace() for word in base)
    kept = sum(not base[at].isspace() for start, _, size in matches(base, version) for at in range(start, start + size))
    return kept / words if words else 0.0


def _touch_as_lines(before: _Change, after: _Change, sides: _Sides) -> bool:
    """Whether two people's changes meet. Beside each other, they are apart if one of them has an empty line there,
    unless both have written the same: that is one change, which one of them has saved before."""
    if after.lo < before.hi or (before.lo, before.hi) == (after.lo, after.hi):
        return True
    if after.lo > before.hi:
        return False
    first = sides[before.side][before.new_lo : before.new_hi]
    second = sides[after.side][after.new_lo : after.new_hi]
    if any(line.strip() for line in set(first) & set(second)):
        return True
    return bool((not first or first[-1].strip()) and (not second or second[0].strip()))


def _touch_as_words(before: _Change, after: _Change, sides: _Sides) -> bool:
    return after.lo - before.hi < WORDS_APART


def _prose(lines: Sequence[str]) -> list[bool]:
    """Which lines are text of which any two words may change independently: not code, and not front matter."""
    body = front_matter.split("".join(lines)).body
    above = len(body) - len(body.lstrip("\n"))
    fence, prose = "", []
    for number, line in enumerate(lines):
        marker = _FENCE.match(line)
        prose.append(not (number < above or fence or marker))
        if marker and (not fence or marker[1].startswith(fence)):
            fence = "" if fence else marker[1]
    return prose


def _tidy(parts: Sequence[Agreed | Conflict]) -> Iterator[Agreed | Conflict]:
    """The same parts, with neighbours that are settled made one."""
    settled: list[str] = []
    for part in parts:
        if isinstance(part, Agreed):
            settled.append(part.text)
            continue
        if text := "".join(settled):
            yield Agreed(text)
        settled.clear()
        yield part
    if text := "".join(settled):
        yield Agreed(text)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
