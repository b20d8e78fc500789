"""An edit, made again on what others have changed since."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.wiki import edits
from lib.wiki.edits import Conflicting, Edit

texts = st.sampled_from([b"", b"a\n", b"b\n", b"a\n\nb\n", b"a\n\nc\n", b"\xff\xfe"])
maybe = st.none() | texts


def test_a_file_that_nobody_else_has_changed_becomes_what_was_wanted():
    assert edits.applied([Edit("a", b"1\n", b"2\n")], {"a": b"1\n"}) == {"a": b"2\n"}
    assert edits.applied([Edit("a", None, b"2\n")], {"a": None}) == {"a": b"2\n"}
    assert edits.applied([Edit("a", b"1\n", None)], {"a": b"1\n"}) == {"a": None}


def test_a_move_takes_along_what_others_have_changed():
    wanted = [Edit("b", b"1\n\n2\n", b"1\n\n2!\n", was="a")]

    assert edits.applied(wanted, {"a": b"1\n\n2\n\n3\n", "b": None}) == {"a": None, "b": b"1\n\n2!\n\n3\n"}


def test_a_move_onto_another_page_is_a_conflict():
    with pytest.raises(Conflicting):
        edits.applied([Edit("b", b"1\n", b"1\n", was="a")], {"a": b"1\n", "b": b"other\n"})


def test_a_page_that_was_changed_is_not_deleted_and_one_that_was_deleted_not_changed():
    with pytest.raises(Conflicting, match="was changed"):
        edits.applied([Edit("a", b"1\n", None)], {"a": b"2\n"})
    with pytest.raises(Conflicting, match="was deleted or moved"):
        edits.applied([Edit("a", b"1\n", b"2\n")], {"a": None})


def test_two_new_pages_of_one_name_are_a_conflict_with_both_texts():
    with pytest.raises(Conflicting) as raised:
        edits.applied([Edit("a", None, b"mine\n")], {"a": b"theirs\n"})

    [part] = raised.value.clash.parts
    assert (part.mine, part.theirs) == ("mine\n", "theirs\n")


def test_a_file_that_is_no_text_is_never_merged():
    with pytest.raises(Conflicting) as raised:
        edits.applied([Edit("a", b"\xff1", b"\xff2")], {"a": b"\xff3"})

    assert raised.value.clash.parts == ()


def test_ends_of_lines_alone_are_no_conflict():
    merged = edits.applied([Edit("a", b"1\r\n\r\n2\r\n", b"1\n\n2!\n")], {"a": b"0\r\n\r\n1\r\n\r\n2\r\n"})

    assert merged == {"a": b"0\n\n1\n\n2!\n"}


@settings(max_examples=500)
@given(maybe, maybe, maybe)
def test_an_edit_that_is_made_twice_never_changes_anything_more(before, after, newest):
    wanted = [Edit("a", before, after)]
    try:
        first = {"a": newest} | edits.applied(wanted, {"a": newest})
        second = edits.applied(wanted, first)
    except Conflicting:
        return

    assert second == {}


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a\r\nb", "a\nb\n"), ("\ufeffa\n\n\n", "a\n"), ("a\0b\rc", "ab\nc\n"), ("  \n", ""), ("a  \nb  ", "a  \nb\n")],
)
def test_text_is_kept_in_one_form(given, kept):
    assert edits.normal(given) == kept
