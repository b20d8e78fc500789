"""Who may do what: every route asks its gate, whoever the caller is and however he came.

A token gives the rights of its role. Where sign-in is configured, a session gives those of the roles that
``access.yaml`` maps its claims to. Where it is not, this machine may do everything and others may read: a request that
came from another address, for another host name, from a page of another site, or through a proxy that does not say that
it comes from here, is not of this machine's user.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from lib.content import access as declared_access
from lib.content.access import ALL, Access, Right
from lib.errors import Refused
from lib.live import signin
from lib.live.tokens import Tokens
from lib.settings import Settings

FORWARDED = ("forwarded", "x-real-ip")
READING: frozenset[Right] = frozenset({"read"})
WRITES: Mapping[Right, str] = {
    "write": "change pages",
    "record": "record what happens",
    "operate": "operate the platform",
}


class NotAllowed(Refused):
    """A request that may not do this; *status* is 401 when signing in or a token would help, otherwise 403. With a
    *reason* it is what was sent that is not allowed, so that sending it again changes nothing."""

    def __init__(self, status: int, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status, self.reason = status, reason


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. *scope* are the competitions that a token is for; None is all of them. *sides* are the competitors
    whose word is all that the caller may record; None is no such limit."""

    how: Literal["machine", "token", "session", "anonymous"]
    name: str
    rights: frozenset[Right]
    scope: frozenset[str] | None = None
    subject: str = ""  # of a session, the provider's own id of the person: two may have the same name
    sides: frozenset[str] | None = None

    @property
    def known(self) -> str:
        """The name that facts and logs keep; empty for somebody of whom we know none."""
        return self.name if self.how in {"token", "session"} else ""

    def covers(self, competition: str) -> bool:
        """Whether the caller may act in *competition*."""
        return self.scope is None or competition in self.scope


class Gate:
    """Decides by the settings of this process and by what the served revision declares."""

    def __init__(self, settings: Settings, declared: Callable[[], Access] = Access) -> None:
        self._settings = settings
        self._declared = declared
        self._tokens = Tokens(settings.api_tokens_file)

    def check(self, request: HTTPConnection, right: Right) -> Caller:
        """The caller, who has *right*. Raise NotAllowed."""
        if right in WRITES:
            _same_site(request)
        caller = self.caller(request)
        if right not in caller.rights:
            raise self._refusal(request, caller, right)
        if right in WRITES and _changes(request) and caller.how == "session" and not request.headers.get("origin"):
            raise NotAllowed(403, "A session writes from a page of this site alone: programs use a token.")
        return caller

    def visitor(self, request: HTTPConnection) -> Caller:
        """Somebody who may read, and who asks from a page of ours for something that readers do. Raise NotAllowed."""
        _same_site(request)
        return self.check(request, "read")

    def measuring(self, request: HTTPConnection) -> None:
        """Let ask whoever may read, and a Prometheus of this machine, which comes by no proxy. Raise NotAllowed."""
        if "x-forwarded-for" in request.headers or not _is_this_machine(request):
            self.check(request, "read")

    def caller(self, request: HTTPConnection) -> Caller:
        """Who sent *request*. Raise NotAllowed for a token that is not one of ours."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._bearer(given.strip())
        if signin.configured(self._settings):
            return self.signed_in(signin.claims(request.cookies, self._settings))
        if self._writes_need_a_token or not _is_this_machine(request):
            return Caller("anonymous", "", READING)
        return Caller("machine", "", ALL)

    def signed_in(self, claims: Mapping[str, object] | None) -> Caller:
        """Somebody with *claims*, or without any; only where sign-in is configured."""
        declared = self._declared()
        if claims is None:
            return Caller("anonymous", "", declared_access.rights(declared.anonymous))
        rights, sides = _spoken(declared_access.rights(declared.roles(claims)), declared.spoken_for(claims))
        subject = str(claims.get("sub") or signin.name(claims))
        return Caller("session", signin.name(claims), rights, subject=subject, sides=sides)

    @property
    def _writes_need_a_token(self) -> bool:
        return bool(self._settings.api_token or self._settings.api_tokens_file)

    def _bearer(self, given: str) -> Caller:
        wanted = self._settings.api_token
        if wanted and hmac.compare_digest(given.encode(), wanted.encode()):
            return Caller("token", "", ALL)  # whoever shows it says himself who he is
        token = self._tokens.find(given)
        if token is None:
            raise NotAllowed(401, "This token is not one of ours, or it was revoked or has expired.")
        scope = frozenset(token.competitions) or None
        rights, sides = _spoken(declared_access.rights([token.role]), frozenset(token.sides))
        return Caller("token", token.name, rights, scope, sides=sides)

    def _refusal(self, request: HTTPConnection, caller: Caller, right: Right) -> NotAllowed:
        if caller.how in {"session", "token"}:
            who = caller.name or "You"
            return NotAllowed(403, f"{who} may not {WRITES.get(right, 'read')} here: access.yaml gives no such role.")
        if signin.configured(self._settings):
            return NotAllowed(401, "Sign in first, or send a token with `Authorization: Bearer …`.")
        if self._writes_need_a_token:
            return NotAllowed(401, "Writing needs the header `Authorization: Bearer …` with a token.")
        return NotAllowed(403, "Without API_TOKEN or sign-in only this machine may write: set one to let others do so.")


def _spoken(rights: frozenset[Right], sides: frozenset[str]) -> tuple[frozenset[Right], frozenset[str] | None]:
    """The rights of whoever speaks for *sides*; who may record anyway needs no side for it."""
    return (rights | {"record"}, sides) if sides and "record" not in rights else (rights, None)


def _changes(request: HTTPConnection) -> bool:
    """Whether the request may change something. A browser names its page's origin only where it may."""
    return request.scope.get("method") not in {"GET", "HEAD"}


def _same_site(request: HTTPConnection) -> None:
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowed(403, f"A page of {origin} may not write here.")


def _is_this_machine(request: HTTPConnection) -> bool:
    client = request.client.host if request.client else ""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    proxied = any(name in request.headers for name in FORWARDED)
    # Each of those whom proxies say that it comes from: whoever sends the header himself has to get past one that adds.
    behind = [one.strip() for each in request.headers.getlist("x-forwarded-for") for one in each.split(",")]
    near = all(_is_loopback(one) for one in (client, *behind))
    return near and not proxied and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
