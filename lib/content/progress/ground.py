"""The ground that each stage stands on: the file, the facts, and who has come here from earlier stages."""

from __future__ import annotations

from msgspec import Struct

from lib.content.competitions import Competition
from lib.content.progress.facts import Facts
from lib.content.progress.occupants import Occupants


class Ground(Struct, frozen=True):
    """*at* is the moment that all is seen from, in milliseconds since the epoch; None is the newest there is, and *now*
    says when that is. As it *stands*, games that are not final count, too. With a *round* tables are those after it."""

    competition: Competition
    facts: Facts
    occupants: Occupants
    at: int | None
    stands: bool
    now: int | None = None
    round: str = ""

    @property
    def moment(self) -> int | None:
        """The moment up to which decisions hold."""
        return self.now if self.at is None else self.at
