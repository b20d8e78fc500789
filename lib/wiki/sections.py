"""The sections of a page, so that one can be edited alone: a heading, and all up to the next one of its rank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lib.errors import Refused
from lib.wiki import front_matter, markdown, merge


class Span(NamedTuple):
    """A section: its heading's id and rank, and the characters [start, end) of the page that are its text."""

    id: str
    level: int
    start: int
    end: int


def spans(text: str) -> list[Span]:
    """The sections of *text*, in order. One that has others below it contains them."""
    starts = [0]
    for line in merge.lines_of(text):
        starts.append(starts[-1] + len(line))
    heads = list(_heads(text))
    found = []
    for number, (id_, level, line) in enumerate(heads):
        after = (starts[below] for _, rank, below in heads[number + 1 :] if rank <= level)
        found.append(Span(id_, level, starts[line], next(after, len(text))))
    return found


def text_of(text: str, section: str) -> str | None:
    """The text of the section with this id, or None where the page has no such section."""
    span = next((one for one in spans(text) if one.id == section), None)
    return text[span.start : span.end] if span else None


def replaced(text: str, section: str, new: str) -> str:
    """*text* with another text for the section; the rest of the page stays as it is, byte for byte."""
    span = next((one for one in spans(text) if one.id == section), None)
    if span is None:
        raise Refused(f"The page has no section {section[:60]!r} any more: edit the whole page.")
    old = text[span.start : span.end]
    end = old[len(old.rstrip("\r\n")) :] or "\n"
    new = new.rstrip("\n")
    if "\r\n" in old:
        new = new.replace("\n", "\r\n")
    return text[: span.start] + (new + end if new else "") + text[span.end :]


def _heads(text: str) -> Iterator[tuple[str, int, int]]:
    """The headings outside of quotes and lists: their id, their rank, and their line, counted from 0."""
    for token in markdown.parser().parse(front_matter.split(text).body, {}):
        if token.type == "heading_open" and not token.level and token.map:
            yield str(token.attrs["id"]), int(token.tag[1]), token.map[0]
