"""How a question becomes a query of the index, and which words of a text fit it.

Scores are BM25 in each field, times the field's weight; of the fields the best one counts. What only begins with a word
of the question, or has another ending, counts less than the word itself: a part of what BM25 gives to a word that is as
frequent as all those that fit are together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tantivy import Occur
from tantivy import Query as IndexQuery

from lib.wiki.search import words
from lib.wiki.search.index import Searcher, filtered
from lib.wiki.search.query import Query, Term

WEIGHTS = {"title": 7.0, "tags": 3.0, "heading": 3.5, "path": 2.0, "outline": 1.2, "body": 1.0, "context": 0.6}
PHRASES = {"title": 8.0, "heading": 4.0, "body": 2.0}
TIE = 0.1  # what the other fields add to the best one
PREFIX, SPELLED, KIN = 0.7, 0.8, 0.5
MOST_PREFIXED = 100
# Prefixes up to this long begin too many words: only those in what readers see first are meant.
SHORT = 3
SHOWN = ("title", "tags", "heading", "path", "outline")
# Endings that make another form of the same word are no longer than this; shorter words are taken as they are.
ENDING, LEAST_STEM = 4, 4
# A word that so large a part of all entries has says nothing; a small wiki has no such words.
COMMON, LEAST_SIZE = 0.15, 1000


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fitting:
    """Words of the index that fit a word of a question, with the part of its score that they get."""

    part: float
    words: tuple[str, ...]
    frequency: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of a question: *itself*, and what else fits it."""

    itself: str
    prefix: bool
    others: tuple[Fitting, ...] = ()


class Matching:
    """A question, asked of one searcher. *corrected* has words that were perhaps meant instead of others."""

    def __init__(self, searcher: Searcher, query: Query, corrected: Mapping[str, tuple[str, ...]]) -> None:
        self.query = query
        self._searcher = searcher
        self._corrected = corrected
        self._wanted = {term: self._once("wanted", term, lambda one: tuple(self._words(one))) for term in query.terms}
        self._queries: dict[Term, IndexQuery] = {}
        wanted = [one for some in self._wanted.values() for one in some]
        others = {word for one in wanted for other in one.others for word in other.words}
        self.whole = frozenset({one.itself for one in wanted} | others)
        self.begun = tuple(one.itself for one in wanted if one.prefix)
        self.runs = tuple(term.written for term in query.terms if words.unspaced(term.written))
        self.needed = [term for term in query.terms if not self._is_light(term)] or [*query.terms]

    def fits(self, word: str) -> bool:
        """Whether a *word* of a text, folded, is one that was asked for."""
        return word in self.whole or word.startswith(self.begun)

    def all(self) -> IndexQuery:
        """Entries with every term that is needed."""
        return IndexQuery.boolean_query([(Occur.Must, self._term(term)) for term in self.needed] + self._beside())

    def some(self, least: int) -> IndexQuery:
        """Entries with at least so many of the terms that are needed."""
        terms = [(Occur.Should, self._term(term)) for term in self.needed]
        most = IndexQuery.boolean_query(terms, minimum_number_should_match=least)
        return IndexQuery.boolean_query([(Occur.Must, most), *self._beside()])

    def single(self, term: Term, pages: Iterable[str] = ()) -> IndexQuery:
        """Entries with *term*: of certain *pages*, if some are given."""
        inside = [_any(self._searcher, "key", pages)] if pages else []
        musts = [self._term(term), *(IndexQuery.const_score_query(one, 0.0) for one in inside)]
        return IndexQuery.boolean_query(
            [*((Occur.Must, one) for one in musts), *conditions(self._searcher, self.query)]
        )

    def rarest(self) -> list[Term]:
        """The terms that are needed, those that fewest entries have first."""
        return sorted(self.needed, key=lambda term: max(self._searcher.frequency(word) for word in term.words))

    def _beside(self) -> list[tuple[Occur, IndexQuery]]:
        """What else counts, and what a page has to be."""
        begun = [term for term in self.query.terms if term.prefix and term not in self.needed]
        optional = [(Occur.Should, self._term(term)) for term in begun]
        return [*optional, *self._phrases(), *conditions(self._searcher, self.query)]

    def _term(self, term: Term) -> IndexQuery:
        """Entries with *term*. What a word begins may be a hundred others: such a query is not kept for long."""
        if term not in self._queries:
            self._queries[term] = self._made(term) if term.prefix else self._once("query", term, self._made)
        return self._queries[term]

    def _once(self, kind: str, term: Term, make: Callable[[Term], T]) -> T:
        return self._searcher.once((kind, term, self._corrected.get(term.words[0])), lambda: make(term))

    def _made(self, term: Term) -> IndexQuery:
        if len(term.words) > 1:
            return _phrase(self._searcher, term)
        [wanted] = self._wanted[term]
        parts = (part for name, weight in WEIGHTS.items() for part in self._in_field(name, weight, wanted))
        return IndexQuery.disjunction_max_query([*parts], TIE)

    def _in_field(self, name: str, weight: float, wanted: Wanted) -> Iterator[IndexQuery]:
        yield IndexQuery.boost_query(IndexQuery.term_query(self._searcher.schema, name, wanted.itself), weight)
        if _is_short(wanted) and name not in SHOWN:
            return
        for other in wanted.others:
            score = weight * other.part * _rarity(other.frequency, self._searcher.size)
            yield IndexQuery.const_score_query(_any(self._searcher, name, other.words), score)

    def _phrases(self) -> Iterator[tuple[Occur, IndexQuery]]:
        """A bonus for what has the words side by side."""
        asked = [*self.query.words]
        if len(self.query.terms) > 1:
            for name, weight in PHRASES.items():
                phrase = IndexQuery.phrase_query(self._searcher.schema, name, asked, slop=1)
                yield Occur.Should, IndexQuery.boost_query(phrase, weight)

    def _is_light(self, term: Term) -> bool:
        """Whether a page may lack *term*: nearly everything has it, or it has just begun to be typed."""
        if len(term.words) > 1 or term.quoted:
            return False
        size, frequency = self._searcher.size, self._searcher.frequency(term.words[0])
        if term.prefix:
            return frequency == 0 and any(map(_is_short, self._wanted[term]))
        return size > LEAST_SIZE and frequency > COMMON * size

    def _words(self, term: Term) -> Iterator[Wanted]:
        for number, word in enumerate(term.words, 1):
            prefix = term.prefix and number == len(term.words)
            alone = len(term.words) == 1 and not term.quoted
            yield Wanted(word, prefix, tuple(self._others(term, word, prefix)) if alone else ())

    def _others(self, term: Term, word: str, prefix: bool) -> Iterator[Fitting]:
        spelled = words.spellings(term.written)
        if prefix:
            name = "title" if _is_short(Wanted(word, prefix)) else "body"
            begun = (self._searcher.beginning(stem, MOST_PREFIXED, name) for stem in (word, *spelled))
            yield from self._fitting(PREFIX, (one for some in begun for one in some))
        else:
            yield from self._fitting(KIN, self._kin(word))
        yield from self._fitting(SPELLED, ((one, self._searcher.frequency(one)) for one in spelled))
        corrections = self._corrected.get(word, ())
        yield from self._fitting(SPELLED, ((one, self._searcher.frequency(one)) for one in corrections))

    def _kin(self, word: str) -> list[tuple[str, int]]:
        """Other forms of *word*: those with the same stem in one of the languages that have stems."""
        if len(word) < LEAST_STEM or not word.isalpha() or words.unspaced(word):
            return []
        near = self._searcher.beginning(word[: max(LEAST_STEM - 1, len(word) - ENDING)], MOST_PREFIXED)
        forms = words.kin(word, [other for other, _ in near])
        return [(other, frequency) for other, frequency in near if other in forms]

    @staticmethod
    def _fitting(part: float, found: Iterable[tuple[str, int]]) -> Iterator[Fitting]:
        there = {word: frequency for word, frequency in found if frequency}
        if there:
            yield Fitting(part, tuple(there), sum(there.values()))


