"""The part of a text that shows best why it was found, with the words marked that were asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lib.wiki.search import words

WIDTH = 180
LOOKED_AT, MOST_WINDOWS = 4_000, 40
BEFORE = 40  # what is shown in front of the first marked word


class Piece(NamedTuple):
    """A part of a text as it is written; *marked* where it was asked for."""

    text: str
    marked: bool = False


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Marking:
    """What is marked, folded: *words*, what begins with *begun*, and *runs* of letters in languages without spaces."""

    words: frozenset[str] = frozenset()
    begun: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()

    def whole(self, text: str) -> Pieces:
        """All of *text*."""
        return tuple(_pieces(text, self._spans(text)))

    def part(self, text: str) -> Pieces:
        """The *WIDTH* letters of *text* with the most different words that fit, or its beginning where none does."""
        text = " ".join(text[:LOOKED_AT].split())
        spans = self._spans(text)
        start, end = _window(text, spans)
        inside = [(begin - start, stop - start) for begin, stop in spans if begin >= start and stop <= end]
        cut_before, cut_after = [Piece("… ")] * (start > 0), [Piece(" …")] * (end < len(text))
        return (*cut_before, *_pieces(text[start:end], inside), *cut_after)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where the marked parts of *text* begin and end, none in another one."""
        found = self._plain(text) if text.isascii() else self._folded(text)
        found += [span for run in self.runs for span in _places(text, run)]
        return [*_apart(sorted(found))]

    def _plain(self, text: str) -> list[tuple[int, int]]:
        """In a text of plain letters the words are looked for: that is fast."""
        lower = text.lower()
        found = [span for word in self._alone for span in _places(lower, word) if _stands_alone(lower, *span)]
        begun = (span for word in self.begun for span in _places(lower, word))
        return found + [(at, _end(lower, end)) for at, end in begun if not lower[at - 1 : at].isalnum()]

    def _folded(self, text: str) -> list[tuple[int, int]]:
        fitting = {word for word in set(words.WORD.findall(text)) if self._fits(words.folded(word))}
        return [span for word in fitting for span in _places(text, word) if _stands_alone(text, *span)]

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Words as they are written, without those that only begin with another one."""
        return frozenset(words.written(word) for word in self.words if not word.startswith(self.begun))

    def _fits(self, word: str) -> bool:
        return word in self.words or word.startswith(self.begun)


def _end(text: str, at: int) -> int:
    """Where the word ends that goes on at *at*."""
    while text[at : at + 1].isalnum():
        at += 1
    return at


def _places(text: str, part: str) -> Iterator[tuple[int, int]]:
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + len(part))


def _stands_alone(text: str, begin: int, end: int) -> bool:
    return not text[begin - 1 : begin].isalnum() and not text[end : end + 1].isalnum()


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = 0
    for begin, end in spans:
        if begin >= last:
            yield begin, end
            last = end


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Where the best part begins and ends: at spaces, where there are some near."""
    marked, ends = [text[begin:stop].casefold() for begin, stop in spans], [stop for _, stop in spans]

    def different(number: int) -> tuple[int, int]:
        """How many different words, and how many at all, are marked in the part that begins with one of them."""
        inside = marked[number : bisect_right(ends, spans[number][0] + WIDTH - BEFORE, number)]
        return len(set(inside)), len(inside)

    best = max(range(min(MOST_WINDOWS, len(spans))), key=different, default=None)
    start = 0 if best is None else spans[best][0]
    start = 0 if start + 1 < BEFORE else _space(text, start - BEFORE, start)
    end = min(len(text), start + WIDTH)
    if end < len(text):
        back = text.rfind(" ", start + WIDTH // 2, end)
        end = back if back > 0 else end
    return start, end


def _space(text: str, begin: int, end: int) -> int:
    found = text.find(" ", begin, end)
    return found + 1 if found >= 0 else begin


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for begin, end in spans:
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:end], True)
        at = end
    if at < len(text):
        yield Piece(text[at:])
