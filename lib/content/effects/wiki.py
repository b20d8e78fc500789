"""Pages that come, go, change or move, and the links that break or are mended with them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from lib.content.effects.meanings import counted
from lib.content.effects.parts import Effect
from lib.content.revision import Revision
from lib.wiki import differences
from lib.wiki.corpus import Corpus

# As Git does, a page that has half of its lines in another place has moved there; beyond so many, only equal ones.
LIKE = 0.5
MOST_COMPARED = 400
BREAKS = {"page": "page", "file": "file", "heading": "heading"}


def changed(base: Revision, head: Revision) -> Iterator[Effect]:
    """Pages and links."""
    old, new = base.wiki, head.wiki
    moves = _moves(old, new)
    yield from _pages(old, new, moves)
    yield from _files(old, new)
    yield from _links(old, new, moves)


def _pages(old: Corpus, new: Corpus, moves: dict[str, str]) -> Iterator[Effect]:
    come, gone = new.pages.keys() - old.pages.keys(), old.pages.keys() - new.pages.keys()
    for before, after in sorted(moves.items()):
        yield Effect(area="wiki", change="moved", subject=new.titles[after], text=f"is at {after} instead of {before}")
    for page in sorted(come - {*moves.values()}):
        yield Effect(area="wiki", change="added", subject=new.titles[page], text=f"is new, at {page}")
    for page in sorted(gone - moves.keys()):
        yield Effect(area="wiki", change="removed", subject=old.titles[page], text=f"is gone from {page}")
    for page in sorted(old.pages.keys() & new.pages.keys()):
        if old.pages[page].packed != new.pages[page].packed:
            added, removed = differences.counted(old.pages[page].text, new.pages[page].text)
            title = f", and was called {old.titles[page]}" if old.titles[page] != new.titles[page] else ""
            text = f"{page}: {counted(added, 'line')} added, {removed} removed{title}"
            yield Effect(area="wiki", change="changed", subject=new.titles[page], text=text)


def _files(old: Corpus, new: Corpus) -> Iterator[Effect]:
    """Images and other files beside the pages."""
    for path in sorted(old.files.keys() | new.files.keys()):
        if path.removesuffix(".md") in old.pages.keys() | new.pages.keys():
            continue
        if path not in old.files:
            yield Effect(area="wiki", change="added", subject=path, text="is a new file")
        elif path not in new.files:
            yield Effect(area="wiki", change="removed", subject=path, text="is gone")
        elif old.files[path] != new.files[path]:
            yield Effect(area="wiki", change="changed", subject=path, text="has another content")


def _links(old: Corpus, new: Corpus, moves: dict[str, str]) -> Iterator[Effect]:
    before = {(moves.get(page, page), fault.href): fault.kind for page, fault in old.faults()}
    after = {(page, fault.href): fault.kind for page, fault in new.faults()}
    for page, href in sorted(after.keys() - before.keys()):
        if (kind := after[page, href]) in BREAKS:
            text = f"the link {href} leads to no {BREAKS[kind]}"
            yield Effect(area="links", change="added", subject=page, text=text, warning="Readers stumble over it.")
    for page, href in sorted(before.keys() - after.keys()):
        if before[page, href] in BREAKS and page in new.pages:
            yield Effect(area="links", change="removed", subject=page, text=f"{href} is no broken link any more")


def _moves(old: Corpus, new: Corpus) -> dict[str, str]:
    """Where the pages that are gone from their places are now: equal ones first, then the most alike."""
    gone = sorted(old.pages.keys() - new.pages.keys())
    come = sorted(new.pages.keys() - old.pages.keys())
    texts = {page: new.pages[page].packed for page in come}
    found: dict[str, str] = {}
    for page in gone:
        same = next((one for one in come if texts[one] == old.pages[page].packed and one not in found.values()), None)
        if same:
            found[page] = same
    rest, there = [one for one in gone if one not in found], [one for one in come if one not in found.values()]
    if len(rest) * len(there) > MOST_COMPARED:
        return found
    alike = sorted(
        ((_alike(old.pages[one].text, new.pages[other].text), one, other) for one in rest for other in there),
        reverse=True,
    )
    for share, one, other in alike:
        if share >= LIKE and one not in found and other not in found.values():
            found[one] = other
    return found


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.splitlines(), other.splitlines(), autojunk=False).ratio()
