"""``GET /api/wiki-health``: what is wrong with the wiki, or could be better."""

from __future__ import annotations

from collections import Counter

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.errors import Unavailable
from lib.live import node
from lib.live.library import Library
from lib.wiki.health import RULES

MOST = 1000


def serve(request: Request) -> Response:
    """Answer with the findings of a rule, or with how many there are of each. A plain function: it waits for Git."""
    return answer(node.current().library, request.query_params.get("rule", ""))


def answer(library: Library, rule: str) -> Response:
    """The findings of *rule*; without one, how many each rule has."""
    if rule and rule not in RULES:
        return JSONResponse({"error": f"The rules are {', '.join(RULES)}."}, 400)
    try:
        report = library.health()
    except Unavailable as away:
        return JSONResponse({"error": str(away)}, 503)
    if report is None:
        return JSONResponse({"error": "The wiki is still being read from Git."}, 503, headers={"Retry-After": "1"})
    counts = Counter(one.rule for one in report.findings)
    said = {
        "revision": report.revision.sha,
        "rules": [{"rule": one, "count": counts[one.name]} for one in RULES.values() if one.name != "mistake"],
        "findings": report.of(rule, MOST) if rule else [],
    }
    return Response(msgspec.json.encode(said), media_type="application/json", headers={"Cache-Control": "no-store"})