def conditions(searcher: Searcher, query: Query) -> Iterator[tuple[Occur, IndexQuery]]:
    """What a page has to be, whatever its words are."""
    for name, values in (("tag", query.tags), ("folder", query.folders)):
        for value in values:
            term = IndexQuery.term_query(searcher.schema, name, filtered(value), index_option="basic")
            yield Occur.Must, IndexQuery.const_score_query(term, 0.0)


def unwanted(searcher: Searcher, query: Query, pages: Iterable[str]) -> IndexQuery:
    """Entries of *pages* with what the question does not want."""
    inside = _any(searcher, "key", pages)
    without = IndexQuery.disjunction_max_query([_phrase(searcher, term) for term in query.without])
    return IndexQuery.boolean_query([(Occur.Must, inside), (Occur.Must, without)])


def _any(searcher: Searcher, name: str, some: Iterable[str]) -> IndexQuery:
    """Entries with any of the words. (For few of them this takes a tenth of the time of a query of a set.)"""
    terms = (IndexQuery.term_query(searcher.schema, name, word, index_option="basic") for word in some)
    return IndexQuery.boolean_query([(Occur.Should, term) for term in terms])


def _phrase(searcher: Searcher, term: Term) -> IndexQuery:
    """Entries with the words of *term* one after the other."""
    asked, schema = [*term.words], searcher.schema
    if len(asked) == 1:
        parts = {name: IndexQuery.term_query(schema, name, asked[0]) for name in WEIGHTS}
    elif term.prefix:
        parts = {name: IndexQuery.phrase_prefix_query(schema, name, asked) for name in WEIGHTS}
    else:
        parts = {name: IndexQuery.phrase_query(schema, name, asked) for name in WEIGHTS}
    weighted = [IndexQuery.boost_query(part, WEIGHTS[name]) for name, part in parts.items()]
    return IndexQuery.disjunction_max_query(weighted, TIE)


def _is_short(wanted: Wanted) -> bool:
    """Whether a word is being typed of which there are only the first letters."""
    return wanted.prefix and len(wanted.itself) <= SHORT and not words.unspaced(wanted.itself)


def _rarity(frequency: int, size: int) -> float:
    """What BM25 makes of how many of *size* entries have a word: its inverse document frequency."""
    frequency = min(frequency, size)
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
