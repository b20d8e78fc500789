"""The pages and files of a wiki as one value, which a commit makes into another one at the cost of the commit.

Nothing in a corpus changes. `Corpus.after` copies a few mappings, which takes a millisecond for thousands of pages, and
reads again what the commit touched; links of other pages are followed again only where what they mention has changed.

Of many pages the titles are known long before the links are. A corpus of `Unread` pages shows any of them until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import cramjam
import msgspec

from lib.wiki import front_matter, links, meta, pages, scan
from lib.wiki.links import Context
from lib.wiki.meta import Meta
from lib.wiki.scan import Section
from lib.wiki.tree import Tree


@dataclass(frozen=True, slots=True)
class File:
    """A file of the wiki's folder: its path there, and the id of its content; that of a file that is gone is empty."""

    path: str
    blob: str


Sections = tuple[Section, ...]


class Written(NamedTuple):
    """The Markdown of a page, and its *sections* as a scan finds them. Packed, both take little more than one does."""

    text: str
    sections: Sections


@dataclass(frozen=True, slots=True)
class Page:
    """What is kept of a page. What is written in it is packed: thousands of them are held in memory.

    *mentions* are what its *links* depend on (`links.dependencies`).
    """

    blob: str
    title: str
    meta: Meta
    links: tuple[str, ...]
    mentions: tuple[str, ...]
    ids: str
    packed: bytes

    @property
    def text(self) -> str:
        """The Markdown."""
        return self.written().text

    def written(self) -> Written:
        """What is written in it."""
        return _WRITTEN.decode(cramjam.zstd.decompress(self.packed))

    def has(self, heading: str) -> bool:
        """Whether a link to ``#heading`` finds something."""
        return heading in {"", "top"} or f"\n{heading}\n" in self.ids


class Named(NamedTuple):
    """What a page says that it is: all that others need to find it, or to link to it."""

    path: str
    blob: str
    title: str
    meta: Meta


Kept = dict[str, tuple[str, ...]]
Pair = tuple[Page | None, Page | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A link that leads nowhere. *kind* says to what: a page, a file or a heading.

    The page that a wikilink names is *wanted*: whoever wrote it may have wished for a page that is still to come.
    """

    href: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Where the links of a page lead: to which pages, and which of them lead nowhere.

    It is the same object in two corpora exactly when nothing changed that the page's links depend on.
    """

    leads: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, eq=False)
class Corpus:
    """A wiki. *titles* are those of the pages, *files* has the blob of every file, *outcomes* of each page's links.

    *mentions* has, for what a link may depend on (`links.dependencies`), the pages with such a link; *claims* has, for
    what a wikilink may call a page, the pages that may be meant, and *names* the one that is. Until it is *whole*, its
    pages are `Unread`, and nobody knows their links.
    """

    pages: Mapping[str, Page] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    mentions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)
    whole: bool = True

    def after(self, changed: Iterable[File], read: Mapping[str, Page]) -> Corpus:
        """The wiki in which the files *changed*; *read* has the pages among them that are there."""
        return _Change(self).made(list(changed), read)

    def context(self, revision: str) -> Context:
        """What a page is rendered in."""
        return Context(self.titles, self.files.keys(), revision, self.names)

    def backlinks(self, page: str) -> tuple[str, ...]:
        """The other pages that link to *page*, sorted by title."""
        if page not in self.pages:
            return ()
        mentioning = {source for key in self._known_as(page) for source in self.mentions.get(key, ())}
        found = (source for source in mentioning if source != page and page in self.outcomes[source].leads)
        return tuple(sorted(found, key=lambda source: (self.titles[source].casefold(), source)))

    def faults(self) -> Iterator[tuple[str, Fault]]:
        """All links that lead nowhere, with the page that each is in."""
        return ((page, fault) for page, outcome in self.outcomes.items() for fault in outcome.faults)

    def _known_as(self, page: str) -> set[str]:
        """What a link that leads to *page* mentions."""
        return {page, *_stands_for(page), *(f"[[{name}" for name in _called(page, self.pages[page]))}


class Unread(Page):
    """A page that is read when it is shown. Where its links lead is not known."""

    __slots__ = ("_content", "_path")

    def __init__(self, named: Named, content: Callable[[str], bytes]) -> None:
        super().__init__(named.blob, named.title, named.meta, (), (), "", b"")
        object.__setattr__(self, "_path", named.path)
        object.__setattr__(self, "_content", content)

    def written(self) -> Written:
        """What is written in it. Raise what *content* raises."""
        return read(self._path, self.blob, self._content(self._path))[0].written()


class Opened:
    """A page of which only what it is called was looked for."""

    def __init__(self, path: str, blob: str, raw: bytes) -> None:
        self._text = decoded(raw)
        self._front = front_matter.split(self._text)
        title = self._front.title or scan.title(self._front.body) or pages.spoken(path)
        self.named = Named(path, blob, title, meta.read(self._front.values))

    def read(self) -> tuple[Page, Sections]:
        """All of it, with its sections, for whoever needs them at once."""
        path, blob, title, said = self.named
        found = scan.scan(self._front.body)
        kept = tuple(dict.fromkeys(href for href in found.links if links.stays(href)))
        page = Page(
            blob=blob,
            title=title,
            meta=said,
            links=kept,
            mentions=tuple(dict.fromkeys(key for href in kept for key in links.dependencies(href, path))),
            ids="\n".join(("", *found.ids, "")),
            packed=bytes(cramjam.zstd.compress(msgspec.msgpack.encode(Written(self._text, found.sections)), 1)),
        )
        return page, found.sections


