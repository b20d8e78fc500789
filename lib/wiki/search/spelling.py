"""Words that somebody may have meant who made a slip of the finger."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lib.wiki.search import words
from lib.wiki.search.index import LONGEST_WORD, Searcher
from lib.wiki.search.query import Query, Term

MOST, MOST_COUNTED = 3, 20
SHORTEST = 3
# Slips that are forgiven in a word of so many letters: one in three letters, two in eight.
FORGIVEN = ((8, 2), (SHORTEST, 1))
# A word that is in the wiki was hardly meant otherwise, unless the other one is so much more frequent.
MUCH_MORE = 20


def corrections(searcher: Searcher, query: Query, *, thorough: bool) -> dict[str, tuple[str, ...]]:
    """For words of *query* that the wiki does not know, or hardly, those that are nearest: the likeliest first.

    A *thorough* search takes its time, and considers that the first letter may be wrong.
    """
    found = {}
    for term in query.terms:
        if len(term.words) > 1 or term.quoted or (_is_begun(term) and len(query.terms) > 1):
            continue
        if near := searcher.once(("near", term, thorough), partial(_near, searcher, term, thorough)):
            found[term.words[0]] = near
    return found


def _is_begun(term: Term) -> bool:
    """Whether a word has only just been begun: what it will be, the next letters say."""
    return term.prefix and len(term.words[0]) <= SHORTEST


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
    searches = (_within, _begun_otherwise) if thorough else (_within,)
    for search in searches:
        found = sorted(search(searcher, term, forgiven), key=lambda one: (one[0], -searcher.frequency(one[1]), one[1]))
        counted = [(slips, -searcher.count(other), other) for slips, other in found[:MOST_COUNTED]]
        if likely := sorted(one for one in counted if -one[1] > MUCH_MORE * known):
            return tuple(other for slips, _, other in likely[:MOST] if slips == likely[0][0])
    return ()


def _within(searcher: Searcher, term: Term, forgiven: int) -> Iterator[tuple[int, str]]:
    """Words that differ from that of *term* by few slips: how bad they are, and the word. Mostly the first letter is
    right, or it has changed places with the second one.

    Slips in the beginning of a longer word, which is still being typed, are worse than as many in a whole one.
    """
    [word] = term.words
    least, most = len(word) - forgiven, len(word) + forgiven
    near: dict[str, int] = {}
    for letter in dict.fromkeys(word[:2]):
        same = searcher.vocabulary(letter, range(least, most + 1))
        near |= {other: slips * 2 for other, slips in _slips(word, same, forgiven)}
        for length in (len(word), len(word) + 1) if term.prefix else ():
            longer = searcher.vocabulary(letter, range(length, LONGEST_WORD))
            begun = dict(_slips(word, [*{other[:length] for other in longer}], forgiven))
            for other in longer if begun else ():
                if slips := begun.get(other[:length]):
                    near[other] = min(near.get(other, slips * 2 + 1), slips * 2 + 1)
    return ((slips, other) for other, slips in near.items())


def _begun_otherwise(searcher: Searcher, term: Term, forgiven: int) -> Iterator[tuple[int, str]]:
    """Words that differ from that of *term* by their first letter: it is a wrong one, or it was forgotten."""
    [word] = term.words
    letters = sorted({*word, *(string.ascii_lowercase if word.isascii() else "")} - {*word[:1]})
    for other in (letter + rest for letter in letters for rest in (word[1:], word)):
        if searcher.frequency(other):
            yield 2, other
        elif term.prefix:
            yield from ((3, longer) for longer, _ in searcher.beginning(other, MOST))


def _slips(word: str, choices: Sequence[str], forgiven: int) -> Iterator[tuple[str, int]]:
    near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=forgiven, limit=None)
    return ((choice, slips) for choice, slips, _ in near if slips)
