"""The process that reads many pages: what comes of it is what would be read here, and without it all goes on."""

import shutil

import pytest

from lib.adapters.git import Repository
from lib.content.revision import Place
from lib.live import intake, scanner
from lib.live.intake import Intake
from tests.checkout import Checkout

PAGES = {
    "content/wiki/index.md": "---\ntags: [a]\n---\n# Home\n\n[[Teams]] ![x](x.png) [b](b/ä%20ö.md)\n",
    "content/wiki/b/ä ö.md": "A *word* and \udcff".encode(errors="surrogateescape"),
    "content/wiki/b/line\nend.md": "# A name that cannot be printed\n",
    "content/wiki/empty.md": "",
    "content/wiki/x.png": b"\x89PNG",
}


@pytest.fixture
def load(tmp_path, make_settings, monkeypatch):
    """Read all of a wiki with so many pages as worth a process of their own."""
    checkout = Checkout(tmp_path / "origin")
    sha = checkout.commit(PAGES)
    repository = Repository(make_settings(CONTENT_REPO=checkout.path))

    def load(many: int):
        monkeypatch.setattr(intake, "MANY", many)
        return Intake(repository, Place()).load(None, sha)

    return load


def same(one, other) -> bool:
    return one.wiki.pages == other.wiki.pages and [
        [hit.page for hit in revision.search("word", 5).hits] for revision in (one, other)
    ] == [["b/ä ö"], ["b/ä ö"]]


def test_pages_are_the_same_whoever_reads_them(load, monkeypatch):
    here = load(1000)
    read = []
    original = scanner.read
    monkeypatch.setattr(scanner, "read", lambda piped: [read.append(one.path) or one for one in original(piped)])

    assert same(load(1), here)
    assert sorted(read) == ["b/ä ö", "empty", "index"]


def test_what_a_process_beside_does_not_read_is_read_here(load, monkeypatch):
    here = load(1000)
    monkeypatch.setattr(scanner.sys, "executable", shutil.which("false"))

    assert same(load(1), here)
