"""Which right each route and each page needs. What is new and not here fails a test: somebody has to decide."""

from __future__ import annotations

from lib.content.access import RIGHTS

OPEN = ""  # for everybody: it says nothing of the company

ROUTES = {
    "POST /api/actions": "record",
    "POST /api/activities": "record",
    "GET /api/live": "read",
    "GET /api/events": "read",
    "GET /api/events/{id}": "read",
    "GET /api/events/{id}/actions": "read",
    "GET /api/events/{id}/field": "read",
    "GET /api/events/{id}/field/{who}": "read",
    "GET /api/events/{id}/prediction": "read",
    "PUT /api/events/{id}/prediction": "read",
    "DELETE /api/events/{id}/prediction": "read",
    "POST /api/events/{id}/cheers": "read",
    "GET /api/competitions/{id}/predictors": "read",
    "GET /api/competitions": "read",
    "GET /api/competitions/{id}": "read",
    "GET /api/competitions/{id}/table": "read",
    "GET /api/competitions/{id}/contests": "read",
    "GET /api/competitions/{id}/meetings": "read",
    "GET /api/sports": "read",
    "GET /api/competitions/{id}/leaders": "read",
    "GET /api/competitions/{id}/medals": "read",
    "GET /api/events/{id}/expected": "read",
    "GET /api/competitions/{id}/actions": "read",
    "GET /calendar/{competition}.ics": "read",
    "GET /api/streams/topics": "read",
    "GET /api/streams/messages": "read",
    "GET /api/streams/messages/{topic}/{partition:int}/{offset:int}": "read",
    "GET /api/streams/tail": "read",
    "GET /api/streams/groups": "read",
    "GET /api/streams/rejected": "read",
    "POST /api/streams/rejected/try": "read",
    "POST /api/streams/rejected/redrive": "operate",
    "GET /api/operations": "operate",
    "GET /api/operations/errors": "operate",
    "GET /api/operations/steps": "operate",
    "GET /api/operations/steps/{revision}": "operate",
    "POST /api/operations/reverts": "operate",
    "GET /api/config": "read",
    "GET /api/dashboards": "read",
    "GET /api/dashboards/{id}": "read",
    "GET /api/dashboards/{id}/panels/{panel}": "read",
    "GET /api/query": "read",
    "GET /api/metrics": "read",
    "GET /api/labels": "read",
    "GET /api/promql/complete": "read",
    "GET /api/promql/format": "read",
    "GET /api/rules": "read",
    "GET /api/marks": "read",
    "GET /api/search": "read",
    "GET /api/wiki-health": "read",
    "GET /api/plan": "read",
    "POST /api/hooks/git": "operate",
    "GET /api/openapi.json": "read",
    "GET /api/wiki/{path:path}": "read",
    "GET /api/blocks/{path:path}": "read",
    "GET /api/tree/{revision}": "read",
    "POST /api/wiki-preview": "write",
    "GET /api/wiki-names": "write",
    "GET /api/wiki-saves/{name}": "write",
    "POST /api/wiki/{path:path}/move": "write",
    "POST /api/wiki/{path:path}/restore": "write",
    "POST /api/wiki/{path:path}/attachments": "write",
    "PUT /api/wiki/{path:path}": "write",
    "DELETE /api/wiki/{path:path}": "write",
    "GET /api/{path:path}": "read",
    "POST /api/{path:path}": "read",
    "PUT /api/{path:path}": "read",
    "PATCH /api/{path:path}": "read",
    "DELETE /api/{path:path}": "read",
    "GET /assets/vendor/{file}": OPEN,
    "GET /assets/{digest}/{file}": OPEN,
    "GET /content/{revision}/{path:path}": "read",
    "GET /feed.atom": "read",
    "GET /sitemap.xml": "read",
    "GET /readyz": OPEN,
    "GET /metrics": "read",
    "GET /_stcore/metrics": "read",
}
PAGES = {
    "home": "read",
    "wiki": "read",
    "history": "read",
    "health": "read",
    "edit": "write",
    "competition": "read",
    "event": "read",
    "record": "record",
    "board": "read",
    "dashboard": "read",
    "explore": "read",
    "plan": "read",
    "streams": "read",
    "operations": "operate",
}
# What stands for each variable part of an address: nothing that is there.
PARTS = {
    "{path:path}": "nowhere",
    "{partition:int}": "0",
    "{offset:int}": "999999",
    "{revision}": "0" * 40,
}


def may(role: str, right: str) -> bool:
    """Whether somebody with *role* may do what needs *right*; an empty role is a stranger's."""
    return right == OPEN or bool(role and right in RIGHTS[role])


def address(path: str) -> str:
    """An address that the route of *path* answers."""
    for part, value in PARTS.items():
        path = path.replace(part, value)
    return path.replace("{", "").replace("}", "")
