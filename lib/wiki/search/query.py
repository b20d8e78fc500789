"""What somebody asks the search: words, ``"phrases"``, ``-without``, ``tag:name`` and ``in:folder``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lib.wiki.search import words

MOST_CHARACTERS = 200
MOST_TERMS = 12
_PART = re.compile(
    r"""(?P<without>-)?(?:(?P<filter>tag|in):)?(?:"(?P<phrase>[^"]*)(?P<closed>")?|(?P<plain>[^\s"]+))"""
)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that have to follow each other; mostly it is one. *prefix*: the last of them is perhaps not finished."""

    words: tuple[str, ...]
    written: str
    prefix: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question. *tags* and *folders* have to be all those of a page; *without* may not be in it."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all terms."""
        return tuple(word for term in self.terms for word in term.words)


def parse(text: str) -> Query:
    """Read a question. Everything is one: what has no meaning is left out."""
    text = text[:MOST_CHARACTERS]
    found: dict[str, list] = {"terms": [], "without": [], "tags": [], "folders": []}
    for part in _PART.finditer(text):
        written = part["phrase"] if part["phrase"] is not None else part["plain"]
        if part["filter"]:
            name = {"tag": "tags", "in": "folders"}[part["filter"]]
            found[name] += [value] if (value := _value(name, written)) else []
            continue
        unfinished = part.end() == len(text) and not part["closed"] and not part["without"]
        found["without" if part["without"] else "terms"] += _terms(written, unfinished, part["phrase"] is not None)
    return Query(**{name: tuple(values[:MOST_TERMS]) for name, values in found.items()})


def _value(name: str, written: str) -> str:
    return written.strip().lstrip("#").casefold() if name == "tags" else written.strip(" /").casefold()


def _terms(written: str, unfinished: bool, quoted: bool) -> Iterator[Term]:
    """The term that was *written*: what search takes for several words has to be found in this order."""
    found = [*_words(written)]
    if found:
        # A phrase that is still open ends with the word that is being typed, but not when a space follows it.
        prefix = unfinished and not written[-1:].isspace() and written[-1:].isalnum()
        yield Term(tuple(found), written.strip(), prefix, quoted)


def _words(written: str) -> Iterator[str]:
    for word in words.WORD.findall(written):
        yield from _split(words.folded(word))


def _split(word: str) -> Iterator[str]:
    for part in re.split(rf"([{words.UNSPACED}]+)", word):
        if words.unspaced(part):
            yield from (words.pairs(part) if len(part) == 1 else [*words.pairs(part)][:-1])
        elif part:
            yield part
