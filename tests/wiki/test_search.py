"""Search, on a small wiki that has one of everything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.wiki import corpus, search
from lib.wiki.corpus import Corpus
from lib.wiki.search import Index
from tests.wiki.making import changed, indexed

TEXTS = {
    "index": "# Welcome\n\nEverything about our work. See the standings.",
    "leagues/index": "# Leagues\n\nWhat we play.",
    "leagues/standings": (
        "---\ntags: [Sport, tables]\ndescription: How the table of a league is made.\n---\n"
        "# Standings\n\nTeams in order.\n\n"
        "## Ties\n\nWhen two teams have the same points, goals decide between them.\n\n### Away goals\n\n"
        "They count only in the cup.\n"
    ),
    "leagues/points": "# Points\n\nThree points for a win. Look at the standings, and at the standings again.",
    "teams/night-shift": "# Night shift\n\n## Who works when\n\nAsk the supervisor. The night gate is closed.",
    "teams/day": "# Day shift\n\nThe gate is open, and night is far away.",
    "code": "# Tools\n\nWrite `parse_date` in C++, never in C#. The key is foo_bar_baz.",
    "mueller": "# Über Müller\n\nJürgen Müller isst Äpfel auf der Straße.",
    "tokyo": "# 東京オフィス\n\n東京都千代田区にあります。",
    "moscow": "# Офис\n\nЁлка стоит в углу.",
    "secret": "---\nsearch:\n  exclude: true\n---\n# Hidden standings\n",
    "our rules/late shift": "---\ntags: [what is new]\n---\n# Dusk\n\nWhen the canteen is closed.",
    "minor": "---\nsearch:\n  boost: 0.1\n---\n# Vacation\n\nOld rules.",
    "major": "# Vacation and leave\n\nThe rules of vacation.",
}


@pytest.fixture(scope="module")
def ask():
    files = {f"{page}.md": text for page, text in TEXTS.items()}
    wiki, searcher = changed(Corpus(), files), indexed(Index(), files)
    return lambda text, limit=10: search.ask(searcher, wiki, text, limit)


def pages(results):
    return [hit.page for hit in results.hits]


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "page", "id_"),
    [
        ("standings", "leagues/standings", ""),
        ("stand", "leagues/standings", ""),
        ("STANDINGS", "leagues/standings", ""),
        ("standing", "leagues/standings", ""),
        ("standigns", "leagues/standings", ""),
        ("tsandings", "leagues/standings", ""),
        ("tandings", "leagues/standings", ""),
        ("standings ties", "leagues/standings", "ties"),
        ("standigs ties", "leagues/standings", "ties"),
        ("ties", "leagues/standings", "ties"),
        ("away goals", "leagues/standings", "away-goals"),
        ("same points decide", "leagues/standings", "ties"),
        ("sport", "leagues/standings", ""),
        ("night shift", "teams/night-shift", ""),
        ("who works", "teams/night-shift", "who-works-when"),
        ('"night gate"', "teams/night-shift", "who-works-when"),
        ("C++", "code", ""),
        ("parse_date", "code", ""),
        ("foo_bar", "code", ""),
        ("muller", "mueller", ""),
        ("mueller", "mueller", ""),
        ("MÜLLER", "mueller", ""),
        ("strasse", "mueller", ""),
        ("apfel", "mueller", ""),
        ("千代田", "tokyo", ""),
        ("東京", "tokyo", ""),
        ("東", "tokyo", ""),
        ("елка", "moscow", ""),
        ("ОФИС", "moscow", ""),
        ("vacation", "major", ""),
    ],
)
def test_the_page_and_the_heading_that_were_meant_come_first(ask, text, page, id_):
    first = ask(text).hits[0]

    assert (first.page, first.id) == (page, id_)


def test_the_title_comes_before_a_text_that_has_the_word_more_often(ask):
    assert pages(ask("standings"))[:2] == ["leagues/standings", "leagues/points"]


def test_a_page_is_found_once(ask):
    assert pages(ask("goals")).count("leagues/standings") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tag:sport", ["leagues/standings"]),
        ("tag:none", []),
        ("in:teams", ["teams/day", "teams/night-shift"]),
        ("night in:teams", ["teams/night-shift", "teams/day"]),
        ("night in:leagues", []),
        ("standings tag:tables", ["leagues/standings"]),
        ("night -supervisor", ["teams/day"]),
        ("gate -night", []),
        ("standings in:leagues -order", ["leagues/points"]),
        ('gate -"night shift"', ["teams/day"]),
        ('canteen in:"our rules"', ["our rules/late shift"]),
        ('canteen in:"our rules/late shift"', ["our rules/late shift"]),
        ('canteen tag:"what is new"', ["our rules/late shift"]),
        ("canteen in:our", []),
        ("canteen tag:new", []),
    ],
)
def test_filters_leave_out_what_is_not_meant(ask, text, expected):
    assert pages(ask(text)) == expected


def test_what_excludes_itself_is_not_found(ask):
    assert "secret" not in pages(ask("hidden standings"))
    assert "secret" not in pages(ask("in:secret"))


def test_a_phrase_is_found_only_as_it_stands(ask):
    assert pages(ask('"gate night"')) == []
    assert pages(ask('"the night gate"')) == ["teams/night-shift"]


def test_pages_with_all_words_come_before_those_with_some(ask):
    found = pages(ask("standings supervisor gate"))

    assert found[0] == "teams/night-shift"
    assert len(found) > 1


def test_a_slip_is_said_and_what_was_meant(ask):
    assert ask("standigns").suggestion == "standings"
    assert ask('in:leagues standigns "three points"').suggestion == 'standings "three points" in:leagues'
    assert ask("standings").suggestion == ""
    assert ask("xqzzkv").suggestion == ""


def test_a_word_of_a_few_letters_is_taken_as_it_is(ask):
    assert pages(ask("gto")) == []


def test_the_words_are_marked_in_titles_and_in_the_best_part_of_the_text(ask):
    hit = ask("goals decide").hits[0]

    assert shown(hit.heading_pieces) == "Ties"
    assert shown(hit.excerpt) == "When two teams have the same points, [goals] [decide] between them."
    assert shown(ask("stand").hits[0].title_pieces) == "[Standings]"
    assert shown(ask("千代田").hits[0].excerpt) == "東京都[千代田]区にあります。"
    assert shown(ask("C++").hits[0].excerpt) == "Write parse_date in [C++], never in C#. The key is foo_bar_baz."


def test_a_page_says_where_it_lies(ask):
    assert ask("ties").hits[0].trail == ("Leagues",)
    assert ask("day shift").hits[0].trail == ("Teams",)
    assert ask("leagues").hits[0].trail == ()


def test_an_excerpt_is_never_longer_than_it_should_be():
    text = "start " + "word " * 500 + "needle in the hay " + "word " * 500
    files = {"a.md": f"# A\n\n{text}"}
    results = search.ask(indexed(Index(), files), changed(Corpus(), files), "needle hay", 5)

    assert "[needle] in the [hay]" in shown(results.hits[0].excerpt)
    assert len(shown(results.hits[0].excerpt)) < 220
    assert shown(results.hits[0].excerpt).startswith("… ")


def test_the_limit_is_kept(ask):
    assert len(ask("the", 2).hits) == 2
    assert ask("the", 2).total > 2


@pytest.mark.parametrize(
    "text", ["", "  ", "tag:", '"', "a" * 300, "-", "*", "foo:bar", "AND OR NOT", "(", "\0", "title:x^2~1"]
)
def test_any_text_may_be_asked(ask, text):
    ask(text)


WORDS = st.sampled_from(["alpha", "alpine", "beta", "gamma", "gammas", "delta", "東京都"])
TEXT = st.builds(
    lambda title, heading, words: f"# {title}\n\n{' '.join(words)}\n\n## {heading}\n\n{' '.join(words[:2])}",
    WORDS,
    WORDS,
    st.lists(WORDS, max_size=5),
)
COMMITS = st.lists(
    st.dictionaries(st.sampled_from(["a.md", "b.md", "c/d.md", "c/e.md"]), TEXT, max_size=4), min_size=2, max_size=4
)
QUESTIONS = [
    "alpha",
    "alp",
    "beta gamma",
    "gammma",
    '"alpha beta"',
    "delta in:c",
    "東京",
    "gamma -beta",
    "alpha beta delta",
]


@settings(deadline=None, max_examples=15)
@given(COMMITS)
def test_an_index_that_changed_finds_what_one_finds_that_is_new(commits):
    index, there, wiki = Index(), {}, Corpus()
    for files in commits:
        news = files | {name: None for name in there if name not in files}
        searcher, wiki, there = indexed(index, news), changed(wiki, news), files
    fresh = indexed(Index(), there)

    for text in QUESTIONS:
        one, other = (search.ask(each, wiki, text, 20) for each in (searcher, fresh))
        assert sorted((hit.page, hit.title) for hit in one.hits) == sorted((hit.page, hit.title) for hit in other.hits)
        assert one.suggestion == other.suggestion


def test_a_snapshot_of_the_index_stays_as_it_was():
    index = Index()
    before = indexed(index, {"a.md": "# Alpha"})
    wiki = changed(Corpus(), {"a.md": "# Alpha"})

    after = indexed(index, {"a.md": "# Beta"})

    assert pages(search.ask(before, wiki, "alpha", 5)) == ["a"]
    assert pages(search.ask(after, changed(wiki, {"a.md": "# Beta"}), "alpha", 5)) == []


def test_what_was_rolled_back_is_not_found():
    index = Index()
    indexed(index, {"a.md": "# Alpha"})
    wiki = changed(Corpus(), {"a.md": "# Alpha"})

    index.put("a", *corpus.read("a", "", b"# Beta"))
    index.rollback()

    assert pages(search.ask(index.commit(), wiki, "alpha", 5)) == ["a"]
