"""Where a link in a page leads: to another page, to an attachment, out into the world, or nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote

from lib.wiki import pages

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|\?")


@dataclass(frozen=True, slots=True)
class Target:
    """A link that was followed: the address for a browser, the page it leads to, and whether nothing is there."""

    address: str
    page: str | None = None
    broken: bool = False


@dataclass(frozen=True)
class Context:
    """What a page is rendered in: the other pages of its revision (path to title) and the attachments."""

    pages: Mapping[str, str] = field(default_factory=dict)
    files: AbstractSet[str] = frozenset()
    revision: str = "HEAD"

    @cached_property
    def names(self) -> dict[str, str]:
        """Pages by what a wikilink may call them: their title, or the last part of their path; the shallowest wins."""
        shallow = sorted(self.pages, key=lambda path: (path.count("/"), path))
        names: dict[str, str] = {}
        for path in shallow:
            names.setdefault(_plain(self.pages[path]), path)
        for path in shallow:
            names.setdefault(_plain(path.rpartition("/")[2]), path)
        return names


def page_address(page: str, heading: str = "") -> str:
    """The address of a page in the app: ``/wiki?page=teams/sales#heading``."""
    return f"/wiki?page={quote(page)}" + (f"#{quote(heading)}" if heading else "")


def wikilink(name: str, page: str, context: Context) -> Target:
    """Follow ``[[name]]``, written in *page*. A name is a path, seen from the page or from the wiki, or a title."""
    name, _, heading = name.strip().partition("#")
    if not name:
        return Target(f"#{quote(slug(heading))}", page)
    found = _page(name, page, context) or _page("/" + name, page, context) or context.names.get(_plain(name))
    wanted = found or name.strip("/").replace(" ", "-")
    return Target(page_address(wanted, slug(heading)), wanted, broken=found is None)


def relative(href: str, page: str, context: Context) -> Target:
    """Follow an ordinary link, written in *page*. What has a scheme, or begins with ``/``, is taken as it is;
    but ``/teams/sales.md`` is a file of the wiki."""
    path, mark, heading = href.partition("#")
    if not path:
        return Target(href, page)
    if _ELSEWHERE.match(path) and not (path.startswith("/") and not path.startswith("//") and path.endswith(".md")):
        return Target(href)
    path = unquote(path.partition("?")[0])
    found = _page(path, page, context)
    if found:
        return Target(page_address(found) + mark + heading, found)
    file = _seen_from(page, path)
    if file in context.files:
        return Target(attachment_address(file, context))
    wanted = (file or path).removesuffix(pages.SUFFIX)
    return Target(page_address(wanted), wanted, broken=True)


def image(source: str, page: str, context: Context) -> Target:
    """Follow the source of an image, written in *page*."""
    if _ELSEWHERE.match(source):
        return Target(source)
    file = _seen_from(page, unquote(source.partition("?")[0].partition("#")[0]))
    return Target(attachment_address(file or "", context), broken=file not in context.files)


def attachment_address(file: str, context: Context) -> str:
    """The address of an attachment; it names the revision, so that it can be kept for ever."""
    return f"/content/{context.revision}/{quote(file)}"


def slug(heading: str) -> str:
    """The id of a heading, as on GitHub: lower case, without punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _page(path: str, page: str, context: Context) -> str | None:
    """The page that *path* means, seen from *page*; a folder means its own page."""
    seen = _seen_from(page, path)
    if seen is None:
        return None
    exact = seen.removesuffix(pages.SUFFIX)
    return exact if exact in context.pages else pages.own(exact, context.pages)


def _seen_from(page: str, path: str) -> str | None:
    """*path* in the wiki's folder, or None for one that leads out of it."""
    folder = "" if path.startswith("/") else page.rpartition("/")[0]
    joined = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    if joined == "..":
        return None
    return None if joined.startswith("../") else joined.removeprefix(".")


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()
