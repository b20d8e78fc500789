"""Who watches: everybody who may read has a voice, one for each browser, or one for each person who has signed in.

A browser keeps a key that it shows to us alone. What is recorded is a digest of it, so that whoever reads the log
cannot speak for others.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import OrderedDict
from uuid import uuid4

from starlette.requests import Request

from lib.live.access import Caller
from lib.live.ingest import Allowance, Problem

HEADER = "x-touchline-viewer"
MOST_KNOWN = 20_000

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
    """How often one voter may do something: *burst* times at once, then *rate* times a second."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._allowances: OrderedDict[str, Allowance] = OrderedDict()

    def take(self, voter: str, count: int = 1) -> None:
        """Let it happen *count* times. Raise Problem when that is too often."""
        now = time.monotonic()
        allowance = self._allowances.setdefault(voter, Allowance(self._rate, self._burst, self._burst, now))
        self._allowances.move_to_end(voter)
        while len(self._allowances) > MOST_KNOWN:
            self._allowances.popitem(last=False)
        wait = allowance.take(count, now)
        if wait:
            raise Problem(429, f"That is too often: wait {wait:.1f} s.", Retry_After=str(int(wait) + 1))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=10, person=b"touchline").hexdigest()
