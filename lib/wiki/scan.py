"""What a page holds, found without rendering it: its headings, the text below each, and where its links lead.

Rendering takes thirty times as long, and a wiki has thousands of pages to be read at the start. This is another
parser of CommonMark (pyromark), so tests hold its links and headings to those of the renderer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pyromark
from pyromark import Options

from lib.wiki import links

_PARSER = pyromark.Markdown(
    options=Options.ENABLE_TABLES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_GFM
    | Options.ENABLE_WIKILINKS
)
_ODD = re.compile(r"[\[\]\n]")  # in the name of a wikilink: the renderer does not take it for one
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r"<[^>]*\sid\s*=\s*[\"']?([^\"'\s>]+)")
_BLOCKS = frozenset(
    ("Paragraph", "TableCell", "TableRow", "TableHead", "Item", "CodeBlock", "HtmlBlock", "DefinitionListTitle")
)
_ENDS = frozenset(("Start", "End"))
# Most pages begin with their title, in letters that mean nothing else.
_BEGINS_WITH_TITLE = re.compile(r"\n*# +([^\W_](?:[^\W_]|[ ,.'()-])*)\n")


class Section(NamedTuple):
    """A heading with the text below it, up to the next heading. *level* 0 is what stands above the first one."""

    level: int
    heading: str
    id: str
    text: str


class Scan(NamedTuple):
    """A page without its front matter.

    *links* are as written: ``a.md#b``, ``[[Name]]``, and ``!a.png`` for images. *anchors* are the ids of raw HTML.
    """

    sections: tuple[Section, ...]
    links: tuple[str, ...]
    anchors: tuple[str, ...]

    @property
    def title(self) -> str:
        """The text of the first heading, or nothing."""
        return next((one.heading for one in self.sections if one.heading), "")

    @property
    def ids(self) -> tuple[str, ...]:
        """Everything in the page that a link can lead to."""
        return (*(one.id for one in self.sections if one.id), *self.anchors)


def scan(body: str) -> Scan:
    """Read *body*, Markdown without front matter."""
    reader = _Reader()
    add = reader.pieces.append
    for event in _PARSER.events(body):
        if type(event) is str:
            add(" ")
            continue
        for kind, value in event.items():
            # Nearly all of a page is text in blocks that have nothing but their name: that is dealt with here.
            if kind == "Text" and reader.slugged is None:
                add(value)
            elif type(value) is str and value in _BLOCKS and kind in _ENDS:
                if kind == "End":
                    add("\n")
            elif found := _READS.get(kind):
                found(reader, value)
    return reader.found()


def title(body: str) -> str:
    """What `Scan.title` is of *body*, which is mostly seen at once."""
    found = _BEGINS_WITH_TITLE.match(body)
    return " ".join(found[1].split()) if found else scan(body).title


def places(body: str) -> dict[str, tuple[int, int]]:
    """Line and column of each link of *body*, as `scan` has it, where it comes first; in characters, from 1.

    Takes four times as long as `scan`.
    """
    raw, found = body.encode(), {}
    for event, place in _PARSER.events_with_range(body):
        about = event.get("Start") if type(event) is dict else None
        if type(about) is dict:
            for href in _links(about):
                found.setdefault(href, _place(raw, place["start"]))
    return found


def _place(raw: bytes, start: int) -> tuple[int, int]:
    begin = raw.rfind(b"\n", 0, start) + 1
    return raw.count(b"\n", 0, start) + 1, len(raw[begin:start].decode()) + 1


def _links(started: dict) -> tuple[str, ...]:
    """The link or the image that starts."""
    if "Link" in started:
        return _written(started["Link"])
    return (links.IMAGE + started["Image"]["dest_url"],) if "Image" in started else ()


class _Reader:
    """Gathers what the events of one page say."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._links: list[str] = []
        self._anchors: list[str] = []
        self._ids: set[str] = set()
        self._level, self._heading, self._id = 0, "", ""
        self.pieces: list[str] = []
        self.slugged: list[str] | None = None  # what a heading's id is made of, inside one
        self._within_image = False

    def found(self) -> Scan:
        self.close()
        return Scan(tuple(self.sections), tuple(self._links), tuple(self._anchors))

    def text(self, value: str) -> None:
        self.pieces.append(value)
        if self.slugged is not None and not self._within_image:
            self.slugged.append(value)

    def html(self, value: str) -> None:
        self.pieces.append(_TAG.sub(" ", value))
        if "id" in value:
            self._anchors += _ID.findall(value)

    def start(self, value: object) -> None:
        if type(value) is not dict:
            return
        for kind, about in value.items():
            if kind == "Link":
                self._links += _written(about)
            elif kind == "Image":
                self._links.append(links.IMAGE + about["dest_url"])
                self._within_image = True
            elif kind == "Heading":
                self.close()
                self._level, self.slugged = int(about["level"][1]), []

    def end(self, value: object) -> None:
        if value == "Image":
            self._within_image = False
        elif type(value) is dict and "Heading" in value:
            self._heading = " ".join("".join(self.pieces).split())
            self._id = self._unique(links.slug("".join(self.slugged or ())) or "section")
            self.slugged = None
            self.pieces.clear()

    def close(self) -> None:
        text = "".join(self.pieces).strip()
        if text or self._level:
            self.sections.append(Section(self._level, self._heading, self._id, text))
        self.pieces.clear()

    def _unique(self, slug: str) -> str:
        number, unique = 1, slug
        while unique in self._ids:
            unique = f"{slug}-{number}"
            number += 1
        self._ids.add(unique)
        return unique


_READS = {
    "Text": _Reader.text,
    "Code": _Reader.text,
    "Html": _Reader.html,
    "InlineHtml": _Reader.html,
    "Start": _Reader.start,
    "End": _Reader.end,
}


def _written(link: dict) -> tuple[str, ...]:
    kind, target = link["link_type"], link["dest_url"]
    if type(kind) is dict:
        return () if _ODD.search(target) else (f"[[{target}]]",)
    return (f"mailto:{target}",) if kind == "Email" else (target,)
