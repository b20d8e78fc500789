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
WIKI = "content/wiki"
HOME = f"{WIKI}/index.md"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def open_library(checkout, make_settings):
    """Libraries over the repository, as a path or as a URL; their threads are stopped after the test."""
    opened = []

    def open_(repository: object = None, **environment) -> Library:
        usual = {"CONTENT_REPO": repository or checkout.path, "CONTENT_POLL_SECONDS": "0.02"}
        settings = make_settings(**usual | environment)
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
    assert library.branch.problem is None


def test_a_bad_commit_is_never_served_and_said_with_its_line(checkout, open_library):
    good = checkout.commit({HOME: "# Good", LEAGUE: GOOD})
    library = open_library()
    library.branch.step()

    checkout.commit({HOME: "# Bad", LEAGUE: BAD})
    library.branch.step()
    library.branch.step()

    assert library.current.sha == good
    assert library.page("index").title == "Good"
    assert isinstance(library.branch.problem, BadContent)
    assert "content/competitions/league.yaml:2" in str(library.branch.problem)


def test_a_repaired_commit_ends_the_problem(checkout, open_library):
    library = open_library()
    checkout.commit({HOME: "# Good", LEAGUE: GOOD})
    library.branch.step()
    checkout.commit({LEAGUE: BAD})
    library.branch.step()

    repaired = checkout.commit({LEAGUE: GOOD + "season: '2026'\n"})
    library.branch.step()

    assert library.current.sha == repaired
    assert library.branch.problem is None


def test_a_process_that_starts_with_a_bad_commit_serves_the_newest_good_one(checkout, open_library):
    checkout.commit({HOME: "# Old", LEAGUE: GOOD})
    good = checkout.commit({HOME: "# Good"})
    checkout.commit({LEAGUE: BAD})
    checkout.commit({HOME: "# Still bad"})
    library = open_library()

    library.branch.step()

    assert library.current.sha == good
    assert isinstance(library.branch.problem, BadContent)


def test_processes_that_saw_different_commits_serve_the_same_one(checkout, open_library):
    seen, late = open_library(), open_library()
    checkout.commit({HOME: "# One", LEAGUE: GOOD})
    seen.branch.step()
    checkout.commit({HOME: "# Two"})
    checkout.commit({LEAGUE: BAD})

    seen.branch.step()
    late.branch.step()

    assert seen.page("index").title == late.page("index").title == "Two"


def test_the_last_good_revision_stays_while_a_remote_is_away(checkout, open_library):
    sha = checkout.commit({HOME: "# Here"})
    library = open_library(checkout.path.as_uri())
    library.branch.step()
    gone = checkout.path.rename(checkout.path.with_name("gone"))

    with pytest.raises(Unavailable):
        library.branch.step()
    restarted = open_library(checkout.path.as_uri())
    with pytest.raises(Unavailable):
        restarted.branch.step()

    assert library.current.sha == restarted.current.sha == sha
    assert restarted.page("index").title == "Here"
    gone.rename(checkout.path)
    newer = checkout.commit({HOME: "# Back"})
    library.branch.step()
    assert library.current.sha == newer
    assert library.branch.problem is None


def test_the_thread_says_that_the_repository_is_away_and_goes_on_when_it_is_back(checkout, open_library):
    library = open_library(checkout.path.as_uri())
    gone = checkout.path.rename(checkout.path.with_name("gone"))
    library.start()
    wait_for(lambda: isinstance(library.branch.problem, Unavailable))

    gone.rename(checkout.path)
    sha = checkout.commit({HOME: "# Back"})

    wait_for(lambda: library.current and library.current.sha == sha and not library.branch.problem)


def test_a_bad_commit_is_still_a_problem_after_the_remote_was_away(checkout, open_library):
    checkout.commit({HOME: "# Good", LEAGUE: GOOD})
    checkout.commit({LEAGUE: BAD})
    library = open_library(checkout.path.as_uri())
    library.branch.step()
    gone = checkout.path.rename(checkout.path.with_name("gone"))
    with pytest.raises(Unavailable):
        library.branch.step()
    gone.rename(checkout.path)

    library.branch.step()

    assert isinstance(library.branch.problem, BadContent)


