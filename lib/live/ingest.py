"""``POST /api/actions``: CloudEvents over HTTP, and ``python -m lib ingest``, which serves it alone.

An action is answered for only after the broker has it. A batch answers for each of its actions.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib import log
from lib.adapters import instruments
from lib.adapters.producer import Producer, Receipt
from lib.errors import NOT_JSON, BadAction, Unavailable
from lib.live import limits
from lib.live.access import Caller, Gate, NotAllowed
from lib.live.limits import Clients
from lib.live.watched import Watched
from lib.settings import Settings
from lib.sport import actions, entered, fold
from lib.sport.actions import Action, EventDeclared

MAX_BODY = 1024 * 1024
MOST_IN_BATCH = 1000
ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
PLAIN = "application/json"
BINARY = ("specversion", "id", "source", "type", "subject", "time", "recordedby", "sequence")

_log = log.get(__name__)
_batch = msgspec.json.Decoder(list[msgspec.Raw])

DeclaredOf = Callable[[str], EventDeclared | None]


class Problem(Exception):
    """An answer other than success."""

    def __init__(self, status: int, error: str, *, reason: str = "", field: str = "", **headers: str) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error} | {k: v for k, v in (("reason", reason), ("field", field)) if v}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def response(self) -> Response:
        """The answer."""
        return JSONResponse(self.body, self.status, headers=self.headers)


class Ingest:
    """The way in over HTTP. Holds nothing but its connection to Kafka and the clients' allowances."""

    def __init__(self, settings: Settings, gate: Gate, declared: DeclaredOf = lambda event: None) -> None:
        """*declared* knows what an event is; who may record in some alone, or for some sides, needs it."""
        self._settings = settings
        self._gate = gate
        self._declared = declared
        self._producer = Producer(settings)
        self._threads = ThreadPoolExecutor(32, thread_name_prefix="ingest")
        self._clients = Clients(settings.api_rate, 2 * settings.api_rate)

    def close(self) -> None:
        """Finish what is under way."""
        self._threads.shutdown(wait=True)
        self._producer.close()

    async def post(self, request: Request) -> Response:
        """Answer a request."""
        try:
            caller = self._gate.check(request, "record")
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            body = await whole(request)
            if kind == BATCH:
                return await self._many(request, caller, _parts(body))
            return await self._single(request, caller, _structured(request, kind, body))
        except NotAllowed as refused:
            return Problem(refused.status, str(refused), reason=refused.reason).response()
        except Problem as problem:
            return problem.response()

    async def take(self, request: Request, caller: Caller, given: Sequence[Action]) -> list[Receipt]:
        """Append actions that were made here of what *caller* sent. Raise NotAllowed, or Problem if one fails."""
        accepted = [self._accepted(caller, actions.encode(action)) for action in given]
        receipts = await self._append(request, caller, accepted)
        for receipt in receipts:
            if isinstance(receipt, Unavailable):
                raise Problem(503, f"{receipt} Send it again: nothing counts twice.", Retry_After="1")
        return receipts

    async def _single(self, request: Request, caller: Caller, raw: bytes) -> Response:
        try:
            action, raw = self._accepted(caller, raw)
        except BadAction as bad:
            raise Problem(400, str(bad), reason=bad.reason, field=bad.field) from None
        [receipt] = await self._append(request, caller, [(action, raw)])
        if isinstance(receipt, Unavailable):
            raise _away(receipt)
        return JSONResponse(_receipt(action, receipt), 202)

    async def _many(self, request: Request, caller: Caller, parts: Sequence[bytes]) -> Response:
        results: list[dict[str, object]] = [{} for _ in parts]
        good = []
        for index, raw in enumerate(parts):
            try:
                good.append((index, *self._accepted(caller, raw)))
            except NotAllowed as refused:
                why = {"reason": refused.reason} if refused.reason else {}
                results[index] = {"index": index, "status": refused.status, **why, "error": str(refused)}
            except BadAction as bad:
                results[index] = {
                    "index": index, "status": 400, "reason": bad.reason, "field": bad.field, "error": str(bad),
                }  # fmt: skip
        headers: dict[str, str] = {}
        receipts = await self._receipts(request, caller, [(action, raw) for _, action, raw in good]) if good else []
        for (index, action, _), receipt in zip(good, receipts, strict=True):
            if isinstance(receipt, Problem):
                results[index] = {"index": index, "id": action.id, "status": receipt.status, **receipt.body}
                headers |= receipt.headers
            else:
                results[index] = {"status": 202, **_receipt(action, receipt)}
        return JSONResponse({"results": results}, _overall({result["status"] for result in results}), headers)

    async def _receipts(
        self, request: Request, caller: Caller, wanted: Sequence[tuple[Action, bytes]]
    ) -> list[Receipt | Problem]:
        """What became of each action of a batch."""
        try:
            receipts = await self._append(request, caller, wanted)
        except Problem as refused:
            return [refused] * len(wanted)
        return [_away(one) if isinstance(one, Unavailable) else one for one in receipts]

    def _accepted(self, caller: Caller, raw: bytes) -> tuple[Action, bytes]:
        """The action, and the bytes to be appended, which say who recorded it. Raise BadAction, NotAllowed."""
        action = actions.decode(raw)
        if caller.sides is not None:
            _own_word(caller, action, self._declared(action.subject))
        if caller.scope is not None:
            declared = action.data.competition if isinstance(action.data, EventDeclared) else None
            event = self._declared(action.subject)
            known = event.competition if event else None
            if not caller.covers(known or declared or "") or not caller.covers(declared or known or ""):
                scope = ", ".join(sorted(caller.scope))
                raise NotAllowed(403, f"{caller.name} may record in {scope} alone: {action.subject} is not part of it.")
        return action, _signed(raw, caller.known) if caller.known else raw

    async def gathered(self, given: Sequence[Action]) -> list[Receipt]:
        """Append actions that were gathered from many. Raise Problem when one could not be written."""
        receipts = await self._send([(action, actions.encode(action)) for action in given])
        if any(isinstance(receipt, Unavailable) for receipt in receipts):
            raise Problem(503, "Kafka is away: try again.", Retry_After="1")
        return receipts

    async def _append(
        self, request: Request, caller: Caller, wanted: Sequence[tuple[Action, bytes]]
    ) -> list[Receipt | Unavailable]:
        self._allow(request, caller, len(wanted))
        return await self._send(wanted)

    async def _send(self, wanted: Sequence[tuple[Action, bytes]]) -> list[Receipt | Unavailable]:
        records = [(action.key, raw) for action, raw in wanted]
        try:
            receipts = await asyncio.get_running_loop().run_in_executor(self._threads, self._producer.send, records)
        except Unavailable as away:
            return [away] * len(wanted)
        for (action, _), receipt in zip(wanted, receipts, strict=True):
            if isinstance(receipt, Receipt):
                instruments.RECORDED.labels(action.kind).inc()
                _log.info(
                    "recorded", id=action.id, event_id=action.subject, type=action.kind,
                    partition=receipt.partition, offset=receipt.offset,
                )  # fmt: skip
        return receipts

    def _allow(self, request: Request, caller: Caller, count: int) -> None:
        rate = self._settings.api_rate
        if rate and (wait := self._clients.take(limits.client(request, caller), count)):
            raise Problem(429, limits.sentence("actions", rate, wait), Retry_After=limits.retry_after(wait))


