"""The index of a wiki's words: an entry for each heading with the text below it, in memory.

The first entry of a page is the page itself, with its title, tags and the names of its headings; it is where somebody
goes who meant the page and no place in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import tantivy
from tantivy import Document, Filter, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from lib.wiki.corpus import Page, Sections
from lib.wiki.scan import Section
from lib.wiki.search import words

TEXTS = ("title", "tags", "path", "outline", "heading", "context", "body")
# What the writer gathers before it makes a segment of it: much for a whole wiki, the least possible for a commit.
WHOLE_BYTES, LEAST_BYTES = 96_000_000, 15_000_000
# A place is the number of a page and that of an entry in it.
ENTRY_BITS = 12
LAST_ENTRY = (1 << ENTRY_BITS) - 1
LONGEST_WORD = 64
# Whoever types asks for the same words again with each letter: what was worked out for so many of them is kept.
MOST_KEPT = 500
_TOKENIZER = "words"
_SPACES = str.maketrans(dict.fromkeys(" \t\n\r\f\v", "\0"))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that was found: of which *page*, the how manieth *entry* there, and how well it fits."""

    page: str
    entry: int
    score: float


class Searcher:
    """The index as it was at one moment. Threads share it."""

    def __init__(
        self, schema: tantivy.Schema, searcher: tantivy.Searcher, paths: Sequence[str], vocabulary: Vocabulary
    ) -> None:
        self.schema = schema
        self._searcher = searcher
        self._paths = paths
        self._vocabulary = vocabulary
        self._kept: dict[tuple, object] = {}

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._searcher.num_docs

    def find(self, query: Query, most: int) -> list[Found]:
        """Up to *most* entries, the best first."""
        hits = self._searcher.search(query, most, count=False).hits
        places = self._searcher.fast_field_values("place", [address for _, address in hits])
        return [
            Found(self._paths[place >> ENTRY_BITS], place & LAST_ENTRY, score)
            for (score, _), place in zip(hits, places, strict=True)
        ]

    def frequency(self, word: str) -> int:
        """The number of entries with *word*; some may be gone that were there a short time ago."""
        return self._searcher.doc_freq("body", word)

    def count(self, word: str) -> int:
        """The number of entries with *word*, to the last one."""
        return self._searcher.search(Query.term_query(self.schema, "body", word), 1).count

    def beginning(self, prefix: str, most: int, name: str = "body") -> list[tuple[str, int]]:
        """Words in the field *name* that begin with *prefix*, the most frequent first, with the numbers of entries."""
        key = "beginning", prefix, most, name
        return self.once(key, lambda: self._searcher.terms_with_prefix(name, prefix, limit=most))

    def once(self, key: tuple, make: Callable[[], T]) -> T:
        """What *make* gives for *key*: nothing changes in an index as it was at one moment."""
        kept = self._kept  # from which nothing is ever removed, so threads need no lock
        if key not in kept:
            if len(kept) >= MOST_KEPT:
                self._kept = kept = {}
            kept[key] = make()
        return kept[key]

    def vocabulary(self, letter: str, lengths: Iterable[int]) -> list[str]:
        """Words of certain *lengths* that begin with *letter*; some may be gone that were there some time ago."""
        known = self._vocabulary.words(letter)
        return [word for length in lengths for word in known.get(length, ())]


class Vocabulary:
    """The words of an index by their first letters; they are read when they are first asked for, and then added to.

    All searchers of an index share it: what they have not, they find no entries with.
    """

    def __init__(self) -> None:
        self._known: dict[str, dict[int, dict[str, None]]] = {}
        self.newest: tantivy.Searcher | None = None

    def words(self, letter: str) -> Mapping[int, Collection[str]]:
        """All words that begin with *letter*, by their lengths."""
        if letter not in self._known and self.newest:
            read: dict[int, dict[str, None]] = {}
            for word, _ in self.newest.terms_with_prefix("body", letter):
                read.setdefault(len(word), {})[word] = None
            self._known[letter] = read
        return self._known.get(letter, {})

    def add(self, new: Iterable[str], newest: tantivy.Searcher) -> None:
        """Know *new* words, which *newest* has."""
        self.newest = newest
        for word in new:
            if word[0] in self._known:
                known = self._known[word[0]]
                known[len(word)] = known.get(len(word), {}) | {word: None}


