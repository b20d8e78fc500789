"""The HTTP routes beside the pages. Everything that they say comes from the node's snapshots."""

from __future__ import annotations

import asyncio
import hashlib
from functools import cache

import msgspec
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from lib.adapters import instruments
from lib.errors import TouchlineError
from lib.live import (
    audience_routes,
    branches,
    competition_routes,
    content,
    dashboards,
    exports,
    hooks,
    meetings,
    node,
    openapi,
    opening,
    planning,
    questions,
    reading,
    refusals,
    searching,
    sports,
    syndication,
    then,
    uploads,
    viewpoint,
    wellness,
    writing,
)  # fmt: skip
from lib.live.fields import Wanted, told
from lib.live.guard import Guarded, SecurityHeaders, limited
from lib.live.limits import WrongTokens
from lib.live.node import Node
from lib.live.operations import routes as operations
from lib.live.saves import OwnChanges
from lib.live.stream import LiveStream
from lib.live.streams import routes as streams
from lib.live.viewpoint import Viewpoint
from lib.live.watched import Watched
from lib.settings import ROOT
from lib.sport.state import EventRecord

ASSETS = ROOT / "lib" / "web" / "components"
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
# A document of ours is a frame for code of others: it has no origin, runs our files alone, and reaches nothing.
FRAME = {
    "Content-Security-Policy": "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'"
}
MOST_EVENTS = 1000
MOST_LINES = 500


