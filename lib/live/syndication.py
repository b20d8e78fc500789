"""``/feed.atom``: what changed in the wiki, for readers of news. ``/sitemap.xml``: all of its pages, for crawlers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from starlette.requests import Request
from starlette.responses import Response

from lib.adapters.git.history import Change
from lib.content.revision import Revision
from lib.live import node
from lib.live.library import Library
from lib.wiki import links

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_CHANGES = 50
# A sitemap may not have more.
MOST_PAGES = 50_000
# Letters that XML cannot hold, however they are written.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(request: Request) -> Response:
    """Answer with the newest changes of the wiki."""
    root = _site(request)
    return _xml(changes(node.current().library, root), "application/atom+xml")


def sitemap(request: Request) -> Response:
    """Answer with the addresses of all pages."""
    root = _site(request)
    return _xml(addresses(node.current().library, root), "application/xml")


def changes(library: Library, root: str) -> Element:
    """The newest changes of the wiki at the address *root*, as an Atom feed."""
    made = Element("feed", xmlns=ATOM)
    found = library.recent_changes(MOST_CHANGES)
    newest = found[0].commit.time if found else datetime(1970, 1, 1, tzinfo=UTC)
    _text(made, "title", "Changes of the wiki")
    _text(made, "id", f"{root}/feed.atom")
    _text(made, "updated", newest.isoformat())
    SubElement(made, "link", rel="self", href=f"{root}/feed.atom")
    SubElement(made, "link", href=f"{root}/wiki")
    for change in found:
        made.append(_entry(change, library.current, root))
    return made


def addresses(library: Library, root: str) -> Element:
    """The addresses of all pages, as a sitemap."""
    made = Element("urlset", xmlns=SITEMAP)
    pages = library.current.pages if library.current else {}
    for page in sorted(pages)[:MOST_PAGES]:
        place = SubElement(made, "url")
        _text(place, "loc", root + links.page_address(page))
        if commit := library.known_change(page):
            _text(place, "lastmod", commit.time.isoformat())
    return made


def _entry(change: Change, revision: Revision | None, root: str) -> Element:
    """A commit: it leads to the first of its pages that is still there."""
    commit, made = change.commit, Element("entry")
    touched = [revision.place.page_of(touch.path) for touch in change.touches] if revision else []
    there = [page for page in touched if page in revision.pages] if revision else []
    _text(made, "title", commit.subject or "Change")
    _text(made, "id", f"urn:sha:{commit.sha}")
    _text(made, "updated", commit.time.isoformat())
    _text(SubElement(made, "author"), "name", commit.author)
    SubElement(made, "link", href=root + (links.page_address(there[0]) if there else "/wiki"))
    content = "\n".join(f"{touch.kind}: {touch.path}" for touch in change.touches[:MOST_CHANGES])
    _text(made, "summary", content)
    return made


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _UNSPEAKABLE.sub("\ufffd", text)


def _site(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _xml(made: Element, kind: str) -> Response:
    raw = ElementTree.tostring(made, encoding="utf-8", xml_declaration=True)
    return Response(raw, media_type=f"{kind}; charset=utf-8", headers={"Cache-Control": "no-cache"})
