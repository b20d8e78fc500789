"""Bare addresses become links, by the rules of GitHub's specification: https://github.github.com/gfm/#autolinks-extension-.

The plugin that mdit-py-plugins has looks for the beginning of an address in text that it has already read; where
emphasis might have begun in it, it finds half of it. Here addresses are found before, in the whole text.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_AFTER = r"(?<![^\s*_~(])"
_ADDRESS = re.compile(_AFTER + r"(?:(?:https?|ftp)://|(?=www\.))(?P<domain>[\w-]+(?:\.[\w-]+)*)[^\s<]*")
# Lengths are those of the internet's standards; they also keep the search from going through a text twice.
_MAIL = re.compile(
    _AFTER
    + r"(?P<scheme>mailto:|xmpp:)?[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}@[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,9}"
    r"(?(scheme)(?:/[A-Za-z0-9@.]{1,200})?)"
)
_ENTITY_END = re.compile(r"&[A-Za-z0-9]+;\Z")
_PUNCTUATION = "?!.,:*_~'\"[]"


def plugin(parser: MarkdownIt) -> None:
    """Make links of bare addresses."""
    parser.inline.ruler.at("text", _text)
    parser.inline.ruler.before("text", "gfm_autolink", _autolink)


def _autolink(state: StateInline, silent: bool) -> bool:
    found = _found(state.src).get(state.pos)
    if not found or silent or state.linkLevel or state.pos + len(found[0]) > state.posMax:
        return False
    text, href = found
    href = state.md.normalizeLink(href)
    if not state.md.validateLink(href):
        return False
    opened = state.push("link_open", "a", 1)
    opened.attrs, opened.markup, opened.info = {"href": href}, "autolink", "auto"
    state.push("text", "", 0).content = state.md.normalizeLinkText(text)
    closed = state.push("link_close", "a", -1)
    closed.markup, closed.info = "autolink", "auto"
    state.pos += len(text)
    return True


def _text(state: StateInline, silent: bool) -> bool:
    """Take text up to the next sign that may mean something, or the next address."""
    sign = state.md.inline.terminator_re.search(state.src, state.pos)
    end = sign.start() if sign else state.posMax
    starts = _starts(state.src)
    following = bisect.bisect_right(starts, state.pos)
    if following < len(starts):
        end = min(end, starts[following])
    if end == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


@lru_cache(maxsize=32)
def _starts(text: str) -> list[int]:
    return sorted(_found(text))


@lru_cache(maxsize=32)
def _found(text: str) -> Mapping[int, tuple[str, str]]:
    """The addresses in *text* by where they begin: as they are written, and as a link leads to them."""
    if "@" not in text and "www." not in text and "://" not in text:
        return {}
    return dict([*_mails(text), *_addresses(text)])


def _addresses(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    for found in _ADDRESS.finditer(text):
        if "_" not in "".join(found["domain"].split(".")[-2:]):
            address = _trimmed(found[0])
            yield found.start(), (address, address if "://" in address else f"http://{address}")


def _mails(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    for found in _MAIL.finditer(text):
        if found[0][-1] not in "-_":
            yield found.start(), (found[0], found[0] if found["scheme"] else f"mailto:{found[0]}")


def _trimmed(address: str) -> str:
    """*address* without what follows it in a sentence: punctuation, an entity, a bracket that was opened before it."""
    while address:
        if address[-1] in _PUNCTUATION or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        elif entity := _ENTITY_END.search(address[-40:]):
            address = address[: -len(entity[0])]
        else:
            break
    return address
