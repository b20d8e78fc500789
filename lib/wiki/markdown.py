"""Markdown to HTML: CommonMark with GitHub's extensions, definition lists, wikilinks, formulas, diagrams, live blocks.

``docs/decisions/0005-markdown.md`` says why these libraries, and in which order the steps come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from lib.wiki import (
    autolinks,
    blocks,
    diagrams,
    formulas,
    front_matter,
    highlight,
    links,
    mistakes,
    pages,
    sanitise,
    values,
    wikilinks,
)
from lib.wiki.blocks import Block
from lib.wiki.links import Context, Target
from lib.wiki.mistakes import Mistake

GITHUB = {"tasklists": True, "alerts": True, "strikethrough_single_tilde": True}

_HEADING_LINE = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.+?)(?:[ \t]+#+)?[ \t]*$")
SWALLOWING = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?:[\s/>]|\Z))", re.IGNORECASE
)
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
    html = sanitise.clean(html, lambda tag, address: _address(tag, address, page, context))
    return Rendered(html, title(text, page), headings, followed, tuple(env["blocks"]))


def _address(tag: str, address: str, page: str, context: Context) -> str:
    """Where a link or an image leads that an author wrote in HTML; those in Markdown were followed before."""
    follow = links.image if tag == "img" else links.relative
    return follow(address, page, context).address


def title(text: str, page: str) -> str:
    """What the page is called: its front matter's title, its first heading, or words made of its path."""
    front = front_matter.split(text)
    return front.title or _first_heading(front.body) or pages.spoken(page)


@cache
def parser() -> MarkdownIt:
    """The parser of wiki pages. Parsing keeps its state in the call: threads may share it."""
    made = MarkdownIt("commonmark", {"html": True} | GITHUB).enable(["table", "strikethrough"])
    for plugin in (autolinks.plugin, footnote_plugin, deflist_plugin, wikilinks.plugin, formulas.plugin):
        made.use(plugin)
    made.use(anchors_plugin, max_level=6, slug_func=lambda text: links.slug(text) or "section")
    made.core.ruler.after("inline", "lines", _lines)
    made.add_render_rule("fence", _fence)
    made.add_render_rule("code_inline", _code_inline)
    made.add_render_rule("html_inline", _html)
    made.add_render_rule("html_block", _html)
    return made


def _lines(state: StateCore) -> None:
    """Say of code and formulas within a text in which line they are: mistakes in them are told with it."""
    line = 0
    for token in state.tokens:
        line = token.map[0] if token.map else line
        for child in token.children or ():
            child.map = [line, line + 1]
            line += child.type in {"softbreak", "hardbreak"}


def _fence(renderer: object, tokens: Sequence[Token], index: int, options: object, env: dict) -> str:
    token = tokens[index]
    language = (unescapeAll(token.info).split() or [""])[0]
    line = token.map[0] + 1 if token.map else 1
    if language == blocks.INFO and "blocks" in env:
        return _live(token.content, line, env)
    if language == diagrams.INFO:
        return diagrams.block(token.content)
    if language == formulas.INFO:
        return formulas.block(token.content, env.get("page", ""), line + 1)
    return highlight.block(token.content, language)


def _html(renderer: object, tokens: Sequence[Token], index: int, options: object, env: dict) -> str:
    """An author's HTML. GitHub's tag filter: tags that would swallow what follows them are text."""
    return SWALLOWING.sub("&lt;", tokens[index].content)


def _live(source: str, line: int, env: dict) -> str:
    try:
        block = blocks.read(source, line)
    except Mistake as error:
        return mistakes.block(env["page"], "This live block cannot be shown.", error, source)
    env["blocks"].append(block)
    return block.html


def _code_inline(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: object, env: dict) -> str:
    token = tokens[index]
    line = token.map[0] + 1 if token.map else 1
    try:
        value = values.read(token.content, line) if "blocks" in env else None
    except Mistake as error:
        return mistakes.inline(env["page"], error, token.content)
    if value is None:
        return renderer.code_inline(tokens, index, options, env)
    env["blocks"].append(value)
    return value.element


def _problem(front: front_matter.FrontMatter, page: str) -> str:
    if not front.problem:
        return ""
    error = Mistake(front.line, front.problem)
    return mistakes.block(page, "The front matter of this page cannot be read.", error)


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
        token.attrs.setdefault("title", reason)


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