class Index:
    """Where pages are put and removed. For one thread; only `commit` makes that visible, and only to new searchers."""

    def __init__(self) -> None:
        self._schema = _schema()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer(_TOKENIZER, _ANALYZER)
        self._writer: tantivy.IndexWriter | None = None
        self._whole = True
        self._numbers: dict[str, int] = {}
        self._paths: list[str] = []
        self._vocabulary, self._new = Vocabulary(), set[str]()

    def put(self, path: str, page: Page, sections: Sections) -> None:
        """Take in the page *path*, in place of what it was before."""
        self.remove(path)
        if page.meta.hidden:
            return
        number = self._numbers.setdefault(path, len(self._paths))
        if number == len(self._paths):
            self._paths.append(path)
        if not self._whole:
            self._new.update(_words(page, sections))
        for entry, document in enumerate(_documents(path, page, sections)):
            document.add_unsigned("place", number << ENTRY_BITS | min(entry, LAST_ENTRY))
            self._writing().add_document(document)

    def remove(self, path: str) -> None:
        """Forget the page *path*."""
        if path in self._numbers:
            self._writing().delete_documents_by_term("key", path)

    def commit(self) -> Searcher:
        """The index with all that was put and removed."""
        if self._writer:
            self._writer.commit()
            self._index.reload()
            if self._whole:  # this writer was made for much more than a commit needs
                self._writer.wait_merging_threads()
                self._writer, self._whole = None, False
        searcher = self._index.searcher()
        self._vocabulary.add(self._new, searcher)
        self._new.clear()
        return Searcher(self._schema, searcher, self._paths, self._vocabulary)

    def rollback(self) -> None:
        """Forget what was put and removed since the last `commit`."""
        self._new.clear()
        if self._writer:
            self._writer.rollback()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            # One thread: two of them take more memory, and leave more segments, which each question has to look at.
            self._writer = self._index.writer(WHOLE_BYTES if self._whole else LEAST_BYTES, num_threads=1)
        return self._writer


def filtered(value: str) -> str:
    """A tag or a folder as the index has it: spaces stand between two of them."""
    return value.translate(_SPACES)


def entries(sections: Sections) -> list[Section]:
    """The entries of a page: its beginning, with what stands below a title at the top, and then each other heading."""
    leading = 0
    if sections and sections[0].level == 0:
        leading = 1
    if len(sections) > leading and sections[leading].level == 1:
        leading += 1
    first = "\n".join(section.text for section in sections[:leading])
    return [Section(0, "", "", first), *sections[leading:]]


def _words(page: Page, sections: Sections) -> list[str]:
    """The words of a page."""
    texts = (part for section in sections for part in (section.heading, section.text))
    return _ANALYZER.analyze(words.searchable("\n".join((page.title, *page.meta.tags, *page.meta.keywords, *texts))))


def _documents(path: str, page: Page, sections: Sections) -> Iterator[Document]:
    title = words.searchable(page.title)
    first, *others = entries(sections)
    filters = {"key": path, "tag": _filters(page.meta.tags), "folder": _places(path.casefold())}
    document = _document(filters)
    document.add_text("title", title)
    for alias in page.meta.aliases:
        document.add_text("title", words.searchable(alias))
    document.add_text("path", words.searchable(path))
    document.add_text("tags", tags := words.searchable(" ".join((*page.meta.tags, *page.meta.keywords))))
    document.add_text("outline", words.searchable("\n".join(section.heading for section in sections)))
    document.add_text("body", "\n".join((title, tags, words.searchable(f"{page.meta.description}\n{first.text}"))))
    yield document
    for section in others:
        document = _document(filters)
        document.add_text("heading", heading := words.searchable(section.heading))
        document.add_text("context", title)
        document.add_text("body", f"{heading}\n{words.searchable(section.text)}")
        yield document


def _document(filters: Mapping[str, str]) -> Document:
    """An entry of a page with what it can be filtered by."""
    document = Document()
    for name, values in filters.items():
        document.add_text(name, values)
    return document


def _filters(values: Iterable[str]) -> str:
    """Values of a filter as one text: to add each by itself takes longer than all the rest."""
    return " ".join(map(filtered, values))


def _places(path: str) -> str:
    """A page and the folders that it lies in, by their paths, and by their names alone."""
    folder, _, name = path.rpartition("/")
    return f"{_filters((path, name))} {_inside(folder)}"


@lru_cache(maxsize=10_000)
def _inside(folder: str) -> str:
    return _places(folder) if folder else ""


def _schema() -> tantivy.Schema:
    made = SchemaBuilder()
    for name in TEXTS:
        made.add_text_field(name, tokenizer_name=_TOKENIZER)
    made.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in ("tag", "folder"):
        made.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    made.add_unsigned_field("place", fast=True)
    return made.build()


_ANALYZER = (
    TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.remove_long(LONGEST_WORD)).build()
)
