"""Search: what somebody types, and the pages that were meant, with the heading, and the words marked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tantivy import Query as IndexQuery

from lib.wiki import pages
from lib.wiki.corpus import Corpus, Page
from lib.wiki.scan import Section
from lib.wiki.search import excerpt, query, spelling, words
from lib.wiki.search.excerpt import Marking, Pieces
from lib.wiki.search.index import Found, Index, Searcher, entries
from lib.wiki.search.matching import Matching, unwanted
from lib.wiki.search.query import Query

__all__ = ["Hit", "Index", "Results", "Searcher", "ask"]

MOST = 50
# Entries that are looked at: at least so many, and so many for each page that is wanted, as several may be of one.
LEAST_ENTRIES, ENTRIES, MOST_UNWANTED = 60, 3, 5000
# With fewer pages than this, words are looked for that may have been meant.
THIN = 3
# In a question of so many words one may be lacking, for this part of the score.
LACKING, LACKS = 3, 0.5
# What words are worth that a page has in different places.
APART = 0.6
# What counts beside the words: that they are all of the title, other places in the page, pages that link to it.
WHOLE_TITLE, OTHER_PLACES, POPULAR = 0.8, 0.1, 0.04


@dataclass(frozen=True, slots=True)
class Hit:
    """A page, and the place in it that fits best: the *heading* with its *id*, or the page itself, without one.

    *trail* has the titles of the folders that the page lies in. Texts come in pieces, too, of which some are marked.
    """

    page: str
    title: str
    title_pieces: Pieces
    trail: tuple[str, ...]
    heading: str
    heading_pieces: Pieces
    id: str
    excerpt: Pieces
    tags: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """The *hits*, the best first, *total* pages that were found, at least, and what may have been meant instead."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    suggestion: str = ""


@dataclass(slots=True)
class _Page:
    """A page that was found: its entries, the best first, and how well it fits."""

    entries: list[Found]
    score: float
    matching: Matching

    @property
    def path(self) -> str:
        return self.entries[0].page


def ask(searcher: Searcher, wiki: Corpus, text: str, limit: int) -> Results:
    """Find what *text* asks for in *wiki*, of which *searcher* is the index: up to *limit* pages."""
    asked, limit = query.parse(text), min(limit, MOST)
    if not asked.terms:
        return _filtered(wiki, asked, limit)
    found, suggestion = _Question(searcher, wiki, asked, max(LEAST_ENTRIES, ENTRIES * limit)).answered()
    markings = {one: Marking(one.whole, one.begun, one.runs) for one in {page.matching for page in found}}
    hits = tuple(_shown(wiki, page, markings[page.matching]) for page in found[:limit])
    return Results(hits, len(found), suggestion)


