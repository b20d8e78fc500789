"""``GET /api/tree/{revision}?folder=``: one folder of the tree of pages, for the sidebar.

A wiki may have thousands of pages: a reader gets the folders that are open, and a browser keeps them for the revision.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from lib.content.revision import Revision
from lib.live import node

KEPT = "private, max-age=86400, immutable"


async def serve(request: Request) -> Response:
    """Answer a request for a folder."""
    revision = node.current().library.current
    if revision is None:
        return Response(b'{"error": "The wiki is still being read from Git."}', 503, media_type="application/json")
    same = request.path_params["revision"] == revision.sha
    headers = {"Cache-Control": KEPT if same else "no-store"}
    return Response(folder(revision, request.query_params.get("folder", "")), 200, headers, "application/json")


def folder(revision: Revision, path: str) -> bytes:
    """What the folder *path* shows: titles, pages and folders, of the revision that is served now."""
    rows = [(child.title, child.page, child.folder) for child in revision.children(path)]
    return msgspec.json.encode({"revision": revision.sha, "folder": path, "children": rows})
