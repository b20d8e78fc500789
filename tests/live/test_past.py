"""The past of pages: versions, differences, and who wrote what."""

import pytest

from lib.adapters.git import Repository, versions
from lib.errors import Refused, WrongUse
from lib.live import past
from lib.live.library import Library
from tests.checkout import Checkout
from tests.waiting import wait_for

PAGE = "content/wiki/hall.md"
MOVED = "content/wiki/rooms/hall.md"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def library(checkout, make_settings):
    settings = make_settings(CONTENT_REPO=checkout.path, CONTENT_POLL_SECONDS="60")
    return Library(settings, Repository(settings))


@pytest.fixture
def shas(checkout, library):
    """A page that was begun, changed, moved, deleted and brought back; the library has its whole history."""
    begin = "# Hall\n\nOpen at nine.\n\nBring shoes.\n"
    made = [
        checkout.commit({PAGE: begin}, "Begin"),
        checkout.commit({PAGE: begin.replace("nine", "ten")}, "Later"),
        checkout.commit({PAGE: None, MOVED: begin.replace("nine", "ten")}, "Move"),
        checkout.commit({MOVED: None}, "Delete"),
        checkout.commit({MOVED: begin.replace("nine", "**eight**") + "\nNo food.\n"}, "Bring back"),
    ]
    library.branch.step()
    wait_for(lambda: library.recent_changes(1) and library.recent_changes(1)[0].commit.sha == made[-1])
    yield made
    library.stop()


def test_versions_come_newest_first_with_what_they_changed_across_a_move(library, shas):
    found = past.of_page(library, "rooms/hall", 10)

    assert [(one.subject, one.kind, one.page, one.added, one.removed) for one in found] == [
        ("Bring back", "added", "rooms/hall", 7, 0),
        ("Delete", "deleted", "rooms/hall", 0, 5),
        ("Move", "moved", "rooms/hall", 0, 0),
        ("Later", "changed", "hall", 1, 1),
        ("Begin", "added", "hall", 5, 0),
    ]
    assert past.of_page(library, "rooms/hall", 2, before=shas[4])[0].subject == "Delete"


def test_two_versions_are_compared_as_markdown_and_as_readers_see_them(library, shas):
    found = past.of_page(library, "rooms/hall", 10)
    begin, last = found[-1], found[0]

    markdown = past.compared(library, begin, last, rendered=False)
    seen = past.compared(library, begin, last, rendered=True)

    changed = next(row for row in markdown if row.old == 3)
    assert [piece.text for piece in changed.right if piece.kind == "new"] == ["**eight**"]
    changed = next(row for row in seen if row.left and row.left[0].text.startswith("Open"))
    assert [piece.text for piece in changed.right if piece.kind == "new"] == ["eight"]
    assert all(row.old is None for row in past.compared(library, None, begin, rendered=False) if row.new == 1)


def test_every_line_has_the_one_who_wrote_it(library, shas):
    found = past.of_page(library, "rooms/hall", 10)
    later = next(one for one in found if one.subject == "Later")

    assert [(one.subject, one.first, one.lines) for one in past.lines(library, later)] == [
        ("Begin", 1, ("# Hall", "")),
        ("Later", 3, ("Open at ten.",)),
        ("Begin", 4, ("", "Bring shoes.")),
    ]


def test_the_changes_of_the_whole_wiki_name_their_pages(library, shas):
    found = past.of_wiki(library, 10)

    assert [one.subject for one in found] == ["Bring back", "Delete", "Move", "Later", "Begin"]
    assert [(one.kind, one.page, one.before) for one in found[2].touched] == [("moved", "rooms/hall", "hall")]
    assert [one.subject for one in past.of_wiki(library, 2, before=shas[3])] == ["Move", "Later"]


@pytest.mark.parametrize("before", ["--all", "HEAD~1", "x", "0" * 40])
def test_what_an_address_says_is_no_command(library, shas, before):
    assert past.of_page(library, "rooms/hall", 10, before=before) in ([], past.of_page(library, "rooms/hall", 10))


def test_contents_and_blame_take_neither_options_nor_paths_that_lead_out(library, shas):
    with pytest.raises(WrongUse):
        versions.blame(library.repository, "--output=x", PAGE)
    with pytest.raises(Refused):
        versions.contents(library.repository, [(shas[0], "../x")])
    assert versions.contents(library.repository, [(shas[0], PAGE), (shas[0], MOVED), (shas[0], "content")])[1:] == [
        None,
        None,
    ]
