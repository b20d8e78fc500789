"""Moving pages: every link in the wiki goes on leading where it led, whatever moves.

A link is changed only where it would lead elsewhere otherwise, and stays of its kind: a wikilink stays one, a path from
the page stays one, with or without ``.md`` as it was.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lib.errors import Refused
from lib.wiki import destinations, links, markdown, pages
from lib.wiki.destinations import IMAGE, Destination
from lib.wiki.links import Context, Target

_UNSAFE = re.compile(r"""[\s()<>%?#\\"'&*`]""")
_CONTENT = re.compile(r"/content/[^/]*/")


@dataclass(frozen=True, slots=True)
class Plan:
    """A move: the *files* of the wiki that move, old path to new one, and the *texts* of pages whose links change.

    Texts are by the pages' new paths.
    """

    files: Mapping[str, str]
    texts: Mapping[str, str]


def plan(page: str, to: str, before: Context, text_of: Callable[[str], str | None]) -> Plan:
    """What has to be done so that *page* is called *to*. Raise Refused where that cannot be."""
    files = _files(page, to, before)
    moved = {old.removesuffix(pages.SUFFIX): new.removesuffix(pages.SUFFIX) for old, new in _pages(files)}
    after = _after(before, files, moved, text_of)
    texts = {}
    for old in _concerned(moved, files, before, after, text_of):
        new = moved.get(old, old)
        text = text_of(old) or ""
        made = relinked(text, Journey(old, new, before, after, {**files, **moved}))
        if made != text:
            texts[new] = made
    return Plan(files, texts)


@dataclass(frozen=True, slots=True)
class Journey:
    """A page in a wiki before and after a move: its paths, what there is, and where everything that moves has gone."""

    old: str
    new: str
    before: Context
    after: Context
    moved: Mapping[str, str]

    def led(self, href: str) -> str | None:
        """Where a link led, under today's name: a page, or a file with its ending; None for what is not in the wiki."""
        reached = _reached(href, self.old, self.before)
        return self.moved.get(reached, reached) if reached is not None else None

    def leads(self, href: str) -> str | None:
        """Where it leads now."""
        return _reached(href, self.new, self.after)


def relinked(text: str, journey: Journey) -> str:
    """The text of a page with its links leading where they led."""
    pieces, at = [], 0
    for destination in destinations.find(text):
        wanted = journey.led(destination.href)
        if wanted is None or journey.leads(destination.href) == wanted:
            continue
        changed = _changed(destination, wanted, journey)
        if changed is None:
            continue
        pieces += [text[at : destination.start], _written(text, destination, changed)]
        at = destination.end
    return "".join([*pieces, text[at:]])


def _files(page: str, to: str, before: Context) -> dict[str, str]:
    """The files that move: that of the page, and for a folder's own page all that is in the folder."""
    if page not in before.pages:
        raise Refused(f"There is no page {page!r} to move.")
    folder, _, name = page.rpartition("/")
    if to in before.pages or any(file.startswith(f"{to}/") for file in before.files):
        raise Refused(f"There is a page {to!r} already.")
    if name not in pages.OWN:
        return {page + pages.SUFFIX: to + pages.SUFFIX}
    if not folder:
        raise Refused("The first page of the wiki stays where it is.")
    if f"{to}/".startswith(f"{folder}/"):
        raise Refused("A folder cannot be moved into itself.")
    within = f"{folder}/"
    return {file: f"{to}/{file.removeprefix(within)}" for file in sorted(before.files) if file.startswith(within)}


def _pages(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((old, new) for old, new in files.items() if pages.path_of(old) is not None)


def _after(
    before: Context, files: Mapping[str, str], moved: Mapping[str, str], text_of: Callable[[str], str | None]
) -> Context:
    """The wiki as it is then."""
    titles = {path: title for path, title in before.pages.items() if path not in moved}
    titles |= {new: markdown.title(text_of(old) or "", new) for old, new in moved.items()}
    return Context(titles, frozenset(files.get(file, file) for file in before.files), before.revision)


def _concerned(
    moved: Mapping[str, str],
    files: Mapping[str, str],
    before: Context,
    after: Context,
    text_of: Callable[[str], str | None],
) -> Iterator[str]:
    """The pages whose links may lead elsewhere: those that move, and those that name anything of what moves."""
    names = {name for path in (*files, *files.values()) for name in _names(path)}
    names |= {title for old, new in moved.items() for title in (before.pages[old], after.pages[new])}
    naming = re.compile("|".join(_loosely(name) for name in sorted(names)) or r"(?!)", re.IGNORECASE)
    for page in before.pages:
        if page in moved or naming.search(unquote(text_of(page) or "")):
            yield page


def _names(file: str) -> Iterable[str]:
    """What a link to a file has to mention: its name; for a folder's own page, also that of the folder, or dots."""
    folder, _, name = file.rpartition("/")
    stem = name.removesuffix(pages.SUFFIX)
    return (stem, folder.rpartition("/")[2], "](.") if stem in pages.OWN and folder else (stem,)


def _loosely(name: str) -> str:
    """A pattern of *name* with any of the signs that wikilinks take for spaces."""
    return r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", name) if word) or r"(?!)"


def _reached(href: str, page: str, context: Context) -> str | None:
    """The page, or the file, that a link leads to, or would lead to if there were one; None for the world outside."""
    if href.startswith("[["):
        target = links.wikilink(href[2:-2], page, context)
    elif href.startswith(IMAGE):
        target = links.image(href.removeprefix(IMAGE), page, context)
    else:
        target = links.relative(href, page, context)
    if target.broken and href.startswith("[["):
        return None  # it is a name, and means whatever page will have it
    return target.page or _file(target)


def _file(target: Target) -> str | None:
    found = _CONTENT.match(target.address)
    return unquote(target.address[found.end() :]) or None if found else None


def _changed(destination: Destination, wanted: str, journey: Journey) -> str | None:
    """Another href of the same kind that leads to *wanted*, or None where there is none."""
    if destination.href.startswith("[["):
        return _wikilink(destination.href[2:-2], wanted, journey)
    mark = IMAGE if destination.href.startswith(IMAGE) else ""
    href = destination.href.removeprefix(mark)
    path = re.split(r"[?#]", href, maxsplit=1)[0]
    tail = href[len(path) :]
    for candidate in _paths(unquote(path), wanted, journey.new):
        made = f"{mark}{_quoted(candidate)}{tail}"
        if journey.leads(made) == wanted:
            return made
    return None


def _paths(was: str, wanted: str, page: str) -> Iterator[str]:
    """Ways to name *wanted* from *page*; the first one is most like what *was* there."""
    folder, _, name = wanted.rpartition("/")
    ending = pages.SUFFIX if was.endswith(pages.SUFFIX) else ""
    seen_from = page.rpartition("/")[0] or "."
    relative = posixpath.relpath(wanted, seen_from)
    if was.startswith("/"):
        yield f"/{wanted}{pages.SUFFIX}"
        yield f"/{wanted}"
    if name in pages.OWN and not ending and was.rstrip("/").rpartition("/")[2] != name:
        up = posixpath.relpath(folder or ".", seen_from)
        yield up + ("/" if was.endswith("/") else "")
    yield relative + ending
    yield f"{relative}{pages.SUFFIX}"
    yield relative


def _wikilink(name: str, wanted: str, journey: Journey) -> str | None:
    """Another name for *wanted*: the last part of its path if that is enough, and its whole path otherwise."""
    path, mark, heading = name.partition("#")
    folder, _, last = wanted.rpartition("/")
    short = folder.rpartition("/")[2] if last in pages.OWN and folder else last
    names = (
        [wanted, f"/{wanted}"]
        if "/" in path.strip()
        else [short, journey.after.pages.get(wanted, ""), wanted, f"/{wanted}"]
    )
    for candidate in names:
        made = f"[[{candidate}{mark}{heading}]]"
        fits = candidate and not re.search(r"[\[\]|#\n]", candidate)
        if fits and journey.leads(made) == wanted:
            return made
    return None


def _written(text: str, destination: Destination, href: str) -> str:
    """An href as it stands in the page."""
    if not href.startswith("[["):
        bare = href.removeprefix(IMAGE)
        return f"<{bare}>" if destination.form == "angle" else bare
    was = destination.href[2:-2].strip()
    if text[destination.end] in "|\\" or _is_path(was):
        return href[2:-2]
    return f"{href[2:-2]}{chr(92) if destination.form == 'cell' else ''}|{was}"


def _is_path(name: str) -> bool:
    """Whether a wikilink's name is a path, rather than words that readers see."""
    return "/" in name or name == name.lower()


def _quoted(path: str) -> str:
    return _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), path)
