from hypothesis import given, settings
from hypothesis import strategies as st

from lib.wiki import differences
from lib.wiki.differences import Piece


def drawn(before, after, context=3):
    """The rows as text: what is changed in brackets."""
    return [
        (row.kind, *(_line(side) for side in (row.before, row.after)))
        for hunk in differences.between(before, after, context)
        for row in hunk.rows
    ]


def _line(line):
    if line is None:
        return None
    return f"{line.number} " + "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in line.pieces)


def test_equal_texts_differ_nowhere():
    assert differences.between("a\nb", "a\nb\n") == ()


def test_a_changed_line_shows_which_words_were_changed():
    assert drawn("one\nThe gate is open.\nthree", "one\nThe gate was never open.\nthree", 0) == [
        ("changed", "2 The gate [is] open.", "2 The gate [was never] open.")
    ]


def test_lines_that_came_and_went_have_nothing_beside_them():
    assert drawn("a\nb\nc", "a\nc\nd", 0) == [("removed", "2 [b]", None), ("added", None, "3 [d]")]


def test_a_line_stands_beside_the_one_that_it_is_like():
    before = "The first line of it.\nThe second line of it."
    after = "Something new altogether!\nThe first line of this.\nThe second line of it all."

    assert drawn(before, after) == [
        ("added", None, "1 [Something new altogether!]"),
        ("changed", "1 The first line of [it].", "2 The first line of [this]."),
        ("changed", "2 The second line of it.", "3 The second line of it[ all]."),
    ]


def test_places_that_are_far_apart_are_hunks_of_their_own():
    before = "\n".join(f"line {number}" for number in range(40))
    after = before.replace("line 5\n", "LINE 5\n").replace("line 30\n", "")

    first, second = differences.between(before, after, 2)

    assert [row.before.number for row in first.rows] == [4, 5, 6, 7, 8]
    assert [row.kind for row in second.rows] == ["same", "same", "removed", "same", "same"]


def test_a_text_that_is_new_or_gone_is_one_side_only():
    assert {row[0] for row in drawn("", "a\nb")} == {"added"}
    assert {row[0] for row in drawn("a\nb", "")} == {"removed"}


def test_very_long_texts_take_no_time():
    before, after = "\n".join(map(str, range(30_000))), "\n".join(map(str, range(30_000, 60_000)))

    [hunk] = differences.between(before, after)

    assert len(hunk.rows) == 30_000


TEXTS = st.lists(st.sampled_from(["", "a", "a b", "a c", "the same line", "the other line", "x"]), max_size=12).map(
    "\n".join
)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_each_side_is_the_whole_text(before, after):
    hunks = differences.between(before, after, context=100)
    rows = [row for hunk in hunks for row in hunk.rows]

    if rows:
        for side, text in (("before", before), ("after", after)):
            lines = [getattr(row, side) for row in rows if getattr(row, side)]
            assert ["".join(piece.text for piece in line.pieces) for line in lines] == text.splitlines()
            assert [line.number for line in lines] == [*range(1, len(lines) + 1)]
    else:
        assert before.splitlines() == after.splitlines()
    for row in rows:
        if row.kind == "changed":
            kept = [[piece for piece in line.pieces if not piece.changed] for line in (row.before, row.after)]
            assert "".join(p.text for p in kept[0]) == "".join(p.text for p in kept[1])
            assert any(isinstance(piece, Piece) and piece.changed for piece in row.before.pieces + row.after.pieces)
