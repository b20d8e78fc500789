"""The library, on real repositories: what is served, and what is not."""

import threading

import pytest

from lib.adapters.git import Repository
from lib.errors import BadContent, Unavailable
from lib.live.library import Library
from tests.checkout import Checkout
from tests.waiting import wait_for

GOOD = "title: League\nsport: football\n"
BAD = "title: League\nsport: chess-boxing\n"
LEAGUE = "content/competitions/league.yaml"
HOME = "content/wiki/index.md"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def open_library(checkout, make_settings):
    """Libraries over the repository, as a path or as a URL; their threads are stopped after the test."""
    opened = []

    def open_(repository: object = None, **environment) -> Library:
        settings = make_settings(CONTENT_REPO=repository or checkout.path, CONTENT_POLL_SECONDS="0.02", **environment)
        opened.append(Library(settings, Repository(settings)))
        return opened[-1]

    yield open_
    for library in opened:
        library.stop()


def test_a_new_commit_is_taken_in(checkout, open_library):
    checkout.commit({HOME: "# One"})
    library = open_library()
    library.start()
    wait_for(lambda: library.current)
    assert library.page("index").title == "One"

    sha = checkout.commit({HOME: "# Two", "content/wiki/new.md": "[home](index.md)"})

    wait_for(lambda: library.current.sha == sha)
    assert library.page("index").title == "Two"
    assert library.current.pages["new"] == "New"
    assert library.problem is None


def test_a_bad_commit_is_never_served_and_said_with_its_line(checkout, open_library):
    good = checkout.commit({HOME: "# Good", LEAGUE: GOOD})
    library = open_library()
    library.step()

    checkout.commit({HOME: "# Bad", LEAGUE: BAD})
    library.step()
    library.step()

    assert library.current.sha == good
    assert library.page("index").title == "Good"
    assert isinstance(library.problem, BadContent)
    assert "content/competitions/league.yaml:2" in str(library.problem)


def test_a_repaired_commit_ends_the_problem(checkout, open_library):
    library = open_library()
    checkout.commit({HOME: "# Good", LEAGUE: GOOD})
    library.step()
    checkout.commit({LEAGUE: BAD})
    library.step()

    repaired = checkout.commit({LEAGUE: GOOD + "season: '2026'\n"})
    library.step()

    assert library.current.sha == repaired
    assert library.problem is None


def test_a_process_that_starts_with_a_bad_commit_serves_the_newest_good_one(checkout, open_library):
    checkout.commit({HOME: "# Old", LEAGUE: GOOD})
    good = checkout.commit({HOME: "# Good"})
    checkout.commit({LEAGUE: BAD})
    checkout.commit({HOME: "# Still bad"})
    library = open_library()

    library.step()

    assert library.current.sha == good
    assert isinstance(library.problem, BadContent)


def test_processes_that_saw_different_commits_serve_the_same_one(checkout, open_library):
    seen, late = open_library(), open_library()
    checkout.commit({HOME: "# One", LEAGUE: GOOD})
    seen.step()
    checkout.commit({HOME: "# Two"})
    checkout.commit({LEAGUE: BAD})

    seen.step()
    late.step()

    assert seen.page("index").title == late.page("index").title == "Two"


def test_the_last_good_revision_stays_while_a_remote_is_away(checkout, open_library):
    sha = checkout.commit({HOME: "# Here"})
    library = open_library(checkout.path.as_uri())
    library.step()
    gone = checkout.path.rename(checkout.path.with_name("gone"))

    with pytest.raises(Unavailable):
        library.step()
    restarted = open_library(checkout.path.as_uri())
    with pytest.raises(Unavailable):
        restarted.step()

    assert library.current.sha == restarted.current.sha == sha
    assert restarted.page("index").title == "Here"
    gone.rename(checkout.path)
    newer = checkout.commit({HOME: "# Back"})
    library.step()
    assert library.current.sha == newer
    assert library.problem is None


def test_the_thread_says_that_the_repository_is_away_and_goes_on_when_it_is_back(checkout, open_library):
    library = open_library(checkout.path.as_uri())
    gone = checkout.path.rename(checkout.path.with_name("gone"))
    library.start()
    wait_for(lambda: isinstance(library.problem, Unavailable))

    gone.rename(checkout.path)
    sha = checkout.commit({HOME: "# Back"})

    wait_for(lambda: library.current and library.current.sha == sha and not library.problem)


def test_a_bad_commit_is_still_a_problem_after_the_remote_was_away(checkout, open_library):
    checkout.commit({HOME: "# Good", LEAGUE: GOOD})
    checkout.commit({LEAGUE: BAD})
    library = open_library(checkout.path.as_uri())
    library.step()
    gone = checkout.path.rename(checkout.path.with_name("gone"))
    with pytest.raises(Unavailable):
        library.step()
    gone.rename(checkout.path)

    library.step()

    assert isinstance(library.problem, BadContent)


def test_readers_never_see_half_a_revision(checkout, open_library):
    """Each commit has the same number in all of its pages."""
    checkout.commit({f"content/wiki/p{page}.md": "# 0" for page in range(5)})
    library = open_library()
    library.step()
    mixed, stopping = [], threading.Event()

    def read():
        while not stopping.is_set():
            if len(titles := set(library.current.pages.values())) != 1:
                mixed.append(titles)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 8):
        checkout.commit({f"content/wiki/p{page}.md": f"# {number}" for page in range(5)})
        library.step()
    stopping.set()
    reader.join()

    assert mixed == []
    assert library.current.pages["p0"] == "7"


def test_a_page_is_rendered_once_a_revision(checkout, open_library):
    checkout.commit({HOME: "# One"})
    library = open_library()
    library.step()

    assert library.page("index") is library.page("index")
    assert library.page("none") is None


def test_the_last_change_of_a_page_is_known(checkout, open_library):
    sha = checkout.commit({HOME: "# One"}, "Welcome everybody")
    checkout.commit({"content/wiki/b.md": "b"})
    library = open_library()
    library.step()

    assert library.last_change("index").sha == sha
    assert library.last_change("index").subject == "Welcome everybody"


def test_the_wiki_may_be_any_folder_of_any_repository(checkout, open_library):
    checkout.commit({"README.md": "# Handbook", "docs/a.md": "# A"})

    everything, docs = open_library(WIKI_ROOT="."), open_library(WIKI_ROOT="docs")
    for library in (everything, docs):
        library.step()

    assert everything.current.pages == {"README": "Handbook", "docs/a": "A"}
    assert docs.current.pages == {"a": "A"}
