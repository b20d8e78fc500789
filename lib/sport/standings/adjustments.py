"""Adjustments: what somebody decided about a table beside the results, and the lists that its rules refer to."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, structs


class Correction(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Standing points given to a competitor, or taken away if negative. *time* is when it was decided, in milliseconds
    since the epoch; without one it holds from the beginning."""

    competitor: str
    points: int | float
    reason: str = ""
    time: int | None = None


class Lot(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An order that was drawn, played off or decided, the best first. *how* says it in words."""

    order: tuple[str, ...]
    how: str = "drawn by lot"


class Adjustments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of them. *rankings* are numbers of competitors by the name of their list; *annulled* are competitors whose
    results count for nobody, because they withdrew."""

    points: tuple[Correction, ...] = ()
    lots: tuple[Lot, ...] = ()
    rankings: Mapping[str, Mapping[str, int | float]] = {}
    annulled: frozenset[str] = frozenset()

    def by(self, moment: int | None) -> Adjustments:
        """Those that hold at a *moment*, in milliseconds since the epoch: points that are given or taken later are not
        among them. Without a moment all hold."""
        if moment is None:
            return self
        return structs.replace(self, points=tuple(one for one in self.points if (one.time or moment) <= moment))


NONE = Adjustments()
