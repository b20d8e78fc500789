"""``POST /api/hooks/git``: a Git host says that something was pushed, and the library looks at once.

What the host says is not believed, only that there is something to see. With a secret, the request has to be signed
with it, as GitHub, Gitea and Forgejo do, or carry it, as GitLab does. Without one, only this machine may ask, or
whoever shows the token of the API.
"""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.live import node
from lib.live.access import NotAllowed

# Hosts send no more than this.
MOST_BYTES = 25 * 1024 * 1024
SIGNATURES = ("x-hub-signature-256", "x-gitea-signature", "x-forgejo-signature", "x-gogs-signature")
TOKEN = "x-gitlab-token"


async def serve(request: Request) -> Response:
    """Answer a Git host."""
    here = node.current()
    try:
        if here.settings.hook_secret:
            await _signed(request, here.settings.hook_secret.encode())
        else:
            here.gate.check(request, "operate")
    except NotAllowed as refused:
        return JSONResponse({"error": str(refused)}, refused.status)
    here.library.branch.look()
    revision = here.library.current
    return JSONResponse({"looking": True, "revision": revision.sha if revision else None}, 202)


async def _signed(request: Request, secret: bytes) -> None:
    """Raise NotAllowed unless *request* is from somebody who knows *secret*."""
    if given := request.headers.get(TOKEN):
        if not hmac.compare_digest(given.encode(), secret):
            raise NotAllowed(401, "This token is not the one of HOOK_SECRET.")
        return
    signature = next((request.headers[name] for name in SIGNATURES if name in request.headers), "")
    if not signature:
        raise NotAllowed(401, "The request has to be signed with HOOK_SECRET: set the same secret at the Git host.")
    made, size = hmac.new(secret, digestmod=hashlib.sha256), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            raise NotAllowed(413, "This is more than a Git host says.")
        made.update(chunk)
    if not hmac.compare_digest(signature.removeprefix("sha256=").lower().encode(), made.hexdigest().encode()):
        raise NotAllowed(401, "The signature was not made with HOOK_SECRET.")
