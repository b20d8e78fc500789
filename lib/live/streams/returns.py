"""The routes of what was rejected: the list, a trial of what would happen, and sending again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from lib.errors import NOT_JSON, Refused, Unavailable
from lib.live import node
from lib.live.access import NotAllowed
from lib.live.streams.redriving import Wish
from lib.live.streams.rejected import Entry

MOST_LISTED = 1_000
MAX_BODY = 512 * 1024

_wishes = msgspec.json.Decoder(Wish)


def listed(request: Request) -> Response:
    """Rejections, the newest first, and how many there are of each kind. Waits a little for the first reading."""
    rejected, query = node.current().streams.rejected, request.query_params
    try:
        if not rejected.caught_up:
            rejected.catch_up()
    except Unavailable as away:
        return _error(503, away)
    chosen, fates, events = [], Counter(), Counter()
    for entry in rejected.entries():
        if _passes(entry, query):
            fates[entry.fate] += 1
            events[entry.rejection.event] += 1
            if query.get("fate", entry.fate) == entry.fate:
                chosen.append(entry)
    return _json(
        {
            "entries": chosen[: _most(query.get("limit", ""))],
            "total": len(chosen),
            "reasons": rejected.reasons(),
            "fates": fates,
            "events": events.most_common(20),
            "problem": rejected.problem,
        }
    )


async def tried(request: Request) -> Response:
    """What would happen if they were sent again. Changes nothing, so that reading is right enough."""
    return await _answered(request, node.current().streams.redriving.attempt, _trial)


async def redriven(request: Request) -> Response:
    """Send again; for who may operate the platform."""
    try:
        caller = node.current().gate.check(request, "operate")
    except NotAllowed as refused:
        return _error(refused.status, refused)
    return await _answered(
        request,
        lambda wish: node.current().streams.redriving.redrive(wish, caller.known or wish.by),
        lambda sent: {"sent": sent},
    )


def _trial(outcome) -> dict[str, object]:
    results, effects = outcome
    return {"results": results, "events": effects}


async def _answered(request: Request, work: Callable, shape: Callable) -> Response:
    try:
        wish = _wishes.decode(await _body(request))
    except NOT_JSON as error:
        return _error(400, f"This is no wish to send something again: {error}.")
    except Refused as refused:
        return _error(413, refused)
    try:
        return _json(shape(await run_in_threadpool(work, wish)))
    except Refused as refused:
        return _error(400, refused)
    except Unavailable as away:
        return _error(503, away)


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise Refused(f"A request may have {MAX_BODY} bytes here.")
    except ClientDisconnect:
        raise Refused("The request ended early.") from None
    return bytes(body)


def _passes(entry: Entry, query) -> bool:
    one, text = entry.rejection, query.get("text", "").casefold()
    return (
        query.get("reason", one.reason) == one.reason
        and query.get("event", one.event) == one.event
        and (not text or any(text in part.casefold() for part in (one.id, one.error, one.event, one.kind)))
    )


def _most(text: str) -> int:
    return min(int(text), MOST_LISTED) if text.isdecimal() else 100


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _error(status: int, sentence: object) -> Response:
    return JSONResponse({"error": str(sentence)}, status)
