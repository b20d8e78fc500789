"""A change to files, and how it is made again on files that others have changed since.

An edit names what its author has seen. So it can be made on any newer revision: where the file is still as he saw it,
it is taken as it is; where others have changed it, both are merged; where that cannot be, nothing is changed at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from lib.errors import Refused
from lib.wiki import merge
from lib.wiki.merge import Agreed, Conflict


class Edit(msgspec.Struct, frozen=True):
    """One file, *before* and *after*; None where it is not there. *was* is the path that the author knows it by."""

    path: str
    before: bytes | None
    after: bytes | None
    was: str = ""

    @property
    def source(self) -> str:
        """The path of the file that the edit changes."""
        return self.was or self.path


class Clash(msgspec.Struct, frozen=True):
    """A file that two people have changed in the same place. *theirs* is None when it was deleted or moved away."""

    path: str
    mine: str | None
    theirs: str | None
    parts: tuple[Agreed | Conflict, ...] = ()


class Conflicting(Refused):
    """An edit that contradicts a newer one, of the *revision* where that is known: a person has to decide."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(_sentence(clash))
        self.clash = clash
        self.revision = ""


def applied(edits: Sequence[Edit], newest: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """What the edits make of the *newest* files, which holds every path they name: the files to write, None to delete.

    What is so already is left out: an edit that is made twice changes nothing. Raise Conflicting.
    """
    wanted: dict[str, bytes | None] = {}
    for edit in edits:
        content = _made(edit, newest)
        if edit.was and edit.was != edit.path:
            wanted.setdefault(edit.was, None)
        wanted[edit.path] = content
    return {path: content for path, content in wanted.items() if content != newest[path]}


def _made(edit: Edit, newest: Mapping[str, bytes | None]) -> bytes | None:
    """What the file becomes."""
    there = newest[edit.source]
    if edit.source != edit.path:
        if there is None and newest[edit.path] == edit.after:
            return edit.after
        if newest[edit.path] is not None:
            raise _clash(edit, newest[edit.path])
    if there in (edit.before, edit.after):
        return edit.after
    if edit.after is None or there is None:
        raise _clash(edit, there)
    merged = _merged(edit, there)
    if merged.conflicts:
        raise _clash(edit, there, merged.parts)
    return merged.text.encode()


def _merged(edit: Edit, there: bytes) -> merge.Merge:
    texts = [_text(content or b"") for content in (edit.before, edit.after, there)]
    known = [text for text in texts if text is not None]
    if len(known) < len(texts):
        raise _clash(edit, there)
    mixed = len({"\r\n" in text for text in known if text}) > 1
    return merge.merge(*(map(normal, known) if mixed else known))


def _clash(edit: Edit, there: bytes | None, parts: Sequence[Agreed | Conflict] = ()) -> Conflicting:
    mine, theirs = (None if content is None else _text(content) for content in (edit.after, there))
    return Conflicting(Clash(edit.path, mine, theirs, tuple(parts)))


def _sentence(clash: Clash) -> str:
    if clash.theirs is None:
        return f"{clash.path} was deleted or moved by somebody else meanwhile."
    if clash.mine is None:
        return f"{clash.path} was changed by somebody else meanwhile."
    return f"Somebody else has changed the same place of {clash.path} meanwhile."


def normal(text: str) -> str:
    """*text* as it is kept: lines that end in a line feed, one of them at the end, and no byte that means binary."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").rstrip("\n \t")
    return f"{text}\n" if text else ""


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
