"""Mistakes: everything that is wrong with the files of a revision, gathered before anybody is told.

with gathered() as mistakes:
    for path, raw in files.items():
        with mistakes.apart():
            found.append(read(path, raw))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lib.errors import BadContent


class Mistakes:
    """What was found so far."""

    def __init__(self) -> None:
        self.found: list[BadContent] = []

    @property
    def count(self) -> int:
        """How many there are, to see whether more have come."""
        return len(self.found)

    def note(self, mistake: BadContent) -> None:
        """Keep a mistake, and those that were found with it."""
        self.found += [mistake, *mistake.others]

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Work that nothing behind it depends on: a mistake ends it, is kept, and what is behind it is done."""
        try:
            yield
        except BadContent as mistake:
            self.note(mistake)

    def tell(self) -> None:
        """Raise BadContent with all that was found, by place; nothing was found, nothing is raised."""
        if self.found:
            raise together(self.found)


@contextmanager
def gathered(mistakes: Mistakes | None = None) -> Iterator[Mistakes]:
    """Where mistakes are kept: in *mistakes*, for whoever goes on with what is left, or they are raised at the end."""
    kept = Mistakes() if mistakes is None else mistakes
    yield kept
    if mistakes is None:
        kept.tell()


def together(found: Sequence[BadContent]) -> BadContent:
    """All mistakes as one error: it is the first by place, and has the others."""
    first, *others = sorted(found, key=lambda one: (one.path, one.line, one.column))
    return BadContent(first.path, first.line, first.message, others, column=first.column)
