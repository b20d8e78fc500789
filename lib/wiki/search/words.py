"""How text becomes the words that search compares, in what is searched and in what is asked.

Neither case nor accents matter. Chinese and Japanese, which have no spaces, are cut into pairs of letters, so that any
part of a run of them is found. ``C++`` and ``C#`` are words; ``foo_bar`` is two that follow each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# A word in a text as it is written. Letters with a sign behind them come first: the sign is a part of the name.
WORD = re.compile(r"(?<![^\W_])[A-Za-z](?:\+\+|#)(?!\w)|[^\W_]+")

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{UNSPACED}]+")
_SIGNED = re.compile(r"(?<![^\W_])([A-Za-z])(\+\+|#)(?!\w)")
_SIGNS = {"++": "plusplus", "#": "sharp"}
# A letter that is not of plain English; typographic signs, which most texts have, are none.
_LETTERS = re.compile(r"[^\x00-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u20cf\u2190-\u2bff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"})
_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue"}


def searchable(text: str) -> str:
    """*text* as the index takes it: words are runs of letters and digits in it, in any case."""
    if "+" in text or "#" in text:
        text = _SIGNED.sub(lambda found: found[1] + _SIGNS[found[2]], text)
    if text.isascii() or not _LETTERS.search(text):
        return text
    return _RUN.sub(lambda run: f" {' '.join(pairs(run[0]))} ", _folded(text))


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A *word* of a text as search compares it."""
    if word[-1] in "+#":
        return word[0].lower() + _SIGNS[word[1:]]
    return word.lower() if word.isascii() else _folded(word)


def written(word: str) -> str:
    """A folded *word* as it is written in plain letters: ``c++``."""
    return next((word[0] + sign for sign, name in _SIGNS.items() if word[1:] == name), word)


def pairs(run: str) -> Iterator[str]:
    """A *run* of letters of a language without spaces, as overlapping pairs; the last letter stands alone, too."""
    yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield run[-1]


def unspaced(word: str) -> bool:
    """Whether a *word* is of a language without spaces between words."""
    return bool(_RUN.match(word))


def spellings(word: str) -> set[str]:
    """Other ways to spell *word*, as it is written in German: ``Müller``, ``Mueller`` and ``Muller`` are the same."""
    word = word.casefold()
    long = "".join(_GERMAN.get(letter, letter) for letter in word)
    short = _folded(word)
    for letter, two in _GERMAN.items():
        short = short.replace(two, _folded(letter))
    return {_folded(long), short} - {_folded(word)}


def kin(word: str, others: Sequence[str]) -> set[str]:
    """Those of *others* that have the same stem as *word*, in any of the languages that share its letters."""
    stemmers = _STEMMERS if word.isascii() else _CYRILLIC
    found = set()
    for stemmer in stemmers:
        stem, *stems = stemmer.analyze(" ".join((word, *others)))
        found |= {other for other, its in zip(others, stems, strict=True) if its == stem}
    return found


def _stemmer(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer(language)).build()


_STEMMERS = [_stemmer(language) for language in ("english", "german", "french", "spanish", "italian", "dutch")]
_CYRILLIC = [_stemmer("russian")]


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).translate(_PLAIN)
