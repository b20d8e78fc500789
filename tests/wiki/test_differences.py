"""What changed, side by side."""

from hypothesis import given
from hypothesis import strategies as st

from lib.wiki import differences
from lib.wiki.differences import GONE, NEW, SAME, Piece

texts = st.lists(st.sampled_from(["", "a", "b c d e", "b c x e", "b  c", "- item"]), max_size=8).map("\n".join)


def test_a_changed_word_is_marked_on_both_sides():
    assert differences.words("the old hall", "the new hall") == (
        (Piece(SAME, "the "), Piece(GONE, "old"), Piece(SAME, " hall")),
        (Piece(SAME, "the "), Piece(NEW, "new"), Piece(SAME, " hall")),
    )


def test_words_that_follow_each_other_are_one_mark():
    _, after = differences.words("a b c", "a x y z c")

    assert after == (Piece(SAME, "a "), Piece(NEW, "x y z"), Piece(SAME, " c"))


def test_a_line_stands_beside_the_one_that_it_became():
    [changed, new] = [
        row for row in differences.rows("The hall is open.\n", "Welcome.\nThe hall is closed.\n") if not row.is_same
    ][::-1]

    assert (changed.old, changed.new) == (1, 2)
    assert (new.old, new.new) == (None, 1)


def test_equal_lines_far_from_a_change_are_counted():
    old = "\n".join(map(str, range(100)))
    rows = differences.rows(old, old.replace("50", "fifty"), context=2)

    assert [row.skipped for row in rows if row.skipped] == [48, 47]
    assert len(rows) == 8


def test_lines_are_counted():
    assert differences.counted("a\nb\nc\n", "a\nx\nc\nd\n") == (2, 1)


@given(texts, texts.map("new\n{}".format))
def test_both_texts_can_be_read_from_the_rows(old, new):
    rows = differences.rows(old, new, context=1000)

    left = ["".join(piece.text for piece in row.left) for row in rows if row.old is not None]
    right = ["".join(piece.text for piece in row.right) for row in rows if row.new is not None]
    assert ("\n".join(left), "\n".join(right)) == (old, new)
    assert [row.old for row in rows if row.old] == list(range(1, len(left) + 1))
    assert [row.new for row in rows if row.new] == list(range(1, len(right) + 1))


@given(texts, texts)
def test_what_is_marked_as_the_same_is_the_same(old, new):
    before, after = differences.words(old, new)

    assert "".join(piece.text for piece in before) == old
    assert "".join(piece.text for piece in after) == new
    assert all(piece.kind in (SAME, GONE) for piece in before)
    assert all(piece.kind in (SAME, NEW) for piece in after)
