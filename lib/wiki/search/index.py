"""The index of a wiki's words: an entry for each heading with the text below it, in memory.

The first entry of a page is the page itself, with its title, tags and the names of its headings; it is where somebody
goes who meant the page and no place in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Document, Filter, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from lib.wiki.corpus import Page
from lib.wiki.scan import Scan, Section
from lib.wiki.search import words

TEXTS = ("title", "tags", "path", "outline", "heading", "context", "body")
# What the writer gathers before it makes a segment of it: much for a whole wiki, the least possible for a commit.
WHOLE_BYTES, WHOLE_THREADS, LEAST_BYTES = 96_000_000, 2, 15_000_000
# A place is the number of a page and that of an entry in it.
ENTRY_BITS = 12
LAST_ENTRY = (1 << ENTRY_BITS) - 1
LONGEST_WORD = 64
# Short prefixes are asked for all the time, and take the longest.
LONGEST_KEPT = 3
_TOKENIZER = "words"


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
        self._beginnings: dict[tuple[str, int, str], list[tuple[str, int]]] = {}

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
        key = prefix, most, name
        if key not in self._beginnings:
            found = self._searcher.terms_with_prefix(name, prefix, limit=most)
            if len(prefix) > LONGEST_KEPT:
                return found
            self._beginnings[key] = found
        return self._beginnings[key]

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

    def put(self, path: str, page: Page, scan: Scan) -> None:
        """Take in the page *path*, in place of what it was before."""
        self.remove(path)
        if page.meta.hidden:
            return
        number = self._numbers.setdefault(path, len(self._paths))
        if number == len(self._paths):
            self._paths.append(path)
        if not self._whole:
            self._new.update(_words(page, scan))
        for entry, document in enumerate(_documents(path, page, scan)):
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
            size, threads = (WHOLE_BYTES, WHOLE_THREADS) if self._whole else (LEAST_BYTES, 1)
            self._writer = self._index.writer(size, threads)
        return self._writer


def entries(scan: Scan) -> list[Section]:
    """The entries of a page: its beginning, with what stands below a title at the top, and then each other heading."""
    sections = scan.sections
    leading = 0
    if sections and sections[0].level == 0:
        leading = 1
    if len(sections) > leading and sections[leading].level == 1:
        leading += 1
    first = "\n".join(section.text for section in sections[:leading])
    return [Section(0, "", "", first), *sections[leading:]]


def _words(page: Page, scan: Scan) -> list[str]:
    """The words of a page."""
    texts = (part for section in scan.sections for part in (section.heading, section.text))
    return _ANALYZER.analyze(words.searchable("\n".join((page.title, *page.meta.tags, *page.meta.keywords, *texts))))


def _documents(path: str, page: Page, scan: Scan) -> Iterator[Document]:
    title = words.searchable(page.title)
    first, *others = entries(scan)
    document = _document(path, page)
    document.add_text("title", title)
    for alias in page.meta.aliases:
        document.add_text("title", words.searchable(alias))
    document.add_text("path", words.searchable(path))
    document.add_text("tags", tags := words.searchable(" ".join((*page.meta.tags, *page.meta.keywords))))
    document.add_text("outline", words.searchable("\n".join(section.heading for section in scan.sections)))
    document.add_text("body", "\n".join((title, tags, words.searchable(f"{page.meta.description}\n{first.text}"))))
    yield document
    for section in others:
        document = _document(path, page)
        document.add_text("heading", heading := words.searchable(section.heading))
        document.add_text("context", title)
        document.add_text("body", f"{heading}\n{words.searchable(section.text)}")
        yield document


def _document(path: str, page: Page) -> Document:
    """An entry of a page with what it can be filtered by."""
    document = Document()
    document.add_text("key", path)
    for tag in page.meta.tags:
        document.add_text("tag", tag)
    inside = path.casefold()
    while inside:
        document.add_text("folder", inside)
        inside, _, name = inside.rpartition("/")
        document.add_text("folder", name)
    return document


def _schema() -> tantivy.Schema:
    made = SchemaBuilder()
    for name in TEXTS:
        made.add_text_field(name, tokenizer_name=_TOKENIZER)
    for name in ("key", "tag", "folder"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    made.add_unsigned_field("place", fast=True)
    return made.build()


_ANALYZER = (
    TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.remove_long(LONGEST_WORD)).build()
)
