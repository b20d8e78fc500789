"""``POST /api/activities``: a GPX or FIT file becomes positions in a race, and an activity in a challenge."""

from __future__ import annotations

import asyncio
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.adapters.importers import workouts
from lib.adapters.importers.tracks import Recorded
from lib.adapters.importers.workouts import Whose
from lib.errors import BadAction, BadImport
from lib.live.access import NotAllowed
from lib.live.ingest import Problem, whole
from lib.live.node import Node
from lib.sport import actions
from lib.sport.actions import Action


async def post(request: Request, here: Node) -> Response:
    """Answer a request; the same people may send files who may send actions."""
    try:
        caller = here.gate.check(request, "record")
        whose = _whose(request, here)
        raw = await whole(request, workouts.MAX_BYTES)
        recorded, made = await asyncio.to_thread(_read, raw, whose)
        await here.ingest.take(request, caller, made)
    except NotAllowed as refused:
        return Problem(refused.status, str(refused)).response()
    except Problem as problem:
        return problem.response()
    return JSONResponse(_answer(recorded, made), 202)


def _whose(request: Request, here: Node) -> Whose:
    query = request.query_params
    event, participant = query.get("event", ""), query.get("participant", "")
    record = here.feed.record(event)
    if record is None or record.state.declared is None:
        raise Problem(404, f"There is no event {event!r}.", field="event")
    if not participant:
        raise Problem(400, "Say whose recording it is: participant is a bib or a member.", field="participant")
    return Whose(event, participant, record.state.declared, query.get("sport", ""), _zone(query.get("zone", "")))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        raise Problem(400, f"{name!r} is not a time zone, such as Europe/Berlin.", field="zone") from None


def _read(raw: bytes, whose: Whose) -> tuple[Recorded, list[Action]]:
    try:
        recorded = workouts.read("The file", raw)
        made = workouts.actions(recorded, whose)
        return recorded, [actions.decode(actions.encode(action)) for action in made]
    except BadImport as bad:
        raise Problem(422, str(bad), reason="unreadable") from None
    except BadAction as bad:
        raise Problem(422, str(bad), reason=bad.reason, field=bad.field) from None


def _answer(recorded: Recorded, made: list[Action]) -> dict[str, object]:
    return {
        "actions": [action.id for action in made],
        "start": recorded.start.isoformat(),
        "distance": round(recorded.distance, 1),
        "duration": round(recorded.duration, 1),
        "steps": recorded.steps,
    }
