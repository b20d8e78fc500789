"""Markdown to HTML: CommonMark with GitHub's extensions, footnotes, definition lists, wikilinks and live blocks.

``docs/decisions/0005-markdown.md`` says why these libraries, and in which order the steps come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin

from lib.wiki import blocks, front_matter, highlight, links, pages, sanitise, wikilinks
from lib.wiki.blocks import Block, Mistake
from lib.wiki.links import Context, Target

_HEADING_LINE = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.+?)(?:[ \t]+#+)?[ \t]*$")
_FENCE_LINE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page; *id* is what stands behind ``#`` in a link to it."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page as it is written, with the page that it leads to, if it leads to one."""

    href: str
    page: str | None
    broken: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page, ready to be shown. *html* may be put into a document as it is."""

    html: str
    title: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    blocks: tuple[Block, ...]


def render(text: str, page: str, context: Context | None = None) -> Rendered:
    """Render *text*, the Markdown of *page*, seen among the pages and attachments of *context*."""
    context = context or Context()
    front = front_matter.split(text)
    env = {"page": page, "blocks": []}
    tokens = parser().parse(front.body, env)
    followed = tuple(_follow(tokens, page, context))
    headings = tuple(_headings(tokens))
    html = _problem(front, page) + parser().renderer.render(tokens, parser().options, env)
    html = sanitise.clean(html, lambda source: links.image(source, page, context).address)
    return Rendered(html, title(text, page), headings, followed, tuple(env["blocks"]))


def title(text: str, page: str) -> str:
    """What the page is called: its front matter's title, its first heading, or words made of its path."""
    front = front_matter.split(text)
    return front.title or _first_heading(front.body) or pages.spoken(page)


@cache
def parser() -> MarkdownIt:
    """The parser of wiki pages. Parsing keeps its state in the call: threads may share it."""
    made = MarkdownIt("commonmark", {"html": True}).use(gfm_plugin).use(deflist_plugin).use(wikilinks.plugin)
    made.use(anchors_plugin, max_level=6, slug_func=lambda text: links.slug(text) or "section")
    made.add_render_rule("fence", _fence)
    return made


def _fence(renderer: object, tokens: Sequence[Token], index: int, options: object, env: dict) -> str:
    token = tokens[index]
    language = (unescapeAll(token.info).split() or [""])[0]
    if language != blocks.INFO or "blocks" not in env:
        return highlight.block(token.content, language)
    try:
        block = blocks.read(token.content, token.map[0] + 1 if token.map else 1)
    except Mistake as error:
        return blocks.mistake(env["page"], error, token.content)
    env["blocks"].append(block)
    return block.html


def _problem(front: front_matter.FrontMatter, page: str) -> str:
    if not front.problem:
        return ""
    place = f"{page}.md, line {front.line}"
    return (
        '<div class="tl-mistake" role="note"><p><strong>The front matter of this page cannot be read.</strong> '
        f"{escape(front.problem)} <span>({escape(place)})</span></p></div>"
    )


def _follow(tokens: Sequence[Token], page: str, context: Context) -> Iterator[Link]:
    """Give every link and image the address that it means, and mark those that lead nowhere."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield _follow_link(child, page, context)
            elif child.type == "image":
                yield _follow_image(child, page, context)


def _follow_link(token: Token, page: str, context: Context) -> Link:
    name = token.meta.get("wikilink")
    href = f"[[{name}]]" if name else str(token.attrs.get("href", ""))
    target = links.wikilink(name, page, context) if name else links.relative(href, page, context)
    token.attrs["href"] = target.address
    _mark(token, target, "There is no such page yet")
    return Link(href, target.page, target.broken)


def _follow_image(token: Token, page: str, context: Context) -> Link:
    source = str(token.attrs.get("src", ""))
    target = links.image(source, page, context)
    token.attrs["src"] = target.address
    _mark(token, target, f"There is no image {source}")
    return Link(source, None, target.broken)


def _mark(token: Token, target: Target, reason: str) -> None:
    if target.broken:
        token.attrJoin("class", "broken")
        token.attrs["title"] = reason


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The headings; each of them gets a link to itself, for readers who want to send its address."""
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open":
            heading = Heading(int(opened.tag[1]), _text(inline.children or ()), str(opened.attrs["id"]))
            yield heading
            inline.children = [*(inline.children or ()), *_anchor(heading)]


def _anchor(heading: Heading) -> list[Token]:
    attributes: dict[str, str | int | float] = {
        "class": "heading-anchor",
        "href": f"#{heading.id}",
        "aria-label": f"Link to “{heading.text}”",
    }
    # It has no text: that would be a part of the heading. The style sheet draws its sign.
    return [Token("link_open", "a", 1, attrs=attributes), Token("link_close", "a", -1)]


def _text(tokens: Sequence[Token]) -> str:
    """What a reader sees of inline *tokens*."""
    seen = (" " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens if _shows(token))
    return " ".join("".join(seen).split())


def _shows(token: Token) -> bool:
    return token.type in {"text", "code_inline", "softbreak", "hardbreak", "image"}


def _first_heading(text: str) -> str:
    """The text of the first heading with ``#``; the rest of the page is not parsed: there may be thousands of them."""
    fence = ""
    for line in text.splitlines():
        marker = _FENCE_LINE.match(line)
        if marker and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else marker["fence"]
        elif not fence and (found := _HEADING_LINE.match(line)):
            return _text(parser().parseInline(found["text"], {})[0].children or ())
    return ""
