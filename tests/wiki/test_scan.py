"""A scan finds what the renderer finds: two parsers of Markdown, held together."""

import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.settings import ROOT
from lib.wiki import front_matter, links, markdown, pages, scan
from lib.wiki.links import Context

# What stands at the beginning of a page, and what may come between.
BEGINNINGS = st.lists(
    st.sampled_from(
        ["# ", "#", "## ", " # ", "\t", "A title", "of 2, (it's)", "a_b", "*c*", "`d`", "<e>", "&amp;", "\\", "{#f}",
         " #", "[g]", "ä", "-", "---", "===", "  ", "\n", "\n\n", "\r", "\u2028", "\u00a0", "\x0c", ": ", "> ", "1. "]
    ),
    max_size=12,
).map("".join)  # fmt: skip
SAMPLE = ROOT / "content" / "wiki"
# Any folder of Markdown may be compared as well: MARKDOWN_FOLDER=… python -m pytest tests/wiki/test_scan.py
FOLDERS = [SAMPLE, *(Path(one) for one in [os.environ.get("MARKDOWN_FOLDER")] if one)]
FILES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.md"))]


def both(text, page="a"):
    """What a scan and what the renderer says: headings, and links that stay in the wiki."""
    found = scan.scan(front_matter.split(text).body)
    rendered = markdown.render(text, page, Context())
    headings = [(one.level, one.heading, one.id) for one in found.sections if one.level]
    hrefs = [href.removeprefix(links.IMAGE) for href in found.links if links.stays(href)]
    return (
        (headings, sorted(map(unquote, hrefs))),
        (
            [(one.level, one.text, one.id) for one in rendered.headings],
            sorted(unquote(one.href) for one in rendered.links if links.stays(one.href)),
        ),
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_has_the_same_headings_and_links(path):
    text = path.read_text(errors="replace")

    scanned, rendered = both(text, pages.path_of(path.name))

    assert scanned == rendered


@given(BEGINNINGS)
@settings(max_examples=500)
@example("# A title\n===\n")
@example("# A title #\n")
def test_the_title_that_is_seen_at_once_is_that_of_the_whole_page(text):
    assert scan.title(text) == scan.scan(text).title


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n# A\n\n## A *b* `c`\n\nSetext\n---\n",
        '[a](b.md) [c](<d e.md> "t") [f](g%20h.md#i) ![j](k.png) [[L]] [[M|n]] [o][p]\n\n[p]: q.md\n',
        "`[a](b.md)` \\[c](d.md) \\[[e]] <https://x.example/f.md>\n\n    [g](h.md)\n\n```\n[i](j.md) [[k]]\n```\n",
        "| [a](b.md) | [[c]] |\n|---|---|\n| ![d](e.png) | f |\n",
        "- [ ] [a](b.md)\n\n> [!NOTE]\n> [c](d.md)\n\ntext[^1]\n\n[^1]: [e](f.md)\n",
        "# ![alt](a.png) Title\n\n[[a\nb]] [[c]]\n",
        "Term\n: [a](b.md)\n\n<!-- [c](d.md) -->\n",
    ],
)
def test_what_is_a_link_for_one_is_a_link_for_the_other(text):
    (_, scanned), (_, rendered) = both(text)

    assert scanned == rendered


def test_the_text_below_a_heading_has_no_marks_in_it():
    found = scan.scan("before\n\n# A *b*\n\nSome **bold** [link](x.md), `code`.\n\n- one\n- two\n")

    assert [(one.level, one.heading, " ".join(one.text.split())) for one in found.sections] == [
        (0, "", "before"),
        (1, "A b", "Some bold link, code. one two"),
    ]


def test_each_link_has_the_place_where_it_comes_first():
    found = scan.places("\n[ü](a.md)\n\nüé ![b](b.png) [[C]]\n[a](a.md)\n")

    assert found == {"a.md": (2, 1), "!b.png": (4, 4), "[[C]]": (4, 16)}
