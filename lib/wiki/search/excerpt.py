"""The part of a text that shows best why it was found, with the words marked that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lib.wiki.search import words

WIDTH = 180
BEFORE = 40  # what is shown in front of the first marked word


class Piece(NamedTuple):
    """A part of a text as it is written; *marked* where it was asked for."""

    text: str
    marked: bool = False


Pieces = tuple[Piece, ...]


class Marking(NamedTuple):
    """What is marked: words that *fits* says yes to, and *runs* of letters in languages without spaces."""

    fits: Callable[[str], bool]
    runs: tuple[str, ...] = ()

    def whole(self, text: str) -> Pieces:
        """All of *text*."""
        return tuple(_pieces(text, [*self._spans(text)]))

    def part(self, text: str) -> Pieces:
        """The *WIDTH* letters of *text* with the most different words that fit, or its beginning where none does."""
        text = " ".join(text.split())
        spans = [*self._spans(text)]
        start, end = _window(text, spans)
        inside = [(begin - start, stop - start) for begin, stop in spans if begin >= start and stop <= end]
        cut_before, cut_after = [Piece("… ")] * (start > 0), [Piece(" …")] * (end < len(text))
        return (*cut_before, *_pieces(text[start:end], inside), *cut_after)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for found in words.WORD.finditer(text):
            if self.runs and (spans := [*_runs(found[0], found.start(), self.runs)]):
                yield from spans
            elif self.fits(words.folded(found[0])):
                yield found.span()


def _runs(word: str, at: int, runs: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for run in runs:
        begin = word.find(run)
        while begin >= 0:
            yield at + begin, at + begin + len(run)
            begin = word.find(run, begin + len(run))


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Where the best part begins and ends: at spaces, where there are some near."""
    start = max(spans, key=lambda span: _different(text, spans, span[0]), default=(0, 0))[0]
    start = 0 if start + 1 < BEFORE else _space(text, start - BEFORE, start)
    end = min(len(text), start + WIDTH)
    if end < len(text):
        back = text.rfind(" ", start + WIDTH // 2, end)
        end = back if back > 0 else end
    return start, end


def _space(text: str, begin: int, end: int) -> int:
    found = text.find(" ", begin, end)
    return found + 1 if found >= 0 else begin


def _different(text: str, spans: list[tuple[int, int]], start: int) -> tuple[int, int]:
    """How many different words, and how many at all, are marked in the part that begins at *start*."""
    inside = [text[begin:stop].casefold() for begin, stop in spans if start <= begin and stop <= start + WIDTH - BEFORE]
    return len(set(inside)), len(inside)


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for begin, end in spans:
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:end], True)
        at = end
    if at < len(text):
        yield Piece(text[at:])
