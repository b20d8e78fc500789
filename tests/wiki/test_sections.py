"""Editing one section leaves the rest of the page alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import Refused
from lib.wiki import sections

HEAD = "---\ntitle: x\n---\nBefore.\n\n# A\n\nintro\n\n"
PAGE = HEAD + "## B ##\nb\n\n### C\n\n```\n## no heading\n```\n\nD\n---\n> ## quoted\n\nd"
KINDS = [
    "# One", "## Two", "## Two", "### Three", "text", "", "- item\n  # in a list", "```\n# code\n```", "Set\n===",
]  # fmt: skip
blocks = st.lists(st.sampled_from(KINDS), max_size=12)


def test_a_section_goes_up_to_the_next_heading_of_its_rank():
    assert sections.text_of(PAGE, "b") == PAGE[PAGE.index("## B") : PAGE.index("D\n---")]
    assert sections.text_of(PAGE, "c") == PAGE[PAGE.index("### C") : PAGE.index("D\n---")]
    assert sections.text_of(PAGE, "d") == PAGE[PAGE.index("D\n---") :]
    assert sections.text_of(PAGE, "quoted") is None


def test_an_edited_section_keeps_the_ends_of_its_lines_and_its_distance_to_the_next():
    text = "# A\r\n\r\nold\r\n\r\n# B\r\nb\r\n"

    assert sections.replaced(text, "a", "# A\n\nnew\n") == "# A\r\n\r\nnew\r\n\r\n# B\r\nb\r\n"


def test_a_section_can_be_emptied():
    assert sections.replaced("# A\n\na\n\n# B\n\nb\n", "a", "") == "# B\n\nb\n"


def test_a_section_that_is_gone_is_refused():
    with pytest.raises(Refused, match="no section"):
        sections.replaced(PAGE, "gone", "# Gone\n")


@given(blocks)
def test_the_rest_of_a_page_stays_byte_for_byte(given):
    page = "\n".join(given)
    for span in sections.spans(page):
        made = sections.replaced(page, span.id, "NEW")

        assert made.startswith(page[: span.start])
        assert made.endswith(page[span.end :])
        assert sections.replaced(page, span.id, page[span.start : span.end]) in (page, page + "\n")
