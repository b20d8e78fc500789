"""Two people's work on one page: nothing that either has written is lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.wiki import merge
from lib.wiki.merge import Agreed, Conflict

PAGE = """# League

The first paragraph is about the rules of the game.

The second one names the hall and the hour.

- whites
- rackets
"""
lines = st.lists(st.sampled_from(["", "a", "b", "c", "alpha beta", "# One", "- x", "```"]), max_size=9)
pages = lines.map(lambda given: "".join(f"{line}\n" for line in given))


@st.composite
def edited(draw):
    """A page of distinct lines, and for each of two people the places that they edit, which are apart."""
    base = [f"line {number}\n" for number in range(draw(st.integers(4, 30)))]
    cut = draw(st.integers(1, len(base) - 2))
    sides = []
    for number, (lo, hi) in enumerate([(0, cut), (cut + 1, len(base))]):
        at = draw(st.integers(lo, hi - 1))
        new = [f"side {number} wrote {word}\n" for word in range(draw(st.integers(0, 3)))]
        end = draw(st.integers(at + 1 if not new else at, hi))
        sides.append((base[:at] + new + base[end:], new, base[at:end]))
    return "".join(base), sides


def test_changes_in_different_paragraphs_are_joined():
    mine = PAGE.replace("rules", "laws")
    theirs = PAGE.replace("- rackets", "- rackets\n- balls")

    assert merge.merge(PAGE, mine, theirs).text == mine.replace("- rackets", "- rackets\n- balls")


def test_changes_to_different_words_of_a_paragraph_are_joined():
    mine = PAGE.replace("names the hall", "names the gym")
    theirs = PAGE.replace("The second one", "The next one")

    assert "The next one names the gym and the hour." in merge.merge(PAGE, mine, theirs).text


def test_changes_to_the_same_words_are_a_conflict_that_holds_both_versions():
    merged = merge.merge(PAGE, PAGE.replace("the hall", "the gym"), PAGE.replace("the hall", "the pool"))

    [conflict] = merged.conflicts
    assert conflict.base == "The second one names the hall and the hour.\n"
    assert conflict.mine == "The second one names the gym and the hour.\n"
    assert conflict.theirs == "The second one names the pool and the hour.\n"
    assert merged.parts[0] == Agreed(PAGE[: PAGE.index("The second")])


def test_neighbouring_words_are_not_joined():
    mine, theirs = PAGE.replace("first paragraph", "first section"), PAGE.replace("The first", "Our first")

    assert merge.merge(PAGE, mine, theirs).conflicts


@pytest.mark.parametrize("base", ["```\nx = one + two + three\n```\n", "---\ntitle: one and two and three\n---\n"])
def test_words_of_code_and_of_front_matter_are_not_joined(base):
    assert merge.merge(base, base.replace("one", "1"), base.replace("three", "3")).conflicts


def test_a_sentence_that_was_written_anew_is_not_mixed_with_the_old_one():
    base = "The team meets on Monday in the large hall of the town.\n"
    mine = "A squad gathers on Friday within that small gym of ours.\n"

    assert merge.merge(base, mine, base.replace("town", "city")).conflicts


def test_paragraphs_that_both_add_at_the_same_place_are_a_conflict():
    [conflict] = merge.merge("a\n", "a\n\nmine\n", "a\n\ntheirs\n").conflicts

    assert conflict == Conflict("", "mine\n", "theirs\n")


def test_a_new_paragraph_beside_a_changed_one_is_no_conflict():
    base = "one\n\ntwo\n"

    assert merge.merge(base, "one\n\nnew\n\ntwo\n", "one\n\nTWO\n").text == "one\n\nnew\n\nTWO\n"
    assert merge.merge(base, "one\n\nnew\n\ntwo\n", "ONE\n\ntwo\n").text == "ONE\n\nnew\n\ntwo\n"


def test_a_save_that_is_repeated_after_its_answer_was_lost_changes_nothing():
    saved = PAGE + "\nMine.\n"
    newest = saved + "\nSomebody else's.\n"

    assert merge.merge(PAGE, saved, newest).text == newest


def test_deleting_what_the_other_has_changed_is_a_conflict():
    assert merge.merge("a\nb\nc\n", "a\nc\n", "a\nB\nc\n").conflicts


@given(edited())
def test_edits_in_different_places_are_all_in_the_merged_page(given):
    base, [(mine, mine_new, mine_old), (theirs, theirs_new, theirs_old)] = given

    merged = merge.merge(base, "".join(mine), "".join(theirs)).text

    kept = set(merge.lines_of(merged))
    assert {*mine_new, *theirs_new} <= kept
    assert not kept & {*mine_old, *theirs_old}
    assert kept >= set(merge.lines_of(base)) - {*mine_old, *theirs_old}


@given(pages, pages, pages)
def test_no_line_that_somebody_added_is_lost(base, mine, theirs):
    merged = merge.merge(base, mine, theirs)

    reached = "".join(part.text if isinstance(part, Agreed) else part.mine + part.theirs for part in merged.parts)
    words = Counter(merge.words_of(reached))
    for side in (mine, theirs):
        added = Counter(merge.words_of(side)) - Counter(merge.words_of(base))
        assert all(words[word] >= 1 for word in added if not word.isspace())


@given(pages, pages, pages)
def test_choosing_one_side_everywhere_keeps_what_that_side_has_added(base, mine, theirs):
    merged = merge.merge(base, mine, theirs)

    chosen = "".join(part.text if isinstance(part, Agreed) else part.mine for part in merged.parts)
    added = Counter(merge.lines_of(mine)) - Counter(merge.lines_of(base))
    assert all(line in chosen for line in added)


@given(pages, pages)
def test_whoever_changed_alone_is_right(base, other):
    assert merge.merge(base, other, base).text == other
    assert merge.merge(base, base, other).text == other
    assert merge.merge(base, other, other).text == other


@given(pages, pages, pages)
def test_both_get_the_same_page_whoever_saves_first(base, mine, theirs):
    one, other = merge.merge(base, mine, theirs), merge.merge(base, theirs, mine)

    assert [part for part in one.parts if isinstance(part, Agreed)] == [
        part for part in other.parts if isinstance(part, Agreed)
    ]
    assert [(part.mine, part.theirs) for part in one.conflicts] == [
        (part.theirs, part.mine) for part in other.conflicts
    ]


@given(pages, pages)
def test_matches_are_in_order_and_equal(one, other):
    left, right = merge.lines_of(one), merge.lines_of(other)
    at, there = 0, 0

    for start, against, size in merge.matches(left, right):
        assert start >= at
        assert against >= there
        assert left[start : start + size] == right[against : against + size]
        at, there = start + size, against + size


def test_pages_that_are_too_large_to_be_matched_lose_nothing_either():
    base = "same\n\n" * 20_000

    merged = merge.merge(base, "mine\n" + base[::-1] + "mine\n", "theirs\n" + base + "theirs\n")

    [conflict] = merged.conflicts
    assert conflict.mine.startswith("mine\n")
    assert conflict.theirs.endswith("theirs\n")
