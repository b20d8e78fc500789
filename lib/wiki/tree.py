"""The pages of a wiki as a tree of folders: what a folder shows, in which order, and what comes before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lib.wiki.pages import folder_of, own, spoken

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Child:
    """What a folder shows: a page, a folder, or a folder with its own page. What there is not is None."""

    title: str
    page: str | None
    folder: str | None


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in a folder: the paths of pages and of other folders."""

    pages: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """The folders of a wiki. It never changes: a commit makes another one, and pays for the folders that it touches.

    *titles* has the title of each page by its path. A folder's children are sorted when they are first asked for.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[str, Folder] = field(default_factory=dict)
    _shown: dict[str, tuple[Child, ...]] = field(default_factory=dict)

    def after(self, titles: Mapping[str, str], changed: Iterable[str]) -> Tree:
        """The tree of *titles*, in which the pages *changed* came, went, or were called otherwise."""
        folders = dict(self.folders)
        for folder, pages in _by_folder(changed).items():
            held = folders.get(folder, Folder())
            here = held.pages - pages | {page for page in pages if page in titles}
            _put(folders, folder, Folder(here, held.folders))
        same = {path: shown for path, shown in self._shown.items() if folders.get(path) is self.folders[path]}
        return Tree(titles, folders, same)

    def children(self, folder: str = "") -> tuple[Child, ...]:
        """What *folder* shows: the wiki's home page first, then by title, a folder where its title stands."""
        if folder not in self._shown and folder in self.folders:
            self._shown[folder] = self._sorted(folder)
        return self._shown.get(folder, ())

    def neighbours(self, page: str) -> tuple[str | None, str | None]:
        """The pages before and after *page*, as somebody meets them who reads the whole tree; None at its ends."""
        if page not in self.titles:
            return None, None
        return next(self._before(page), None), next(self._after(page), None)

    def _sorted(self, folder: str) -> tuple[Child, ...]:
        held = self.folders[folder]
        stands = own(folder, held.pages)
        shown = [Child(self.titles[page], page, None) for page in held.pages if page != stands or not folder]
        for inner in held.folders:
            page = own(inner, self.folders[inner].pages)
            shown.append(Child(self.titles[page] if page else spoken(inner), page, inner))
        return tuple(
            sorted(shown, key=lambda one: (one.page != stands, _order(one.title), one.page or one.folder or ""))
        )

    def _before(self, page: str) -> Iterator[str]:
        """The pages before *page*, backwards; the first one is enough for most."""
        for folder, number in self._places(page):
            for sibling in reversed(self.children(folder)[:number]):
                yield from self._backwards(sibling)
            if folder and (standing := own(folder, self.titles)):
                yield standing

    def _after(self, page: str) -> Iterator[str]:
        if standing := self._standing(page):
            for child in self.children(standing):
                yield from self._pages(child)
        for folder, number in self._places(page):
            for sibling in self.children(folder)[number + 1 :]:
                yield from self._pages(sibling)

    def _places(self, page: str) -> Iterator[tuple[str, int]]:
        """Where *page* stands: the folder that shows it and its number there, then the same of that folder, …"""
        inner = self._standing(page)
        folder = folder_of(page if inner is None else inner)
        yield folder, self._number(folder, page, inner)
        while folder:
            inner, folder = folder, folder_of(folder)
            yield folder, self._number(folder, None, inner)

    def _number(self, folder: str, page: str | None, inner: str | None) -> int:
        shown = self.children(folder)
        return next(number for number, one in enumerate(shown) if (one.folder == inner if inner else one.page == page))

    def _standing(self, page: str) -> str | None:
        """The folder, not that of the wiki, that *page* stands for."""
        folder = folder_of(page)
        return folder if folder and own(folder, self.titles) == page else None

    def _pages(self, child: Child) -> Iterator[str]:
        if child.page:
            yield child.page
        if child.folder:
            for inner in self.children(child.folder):
                yield from self._pages(inner)

    def _backwards(self, child: Child) -> Iterator[str]:
        if child.folder:
            for inner in reversed(self.children(child.folder)):
                yield from self._backwards(inner)
        if child.page:
            yield child.page


def _by_folder(pages: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for page in pages:
        found.setdefault(folder_of(page), set()).add(page)
    return found


def _put(folders: dict[str, Folder], path: str, folder: Folder) -> None:
    """Put *folder* in its place, or take it out when it is empty. Its parent shows its title, and is renewed."""
    empty = not folder.pages and not folder.folders
    if empty:
        folders.pop(path, None)
    else:
        folders[path] = folder
    if not path:
        return
    parent = folder_of(path)
    held = folders.get(parent, Folder())
    inside = held.folders - {path} if empty else held.folders | {path}
    if inside != held.folders:
        _put(folders, parent, Folder(held.pages, inside))
    else:
        folders[parent] = Folder(held.pages, inside)


def _order(title: str) -> list[str]:
    """What titles are sorted by: without case, and numbers by their size."""
    parts = _DIGITS.split(title.casefold())
    return [part.zfill(12) if number % 2 else part for number, part in enumerate(parts)]
