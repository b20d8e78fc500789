"""Refusals: why there is no answer, as a status and a sentence."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from lib.adapters.git import Missing
from lib.errors import Refused, TouchlineError, Unavailable


class NotHere(Refused):
    """What was asked for is not there."""


def status(error: TouchlineError) -> int:
    """404 for what is not there, 503 for what does not answer at the moment, 400 for what cannot be asked."""
    if isinstance(error, NotHere | Missing):
        return 404
    return 503 if isinstance(error, Unavailable) else 400


def answer(error: TouchlineError) -> Response:
    """The error as an answer."""
    return JSONResponse({"error": str(error)}, status(error))
