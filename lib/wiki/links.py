"""Where a link in a page leads: to another page, to an attachment, out into the world, or nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from lib.wiki import pages

# What stands before the source of an image among the links of a page; the address of a link never begins so.
IMAGE = "!"
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/|\?")
_UNSAID = re.compile(r"[^\w\- ]")  # what the id of a heading leaves out
_BETWEEN = re.compile(r"[\s_-]+")  # what stands between words of a name


class Target(NamedTuple):
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
    known: Mapping[str, str] | None = None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Pages by what a wikilink may call them: *known*, or what `callings` says."""
        if self.known is not None:
            return self.known
        called = ((calling, path) for path, title in self.pages.items() for calling in callings(path, title))
        ranked = sorted((rank, path.count("/"), path, name) for (rank, name), path in called)
        return {name: path for _, _, path, name in reversed(ranked)}


def callings(page: str, title: str, aliases: Iterable[str] = ()) -> Iterator[tuple[int, str]]:
    """What wikilinks may call a page: its title, the last part of its path or its folder's, and its aliases. Each comes
    with a rank: of two pages that may be meant the lower one is, and then the one that lies less deep."""
    folder, _, name = page.rpartition("/")
    yield 0, plain(title)
    yield 1, plain(folder.rpartition("/")[2] if folder and name in pages.OWN else name)
    for alias in aliases:
        yield 2, plain(alias)


@lru_cache(maxsize=20_000)
def page_address(page: str, heading: str = "") -> str:
    """The address of a page in the app: ``/wiki?page=teams/sales#heading``."""
    return f"/wiki?page={quote(page)}" + (f"#{quote(heading)}" if heading else "")


def follow(href: str, page: str, context: Context) -> Target:
    """Follow any link of *page* as a scan gives it: ``[[Name]]``, ``!a.png`` or an address."""
    if href.startswith("[["):
        return wikilink(href[2:-2], page, context)
    if href.startswith(IMAGE):
        return image(href.removeprefix(IMAGE), page, context)
    return relative(href, page, context)


def stays(href: str) -> bool:
    """Whether a link leads to a place in the wiki, whatever is there."""
    if href.startswith("[["):
        return True
    return not _leaves((href.removeprefix(IMAGE)).partition("#")[0])


def dependencies(href: str, page: str) -> Iterator[str]:
    """What decides where a link of *page* leads: paths without ``.md``, and wikilinks' names with ``[[`` before them.

    The link has to be followed again when a page or a file begins or ceases to have one of them.
    """
    if not href.startswith("[["):
        path = unquote(href.removeprefix(IMAGE).partition("#")[0].partition("?")[0])
        yield from _kept(_seen_from(page, path) if path else page)
    elif name := href[2:-2].strip().partition("#")[0]:
        yield from _kept(_seen_from(page, name))
        yield from _kept(_seen_from(page, "/" + name))
        yield "[[" + plain(name)
    else:
        yield page


def heading(href: str) -> str:
    """The id of the heading that a link leads to; nothing for a page as a whole."""
    if href.startswith("[["):
        return slug(href[2:-2].strip().partition("#")[2])
    return unquote(href.partition("#")[2])


def wikilink(name: str, page: str, context: Context) -> Target:
    """Follow ``[[name]]``, written in *page*. A name is a path, seen from the page or from the wiki, or a title."""
    name, _, heading = name.strip().partition("#")
    if not name:
        return Target(f"#{quote(slug(heading))}", page)
    found = _page(name, page, context) or _page("/" + name, page, context) or context.names.get(plain(name))
    wanted = found or name.strip("/").replace(" ", "-")
    return Target(page_address(wanted, slug(heading)), wanted, broken=found is None)


def relative(href: str, page: str, context: Context) -> Target:
    """Follow an ordinary link, written in *page*. What has a scheme, or begins with ``/``, is taken as it is;
    but ``/teams/sales.md`` is a file of the wiki."""
    path, mark, heading = href.partition("#")
    if not path:
        return Target(href, page)
    if _leaves(path):
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
    return _UNSAID.sub("", heading.strip().lower()).replace(" ", "-")


def _leaves(path: str) -> bool:
    within = path.startswith("/") and not path.startswith("//") and path.endswith(pages.SUFFIX)
    return bool(_ELSEWHERE.match(path)) and not within


def _kept(seen: str | None) -> Iterator[str]:
    if seen is not None:
        yield seen.removesuffix(pages.SUFFIX)


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
    path = path.lstrip("/")
    while path.startswith("../") and folder:
        folder, path = folder.rpartition("/")[0], path[3:].lstrip("/")
    if path.startswith(".") or "/." in path or "//" in path or path.endswith("/"):
        return _normal(posixpath.join(folder, path))
    return f"{folder}/{path}" if folder and path else folder or path


def _normal(path: str) -> str | None:
    normal = posixpath.normpath(path)
    if normal == ".":
        return ""
    return None if normal == ".." or normal.startswith("../") else normal


@lru_cache(maxsize=50_000)
def plain(name: str) -> str:
    """What a wikilink's *name* is compared by: neither case nor the kind of space matters."""
    return _BETWEEN.sub(" ", name).strip().casefold()
