"""The HTTP routes of the operations page: for operators alone, also those that only show something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.adapters import kafka, logs
from lib.adapters.cluster import Group
from lib.errors import NOT_JSON
from lib.live import node, saves, writing
from lib.live.ingest import Problem, whole
from lib.live.operations import changes, fleet, parts
from lib.live.operations.reverts import Overtaken, Revert, Reverts

MOST_STEPS = 30
MOST_ERRORS = 100
MOST_BYTES = 64 * 1024


def routes() -> list[Route]:
    """All routes below ``/api/operations``."""
    return [
        Route("/api/operations", _shown(_state)),
        Route("/api/operations/errors", _shown(_errors)),
        Route("/api/operations/steps", _shown(_steps)),
        Route("/api/operations/steps/{revision}", _shown(_step)),
        Route("/api/operations/reverts", writing.guarded(_revert, "operate"), methods=["POST"]),
    ]


def _shown(answer: Callable[[Request], object]) -> writing.Answer:
    """What *answer* says, which may wait for Git, Kafka and Prometheus, to an operator."""

    async def answered(request: Request) -> Response:
        return _json(await asyncio.to_thread(answer, request))

    return writing.guarded(answered, "operate")


def _state(request: Request) -> object:
    """Revisions, parts, and who reads what."""
    here = node.current()
    lags = here.streams.lags
    return {
        "fleet": fleet.look(here.library, here.metrics),
        "parts": parts.look(here),
        "groups": [_group(one) for one in lags.groups if one.name.startswith(kafka.GROUPS)],
    }


def _errors(request: Request) -> object:
    return {"lines": logs.newest(node.current().settings, MOST_ERRORS)}


def _steps(request: Request) -> object:
    found = changes.recent(node.current().library, MOST_STEPS + 1, request.query_params.get("before", ""))
    return {"steps": found[:MOST_STEPS], "more": len(found) > MOST_STEPS}


def _step(request: Request) -> object:
    """A step with all that it changed, and what taking it back would do."""
    here, sha = node.current(), request.path_params["revision"]
    found = changes.whole(here.library, sha)
    reverts = Reverts(here.editor, here.library)
    alone = reverts.prepare(found.sha, later=False) if found.parent else None
    later = reverts.prepare(found.sha, later=True) if found.parent else None
    return {"step": found, "alone": alone, "later": later}


async def _revert(request: Request) -> Response:
    wish = _named(request, await whole(request, MOST_BYTES))
    here = node.current()
    try:
        done = await asyncio.to_thread(Reverts(here.editor, here.library).carry_out, wish)
    except Overtaken as overtaken:
        raise Problem(409, str(overtaken)) from None
    if done.held:
        here.outgoing.wake()
        return _json(done, 202)
    response = _json(done)
    if not done.branch:
        saves.note(response, done.revision)
    return response


def _named(request: Request, body: bytes) -> Revert:
    """The wish, in the name of the one whom we know."""
    try:
        wish = msgspec.json.decode(body, type=Revert)
    except NOT_JSON as error:
        raise Problem(400, f"The request cannot be read: {error}.", reason="malformed") from None
    caller = request.state.caller
    return msgspec.structs.replace(wish, name=caller.known, email="") if caller.known else wish


def _group(one: Group) -> dict[str, object]:
    return {"name": one.name, "state": one.state, "lag": one.lag, "members": one.members}


def _json(value: object, status: int = 200) -> Response:
    body = msgspec.json.encode(value)
    return Response(body, status, headers={"Cache-Control": "no-store"}, media_type="application/json")
