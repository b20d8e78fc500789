"""Words that somebody may have meant who made a slip of the finger."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lib.wiki.search import words
from lib.wiki.search.index import Searcher
from lib.wiki.search.query import Query, Term

MOST, MOST_COUNTED = 3, 20
# Slips that are forgiven in a word of so many letters: one in three letters, two in eight.
FORGIVEN = ((8, 2), (3, 1))
# A word that is in the wiki was hardly meant otherwise, unless the other one is so much more frequent.
MUCH_MORE = 20


def corrections(searcher: Searcher, query: Query, *, thorough: bool) -> dict[str, tuple[str, ...]]:
    """For words of *query* that the wiki does not know, or hardly, those that are nearest: the likeliest first.

    A *thorough* search takes its time, and considers that the first letter may be wrong.
    """
    found = {}
    for term in query.terms:
        if len(term.words) == 1 and not term.quoted and (near := _near(searcher, term, thorough)):
            found[term.words[0]] = near
    return found


def suggestion(query: Query, corrected: Mapping[str, tuple[str, ...]]) -> str:
    """*query* as it may have been meant."""
    parts = [_written(term, corrected) for term in query.terms]
    parts += [f"-{_written(term, {})}" for term in query.without]
    parts += [f"tag:{tag}" for tag in query.tags] + [f"in:{folder}" for folder in query.folders]
    return " ".join(parts)


def _written(term: Term, corrected: Mapping[str, tuple[str, ...]]) -> str:
    if term.quoted:
        return f'"{term.written}"'
    return corrected.get(term.words[0], (term.written,))[0]


def _near(searcher: Searcher, term: Term, thorough: bool) -> tuple[str, ...]:
    [word] = term.words
    forgiven = next((slips for letters, slips in FORGIVEN if len(word) >= letters), 0)
    if not forgiven or not word.isalpha() or words.unspaced(word):
        return ()
    begun = (other for other, _ in searcher.beginning(word, MOST)) if term.prefix else ()
    known = sum(map(searcher.count, {word, *begun}))
    for letters in _beginnings(word, thorough):
        found = sorted(one for letter in letters for one in _within(searcher.vocabulary(letter), term, forgiven))
        counted = [(slips, -searcher.count(other), other) for slips, other in found[:MOST_COUNTED]]
        if likely := sorted(one for one in counted if -one[1] > MUCH_MORE * known):
            return tuple(other for slips, _, other in likely[:MOST] if slips == likely[0][0])
    return ()


def _beginnings(word: str, thorough: bool) -> Iterator[Iterable[str]]:
    """The letters that what was meant may begin with: mostly the first one is right, or the first two are swapped."""
    first = dict.fromkeys(word[:2])
    yield first
    if thorough:
        yield sorted({*word, *(string.ascii_lowercase if word.isascii() else "")} - {*first})


def _within(vocabulary: Sequence[str], term: Term, forgiven: int) -> Iterator[tuple[int, str]]:
    """Words that differ from that of *term* by few slips: how bad they are, and the word.

    Slips in the beginning of a longer word, which is still being typed, are worse than as many in a whole one.
    """
    [word] = term.words
    near = {vocabulary[number]: slips * 2 for number, slips in _slips(word, vocabulary, forgiven)}
    if term.prefix:
        for length in (len(word), len(word) + 1):
            for number, slips in _slips(word, [other[:length] for other in vocabulary], forgiven):
                near[vocabulary[number]] = min(near.get(vocabulary[number], slips * 2 + 1), slips * 2 + 1)
    return ((slips, other) for other, slips in near.items())


def _slips(word: str, choices: Sequence[str], forgiven: int) -> Iterator[tuple[int, int]]:
    near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=forgiven, limit=None)
    return ((number, slips) for _, slips, number in near if slips)
