"""The last step of rendering: nothing that an author writes may run, or reach out of its page.

An allow-list over a real HTML parser (nh3). Ids get a prefix, so that a heading can never take the name of something
that the app looks up; classes are those that our own style sheet knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3

from lib.wiki import diagrams, formulas, highlight, kinds

# What stands before every id in the page; links to ``#heading`` are followed to ``#wiki-heading``.
ID_PREFIX = "wiki-"

TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del",
    "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr",
    "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
LIVE = kinds.elements()
WITH_CONTENT = {
    "annotation", "annotation-xml", "iframe", "mglyph", "noembed", "noframes", "noscript", "object", "plaintext",
    "script", "style", "svg", "template", "textarea", "title", "xmp",
}  # fmt: skip
ATTRIBUTES = (
    {
        "*": {"id", "class", "title", "lang", "dir"},
        "a": {"href", "aria-label"},
        "img": {"src", "alt", "width", "height"},
        "input": {"checked"},
        "ol": {"start"},
        "li": {"value"},
        "details": {"open"},
        "th": {"style", "colspan", "rowspan", "scope"},
        "td": {"style", "colspan", "rowspan"},
        "col": {"span"},
        "time": {"datetime"},
    }
    | {tag: set(taken) for tag, taken in LIVE.items()}
    | dict.fromkeys(formulas.TAGS, formulas.ATTRIBUTES)
)
FOLLOWED = {("a", "href"), ("img", "src")}
SCHEMES = {"http", "https", "mailto", "tel", "ftp", "xmpp"}

_CLASSES = highlight.CLASSES | {
    "broken", "wikilink", "heading-anchor", "contains-task-list", "task-list-item", "task-list-item-checkbox",
    "markdown-alert", "markdown-alert-title", "footnotes", "footnotes-sep", "footnotes-list", "footnote-item",
    "footnote-ref", "footnote-backref", "tl-live", "tl-mistake", "tl-mistake-inline",
}  # fmt: skip
_CLASS = re.compile(r"language-[\w+#.-]{1,40}|markdown-alert-(?:note|tip|important|warning|caution)")


def clean(html: str, follow: Callable[[str, str], str | None]) -> str:
    """The part of *html* that may be shown. *follow* gives, for a tag and an address in it, the address to show."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "class":
            return " ".join(word for word in value.split() if word in _CLASSES or _CLASS.fullmatch(word)) or None
        if name in LIVE.get(tag, ()):
            return value if any(one.fullmatch(value) for one in LIVE[tag][name]) else None
        return follow(tag, value) if (tag, name) in FOLLOWED else value

    return nh3.clean(
        html,
        tags=TAGS | LIVE.keys() | formulas.TAGS | {diagrams.TAG},
        clean_content_tags=WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        tag_attribute_values={"input": {"type": {"checkbox"}}, "div": {"role": {"note"}}, "span": {"role": {"note"}}},
        # One of a tag: nh3 writes several in any order, and a page would never be the same twice.
        set_tag_attribute_values={"input": {"disabled": ""}, "img": {"loading": "lazy"}},
        filter_style_properties={"text-align"} | formulas.STYLES,
        url_schemes=SCHEMES,
        id_prefix=ID_PREFIX,
    )
