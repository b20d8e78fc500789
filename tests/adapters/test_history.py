"""The history of a folder, on real repositories."""

import pytest

from lib.adapters.git import Repository, history
from lib.adapters.git.history import Touch
from tests.checkout import Checkout

LONG = "".join(f"A sentence of the page, number {number}.\n" for number in range(20))


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def local(checkout, make_settings):
    return Repository(make_settings(CONTENT_REPO=checkout.path))


def read(repository, folder="wiki", since=None):
    repository.fetch()
    return history.read(repository, folder, repository.head(), since)


def subjects(steps):
    return [step.commit.subject for step in steps]


def test_a_page_has_its_history_across_renames(checkout, local):
    checkout.commit({"wiki/a.md": LONG}, "Begin")
    checkout.commit({"wiki/other.md": "other"}, "Another")
    checkout.commit({"wiki/a.md": None, "wiki/teams/b.md": LONG + "more\n"}, "Move, and change")
    checkout.commit({"wiki/teams/b.md": LONG + "more and more\n"}, "Change")

    known = read(local)

    steps = known.steps("wiki/teams/b.md", 10)
    assert subjects(steps) == ["Change", "Move, and change", "Begin"]
    assert [step.touch.kind for step in steps] == ["changed", "moved", "added"]
    assert steps[1].touch == Touch("moved", "wiki/teams/b.md", "wiki/a.md")
    assert known.last("wiki/other.md").subject == "Another"
    assert known.last("none.md") is None
    assert subjects(history.ask(local, "wiki/teams/b.md", "main")) == subjects(steps)


def test_a_page_that_took_the_name_of_another_has_its_own_history(checkout, local):
    checkout.commit({"wiki/a.md": LONG}, "Begin")
    checkout.commit({"wiki/a.md": None, "wiki/b.md": LONG}, "Move")
    checkout.commit({"wiki/a.md": "another page"}, "New")

    known = read(local)

    assert subjects(known.steps("wiki/a.md", 10)) == ["New"]
    assert subjects(known.steps("wiki/b.md", 10)) == ["Move", "Begin"]


def test_a_page_that_came_back_has_its_earlier_life(checkout, local):
    checkout.commit({"wiki/a.md": "a"}, "Begin")
    checkout.commit({"wiki/a.md": None}, "Remove")
    checkout.commit({"wiki/a.md": "a"}, "Restore")

    assert subjects(read(local).steps("wiki/a.md", 10)) == ["Restore", "Remove", "Begin"]


def test_a_history_is_read_page_by_page(checkout, local):
    for number in range(5):
        checkout.commit({"wiki/a.md": str(number)}, str(number))
    known = read(local)

    first = known.steps("wiki/a.md", 2)
    second = known.steps("wiki/a.md", 2, first[-1].commit.sha)

    assert subjects(first + second) == ["4", "3", "2", "1"]
    assert [change.commit.subject for change in known.recent(2, known.recent(1)[0].commit.sha)] == ["3", "2"]


def test_a_moved_page_is_found_however_often_it_moved(checkout, local):
    checkout.commit({"wiki/a.md": LONG})
    checkout.commit({"wiki/a.md": None, "wiki/b.md": LONG})
    checkout.commit({"wiki/b.md": None, "wiki/c/d.md": LONG})
    known = read(local)

    assert known.moved("wiki/a.md", {"wiki/c/d.md"}.__contains__) == "wiki/c/d.md"
    assert known.moved("wiki/b.md", {"wiki/c/d.md"}.__contains__) == "wiki/c/d.md"
    assert known.moved("wiki/a.md", lambda file: False) is None
    assert known.moved("wiki/none.md", lambda file: True) is None


def test_pages_that_changed_places_do_not_go_round_for_ever(checkout, local):
    checkout.commit({"wiki/a.md": LONG})
    checkout.commit({"wiki/a.md": None, "wiki/b.md": LONG})
    checkout.commit({"wiki/b.md": None, "wiki/a.md": LONG})
    checkout.commit({"wiki/a.md": None})

    assert read(local).moved("wiki/b.md", lambda file: False) is None


def test_a_history_that_was_extended_is_the_one_that_is_read_whole(checkout, local):
    known = None
    for files in (
        {"wiki/a.md": LONG, "b.md": "b"},
        {"wiki/b.md": "b"},
        {"wiki/a.md": None, "wiki/c.md": LONG},
        {"x": "x"},
    ):
        checkout.commit(files)
        known = read(local, since=known)

    whole = read(local)

    assert (known.head, known.changes, known.touching) == (whole.head, whole.changes, whole.touching)
    assert [change.touches for change in whole.changes] == [
        (Touch("added", "wiki/a.md"),),
        (Touch("added", "wiki/b.md"),),
        (Touch("moved", "wiki/c.md", "wiki/a.md"),),
    ]


def test_a_branch_that_was_rewritten_is_read_anew(checkout, local):
    checkout.commit({"wiki/a.md": "a"}, "One")
    checkout.commit({"wiki/a.md": "b"}, "Two")
    known = read(local)
    checkout.git("reset", "--quiet", "--hard", "HEAD~1")
    checkout.commit({"wiki/a.md": "c"}, "Three")

    assert subjects(read(local, since=known).steps("wiki/a.md", 10)) == ["Three", "One"]


def test_both_sides_of_a_merge_are_in_it_and_what_the_merge_itself_changed(checkout, local):
    checkout.commit({"wiki/a.md": LONG, "wiki/b.md": "b\n"}, "Begin")
    checkout.git("checkout", "--quiet", "-b", "side")
    checkout.commit({"wiki/a.md": "Side\n" + LONG}, "Side")
    checkout.git("checkout", "--quiet", "main")
    checkout.commit({"wiki/a.md": LONG + "Main\n"}, "Main")
    checkout.git("merge", "--quiet", "--no-commit", "side")
    (checkout.path / "wiki" / "a.md").write_text("Both\n" + LONG + "Both\n")
    checkout.commit({}, "Merge")

    known = read(local)

    assert set(subjects(known.steps("wiki/a.md", 10))) == {"Begin", "Side", "Main", "Merge"}
    assert subjects(known.steps("wiki/a.md", 1)) == ["Merge"]
    assert subjects(known.steps("wiki/b.md", 10)) == ["Begin"]


@pytest.mark.parametrize("name", ["wiki/ü ü.md", 'wiki/"quoted".md', "wiki/-rf.md", "wiki/a\tb.md"])
def test_odd_names_are_only_names(checkout, local, name):
    sha = checkout.commit({name: "odd"})

    if "\t" in name:
        assert read(local).changes[0].touches[0].path == name
    else:
        assert read(local).last(name).sha == sha


def test_a_clone_without_old_contents_finds_renames_all_the_same(checkout, make_settings):
    remote = Repository(make_settings(CONTENT_REPO=checkout.path.as_uri()))
    checkout.commit({"wiki/a.md": LONG, "wiki/film.mp4": "a large file"}, "Begin")
    checkout.commit(
        {"wiki/a.md": None, "wiki/b.md": LONG + "more\n", "wiki/film.mp4": "another one"}, "Move, and change"
    )

    known = read(remote)

    assert subjects(known.steps("wiki/b.md", 10)) == ["Move, and change", "Begin"]
    held = remote._git("cat-file", "--batch-all-objects", "--batch-check=%(objectsize)").decode().split()
    assert str(len("a large file")) not in held