def test_readers_never_see_half_a_revision(checkout, open_library):
    """Each commit has the same number in all of its pages."""
    checkout.commit({f"content/wiki/p{page}.md": "# 0" for page in range(5)})
    library = open_library()
    library.branch.step()
    mixed, stopping = [], threading.Event()

    def read():
        while not stopping.is_set():
            if len(titles := set(library.current.pages.values())) != 1:
                mixed.append(titles)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 8):
        checkout.commit({f"content/wiki/p{page}.md": f"# {number}" for page in range(5)})
        library.branch.step()
    stopping.set()
    reader.join()

    assert mixed == []
    assert library.current.pages["p0"] == "7"


def test_readers_do_not_wait_for_a_revision_that_is_being_taken_in(checkout, open_library, monkeypatch):
    checkout.commit({HOME: "# One\n\n[a](a.md)", "content/wiki/a.md": "# A"})
    library = open_library()
    library.start()
    wait_for(lambda: library.current)
    begun, finish, load = threading.Event(), threading.Event(), library._intake.load

    def hold_up(*given):
        begun.set()
        assert finish.wait(60)
        return load(*given)

    monkeypatch.setattr(library._intake, "load", hold_up)
    sha = checkout.commit({HOME: "# Two"})
    assert begun.wait(60)

    read = [
        library.page("index").title,
        library.current.search("one", 10).hits[0].page,
        library.last_change("a").author,
    ]
    held_up = not finish.is_set()
    finish.set()

    assert (read, held_up) == (["One", "index", "Finance"], True)
    wait_for(lambda: library.current.sha == sha and library.page("index").title == "Two")


def test_a_page_is_rendered_once_a_revision(checkout, open_library):
    checkout.commit({HOME: "# One"})
    library = open_library()
    library.branch.step()

    assert library.page("index") is library.page("index")
    assert library.page("none") is None


def test_the_last_change_of_a_page_is_known(checkout, open_library):
    sha = checkout.commit({HOME: "# One"}, "Welcome everybody")
    checkout.commit({"content/wiki/b.md": "b"})
    library = open_library()
    library.branch.step()

    assert library.last_change("index").sha == sha
    assert library.last_change("index").subject == "Welcome everybody"


def test_a_page_is_rendered_again_only_when_something_changes_that_it_depends_on(checkout, open_library):
    checkout.commit({HOME: "[b](b.md) ![x](x.png)", "content/wiki/b.md": "# B", "content/wiki/x.png": "x"})
    library = open_library()
    library.branch.step()
    first = library.page("index")

    checkout.commit({"content/wiki/c.md": "# C", "content/wiki/b.md": "# B\n\nmore"})
    library.branch.step()
    assert library.page("index") is first

    checkout.commit({"content/wiki/b.md": None})
    library.branch.step()
    assert library.page("index").links[0].broken


def test_only_what_a_commit_changes_is_read(checkout, open_library, monkeypatch):
    checkout.commit({f"content/wiki/p{number}.md": f"# {number}" for number in range(20)})
    library = open_library()
    library.branch.step()
    asked = []
    contents = library.repository.contents
    monkeypatch.setattr(
        library.repository, "contents", lambda blobs, *rest: asked.extend(blobs) or contents(blobs, *rest)
    )

    checkout.commit({"content/wiki/p3.md": "# Three", "content/wiki/p4.md": None})
    library.branch.step()

    assert len(asked) == 1
    assert library.current.pages["p3"] == "Three"
    assert "p4" not in library.current.pages


def test_what_changed_is_found_at_once_and_what_is_gone_is_not(checkout, open_library):
    checkout.commit({HOME: "# Welcome", "content/wiki/a.md": "# Night shift"})
    library = open_library()
    library.branch.step()
    before = library.current

    checkout.commit({"content/wiki/a.md": "# Day shift"})
    library.branch.step()

    assert [hit.page for hit in library.current.search("day", 10).hits] == ["a"]
    assert library.current.search("night", 10).hits == ()
    assert [hit.title for hit in before.search("night", 5).hits] == ["Night shift"]


def test_a_bad_commit_leaves_no_trace_in_the_search(checkout, open_library):
    checkout.commit({HOME: "# Welcome", LEAGUE: GOOD})
    library = open_library()
    library.branch.step()
    checkout.commit({HOME: "# Goodbye", LEAGUE: BAD})
    library.branch.step()

    checkout.commit({"content/wiki/b.md": "# Elsewhere"})
    library.branch.step()

    assert library.current.search("goodbye", 10).hits == ()
    assert [hit.page for hit in library.current.search("welcome", 10).hits] == ["index"]


