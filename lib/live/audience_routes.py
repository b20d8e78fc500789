"""The HTTP routes of those who watch: cheers, predictions of an event, the table of the best of a competition.

Whoever may read may do this. It becomes actions like anything else, which the processor may still refuse.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib import sheets
from lib.errors import NOT_JSON, BadAction
from lib.live import audience, cheers, node
from lib.live.access import NotAllowed
from lib.live.hub import now_ms
from lib.live.ingest import Problem, whole
from lib.sport import actions, predictions, verify
from lib.sport.actions import Action, Prediction, Retract
from lib.sport.facts import Half, Id
from lib.sport.participations import MemoryField
from lib.sport.predictions import Place, Rule
from lib.sport.state import EventState

MOST_BYTES = 2_000
SHOWN = 100
SOURCE = "audience"
TRUE = {"1", "true", "yes"}


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody predicts; *name* is shown in the table of the best."""

    score: Annotated[list[Half], Meta(min_length=2, max_length=2)]
    name: Annotated[str, Meta(max_length=40)] = ""


class Taps(Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser has gathered in about a second: *count* taps for a side, or for all."""

    participant: Id | None = None
    count: Annotated[int, Meta(ge=1, le=cheers.MOST_TAPS)] = 1


def routes() -> list[Route]:
    """The routes, for the app's list."""
    path = "/api/events/{id}/prediction"
    return [
        Route(path, _about, methods=["GET"]),
        Route(path, _predict, methods=["PUT"]),
        Route(path, _withdraw, methods=["DELETE"]),
        Route("/api/competitions/{id}/predictors", _table),
        Route("/api/events/{id}/cheers", _cheer, methods=["POST"]),
    ]


def _about(request: Request) -> Response:
    """A plain function: thousands of predictions are read in a thread."""
    try:
        state, rule = _subject(request)
        voter = audience.voter(request, node.current().gate.caller(request))
    except Problem as problem:
        return problem.response()
    return _json(node.current().predictions.about(state, rule, voter, now_ms()))


async def _predict(request: Request) -> Response:
    return await _say(request, _prediction)


async def _withdraw(request: Request) -> Response:
    return await _say(request, _retraction)


async def _say(request: Request, make) -> Response:
    """Append what the voter says, made by *make*, if the event is still open."""
    here = node.current()
    try:
        caller = here.gate.visitor(request)
        state, _ = _subject(request)
        voter = audience.known(request, caller)
        here.predictions.patience.take(voter)
        action = make(state, voter, await whole(request, MOST_BYTES), caller.known)
        _check(action, state)
        await here.ingest.take(request, caller, [action])
    except NotAllowed as refused:
        return Problem(refused.status, str(refused)).response()
    except Problem as problem:
        return problem.response()
    return _json({"id": action.id, "voter": voter}, 202)


def _subject(request: Request) -> tuple[EventState, Rule]:
    event = request.path_params["id"]
    record = node.current().feed.record(event)
    if record is None:
        raise Problem(404, f"There is no event {event!r}.")
    rule = node.current().predictions.rule(record.state)
    if rule is None:
        raise Problem(404, f"No predictions are taken of {event}: its competition does not declare them.")
    return record.state, rule


def _prediction(state: EventState, voter: str, body: bytes, name: str) -> Action:
    try:
        wish = msgspec.json.decode(body, type=Wish)
    except NOT_JSON as error:
        raise Problem(400, f"A prediction is a score such as [2, 1], and a name: {error}.") from None
    said = " ".join((name or wish.name).split())[:40]
    return _action("prediction", Prediction(voter=voter, score=wish.score, name=said), state)


def _retraction(state: EventState, voter: str, body: bytes, name: str) -> Action:
    participation = node.current().fields.participation(state.id, voter)
    if participation is None or predictions.call(participation) is None:
        raise Problem(404, "There is no prediction of yours to take back.")
    target = participation.predictions[-1].id
    return _action("retract", Retract(action=target, reason="Taken back by the voter"), state)


def _action(kind: str, data: actions.Data, state: EventState) -> Action:
    about = {"id": audience.action_id(), "subject": state.id, "time": datetime.now(UTC), "source": SOURCE}
    return actions.make(kind, data, **about)


def _check(action: Action, state: EventState) -> None:
    """Say at once what the processor would refuse. Raise Problem."""
    if not predictions.is_open(state, now_ms()):
        raise Problem(409, "The event has started: predictions are closed.", reason="too_late")
    try:
        if isinstance(action.data, Prediction):
            verify.verify(action, state, now_ms(), lambda id: None, MemoryField())
    except BadAction as bad:
        raise Problem(422, str(bad), reason=bad.reason, field=bad.field) from None


async def _cheer(request: Request) -> Response:
    here = node.current()
    try:
        voter = audience.known(request, here.gate.visitor(request))
        taps = _taps(await whole(request, MOST_BYTES))
        _loud(request.path_params["id"], taps)
        here.cheers.patience.take(voter, taps.count)
        await here.cheers.add(request.path_params["id"], taps.participant, taps.count)
    except NotAllowed as refused:
        return Problem(refused.status, str(refused)).response()
    except Problem as problem:
        return problem.response()
    return _json({"counted": taps.count}, 202)


def _taps(body: bytes) -> Taps:
    try:
        return msgspec.json.decode(body, type=Taps)
    except NOT_JSON as error:
        raise Problem(400, f"Cheers are a count, and perhaps a participant: {error}.") from None


def _loud(event: str, taps: Taps) -> None:
    """Raise Problem unless there is something to cheer at."""
    record = node.current().feed.record(event)
    if record is None:
        raise Problem(404, f"There is no event {event!r}.")
    if not cheers.is_open(record.state, now_ms()):
        raise Problem(409, "Cheers are for what goes on.", reason="not_live")
    if taps.participant is not None and record.state.side(taps.participant) is None:
        raise Problem(422, f"{taps.participant!r} does not take part.", reason="unknown_participant")


async def _table(request: Request) -> Response:
    here, query = node.current(), request.query_params
    competition = here.predictions.competition(request.path_params["id"])
    if competition is None or competition.predictions is None:
        return Problem(404, f"No predictions are taken in {request.path_params['id']!r}.").response()
    live = query.get("live", "") in TRUE
    places = await asyncio.to_thread(here.predictions.table, competition, as_it_stands=live)
    if query.get("format") == "csv":
        return Response(_separated(places), media_type="text/csv; charset=utf-8")
    limit = int(query["limit"]) if query.get("limit", "").isdigit() else SHOWN
    voter = audience.voter(request, here.gate.caller(request))
    own = next((one for one in places if one.voter == voter), None) if voter else None
    return _json({"competition": competition.id, "rule": competition.predictions, "total": len(places),
                  "places": places[:limit], "own": own})  # fmt: skip


def _separated(places: list[Place]) -> str:
    head = ("rank", "name", "points", "exact", "difference", "tendency", "predicted", "voter")
    rows = ((one.rank, one.name, one.points, *one.hits, one.predicted, one.voter) for one in places)
    return sheets.separated(head, rows)


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
