"""The feed of changes and the sitemap."""

from xml.etree import ElementTree

import pytest

from lib.adapters.git import Repository
from lib.live import syndication
from lib.live.library import Library
from tests.checkout import Checkout
from tests.waiting import wait_for

ROOT = "https://wiki.example.org"
ATOM = f"{{{syndication.ATOM}}}"
MAP = f"{{{syndication.SITEMAP}}}"


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path / "origin")
    made.commit({"content/wiki/a b.md": "# A", "content/wiki/c.md": "# C"}, "Begin")
    made.commit({"content/wiki/c.md": None}, "Remove <c> & \x01 more")
    return made


@pytest.fixture
def library(checkout, make_settings):
    settings = make_settings(CONTENT_REPO=checkout.path)
    library = Library(settings, Repository(settings))
    library.branch.step()
    wait_for(lambda: library.recent_changes(1))
    return library


def read(made):
    """What a reader gets, through the text of it."""
    return ElementTree.fromstring(ElementTree.tostring(made, encoding="utf-8"))


def test_the_feed_has_the_newest_change_first_with_what_it_touched(library):
    feed = read(syndication.changes(library, ROOT))

    removed, begun = feed.findall(f"{ATOM}entry")
    assert removed.findtext(f"{ATOM}title") == "Remove <c> & \ufffd more"
    assert removed.findtext(f"{ATOM}summary") == "deleted: content/wiki/c.md"
    assert removed.find(f"{ATOM}link").get("href") == f"{ROOT}/wiki"
    assert begun.find(f"{ATOM}link").get("href") == f"{ROOT}/wiki?page=a%20b"
    assert begun.findtext(f"{ATOM}author/{ATOM}name") == "Finance"
    assert feed.findtext(f"{ATOM}updated") == removed.findtext(f"{ATOM}updated")
    assert len({entry.findtext(f"{ATOM}id") for entry in (removed, begun)}) == 2


def test_a_sitemap_that_comes_before_the_history_is_read_asks_git_for_nothing(checkout, make_settings):
    settings = make_settings(CONTENT_REPO=checkout.path)
    library = Library(settings, Repository(settings))
    library._swap(library.repository.head())
    checkout.path.rename(checkout.path.with_name("away"))

    [place] = read(syndication.addresses(library, ROOT)).findall(f"{MAP}url")

    assert place.findtext(f"{MAP}loc") == f"{ROOT}/wiki?page=a%20b"
    assert place.find(f"{MAP}lastmod") is None


def test_the_sitemap_has_every_page_with_its_last_change(library):
    places = read(syndication.addresses(library, ROOT)).findall(f"{MAP}url")

    assert [place.findtext(f"{MAP}loc") for place in places] == [f"{ROOT}/wiki?page=a%20b"]
    assert places[0].findtext(f"{MAP}lastmod") == library.last_change("a b").time.isoformat()