def routes() -> list[Route]:
    """All routes of the app."""
    made = [
        Route("/api/actions", _actions, methods=["POST"]),
        Route("/api/activities", _activities, methods=["POST"]),
        Route("/api/live", LiveStream(lambda: node.current().hub)),
        Route("/api/events", _events),
        Route("/api/events/{id}", _event),
        Route("/api/events/{id}/actions", exports.of_event),
        Route("/api/events/{id}/field", _event_field),
        Route("/api/events/{id}/field/{who}", _participant),
        *audience_routes.routes(),
        *competition_routes.routes(),
        Route("/api/competitions/{id}/actions", exports.of_competition),
        Route("/api/competitions/{id}/meetings", meetings.serve),
        Route("/api/sports", sports.listing),
        *streams.routes(),
        *operations.routes(),
        Route("/api/config", _config),
        Route("/api/dashboards", dashboards.listing),
        Route("/api/dashboards/{id}", dashboards.stream),
        Route("/api/dashboards/{id}/panels/{panel}", dashboards.panel),
        Route("/api/query", questions.query),
        Route("/api/metrics", questions.metrics),
        Route("/api/labels", questions.labels),
        Route("/api/promql/complete", questions.complete),
        Route("/api/promql/format", questions.layout),
        Route("/api/rules", questions.rules),
        Route("/api/marks", questions.happened),
        Route("/api/search", searching.serve),
        Route("/api/wiki-health", wellness.serve),
        Route("/api/plan", planning.serve),
        Route("/api/hooks/git", hooks.serve, methods=["POST"]),
        Route("/api/openapi.json", _openapi),
        Route("/api/wiki/{path:path}", reading.serve),
        Route("/api/blocks/{path:path}", reading.serve_block),
        Route("/api/tree/{revision}", branches.serve),
        *writing.routes(),
        Route("/api/{path:path}", _unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        Route("/assets/vendor/{file}", _vendored),
        Route("/assets/{digest}/{file}", _asset),
        Route("/content/{revision}/{path:path}", content.serve),
        Route("/feed.atom", syndication.feed),
        Route("/sitemap.xml", syndication.sitemap),
        Route("/readyz", _ready),
        Route("/metrics", instruments.endpoint),
    ]
    return limited(made)


@cache
def assets_digest() -> str:
    """A name for the present state of the browser's modules: it changes with any of them."""
    digest = hashlib.sha256()
    for path in sorted(ASSETS.iterdir()):
        if path.suffix in KINDS:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


async def _actions(request: Request) -> Response:
    return await node.current().ingest.post(request)


async def _activities(request: Request) -> Response:
    return await uploads.post(request, node.current())


async def _events(request: Request) -> Response:
    query = request.query_params
    try:
        limit = min(int(query.get("limit", "100")), MOST_EVENTS)
    except ValueError:
        return _error(400, "limit is a number.")
    found = [
        one
        for one in node.current().feed.summaries()
        if query.get("status", one.state.status) == one.state.status
        and query.get("competition", _competition(one)) == _competition(one)
    ]
    found.sort(key=lambda one: one.provenance.sampled, reverse=True)
    return _json({"events": found[:limit], "total": len(found)})


async def _event(request: Request) -> Response:
    """The state of an event, now, as it was, or as a revision declares it."""
    here, event, at = node.current(), request.path_params["id"], request.query_params.get("at", "")
    held = here.feed.held(event)
    if held is None:
        return _error(404, f"There is no event {event!r}.")
    if not at:
        return Response(held.raw, media_type="application/json")
    try:
        return _json(await asyncio.to_thread(_seen, here, held.record, at))
    except TouchlineError as error:
        return refusals.answer(error)


def _seen(here: Node, record: EventRecord, at: str) -> EventRecord:
    return then.seen(here, record, viewpoint.asked(here.library, at)).record


def _event_field(request: Request) -> Response:
    """A part of the field of a race or a challenge. A plain function: putting a field in order takes a moment."""
    here, query, event = node.current(), request.query_params, request.path_params["id"]
    record = here.feed.record(event)
    if record is None:
        return _error(404, f"There is no event {event!r}.")
    try:
        offset, limit = int(query.get("offset", "0")), int(query.get("limit", "50"))
        view = viewpoint.asked(here.library, query.get("at", ""))
        found = then.seen(here, record, Viewpoint(revision=view.revision)).record
    except ValueError:
        return _error(400, "offset and limit are numbers.")
    except TouchlineError as error:
        return refusals.answer(error)
    wanted = Wanted(query.get("q", ""), query.get("team", ""), query.get("category", ""))
    return _json(here.fields.page(found.state, wanted, max(0, offset), min(max(0, limit), MOST_LINES), view.moment))


async def _participant(request: Request) -> Response:
    """What was recorded of one participant of a race or a challenge."""
    event, who = request.path_params["id"], request.path_params["who"]
    found = node.current().fields.participation(event, who)
    if found is None:
        return _error(404, f"Nothing is recorded of {who!r} in {event!r}.")
    return _json({"id": who, "facts": told(found)})


async def _config(request: Request) -> Response:
    library = node.current().library
    revision = library.current
    problem = library.branch.problem
    return _json(
        {
            "component": "app",
            "revision": revision.sha if revision else None,
            "problem": str(problem) if problem else None,
            "sync": library.branch.sync,
            "assets": assets_digest(),
            "repository_branch": node.current().settings.content_branch or "HEAD",
        }
    )


async def _openapi(request: Request) -> Response:
    return _json(openapi.document())


async def _ready(request: Request) -> Response:
    here = node.current()
    state = {
        "feed": here.feed.caught_up,
        "content": here.library.current is not None,
        "whole_wiki": here.library.whole is not None,
        "sync": here.library.branch.sync.state,
        "stale_since": here.feed.stale_since,
    }
    return JSONResponse(state, 200 if state["feed"] and state["content"] else 503)


async def _asset(request: Request) -> Response:
    path = ASSETS / request.path_params["file"]
    if path.parent != ASSETS or path.suffix not in KINDS or not path.is_file():
        return _error(404, "There is no such file.")
    fresh = request.path_params["digest"] == assets_digest()
    headers = IMMUTABLE if fresh else {"Cache-Control": "no-store"}
    headers |= FRAME if path.suffix == ".html" else {}
    return FileResponse(path, media_type=KINDS[path.suffix], headers=headers)


async def _vendored(request: Request) -> Response:
    """Code of others. It is kept as it is sent, compressed, and has its version in its name."""
    path = ASSETS / "vendor" / f"{request.path_params['file']}.gz"
    if path.parent != ASSETS / "vendor" or not path.is_file():
        return _error(404, "There is no such file.")
    return FileResponse(path, media_type=KINDS[".js"], headers=IMMUTABLE | {"Content-Encoding": "gzip"})


async def _unknown(request: Request) -> Response:
    return _error(404, f"{request.method} {request.url.path} is not here: /api/openapi.json lists what is.")


def _competition(one) -> str:
    return one.state.declared.competition if one.state.declared else ""


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _error(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)


MIDDLEWARE = [
    Middleware(Watched, routes=routes),
    Middleware(SecurityHeaders),
    Middleware(WrongTokens),
    Middleware(Guarded),
    Middleware(OwnChanges),
    Middleware(dashboards.Ahead),
    Middleware(opening.Opened, assets=ASSETS, digest=assets_digest),
]
