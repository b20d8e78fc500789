"""What actions say that come from those who watch: predictions."""

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
