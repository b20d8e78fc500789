"""Who watches: everybody who may read has a voice, one for each browser, or one for each person who has signed in.

A browser keeps a key that it shows to us alone. What is recorded is a digest of it, so that whoever reads the log
cannot speak for others.
"""

from __future__ import annotations

import hashlib
import re
from uuid import uuid4

from starlette.requests import Request

from lib.live import limits
from lib.live.access import Caller
from lib.live.ingest import Problem

HEADER = "x-touchline-viewer"

_KEY = re.compile(r"[A-Za-z0-9-]{16,64}")


def voter(request: Request, caller: Caller) -> str:
    """Who asks, as actions name them; empty for a browser that shows no key."""
    if caller.how == "session":
        return f"p-{_digest(caller.subject)}"
    given = request.headers.get(HEADER, "")
    return f"b-{_digest(given)}" if _KEY.fullmatch(given) else ""


def known(request: Request, caller: Caller) -> str:
    """The same of somebody who does something. Raise Problem."""
    found = voter(request, caller)
    if not found:
        raise Problem(400, f"Send the header {HEADER} with a key of your own, 16 to 64 letters and digits.")
    return found


def action_id() -> str:
    """The id of a new action."""
    return str(uuid4())


class Patience:
    """How often one voter may do something: *burst* times at once, then *rate* times a second. Many voters may share an
    address, so that ``limits`` alone would not do."""

    def __init__(self, what: str, rate: float, burst: float) -> None:
        self._what, self._rate = what, rate
        self._voters = limits.Clients(rate, burst)

    def take(self, voter: str, count: int = 1) -> None:
        """Let it happen *count* times. Raise Problem when that is too often."""
        wait = self._voters.take(voter, count)
        if wait:
            raise Problem(429, limits.sentence(self._what, self._rate, wait), Retry_After=limits.retry_after(wait))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=10, person=b"touchline").hexdigest()
