"""Moving pages: every link in the wiki goes on leading where it led, whatever moves.

A link is changed only where it would lead elsewhere otherwise, and stays of its kind: a wikilink stays one, a path from
the page stays one, with or without ``.md`` as it was.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from lib.errors import Refused
from lib.wiki import corpus, destinations, links, pages
from lib.wiki.corpus import Corpus, File
from lib.wiki.destinations import Destination
from lib.wiki.links import IMAGE, Context, Target

_UNSAFE = re.compile(r"""[\s()<>%?#\\"'&*`]""")
_CONTENT = re.compile(r"/content/[^/]*/")


@dataclass(frozen=True, slots=True)
class Plan:
    """A move: the *files* of the wiki that move, old path to new one, and the *texts* of pages whose links change.

    Texts are by the pages' new paths.
    """

    files: Mapping[str, str]
    texts: Mapping[str, str]


def plan(page: str, to: str, wiki: Corpus) -> Plan:
    """What has to be done so that *page* is called *to*. Raise Refused where that cannot be."""
    files = _files(page, to, wiki)
    moved = {old.removesuffix(pages.SUFFIX): new.removesuffix(pages.SUFFIX) for old, new in _pages(files)}
    then = _after(wiki, files, moved)
    before, after = wiki.context(""), then.context("")
    texts = {}
    for old in _concerned(wiki, then, files, moved):
        text, new = wiki.pages[old].text, moved.get(old, old)
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


def _files(page: str, to: str, wiki: Corpus) -> dict[str, str]:
    """The files that move: that of the page, and for a folder's own page all that is in the folder."""
    if page not in wiki.pages:
        raise Refused(f"There is no page {page!r} to move.")
    folder, _, name = page.rpartition("/")
    if to in wiki.pages:
        raise Refused(f"There is a page {to!r} already.")
    if name not in pages.OWN:
        return {page + pages.SUFFIX: to + pages.SUFFIX}
    if not folder:
        raise Refused("The first page of the wiki stays where it is.")
    if f"{to}/".startswith(f"{folder}/"):
        raise Refused("A folder cannot be moved into itself.")
    if any(file.startswith(f"{to}/") for file in wiki.files):
        raise Refused(f"There is a folder {to!r} already.")
    within = f"{folder}/"
    return {file: f"{to}/{file.removeprefix(within)}" for file in sorted(wiki.files) if file.startswith(within)}


def _pages(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((old, new) for old, new in files.items() if pages.path_of(old) is not None)


def _after(wiki: Corpus, files: Mapping[str, str], moved: Mapping[str, str]) -> Corpus:
    """The wiki as it is then, but for the texts of its links."""
    gone = [File(old, "") for old in files if old not in files.values()]
    come = [File(new, wiki.files[old]) for old, new in files.items()]
    read = {new: corpus.read(new, wiki.pages[old].blob, wiki.pages[old].text.encode())[0] for old, new in moved.items()}
    return wiki.after([*gone, *come], read)


def _concerned(wiki: Corpus, then: Corpus, files: Mapping[str, str], moved: Mapping[str, str]) -> Iterator[str]:
    """The pages that move, and those with links that may lead elsewhere; of raw HTML a wiki does not keep the links."""
    names = {re.escape(name) for file in files for name in _called(file)}
    in_html = re.compile(rf"<[^>]+(?:href|src)\s*=[^>]*(?:{'|'.join(sorted(names))})", re.IGNORECASE)
    for page, outcome in wiki.outcomes.items():
        if page in moved or then.outcomes[page] is not outcome or in_html.search(wiki.pages[page].text):
            yield page


def _called(file: str) -> Iterator[str]:
    """What HTML that links to a file has to mention."""
    name = file.rpartition("/")[2].removesuffix(pages.SUFFIX)
    yield name
    yield quote(name)


def _reached(href: str, page: str, context: Context) -> str | None:
    """The page, or the file, that a link leads to, or would lead to if there were one; None for the world outside."""
    target = links.follow(href, page, context)
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
