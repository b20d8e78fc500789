"""``[[Page]]`` and ``[[Page|text]]``, as a rule for markdown-it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

# No brackets inside, and none beside: CommonMark has a meaning for those.
_WIKILINK = re.compile(r"\[\[(?P<name>[^\[\]|\n]+)(?:\|(?P<text>[^\[\]\n]*))?\]\](?!\])")


def plugin(parser: MarkdownIt) -> None:
    """Make wikilinks into tokens ``link_open``, ``text``, ``link_close``; the first one has the name as its meta."""
    parser.inline.ruler.before("link", "wikilink", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not found or (state.pos and state.src[state.pos - 1] == "["):
        return False
    if normalizeReference(found[0][2:-2]) in state.env.get("references", {}):
        return False  # a reference link in brackets, as CommonMark reads it
    if not silent:
        opened = state.push("link_open", "a", 1)
        opened.meta = {"wikilink": found["name"]}
        state.push("text", "", 0).content = (found["text"] or found["name"]).strip()
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True
