import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.wiki.search import query
from lib.wiki.search.query import Query, Term


def test_words_phrases_and_filters_are_told_apart():
    asked = query.parse('Night "the Gate" tag:Ops in:/teams/sales/ -draft tag:"two words" shift')

    assert asked.terms == (
        Term(("night",), "Night"),
        Term(("the", "gate"), "the Gate", quoted=True),
        Term(("shift",), "shift", prefix=True),
    )
    assert asked.without == (Term(("draft",), "draft"),)
    assert asked.tags == ("ops", "two words")
    assert asked.folders == ("teams/sales",)


@pytest.mark.parametrize(
    ("text", "prefix"), [("sta", True), ("sta ", False), ('"sta', True), ('"sta"', False), ("c++", False)]
)
def test_the_last_word_may_not_be_finished(text, prefix):
    assert query.parse(text).terms[0].prefix is prefix


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("foo_bar", ("foo", "bar")),
        ("e-mail", ("e", "mail")),
        ("C++", ("cplusplus",)),
        ("c#", ("csharp",)),
        ("Ärger", ("arger",)),
        ("Straße", ("strasse",)),
        ("東京都", ("東京", "京都")),
        ("東", ("東",)),
        ("ЁЛКА", ("елка",)),
        ("Ελλάδα", ("ελλαδα",)),
        ("iPhone東京", ("iphone", "東京")),
    ],
)
def test_what_is_several_words_for_the_index_is_one_term(text, found):
    assert [term.words for term in query.parse(text).terms] == [found]


@pytest.mark.parametrize("text", ["", "   ", '"', "-", "tag:", '""', "++", "in: tag:", "()&|!"])
def test_what_has_no_meaning_asks_for_nothing_much(text):
    assert not [word for word in query.parse(text).words if word not in {"tag", "in"}]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_everything_is_a_question(text):
    asked = query.parse(text)

    assert isinstance(asked, Query)
    assert all(word and not word.isspace() for word in asked.words)
