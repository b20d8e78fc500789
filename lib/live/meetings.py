"""Two competitors of a competition against each other, in whatever stage they met."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from lib.errors import TouchlineError
from lib.live import node, refusals, then, viewpoint
from lib.live.node import Node
from lib.live.refusals import NotHere
from lib.live.viewpoint import NOW, Viewpoint
from lib.sport import results, standings
from lib.sport.standings import Meetings


def serve(request: Request) -> Response:
    """What *one* has against *other*: games that are over and count, the newest first."""
    query, id = request.query_params, request.path_params["id"]
    try:
        view = viewpoint.asked(node.current().library, query.get("at", ""))
        found = between(node.current(), id, query.get("one", ""), query.get("other", ""), view)
    except TouchlineError as error:
        return refusals.answer(error)
    return Response(msgspec.json.encode(found), media_type="application/json", headers={"Cache-Control": "no-cache"})


def between(here: Node, id: str, one: str, other: str, view: Viewpoint = NOW) -> Meetings:
    """The meetings of two in a competition, from a viewpoint. Raise Refused."""
    progress = here.competitions.progress(id, at=view.moment, revision=view.revision, as_it_stands=True)
    if progress is None:
        raise NotHere(f"There is no competition {id!r}.")
    known = {side.id for side in progress.competitors}
    if one == other or not {one, other} <= known:
        raise NotHere(f"Name two different competitors of {id!r} as one= and other=.")
    events = [match.event for match in progress.matches() if {match.home.id, match.away.id} == {one, other}]
    records = (then.record(here, event, view.moment) for event in events if event)
    played = [result for record in records if record and (result := results.from_state(record.state))]
    over = [result for result in played if result.status != "live"]
    return standings.head_to_head(one, other, over, (view.revision or here.library.current).competition(id).rules_of())
