"""What a page may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import Refused
from lib.wiki import naming


@pytest.mark.parametrize(
    "path", ["sales", "teams/sales", "Über uns/größe", "a.b", "日本/語", "x" * 200, "v1.2 – notes (old)"]
)
def test_ordinary_paths_are_taken(path):
    assert naming.checked(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", ".git", "a/.git/config", ".hidden", "a.", "a\nb", "a\x1b[2J",
     "a\u202eb", "a\\b", "c:/x", "a?b", "a*b", "a|b", 'a"b', "a<b", "a#b", "a%2e", "[[a]]", "con", "a/NUL", "com1.x",
     " a", "a ", "x" * 201, "ü" * 150, "a\0b"],
)  # fmt: skip
def test_paths_that_lead_out_or_that_some_system_cannot_write_are_refused(path):
    with pytest.raises(Refused):
        naming.checked(path)


def test_letters_and_their_marks_are_put_together():
    assert naming.checked("u\u0308ber") == "über"


@pytest.mark.parametrize(
    ("path", "other"),
    [("Sales.md", "sales.md"), ("a.md/b.md", "a.md"), ("a", "a/b.md"), ("Teams/new.md", "teams/sales.md")],
)
def test_paths_that_some_systems_hold_only_one_of_collide(path, other):
    assert naming.collision(path, ["x.md", other]) == other


@pytest.mark.parametrize("other", ["teams/sales.md", "teams/new", "new.md", "teams-new.md"])
def test_other_paths_do_not_collide(other):
    assert naming.collision("teams/new.md", [other]) is None


@given(st.text(max_size=60))
def test_every_title_makes_a_path_that_may_be(title):
    try:
        made = naming.checked(naming.from_title(title, "teams"))
    except Refused as refused:
        assert "device" in str(refused) or "long" in str(refused)  # noqa: PT017 - con.md cannot be helped
        return
    assert made.startswith("teams/")
