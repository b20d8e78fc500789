"""Two competitors of a competition against each other, in whatever stage they met."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.errors import Refused
from lib.live import competition_routes, node, then
from lib.live.competition_routes import NotHere
from lib.live.node import Node
from lib.sport import results, standings
from lib.sport.standings import Meetings


def serve(request: Request) -> Response:
    """What *one* has against *other*: games that are over and count, the newest first."""
    query, id = request.query_params, request.path_params["id"]
    try:
        at = competition_routes.moment(query.get("at", ""))
        found = between(node.current(), id, query.get("one", ""), query.get("other", ""), at)
    except Refused as error:
        return JSONResponse({"error": str(error)}, 404 if isinstance(error, NotHere) else 400)
    return Response(msgspec.json.encode(found), media_type="application/json", headers={"Cache-Control": "no-cache"})


def between(here: Node, id: str, one: str, other: str, at: int | None = None) -> Meetings:
    """The meetings of two in a competition, now or at a moment in milliseconds since the epoch. Raise Refused."""
    progress = here.competitions.progress(id, at=at, as_it_stands=True)
    if progress is None:
        raise NotHere(f"There is no competition {id!r}.")
    known = {side.id for side in progress.competitors}
    if one == other or not {one, other} <= known:
        raise NotHere(f"Name two different competitors of {id!r} as one= and other=.")
    events = [match.event for match in progress.matches() if {match.home.id, match.away.id} == {one, other}]
    records = (then.record(here, event, at) if at else here.feed.record(event) for event in events if event)
    played = [result for record in records if record and (result := results.from_state(record.state))]
    over = [result for result in played if result.status != "live"]
    return standings.head_to_head(one, other, over, here.library.current.competition(id).rules_of())
