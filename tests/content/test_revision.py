from datetime import UTC, datetime

import pytest

from lib.content import revision
from lib.content.revision import Commit, Place, Revision
from lib.errors import BadContent
from tests.wiki.making import wiki

COMMIT = Commit("a" * 40, "Finance", datetime(2026, 5, 2, tzinfo=UTC), "Begin\n\nat last")
LEAGUE = b"title: League\nsport: football\ncompetitors:\n- {id: a, name: A}\n- {id: b, name: B}\n"
FILES = {"content/competitions/league.yaml": LEAGUE, "content/wiki/competitions/other.yaml": b"not: a competition"}


def test_a_revision_holds_the_competitions_of_its_content_folder():
    assert [one.id for one in revision.load(COMMIT, FILES, Place()).competitions] == ["league"]


def test_a_revision_says_everything_of_its_pages():
    text = (
        "---\ntitle: Sales\ndescription: They sell.\naliases: [Traders]\n---\nMon\ufffd [home](../index.md) [no](no.md)"
    )
    loaded = Revision(COMMIT, wiki=wiki({"index": "# Welcome", "teams/sales": text}))

    assert loaded.sha == COMMIT.sha
    assert loaded.pages == {"index": "Welcome", "teams/sales": "Sales"}
    assert loaded.text("teams/sales") == text
    assert loaded.blob("teams/sales")
    assert loaded.meta("teams/sales").description == "They sell."
    assert loaded.backlinks("index") == ("teams/sales",)
    assert [(page, fault.href) for page, fault in loaded.broken()] == [("teams/sales", "no.md")]
    assert loaded.neighbours("index") == (None, "teams/sales")
    assert loaded.alias("traders") == "teams/sales"
    assert loaded.alias("sales") is None


def test_a_page_that_is_not_there_has_nothing():
    loaded = Revision(COMMIT, wiki=wiki({"index": "# Welcome"}))

    assert loaded.text("none") is loaded.blob("none") is None
    assert loaded.meta("none").tags == loaded.backlinks("none") == ()
    assert loaded.neighbours("none") == (None, None)


@pytest.mark.parametrize("place", [Place(), Place("content", ""), Place("", "docs"), Place("", "")])
def test_a_page_and_its_file_lead_to_each_other(place):
    assert place.page_of(place.page_file("teams/sales")) == "teams/sales"
    assert place.page_of(place.attachment("teams/plan.png")) is None


def test_a_file_outside_of_the_wiki_is_no_page():
    assert Place().page_of("README.md") is None
    assert Place().page_of("content/wikis/a.md") is None


@pytest.mark.parametrize(
    ("name", "raw", "place"),
    [
        ("content/competitions/league.yaml", b"title: League\nsport: chess-boxing\n", "league.yaml:2"),
        ("content/competitions/league.yaml", b"title: [", "league.yaml:"),
        ("content/metrics.yaml", b"labels: {}\nmetric: []\n", "metrics.yaml:2"),
    ],
)
def test_one_bad_file_makes_the_whole_revision_bad_and_is_named_with_its_line(name, raw, place):
    with pytest.raises(BadContent, match=place):
        revision.load(COMMIT, FILES | {name: raw}, Place())
