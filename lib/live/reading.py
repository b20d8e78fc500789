"""A page of the wiki as a reader gets it, over HTTP and in the app: ``GET /api/wiki/{path}``.

What is sent depends on the revision and on nothing that changes from second to second: live blocks follow their events
by themselves. So a page that a new revision does not touch is not sent again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.content.revision import Commit, Revision
from lib.errors import TouchlineError, Unavailable
from lib.live import answers, current, node, refusals, viewpoint
from lib.live.library import Library
from lib.live.node import Node
from lib.live.refusals import NotHere
from lib.wiki import corpus, markdown, pages
from lib.wiki.links import Context
from lib.wiki.markdown import Heading, Rendered

MOST_BACKLINKS = 40
MOST_STEPS = 2_000
REVISION = "Touchline-Revision"


class Reference(Struct, frozen=True):
    """A page, by path and title; a folder without a page of its own has no path."""

    title: str
    path: str | None


class Change(Struct, frozen=True):
    """The commit that changed a page last."""

    sha: str
    author: str
    time: datetime
    subject: str


class Page(Struct, frozen=True):
    """A page. *html* may be put into a document as it is; ids in it begin with ``wiki-``, those of *headings* do not.

    *linked* says how many other pages link to it, of which *backlinks* are the first; nobody knows them before the
    wiki is *whole*. *events* says which event stands for each competition in it.
    """

    path: str
    title: str
    html: str
    headings: tuple[Heading, ...]
    revision: str
    description: str = ""
    tags: tuple[str, ...] = ()
    breadcrumbs: tuple[Reference, ...] = ()
    previous: Reference | None = None
    next: Reference | None = None
    change: Change | None = None
    backlinks: tuple[Reference, ...] = ()
    linked: int = 0
    whole: bool = True
    events: dict[str, str] = {}


class Missing(Struct, frozen=True):
    """There is no page at *path*; *file* is what it would be called, *near* are pages that may have been meant.

    Before the history is *whole* it may have been moved.
    """

    path: str
    title: str
    file: str
    revision: str
    near: tuple[Reference, ...] = ()
    home: Reference | None = None
    whole: bool = True
    missing: bool = True


@dataclass(frozen=True, slots=True)
class Past:
    """A page as it was after a *commit*."""

    commit: Commit
    page: Page


def serve(request: Request) -> Response:
    """Answer a request for a page. A plain function: rendering, and Git, are waited for in a thread."""
    wanted, asked = request.path_params["path"], request.query_params.get("at", "")
    return answer(node.current(), wanted, asked, request.headers.get("if-none-match", ""))


def answer(here: Node, wanted: str, asked: str = "", known: str = "") -> Response:
    """The page *wanted*, or as it was at the moment or in the revision *asked*; only a status where *known*, an ETag,
    is still right."""
    revision = here.library.current
    if revision is None:
        return _sentence(503, "The wiki is still being read from Git.")
    path = find(here.library, revision, wanted)
    try:
        found = now(here, revision, path) if asked in {"", revision.sha} else past(here.library, path, asked).page
    except TouchlineError as error:
        return _sentence(refusals.status(error), str(error))
    tag = etag(found)
    headers = {"ETag": tag, "Cache-Control": "no-cache", REVISION: found.revision}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(encode(found), 404 if isinstance(found, Missing) else 200, headers, "application/json")


async def serve_block(request: Request) -> Response:
    """Answer a request for what a block of a page shows that asks Prometheus. The query is that of the page."""
    here, wanted = node.current(), request.query_params.get("block", "")
    rendered = await asyncio.to_thread(here.library.page, request.path_params["path"])
    block = next((one for one in rendered.blocks if one.query and one.digest == wanted), None) if rendered else None
    block = block or here.previews.find(wanted)
    if block is None:
        return _sentence(404, "This query does not stand in the page that is served: save it, or load the page again.")
    answer = await answers.get(here.queries, block)
    return Response(msgspec.json.encode(answer), 200, {"Cache-Control": "no-store"}, "application/json")


def find(library: Library, revision: Revision, wanted: str) -> str:
    """The page that *wanted* means: a folder means its own page, a page that was moved is where it is now, and nothing
    means the home page."""
    path = wanted.strip("/").removesuffix(pages.SUFFIX)
    if path in revision.pages:
        return path
    own = pages.own(path, revision.pages)
    return own or (library.moved(path) or path if path else pages.home(revision.pages) or "index")


def now(here: Node, revision: Revision, path: str) -> Page | Missing:
    """The page *path* as it is."""
    rendered = here.library.page(path)
    if rendered is None:
        return _missing(here.library, revision, path)
    linking = revision.backlinks(path)
    before, after = revision.neighbours(path)
    said = revision.meta(path)
    return Page(
        path=path,
        title=rendered.title,
        html=rendered.html,
        headings=rendered.headings,
        revision=revision.sha,
        description=said.description,
        tags=said.tags,
        breadcrumbs=tuple(_breadcrumbs(revision, path)),
        previous=_reference(revision, before),
        next=_reference(revision, after),
        change=_change(here.library, path),
        backlinks=tuple(_references(revision, linking[:MOST_BACKLINKS])),
        linked=len(linking),
        whole=revision.wiki.whole,
        events=events(here, rendered),
    )


def past(library: Library, path: str, at: str) -> Past:
    """The page *path* as it was at a moment or in a revision, under the name that it had then.

    Raise Refused where there was none, and Unavailable.
    """
    when = viewpoint.moment(at)
    if when is None:
        return _in_revision(library, path, viewpoint.commit(library, at))
    steps = library.history(path, MOST_STEPS)
    step = next((one for one in steps if one.commit.time.timestamp() * 1000 <= when), None)
    if step is None or step.touch.kind == "deleted":
        raise NotHere(f"There was no page {path!r} at this moment.")
    return _past(library, step.commit, library.place.page_of(step.touch.path) or path)


def _in_revision(library: Library, path: str, sha: str) -> Past:
    """The page in a commit, by the first of its names that it has there."""
    repository, place, steps = library.repository, library.place, library.history(path, MOST_STEPS)
    names = dict.fromkeys([path, *(place.page_of(step.touch.path) or path for step in steps)])
    name = next((one for one in names if repository.blob(sha, place.page_file(one)) is not None), path)
    return _past(library, repository.commit(sha), name)


def _past(library: Library, commit: Commit, path: str) -> Past:
    return Past(commit, then(library, library.current, path, commit.sha))


def then(library: Library, revision: Revision, path: str, asked: str) -> Page:
    """The page *path* as it was in the commit *asked*. Raise Refused and Unavailable."""
    raw = library.repository.blob(asked, revision.place.page_file(path))
    if raw is None:
        raise NotHere(f"There is no page {path!r} in the revision {asked[:10]}.")
    rendered = markdown.render(corpus.decoded(raw), path, _context(library, revision, asked))
    crumbs = tuple(_breadcrumbs(revision, path))
    return Page(path, rendered.title, rendered.html, rendered.headings, asked, breadcrumbs=crumbs)


def _context(library: Library, revision: Revision, asked: str) -> Context:
    """The pages and files of the revision *asked*, with the titles that *revision* has for them.

    To know those of then, all pages of then would have to be read.
    """
    entries = library.repository.entries(asked, library.place.wiki)
    files = frozenset(seen for entry in entries if (seen := library.place.seen(entry.path)))
    there = [page for file in files if (page := pages.path_of(file))]
    titles = {page: revision.pages.get(page) or pages.spoken(page) for page in there}
    names = {name: page for name, page in revision.wiki.names.items() if page in titles}
    return Context(titles, files, asked, {**Context(titles).names, **names})


def encode(found: Page | Missing) -> bytes:
    """As JSON."""
    return msgspec.json.encode(found)


def etag(found: Page | Missing) -> str:
    """A name for what is in *found*, whichever revision it is of."""
    said = encode(msgspec.structs.replace(found, revision=""))
    return f'W/"{hashlib.blake2b(said, digest_size=12).hexdigest()}"'


def _missing(library: Library, revision: Revision, path: str) -> Missing:
    home = pages.home(revision.pages)
    return Missing(
        path=path,
        title=pages.spoken(path),
        file=revision.place.page_file(path),
        revision=revision.sha,
        near=tuple(_references(revision, pages.nearest(path, revision.pages))),
        home=_reference(revision, home),
        whole=library.remembers,
    )


def _breadcrumbs(revision: Revision, path: str) -> Iterator[Reference]:
    """What *path* lies in, from the wiki's home page down, without itself."""
    home = pages.home(revision.pages)
    if home and path != home:
        yield Reference(revision.pages[home], home)
    folders = list(accumulate(path.split("/")[:-1], "{}/{}".format))
    for folder in folders:
        page = pages.own(folder, revision.pages)
        if page != path:
            yield Reference(revision.pages[page] if page else pages.spoken(folder), page)


def _change(library: Library, path: str) -> Change | None:
    try:
        commit = library.last_change(path)
    except Unavailable:
        return None
    return Change(commit.sha, commit.author, commit.time, commit.subject) if commit else None


def events(here: Node, rendered: Rendered) -> dict[str, str]:
    """For each competition that the page shows, the event that stands for it now."""
    wanted = {block.attributes.get("competition", "") for block in rendered.blocks} - {""}
    return current.events(here.feed.summaries(), wanted) if wanted else {}


def _references(revision: Revision, paths: Iterable[str]) -> Iterator[Reference]:
    return (Reference(revision.pages[path], path) for path in paths)


def _reference(revision: Revision, path: str | None) -> Reference | None:
    return Reference(revision.pages[path], path) if path else None


def _sentence(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status, headers={"Cache-Control": "no-store"})
