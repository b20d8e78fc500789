"""The process that reads many pages: what comes of it is what would be read here, and without it all goes on."""

import shutil
import subprocess
from types import SimpleNamespace

import pytest

from lib.adapters.git import Repository
from lib.content.revision import Place
from lib.live import intake, scanner
from lib.live.intake import Intake
from lib.wiki import markdown
from tests.checkout import Checkout

PAGES = {
    "content/wiki/index.md": "---\ntags: [a]\naliases: [Start]\n---\n# Home\n\n[[Teams]] ![x](x.png) [b](b/ä%20ö.md)\n",
    "content/wiki/b/ä ö.md": "A *word* and \udcff [[start]]".encode(errors="surrogateescape"),
    "content/wiki/b/line\nend.md": "# A name that cannot be printed\n",
    "content/wiki/empty.md": "",
    "content/wiki/x.png": b"\x89PNG",
}


@pytest.fixture
def load(tmp_path, make_settings, monkeypatch):
    """Read all of a wiki with so many pages as worth a process of their own; *early* is what is served before."""
    checkout = Checkout(tmp_path / "origin")
    sha = checkout.commit(PAGES)
    repository = Repository(make_settings(CONTENT_REPO=checkout.path))

    def load(many: int, early: list):
        monkeypatch.setattr(intake, "MANY", many)
        return Intake(repository, Place(), early.append).load(None, sha)

    return load


def said_by(monkeypatch, command: list[str]) -> None:
    """Let *command* be what reads pages."""
    popen = subprocess.Popen
    other = SimpleNamespace(Popen=lambda _, **given: popen(command, **given), PIPE=subprocess.PIPE)
    monkeypatch.setattr(scanner, "subprocess", other)


def found(revision, text) -> list[str]:
    return [hit.page for hit in revision.search(text, 5).hits]


def same(one, other) -> bool:
    return (
        one.wiki.pages == other.wiki.pages
        and {page: one.backlinks(page) for page in one.pages} == {page: other.backlinks(page) for page in other.pages}
        and found(one, "word") == found(other, "word") == ["b/ä ö"]
    )


def test_pages_are_the_same_whoever_reads_them(load, monkeypatch):
    here = load(1000, [])
    read = []
    original = scanner.Beside.pages
    monkeypatch.setattr(scanner.Beside, "pages", lambda self: [read.append(one.path) or one for one in original(self)])

    assert same(load(1, []), here)
    assert sorted(read) == ["b/ä ö", "empty", "index"]


def test_before_the_wiki_is_whole_every_page_is_shown_as_it_will_be_and_found_by_what_it_is_called(load):
    early = []

    whole = load(1, early)

    [shown] = early
    assert (shown.wiki.whole, whole.wiki.whole) == (False, True)
    assert shown.pages == whole.pages
    assert shown.children() == whole.children()
    for page in whole.pages:
        once, later = (markdown.render(one.text(page), page, one.context) for one in (shown, whole))
        assert once == later
        assert (shown.meta(page), shown.blob(page)) == (whole.meta(page), whole.blob(page))
    assert [found(shown, text) for text in ("home", "tag:a", "start", "printed", "hmoe")] == [
        ["index"], ["index"], ["index"], ["b/line\nend"], ["index"],
    ]  # fmt: skip
    assert (found(shown, "word"), shown.backlinks("index"), whole.backlinks("index")) == ([], (), ("b/ä ö",))


def test_of_few_pages_nothing_is_served_before_all_of_it(load):
    early = []

    load(1000, early)

    assert not early


def test_what_a_process_beside_does_not_read_is_read_here(load, monkeypatch):
    here, early = load(1000, []), []
    monkeypatch.setattr(scanner.sys, "executable", shutil.which("false"))

    assert same(load(1, early), here)
    assert not early


def test_what_a_process_does_not_read_that_died_after_it_had_named_the_pages_is_read_here(load, monkeypatch):
    here, early = load(1000, []), []
    named = "from lib.live import scanner as s; s._say([one.named for one in s._opened(s.sys.stdin.buffer)])"
    said_by(monkeypatch, [scanner.sys.executable, "-c", named])

    assert same(load(1, early), here)
    assert len(early) == 1
