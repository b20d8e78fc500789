"""Where in the text of a page its links say where they lead: the characters to change when that changes.

markdown-it says what the links are, but not where. So its rules are listened to while they read, and what they read is
found again in the lines of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from lib.wiki import front_matter, links, markdown, merge

_ATTRIBUTE = re.compile(
    r"""\b(?P<name>href|src)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""", re.IGNORECASE
)
_DEFINITION = re.compile(r"\]:[ \t]*\n?[ \t>]*(?P<url><[^<>\n]*>|[^\s<]\S*)")
_SPANS = "destinations"  # the key in markdown-it's environment
Rule = Callable[[StateInline, bool], bool]


class Destination(NamedTuple):
    """Characters [start, end) of a page that say where a link leads.

    *href* is what they mean: ``a.md``, ``[[Name]]`` for a wikilink, ``!a.png`` for an image. *form* says how they are
    written: ``bare``, ``angle`` (with ``<`` and ``>``), ``html``, ``wiki`` (only the name of a wikilink), or ``cell``
    (the same in a table, where a pipe has to be escaped).
    """

    start: int
    end: int
    href: str
    form: str


class _Span(NamedTuple):
    start: int
    end: int
    href: str
    form: str


def find(text: str) -> list[Destination]:
    """All of them, in order."""
    body = front_matter.split(text).body
    lines = merge.lines_of(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    env: dict = {_SPANS: {}}
    tokens = _listening().parse(body.replace("\r\n", "\n"), env)
    found = [*_of_definitions(env, lines, starts), *_of_blocks(tokens, lines, starts)]
    cells: dict[int, int] = {}
    for before, token in pairwise(tokens):
        if token.type == "inline" and token.map:
            own = _of_inline(token, env[_SPANS].get(token.content, ()), lines, starts, cells)
            found += map(_in_cell, own) if before.type in {"td_open", "th_open"} else own
    return sorted(set(found))


def _in_cell(destination: Destination) -> Destination:
    return destination._replace(form="cell") if destination.form == "wiki" else destination


@cache
def _listening() -> MarkdownIt:
    """A parser of pages of its own, whose rules for links also say where they found them."""
    made = markdown.parser.__wrapped__()
    rules = {rule.name: rule.fn for rule in made.inline.ruler.__rules__}
    made.inline.ruler.at("link", _heard(rules["link"], _bracketed))
    made.inline.ruler.at("image", _heard(rules["image"], _bracketed))
    made.inline.ruler.at("wikilink", _heard(rules["wikilink"], _named))
    made.inline.ruler.at("html_inline", _heard(rules["html_inline"], _attributes))
    return made


def _heard(rule: Rule, spans: Callable[[StateInline, int, int, int], Iterator[_Span]]) -> Rule:
    def heard(state: StateInline, silent: bool) -> bool:
        start, most = state.pos, state.posMax
        if not rule(state, silent):
            return False
        if not silent:
            end, state.pos = state.pos, start
            noted = state.env.get(_SPANS, {}).setdefault(state.src, {})
            noted.update(dict.fromkeys(spans(state, start, end, most)))
            state.pos = end
        return True

    return heard


def _bracketed(state: StateInline, start: int, end: int, most: int) -> Iterator[_Span]:
    """The destination of ``[text](destination)``; one that is defined elsewhere has none here."""
    is_image = state.src[start] == "!"
    closing = state.md.helpers.parseLinkLabel(state, start + is_image, not is_image)
    at = closing + 2
    if closing < 0 or end <= closing + 1 or state.src[closing + 1] != "(":
        return
    while at < most and state.src[at] in " \t\n":
        at += 1
    found = state.md.helpers.parseLinkDestination(state.src, at, most)
    if found.ok and found.pos > at:
        yield _destination(state.src, at, found.pos, _mark(is_image))


def _mark(is_image: bool) -> str:
    return links.IMAGE if is_image else ""


def _named(state: StateInline, start: int, end: int, most: int) -> Iterator[_Span]:
    name = state.src[start + 2 : end - 2].partition("|")[0]
    yield _Span(start + 2, start + 2 + len(name), f"[[{name}]]", "wiki")


def _attributes(state: StateInline, start: int, end: int, most: int) -> Iterator[_Span]:
    for span in _in_html(state.src[start:end]):
        yield span._replace(start=start + span.start, end=start + span.end)


def _in_html(html: str) -> Iterator[_Span]:
    for attribute in _ATTRIBUTE.finditer(html):
        group = next(name for name in "abc" if attribute[name] is not None)
        mark = _mark(attribute["name"].lower() == "src")
        yield _Span(*attribute.span(group), mark + unescapeAll(attribute[group]), "html")


def _destination(source: str, start: int, end: int, mark: str) -> _Span:
    angle = source[start] == "<" and source[end - 1] == ">"
    inner = source[start + 1 : end - 1] if angle else source[start:end]
    return _Span(start, end, mark + unescapeAll(inner), "angle" if angle else "bare")


def _of_definitions(env: dict, lines: Sequence[str], starts: Sequence[int]) -> Iterator[Destination]:
    """Those of ``[label]: destination``. Whether it is for links or for images is not said; both are files."""
    for definition in (*env.get("references", {}).values(), *env.get("duplicate_refs", ())):
        first, last = definition["map"]
        source = "".join(lines[first:last])
        for found in _DEFINITION.finditer(source):
            span = _destination(source, *found.span("url"), "")
            if _listening().normalizeLink(span.href) == definition["href"]:
                yield Destination(starts[first] + span.start, starts[first] + span.end, span.href, span.form)


def _of_blocks(tokens: Sequence[Token], lines: Sequence[str], starts: Sequence[int]) -> Iterator[Destination]:
    for token in tokens:
        if token.type == "html_block" and token.map:
            first, last = token.map
            for span in _in_html("".join(lines[first:last])):
                yield Destination(starts[first] + span.start, starts[first] + span.end, span.href, span.form)


def _of_inline(
    token: Token, spans: Sequence[_Span], lines: Sequence[str], starts: Sequence[int], cells: dict[int, int]
) -> Iterator[Destination]:
    """The spans of an inline text, in the page. A cell of a table is looked for behind the one before it."""
    first = token.map[0] if token.map else 0
    offset = 0
    for number, content in enumerate(token.content.split("\n"), first):
        at = _place(content, lines[number], cells.get(number, 0)) if number < len(lines) else None
        if at:
            cells[number] = at[-1]
            for span in spans:
                low, high = span.start - offset, span.end - offset
                if 0 <= low < high <= len(content):
                    yield Destination(starts[number] + at[low], starts[number] + at[high - 1] + 1, span.href, span.form)
        offset += len(content) + 1


def _place(content: str, line: str, after: int) -> list[int] | None:
    """For each character of *content*, and its end, where it is in *line*. In a table, pipes are escaped there."""
    pattern = "".join(r"(?:\\?\|)" if letter == "|" else re.escape(letter) for letter in content)
    found = re.compile(pattern).search(line, after) if content else None
    if not found:
        return None
    at, places = found.start(), []
    for letter in content:
        at += line[at] == "\\" and letter == "|"
        places.append(at)
        at += 1
    return [*places, at]
