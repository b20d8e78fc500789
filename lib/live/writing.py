"""The HTTP side of writing: ``/api/wiki/{path}`` with PUT and DELETE, and what belongs to it.

Whoever may record may write; a page's path, its text and its message come from strangers. A conflict is answered with
409, both versions, and the parts of the merge that a person has to decide.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib.content.access import Right
from lib.errors import NOT_JSON, Refused, Unavailable
from lib.live import node, reading, saves
from lib.live.access import NotAllowed
from lib.live.desk import SHOWN_S, Delete, Desk, Done, Move, Restore, Save, Wish
from lib.live.ingest import Problem, whole
from lib.live.library import Library
from lib.wiki import differences, markdown, naming
from lib.wiki.edits import Conflicting
from lib.wiki.links import Context
from lib.wiki.merge import Agreed, Conflict

MOST_BYTES = 40 * 1024 * 1024
MOST_SUGGESTIONS = 12

_W = TypeVar("_W", bound=msgspec.Struct)
Answer = Callable[[Request], Awaitable[Response]]
Does = Callable[[Desk], Callable[[str, _W], Done]]


class Preview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text that is to be shown as the page *page*, with *files* that are not saved yet."""

    text: str
    page: str
    files: list[str] = []


def routes() -> list[Route]:
    """All that writes, and what an editor needs beside."""
    return [
        Route("/api/wiki-preview", guarded(_preview), methods=["POST"]),
        Route("/api/wiki-names", guarded(_names), methods=["GET"]),
        Route("/api/wiki-saves/{name}", guarded(_state), methods=["GET"]),
        Route("/api/wiki/{path:path}/move", _carried_out(Move, lambda desk: desk.move), methods=["POST"]),
        Route("/api/wiki/{path:path}/restore", _carried_out(Restore, lambda desk: desk.restore), methods=["POST"]),
        Route("/api/wiki/{path:path}/attachments", guarded(_attach), methods=["POST"]),
        Route("/api/wiki/{path:path}", _carried_out(Save, lambda desk: desk.save), methods=["PUT"]),
        Route("/api/wiki/{path:path}", _carried_out(Delete, lambda desk: desk.delete), methods=["DELETE"]),
    ]


def guarded(answer: Answer, right: Right = "write") -> Answer:
    """*answer*, for those who have *right*; what goes wrong is a sentence and a status."""

    async def checked(request: Request) -> Response:
        try:
            request.state.caller = caller = node.current().gate.check(request, right)
            if caller.scope is not None:
                raise NotAllowed(403, "This token is for competitions: it may record in them, and nothing else.")
            return await answer(request)
        except NotAllowed as refused:
            return Problem(refused.status, str(refused)).response()
        except Problem as problem:
            return problem.response()
        except Conflicting as conflict:
            return _conflict(conflict)
        except Refused as refused:
            return Problem(422, str(refused)).response()
        except Unavailable as away:
            return Problem(503, str(away), Retry_After="2").response()

    return checked


def _carried_out(kind: type[_W], does: Does) -> Answer:
    """An answer to a wish of this *kind* about the page in the address."""

    async def answer(request: Request) -> Response:
        wish = _signed(request, await _decoded(request, kind))
        return _done(await asyncio.to_thread(does(node.current().desk), _page(request), wish))

    return guarded(answer)


async def _attach(request: Request) -> Response:
    """The body is the file; its name and who sends it are in the query."""
    query = request.query_params
    wish = _converted({name: query[name] for name in ("name", "email", "message") if name in query}, Wish)
    data = await whole(request, MOST_BYTES)
    desk = node.current().desk
    signed = _signed(request, wish)
    return _done(await asyncio.to_thread(desk.attach, _page(request), query.get("file", ""), data, signed))


def _signed(request: Request, wish: _W) -> _W:
    """The wish of somebody whom we know, whatever name he gave."""
    caller = request.state.caller
    return msgspec.structs.replace(wish, name=caller.known, email="") if caller.known else wish


async def _preview(request: Request) -> Response:
    wish = await _decoded(request, Preview)
    return await asyncio.to_thread(_rendered, wish)


