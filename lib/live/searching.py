"""``GET /api/search``: pages that were meant, with the heading and the words marked."""

from __future__ import annotations

import time

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.adapters import instruments
from lib.live import node
from lib.live.library import Library

MOST = 50
USUAL = 10


def serve(request: Request) -> Response:
    """Answer a request for a search. A plain function: it works for a few milliseconds, in a thread."""
    given = request.query_params.get("limit", str(USUAL))
    if not given.isdecimal() or not 0 < int(given) <= MOST:
        return JSONResponse({"error": f"limit is a number from 1 to {MOST}."}, 400)
    return answer(node.current().library, request.query_params.get("q", ""), int(given))


def answer(library: Library, text: str, limit: int) -> Response:
    """What *text* finds in the revision that is served now; while that is not whole, in what its pages are called."""
    revision = library.current
    if revision is None:
        return JSONResponse({"error": "The wiki is still being read from Git."}, 503, headers={"Retry-After": "1"})
    began = time.perf_counter()
    results = revision.search(text, limit)
    seconds = time.perf_counter() - began
    instruments.SEARCH_SECONDS.observe(seconds)
    said = {
        "query": text,
        "results": results.hits,
        "total": results.total,
        "suggestion": results.suggestion,
        "whole": revision.wiki.whole,
        "took_ms": round(seconds * 1000, 2),
        "revision": revision.sha,
    }
    return Response(msgspec.json.encode(said), media_type="application/json", headers={"Cache-Control": "no-store"})
