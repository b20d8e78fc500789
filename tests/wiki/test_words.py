import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.wiki.search import index, words

ANALYZER = index._ANALYZER


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Naïve Müller’s ŒUVRE", ["naive", "muller", "s", "oeuvre"]),
        ("C++ and C# and c+", ["cplusplus", "and", "csharp", "and", "c"]),
        ("東京都に行く", ["東京", "京都", "都に", "に行", "行く", "く"]),
        ("서울", ["서울", "울"]),
        ("ёж Й", ["еж", "и"]),
        ("foo_bar-baz 1.2", ["foo", "bar", "baz", "1", "2"]),
        ("Łódź Ørsted İstanbul", ["lodz", "orsted", "istanbul"]),
    ],
)
def test_text_becomes_words_without_case_and_accents(text, found):
    assert ANALYZER.analyze(words.searchable(text)) == found


def test_a_text_in_plain_english_is_left_as_it_is():
    text = "It’s plain – “really”."

    assert words.searchable(text) is text


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("Müller", {"mueller"}),
        ("Mueller", {"muller"}),
        ("Muller", set()),
        ("Größe", {"groesse"}),
        ("groesse", {"grosse"}),
    ],
)
def test_german_umlauts_have_two_spellings(word, others):
    assert words.spellings(word) == others


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "M"]), max_size=40))
def test_a_word_that_is_marked_is_one_that_the_index_has(text):
    """What a reader sees marked was found by the same comparison."""
    indexed = set(ANALYZER.analyze(words.searchable(text)))
    plain = [word for word in words.WORD.findall(text) if word.isascii() and len(word) < index.LONGEST_WORD]

    assert {words.folded(word) for word in plain} <= indexed


def test_the_analyzer_is_what_tantivy_makes_of_a_field():
    assert isinstance(ANALYZER, tantivy.TextAnalyzer)
