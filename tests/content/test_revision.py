from datetime import UTC, datetime

import pytest

from lib.content import revision
from lib.content.revision import Commit, Place
from lib.errors import BadContent

COMMIT = Commit("a" * 40, "Ines", datetime(2026, 5, 2, tzinfo=UTC), "Begin\n\nat last")
LEAGUE = b"title: League\nsport: football\ncompetitors:\n- {id: a, name: A}\n- {id: b, name: B}\n"
FILES = {
    "content/wiki/index.md": b"# Welcome",
    "content/wiki/teams/sales.md": b"\xef\xbb\xbf---\r\ntitle: Sales\r\n---\r\nMon\xe9",
    "content/competitions/league.yaml": LEAGUE,
    "content/wiki/competitions/other.yaml": b"not: a competition",
    "README.md": b"# Not a page",
}


def load(files=FILES, names=(), place=Place()):  # noqa: B008 - a value that cannot change
    return revision.load(COMMIT, files, [*files, *names], place)


def test_a_revision_holds_the_pages_of_its_wiki_folder():
    loaded = load()

    assert loaded.sha == COMMIT.sha
    assert loaded.pages == {"index": "Welcome", "teams/sales": "Sales"}
    assert loaded.text("teams/sales") == "---\ntitle: Sales\n---\nMon\ufffd"
    assert loaded.text("README") is None
    assert loaded.place.page_file("teams/sales") == "content/wiki/teams/sales.md"


def test_a_revision_holds_the_competitions_of_its_content_folder():
    assert [one.id for one in load().competitions] == ["league"]


def test_attachments_are_seen_from_the_wiki():
    assert "teams/plan.png" in load(names=["content/wiki/teams/plan.png", "content/x.png"]).context.files
    assert "x.png" not in load(names=["content/x.png"]).context.files


def test_any_repository_of_markdown_is_a_wiki_at_once():
    loaded = load({"README.md": b"# Handbook", "docs/a.md": b"text"}, place=Place("content", ""))

    assert loaded.pages == {"README": "Handbook", "docs/a": "A"}
    assert loaded.competitions == ()
    assert loaded.catalogue.metrics == []


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
        load(FILES | {name: raw})
