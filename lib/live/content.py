"""``/content/{revision}/{path}``: images and other attachments of the wiki, as they are in one commit."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.errors import Refused, Unavailable
from lib.live import node
from lib.live.library import Library

# What a browser may show. Everything else is handed over as a file: nothing from a page's author ever runs here.
SHOWN = {
    ".avif": "image/avif", ".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".png": "image/png",
    ".svg": "image/svg+xml", ".webp": "image/webp", ".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8",
    ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def serve(request: Request) -> Response:
    """Answer a request for an attachment. A plain function: it waits for Git, in a thread."""
    return answer(node.current().library, request.path_params["revision"], request.path_params["path"])


def answer(library: Library, revision: str, path: str) -> Response:
    """The attachment *path* as it is in the commit *revision*, which never changes: it may be kept for ever."""
    if not _SHA.fullmatch(revision):
        return _sentence(404, "The revision has to be the whole id of a commit.")
    try:
        raw = library.attachment(revision, path)
    except Refused as error:
        return _sentence(404, str(error))
    except Unavailable as away:
        return _sentence(503, str(away))
    if raw is None:
        return _sentence(404, f"There is no file {path!r} in this revision of the wiki.")
    return Response(raw, headers=HEADERS | _kept(path))


def _kept(path: str) -> dict[str, str]:
    name = PurePosixPath(path)
    kind = SHOWN.get(name.suffix.lower())
    shown = "inline" if kind else "attachment"
    return {
        "Content-Type": kind or "application/octet-stream",
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name.name)}",
        "Cache-Control": "public, max-age=31536000, immutable",
    }


def _sentence(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status, headers={"Cache-Control": "no-store"})