def read(path: str, blob: str, raw: bytes) -> tuple[Page, Sections]:
    """Read the page *path* from its content, with its sections."""
    return Opened(path, blob, raw).read()


def decoded(raw: bytes) -> str:
    """A page of an old wiki may have any encoding: it is shown with marks for what we cannot read."""
    return raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


class _Change:
    """The work of making one corpus of another."""

    def __init__(self, before: Corpus) -> None:
        self._before = before
        self._pages, self._titles = dict(before.pages), dict(before.titles)
        self._files, self._outcomes = dict(before.files), dict(before.outcomes)
        self._mentions, self._claims, self._names = dict(before.mentions), dict(before.claims), dict(before.names)
        self._dirty: set[str] = set()  # what links depend on and is not as before

    def made(self, changed: list[File], read: Mapping[str, Page]) -> Corpus:
        self._take_files(changed)
        paths = [path for file in changed if (path := pages.path_of(file.path)) is not None]
        pairs = {path: (self._pages.get(path), read.get(path)) for path in paths}
        self._take_pages(pairs)
        self._mentions = _moved(self._mentions, pairs, lambda _, page: set(page.mentions))
        self._claims = _moved(self._claims, pairs, _called)
        self._name({name for path, pair in pairs.items() for page in pair if page for name in _called(path, page)})
        self._follow(pairs)
        tree = self._before.tree.after(self._titles, [path for path in pairs if self._is_another(path)])
        return Corpus(
            self._pages,
            self._titles,
            self._files,
            self._outcomes,
            self._mentions,
            self._claims,
            self._names,
            tree,
        )

    def _take_files(self, changed: list[File]) -> None:
        for file in changed:
            if file.blob:
                self._files[file.path] = file.blob
            else:
                self._files.pop(file.path, None)
            self._dirty.add(file.path)

    def _take_pages(self, pairs: Mapping[str, Pair]) -> None:
        for path, (before, after) in pairs.items():
            if after:
                self._pages[path], self._titles[path] = after, after.title
            else:
                self._pages.pop(path, None)
                self._titles.pop(path, None)
                self._outcomes.pop(path, None)
            if before is None or after is None or (before.title, before.ids) != (after.title, after.ids):
                self._dirty |= {path, *_stands_for(path)}

    def _name(self, names: Iterable[str]) -> None:
        """Decide again which pages *names* mean."""
        for name in names:
            claiming = self._claims.get(name, ())
            wins = min(claiming, key=partial(self._rank, name)) if len(claiming) > 1 else next(iter(claiming), None)
            if wins is None:
                self._names.pop(name, None)
            else:
                self._names[name] = wins
            if wins != self._before.names.get(name):
                self._dirty.add(f"[[{name}")

    def _rank(self, name: str, path: str) -> tuple[int, int, str]:
        return min(rank for rank, one in _callings(path, self._pages[path]) if one == name), path.count("/"), path

    def _follow(self, changed: Iterable[str]) -> None:
        """Follow the links of the pages that *changed*, and of those that mention what did."""
        context = Context(self._titles, self._files.keys(), known=self._names)
        touched = {page for page in changed if page in self._pages}
        touched |= {source for key in self._dirty for source in self._mentions.get(key, ())}
        for page in touched:
            self._outcomes[page] = self._outcome(page, context)

    def _outcome(self, page: str, context: Context) -> Outcome:
        leads, faults = set(), []
        for href in self._pages[page].links:
            target = links.follow(href, page, context)
            if target.broken:
                faults.append(Fault(href, _kind(href)))
            elif target.page is not None:
                leads.add(target.page)
                if "#" in href and not self._pages[target.page].has(links.heading(href)):
                    faults.append(Fault(href, "heading"))
        return Outcome(frozenset(leads), tuple(faults))

    def _is_another(self, path: str) -> bool:
        return self._before.titles.get(path) != self._titles.get(path)


def _moved(kept: Kept, pairs: Mapping[str, Pair], keys: Callable[[str, Page], set[str]]) -> Kept:
    """What is *kept* for each key, with what each page that changed had there before, and what it has now."""
    gone: dict[str, list[str]] = {}
    come: dict[str, list[str]] = {}
    for path, (before, after) in pairs.items():
        had, has = (keys(path, page) if page else frozenset() for page in (before, after))
        for key in had - has:
            gone.setdefault(key, []).append(path)
        for key in has - had:
            come.setdefault(key, []).append(path)
    for key, paths in gone.items():
        kept[key] = tuple(one for one in kept[key] if one not in paths)
    for key, paths in come.items():
        kept[key] = (*kept.get(key, ()), *paths)
    for key in gone:
        if not kept[key]:
            del kept[key]
    return kept


def _called(path: str, page: Page) -> set[str]:
    return {name for _, name in _callings(path, page)}


def _callings(path: str, page: Page) -> Iterator[tuple[int, str]]:
    return links.callings(path, page.title, page.meta.aliases)


def _stands_for(path: str) -> tuple[str, ...]:
    """The folder that a page may be the own page of."""
    folder, _, name = path.rpartition("/")
    return (folder,) if name in pages.OWN else ()


def _kind(href: str) -> str:
    if href.startswith("[["):
        return "wanted"
    name = href.partition("#")[0].rpartition("/")[2]
    return "file" if href.startswith(links.IMAGE) or ("." in name and not name.endswith(pages.SUFFIX)) else "page"


_WRITTEN = msgspec.msgpack.Decoder(Written)