class _Question:
    """What is *asked* of a wiki, and up to so many entries that are looked at for each way to answer it."""

    def __init__(self, searcher: Searcher, wiki: Corpus, asked: Query, most: int) -> None:
        self._searcher = searcher
        self._wiki = wiki
        self._asked = asked
        self._most = most
        self._matching = Matching(searcher, asked, {})

    def answered(self) -> tuple[list[_Page], str]:
        """The pages with all words; when they are few, those with what may have been meant, and those with some
        words."""
        found = self._ranked(self._matching.all())
        suggestion = ""
        if len(found) < THIN and (corrected := spelling.corrections(self._searcher, self._asked, thorough=not found)):
            self._matching = Matching(self._searcher, self._asked, corrected)
            found = self._ranked(self._matching.all())
            suggestion = spelling.suggestion(self._asked, corrected)
        found = self._with_some(self._with_apart(found))
        return found, suggestion if found else ""

    def _with_apart(self, found: list[_Page]) -> list[_Page]:
        """*found*, when it is little, with the pages that have all words, but in different places."""
        terms = self._matching.rarest()
        if len(found) >= THIN or len(terms) < 2:
            return found
        scores: dict[str, list[Found]] = {}
        for number, term in enumerate(terms):
            best: dict[str, Found] = {}
            most = MOST_UNWANTED if number else self._most
            for entry in self._searcher.find(self._matching.single(term, scores), most):
                best.setdefault(entry.page, entry)
            scores = {page: [*scores.get(page, []), entry] for page, entry in best.items()}
            if not scores:
                return found
        apart = [
            _Page(entries_, APART * sum(entry.score for entry in entries_), self._matching)
            for entries_ in scores.values()
        ]
        for page in apart:
            page.score *= _worth(self._wiki, page.path, self._matching)
        return sorted(_joined(found, apart), key=_order)

    def _with_some(self, found: list[_Page]) -> list[_Page]:
        """*found* with the pages that lack a word, which may fit better still, and when they are few, half of them."""
        terms = len(self._matching.needed)
        if terms >= LACKING or (terms > 1 and len(found) < THIN):
            lacking = self._ranked(self._matching.some(terms - 1), LACKS)
            found = sorted(_joined(found, lacking), key=_order)
        if terms >= LACKING and len(found) < THIN:
            found = _joined(found, self._ranked(self._matching.some(terms // 2)))
        return found

    def _ranked(self, asked: IndexQuery, part: float = 1.0) -> list[_Page]:
        """Pages, the best first."""
        found: dict[str, _Page] = {}
        for entry in self._searcher.find(asked, self._most):
            if page := found.get(entry.page):
                page.score += OTHER_PLACES * entry.score
                page.entries.append(entry)
            else:
                found[entry.page] = _Page([entry], entry.score, self._matching)
        if self._asked.without:
            for entry in self._searcher.find(unwanted(self._searcher, self._asked, found), MOST_UNWANTED):
                found.pop(entry.page, None)
        for path, page in found.items():
            page.score *= part * _worth(self._wiki, path, self._matching)
        return sorted(found.values(), key=_order)


def _joined(first: list[_Page], second: list[_Page]) -> list[_Page]:
    known = {page.path for page in first}
    return [*first, *(page for page in second if page.path not in known)]


def _order(page: _Page) -> tuple[float, str]:
    return -page.score, page.path


def _worth(wiki: Corpus, path: str, matching: Matching) -> float:
    """What a page's score is multiplied by, for what it is beside its words."""
    page = wiki.pages[path]
    title = _title(page.title)
    fitting = sum(map(matching.fits, title)) / len(title) if title else 0.0
    popular = math.log2(1 + len(wiki.mentions.get(path, ())))
    return page.meta.boost * (1 + WHOLE_TITLE * fitting) * (1 + POPULAR * popular)


def _filtered(wiki: Corpus, asked: Query, limit: int) -> Results:
    """The pages that have the tags and lie in the folders that were asked for, by title."""
    if not asked.tags and not asked.folders:
        return Results()
    found = [path for path, page in wiki.pages.items() if _meets(path, page, asked)]
    found.sort(key=lambda path: (wiki.titles[path].casefold(), path))
    nothing = excerpt.Marking()
    hits = []
    for path in found[:limit]:
        beginning = entries(wiki.pages[path].written().sections)[0]
        hits.append(_hit(wiki, path, beginning, beginning.text, nothing))
    return Results(tuple(hits), len(found))


def _meets(path: str, page: Page, asked: Query) -> bool:
    inside = f"/{path.casefold()}/"
    return (
        not page.meta.hidden
        and set(asked.tags) <= set(page.meta.tags)
        and all(f"/{folder}/" in inside for folder in asked.folders)
    )


def _shown(wiki: Corpus, found: _Page, marking: Marking) -> Hit:
    """What is shown of a page that was found by its words."""
    sections = entries(wiki.pages[found.path].written().sections)
    entry = _place(found, sections, wiki.titles[found.path])
    text = next((section.text for section in sections[entry:] if section.text), "")
    return _hit(wiki, found.path, sections[entry], text, marking, round(found.score, 3))


def _place(found: _Page, sections: list[Section], title: str) -> int:
    """The entry to lead to: the best one, or one whose heading has words that the title has not."""
    asked = set(_title(title))

    def says(entry: Found) -> int:
        heading = set(_title(sections[entry.entry].heading))
        return sum(map(found.matching.fits, heading - asked))

    return max(found.entries, key=says).entry


def _hit(wiki: Corpus, path: str, section: Section, text: str, marking: Marking, score: float = 0.0) -> Hit:
    page = wiki.pages[path]
    if not section.id and page.meta.description:
        text = f"{page.meta.description}\n{text}"
    return Hit(
        page=path,
        title=page.title,
        title_pieces=marking.whole(page.title),
        trail=tuple(_trail(wiki, path)),
        heading=section.heading,
        heading_pieces=marking.whole(section.heading),
        id=section.id,
        excerpt=marking.part(text),
        tags=page.meta.tags,
        score=score,
    )


def _trail(wiki: Corpus, path: str) -> Iterator[str]:
    """The titles of the folders that a page lies in, but not of the one that it stands for."""
    parts = path.split("/")[:-1]
    for folder in ("/".join(parts[:length]) for length in range(1, len(parts) + 1)):
        standing = pages.own(folder, wiki.pages)
        if standing != path:
            yield wiki.titles[standing] if standing else pages.spoken(folder)


@lru_cache(maxsize=16_384)
def _title(title: str) -> list[str]:
    return [words.folded(word) for word in words.WORD.findall(title)]