def test_a_branch_that_was_set_back_is_followed(checkout, open_library):
    checkout.commit({HOME: "# One"})
    checkout.commit({HOME: "# Two", "content/wiki/b.md": "# B"})
    library = open_library()
    library.branch.step()

    checkout.git("reset", "--quiet", "--hard", "HEAD~1")
    library.branch.step()

    assert library.current.pages == {"index": "One"}
    assert library.current.search("two", 10).hits == ()


def test_who_saved_a_page_can_wait_until_it_is_served(checkout, open_library):
    checkout.commit({HOME: "# One"})
    library = open_library(CONTENT_POLL_SECONDS="60")
    library.start()
    wait_for(lambda: library.current)

    sha = checkout.commit({HOME: "# Two"})
    newer = checkout.commit({HOME: "# Three"})

    assert library.wait_for(newer, 50)
    assert library.wait_for(sha, 1)
    assert not library.wait_for("0" * 40, 0.05)
    assert library.current.pages["index"] == "Three"


def test_a_commit_on_this_machine_is_seen_long_before_the_next_poll(checkout, open_library):
    checkout.commit({HOME: "# One"})
    library = open_library(CONTENT_POLL_SECONDS="3600")
    library.start()
    wait_for(lambda: library.current)

    checkout.commit({HOME: "# Two"})

    wait_for(lambda: library.current.pages["index"] == "Two")


def test_a_clone_has_of_old_contents_only_what_renames_are_found_by(checkout, open_library):
    text = "".join(f"Sentence {number}.\n" for number in range(20))
    for files in (
        {HOME: "# First"},
        {HOME: "# Second", "content/wiki/a.md": "An early version"},
        {HOME: "# Third", "content/wiki/a.md": text},
        {HOME: "# Newest", "content/wiki/a.md": None, "content/wiki/b.md": f"{text}More.\n"},
    ):
        checkout.commit(files)
    library = open_library(checkout.path.as_uri())

    library.branch.step()
    wait_for(lambda: library.recent_changes())

    assert library.moved("a") == "b"
    held = library.repository._git("cat-file", "--batch-all-objects", "--batch-check").decode().splitlines()
    blobs = {line.split()[0] for line in held if " blob " in line}
    assert blobs == {
        checkout.git("rev-parse", name) for name in (f"main:{HOME}", f"main:{WIKI}/b.md", f"main~1:{WIKI}/a.md")
    }


def test_the_history_of_a_page_goes_across_its_renames(checkout, open_library):
    text = "".join(f"Sentence {number}.\n" for number in range(20))
    first = checkout.commit({HOME: "# Home", "content/wiki/a.md": text}, "Begin")
    second = checkout.commit({"content/wiki/a.md": None, "content/wiki/b.md": f"# B\n\n{text}"}, "Move")
    library = open_library()
    library.branch.step()
    early = library.history("b")
    wait_for(lambda: library.recent_changes())

    assert [step.commit.sha for step in library.history("b")] == [second, first]
    assert [step.commit.sha for step in early] == [second, first]
    assert [step.commit.sha for step in library.history("b", 1, second)] == [first]
    assert [change.commit.subject for change in library.recent_changes()] == ["Move", "Begin"]
    assert library.moved("a") == "b"
    assert library.moved("b") is None


def test_the_health_of_the_wiki_knows_how_old_its_pages_are(checkout, open_library, monkeypatch):
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2020-02-02T12:00:00Z")
    checkout.commit({HOME: "# Home\n\n[no](no.md)", "content/wiki/photo.png": b"x" * 600_000})
    library = open_library()
    library.branch.step()
    wait_for(lambda: library.recent_changes())

    report = library.health()

    assert {one.rule for one in report.findings} == {"page", "old", "description", "image"}
    assert [(one.path, one.line) for one in report.of("page", 10)] == [("index.md", 3)]
    assert library.health() is report


def test_a_page_that_calls_itself_so_is_where_an_old_address_leads(checkout, open_library):
    checkout.commit({"content/wiki/a.md": "---\naliases: [old/path]\n---\n"})
    library = open_library()
    library.branch.step()

    assert library.moved("old/path") == "a"


def test_the_wiki_may_be_any_folder_of_any_repository(checkout, open_library):
    checkout.commit({"README.md": "# Handbook", "docs/a.md": "# A"})

    everything, docs = open_library(WIKI_ROOT="."), open_library(WIKI_ROOT="docs")
    for library in (everything, docs):
        library.branch.step()

    assert everything.current.pages == {"README": "Handbook", "docs/a": "A"}
    assert docs.current.pages == {"a": "A"}
