"""The examples of CommonMark 0.31.2 and of GitHub's extensions, through the whole of our rendering.

What a page shows differs from the examples on purpose. ``OURS`` are differences that are in all pages, each with its
reason: the expected HTML is put through them before it is compared. ``MEANING`` are examples that mean something else
here. Everything else has to be equal.
"""

import gzip
import json
import re
from html import escape
from html.parser import HTMLParser

import pytest

from lib.settings import ROOT
from lib.wiki import links, markdown, sanitise
from lib.wiki.links import Context

DATA = ROOT / "tests" / "data"
COMMONMARK = json.loads(gzip.decompress((DATA / "commonmark-0.31.2.json.gz").read_bytes()))
FENCED = re.compile(r"^`{32} example (\w+)\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)
GITHUB = FENCED.findall((DATA / "gfm-extensions.txt").read_text())

PAGE = "folder/page"
CONTEXT = Context({PAGE: "Page"})

MEANING = {
    590: "[[foo]] is a wikilink; CommonMark has no meaning for it where no such reference exists.",
    608: "A bare address becomes a link, as on GitHub.",
    611: "A bare address becomes a link, as on GitHub.",
    612: "A bare mail address becomes a link, as on GitHub.",
}


def followed(html: str) -> str:
    """Relative links lead to pages of the wiki, and images to its attachments: so files can be read anywhere."""

    def address(found: re.Match[str]) -> str:
        tag, name, value = found.groups()
        follow = links.image if name == "src" else links.relative
        return f'{tag}{name}="{escape(follow(unescaped(value), PAGE, CONTEXT).address)}"'

    return re.sub(r'(<(?:a|img) )(href|src)="([^"]*)"', address, html)


def sanitised(html: str) -> str:
    """What an author writes in HTML may not run, and may not take an id or a class of the app."""
    return sanitise.clean(html, lambda tag, address: address)


def coloured(html: str) -> str:
    """Code is coloured: the examples' Ruby becomes spans, which are left out of the comparison."""
    return re.sub(r"</?span[^>]*>", "", html)


def anchored(html: str) -> str:
    """A heading has an id and a link to itself, so that it can be sent."""
    html = re.sub(r'<a class="heading-anchor"[^>]*></a>', "", html)
    return re.sub(r'(<h[1-6]) id="[^"]*"', r"\1", html)


def marked(html: str) -> str:
    """A link that leads nowhere says so."""
    return re.sub(r'(?: class="(?:broken|task-list-item|contains-task-list|task-list-item-checkbox)"'
                  r'| title="There is no (?:such page yet|image [^"]*)")', "", html)  # fmt: skip


def aligned(html: str) -> str:
    """The style sheet aligns a cell, not the attribute that HTML has given up."""
    return re.sub(r'align="(\w+)"', r'style="text-align:\1"', html)


def spelled(html: str) -> str:
    """HTML's own spellings of the same thing: ``del`` and ``s``."""
    return re.sub(r"(</?)del>", r"\1s>", html)


def filtered(html: str) -> str:
    """GitHub's tag filter, which CommonMark does not have: tags that swallow what follows them are text."""
    return markdown.SWALLOWING.sub("&lt;", html)


OURS = (followed, filtered, aligned, sanitised, coloured, anchored, marked, spelled)


BLOCKS = {
    "p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td", "hr", "div", "br",
    "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip


class Canonical(HTMLParser):
    """HTML as a list of what a browser sees: white space between blocks means nothing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[object] = []
        self.within = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._trim(tag)
        self.within += tag == "pre"
        self.seen.append((tag, sorted(attrs)))

    def handle_endtag(self, tag):
        self._trim(tag)
        self.within -= tag == "pre"
        self.seen.append("/" + tag)

    def handle_data(self, data):
        if not self.within:
            data = re.sub(r"\s+", " ", data)
            if not self.seen or self._ends_block(self.seen[-1]):
                data = data.lstrip()
        if data and self.seen and isinstance(self.seen[-1], list):
            self.seen[-1][0] += data
        elif data:
            self.seen.append([data])

    def _trim(self, tag):
        if tag in BLOCKS and not self.within and self.seen and isinstance(self.seen[-1], list):
            self.seen[-1][0] = self.seen[-1][0].rstrip()
            if not self.seen[-1][0]:
                self.seen.pop()

    def _ends_block(self, last):
        name = last[0] if isinstance(last, tuple) else last.removeprefix("/") if isinstance(last, str) else ""
        return name in BLOCKS


def unescaped(text: str) -> str:
    """An attribute's value as text."""
    parsed = Canonical(f'<a href="{text}">')
    return parsed.seen[0][1][0][1] or ""


def shown(html: str) -> list[object]:
    """What a reader gets of the *html* of an example, in our own way."""
    for change in OURS:
        html = change(html)
    return Canonical(html).seen


def rendered(text: str) -> list[object]:
    html = markdown.render(text, PAGE, CONTEXT).html
    for change in (coloured, anchored, marked, spelled):
        html = change(html)
    return Canonical(html).seen


@pytest.mark.parametrize("section", dict.fromkeys(one["section"] for one in COMMONMARK))
def test_the_examples_of_commonmark_pass(section):
    wrong = [
        one["example"]
        for one in COMMONMARK
        if one["section"] == section
        and one["example"] not in MEANING
        and rendered(one["markdown"]) != shown(one["html"])
    ]

    assert wrong == []


def test_all_examples_are_there():
    assert len(COMMONMARK) == 652
    assert len(GITHUB) == 26


def test_what_means_something_else_here_really_does():
    for one in COMMONMARK:
        if one["example"] in MEANING:
            assert rendered(one["markdown"]) != shown(one["html"]), one["example"]


@pytest.mark.parametrize(("kind", "text", "html"), GITHUB, ids=[f"{kind}-{n}" for n, (kind, *_) in enumerate(GITHUB)])
def test_the_examples_of_github_pass(kind, text, html):
    assert rendered(text) == shown(html)