async def whole(request: Request, most: int = MAX_BODY) -> bytes:
    """The body of a request. Raise Problem when it has more than *most* bytes, or ends early."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise Problem(413, f"A request may have {most} bytes.", Connection="close")
    except ClientDisconnect:
        raise Problem(400, "The request ended early.") from None
    return bytes(body)


def _parts(body: bytes) -> list[bytes]:
    try:
        parts = [bytes(part) for part in _batch.decode(body)]
    except NOT_JSON as error:
        raise Problem(400, f"A batch is a JSON array of CloudEvents: {error}.", reason="malformed", field="$") from None
    if not 0 < len(parts) <= MOST_IN_BATCH:
        raise Problem(400, f"A batch has 1 to {MOST_IN_BATCH} actions.", reason="malformed", field="$")
    return parts


def _structured(request: Request, kind: str, body: bytes) -> bytes:
    """The action as a structured CloudEvent, whichever mode it came in."""
    if kind == ONE:
        return body
    if kind == PLAIN and "ce-id" in request.headers:
        given = {name: request.headers[f"ce-{name}"] for name in BINARY if f"ce-{name}" in request.headers}
        return _assembled(given, body)
    raise Problem(
        415, f"Send {ONE}, {BATCH}, or {PLAIN} with the CloudEvents attributes in ce- headers, not {kind or 'nothing'}."
    )


def _assembled(given: dict[str, str], body: bytes) -> bytes:
    if given.get("sequence", "").isdigit():
        given["sequence"] = int(given["sequence"])  # type: ignore[assignment]
    try:
        msgspec.json.decode(body)
    except NOT_JSON as error:
        raise Problem(
            400, f"The body is the action's data as JSON: {error}.", reason="malformed", field="$.data"
        ) from None
    return msgspec.json.encode(given | {"data": msgspec.Raw(body)})


def _own_word(caller: Caller, action: Action, event: EventDeclared | None) -> None:
    """Raise NotAllowed unless *action* is the word of a side that *caller* speaks for, where one is asked for."""
    asked = event is not None and entered.asks_the_opponent(fold.format_of(event))
    if not asked or entered.speaks_for(action.data) not in caller.sides:
        sides = ", ".join(sorted(caller.sides))
        raise NotAllowed(
            403,
            f"{caller.name} speaks for {sides} alone: enters and confirms results in that name, and objects to them, "
            "where a competition asks for the opponent's word.",
            "not_your_side",
        )


def _signed(raw: bytes, name: str) -> bytes:
    """The action with *name* as the one who recorded it, whatever it says itself."""
    return msgspec.json.encode(msgspec.json.decode(raw) | {"recordedby": name})


def _away(error: Unavailable) -> Problem:
    return Problem(503, str(error), Retry_After="1")


def _receipt(action: actions.Action, receipt: Receipt) -> dict[str, object]:
    return {
        "id": action.id, "topic": receipt.topic, "partition": receipt.partition, "offset": receipt.offset,
    }  # fmt: skip


def _overall(statuses: set[object]) -> int:
    return int(str(statuses.pop())) if len(statuses) == 1 else 207


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments: it is set by the environment."""


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve the way in alone; stateless, so that any number of these may run."""
    log.configure(settings.log_level)
    ingest = Ingest(settings, Gate(settings))

    async def ready(request: Request) -> Response:
        return JSONResponse({"ready": True})

    routes = [
        Route("/api/actions", ingest.post, methods=["POST"]),
        Route("/readyz", ready),
        Route("/metrics", instruments.endpoint),
    ]
    app = Starlette(
        routes=routes, middleware=[Middleware(Watched, routes=lambda: routes), Middleware(limits.WrongTokens)]
    )
    uvicorn.run(app, host=settings.app_host, port=settings.ingest_port, log_config=None, access_log=False)
    ingest.close()
    return 0
