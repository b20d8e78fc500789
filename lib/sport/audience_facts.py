"""What actions say that come from those who watch: predictions and cheers."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from lib.sport.facts import Data, Half, Id


class Prediction(Data, kw_only=True):
    """What somebody expects of a contest of two sides, until it starts: its score, in a set sport in sets.

    The newest one of a *voter* holds, and none once that is retracted. A voter is a browser or a person who has signed
    in; *name* is what the table of the best shows.
    """

    voter: Id
    score: Annotated[list[Half], Meta(min_length=2, max_length=2)]
    name: Annotated[str, Meta(max_length=40)] = ""


class Cheer(Data, kw_only=True):
    """Somebody cheers, for a side or for all. Taps are gathered: *count* of them in about a second.

    A cheer is counted and never corrected.
    """

    participant: Id | None = None
    count: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


AUDIENCE = (Prediction, Cheer)
