"""A viewpoint: what an ``?at=`` asks for, in the address of a page and over HTTP.

``at=2026-06-20T12:00Z``, a moment, leaves out what happened later. ``at=a1b2c3d``, or the name of a branch or a tag,
goes by what that revision of the content declares, over the facts of now. Nothing is the present.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lib.adapters.git import Missing, comparisons
from lib.content.revision import Revision
from lib.errors import Refused
from lib.live.library import Library


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A *moment*, in milliseconds since the epoch, or a *revision*, or neither of them: the present."""

    moment: int | None = None
    revision: Revision | None = None

    @property
    def at(self) -> str:
        """What asks for it: the same for all names of a revision."""
        if self.revision:
            return self.revision.sha
        return "" if self.moment is None else address(self.moment)


NOW = Viewpoint()


def asked(library: Library, at: str) -> Viewpoint:
    """The viewpoint that *at* asks for. Raise Refused where it is neither moment nor revision, or a bad revision;
    Missing and Unavailable."""
    when = moment(at)
    if when is not None or not at:
        return Viewpoint(when)
    return Viewpoint(revision=library.declared(commit(library, at)))


def commit(library: Library, at: str) -> str:
    """The id of the commit that *at*, which is no moment, names. Raise Refused, Missing and Unavailable."""
    try:
        return comparisons.named(library.repository, at)
    except (Missing, Refused) as error:
        raise type(error)(
            f"at is {at[:60]!r}: no moment with its zone, such as 2026-06-20T12:00Z, and no branch, tag or commit."
        ) from None


def moment(at: str) -> int | None:
    """The moment, with its zone, that *at* says, in milliseconds since the epoch; None where it says none."""
    try:
        found = datetime.fromisoformat(at.replace(" ", "+"))  # in an address a plus is a space
    except ValueError:
        return None
    return round(found.timestamp() * 1000) if found.tzinfo else None


def address(moment: int) -> str:
    """A moment in milliseconds since the epoch as an address has it."""
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
