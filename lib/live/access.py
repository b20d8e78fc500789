"""Who may write.

With a token set, whoever shows it. Without one, only this machine: a request that came through a proxy, from another
address, for another host name or from a page of another site is not from this machine's user.
"""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request

from lib.errors import Refused
from lib.settings import Settings

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class NotAllowed(Refused):
    """A request that may not write; *status* is 401 when a token would help, otherwise 403."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def check(request: Request, settings: Settings) -> None:
    """Raise NotAllowed unless *request* may write."""
    _same_site(request)
    if settings.api_token:
        _token(request, settings.api_token)
    else:
        _this_machine(request)


def _same_site(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowed(403, f"A page of {origin} may not write here.")


def _token(request: Request, wanted: str) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise NotAllowed(401, "Writing needs the header `Authorization: Bearer …` with the token of API_TOKEN.")
    if not hmac.compare_digest(given.strip().encode(), wanted.encode()):
        raise NotAllowed(401, "This token is not the one of API_TOKEN.")


def _this_machine(request: Request) -> None:
    client = request.client.host if request.client else ""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    proxied = any(name in request.headers for name in FORWARDED)
    if proxied or not _is_loopback(client) or not (host == "localhost" or _is_loopback(host)):
        raise NotAllowed(403, "Without API_TOKEN only this machine may write: set it to let others do so.")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