def _rendered(wish: Preview) -> Response:
    """The page as it will be. Its queries may be asked for while it is not saved: who wrote them may write."""
    here = node.current()
    revision = here.library.current
    known = revision.context if revision else Context()
    context = dataclasses.replace(known, files={*known.files, *wish.files})
    rendered = markdown.render(wish.text, wish.page, context)
    here.previews.take(rendered.blocks)
    events = reading.events(here, rendered)
    return JSONResponse({"html": rendered.html, "title": rendered.title, "events": events})


async def _names(request: Request) -> Response:
    """Pages for an editor who types ``[[``, the likeliest first."""
    revision = node.current().library.current
    found = naming.suggested(request.query_params.get("like", ""), revision.pages if revision else {}, MOST_SUGGESTIONS)
    return JSONResponse({"pages": [{"page": page, "title": title} for page, title in found]})


async def _state(request: Request) -> Response:
    """What became of a save that was held."""
    here, name = node.current(), request.path_params["name"]
    revision = here.outgoing.published.get(name)
    if revision is not None:
        return await _out(here.library, revision)
    if await asyncio.to_thread(here.editor.writer.find, name):
        return JSONResponse({"held": True, "reason": here.outgoing.reasons.get(name, "")})
    # Another process holds it, or has published it: to save the same again finds out, and changes nothing twice.
    raise Problem(404, "This process does not know that save: save again.")


async def _out(library: Library, revision: str) -> Response:
    """Of a save that is out: whoever made it waits until readers see it, unless something is wrong."""
    served = not revision or await asyncio.to_thread(library.wait_for, revision, SHOWN_S)
    problem = "" if served else str(library.branch.problem or "")
    response = JSONResponse({"held": not (served or problem), "reason": "", "problem": problem})
    if revision:
        saves.note(response, revision)
    return response


def _page(request: Request) -> str:
    return request.path_params["path"].strip("/")


async def _decoded(request: Request, kind: type[_W]) -> _W:
    body = await whole(request, MOST_BYTES)
    try:
        return msgspec.json.decode(body, type=kind)
    except NOT_JSON as error:
        raise Problem(400, f"The request cannot be read: {error}.", reason="malformed") from None


def _converted(given: dict[str, str], kind: type[_W]) -> _W:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise Problem(400, f"The request cannot be read: {error}.", reason="malformed") from None


def _done(done: Done) -> Response:
    """200 when it is in the repository, and 202 when it is held."""
    saved = done.saved
    answer = {
        "page": done.page,
        "revision": saved.revision,
        "saved": saved.changed,
        "text": done.text,
        "changed": list(done.changed),
        "problem": done.problem,
        "held": saved.held,
        "reason": saved.reason,
    }
    if saved.held:
        node.current().outgoing.wake()
        return JSONResponse(answer, 202)
    response = JSONResponse(answer)
    saves.note(response, saved.revision)
    return response


def _conflict(conflict: Conflicting) -> Response:
    clash = conflict.clash
    answer = {
        "error": str(conflict),
        "revision": conflict.revision,
        "mine": clash.mine,
        "theirs": clash.theirs,
        "parts": [_part(part) for part in clash.parts],
        "change": _newest(clash.path, conflict.revision),
    }
    return JSONResponse(answer, 409)


def _part(part: Agreed | Conflict) -> dict[str, object]:
    """A part of a merge; of a conflict also what each side has new in it, word by word."""
    told = msgspec.to_builtins(part)
    if isinstance(part, Conflict):
        sides = {"mine": part.mine, "theirs": part.theirs}
        told["marks"] = {side: differences.words(part.base, text)[1] for side, text in sides.items()}
    return msgspec.to_builtins(told)


def _newest(file: str, revision: str) -> dict[str, str] | None:
    """Who made the change that is in the way."""
    try:
        commit = node.current().library.repository.last_change(revision, file) if revision else None
    except Unavailable:
        return None
    return {"author": commit.author, "time": commit.time.isoformat(), "subject": commit.subject} if commit else None
