"""Plans: what follows from a competition's file alone: tables, fixtures with their dates, and the bracket.

The same file gives the same plan, on every machine.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from zoneinfo import ZoneInfo

from lib.content.plans import robins, trees
from lib.content.plans.parts import Duel, Level, Part, Planned, Table
from lib.content.plans.robins import listed
from lib.content.stages import AnyStage, Challenge, Contest, Groups, Knockout, Ladder, League, Race, Swiss
from lib.sport import slots

__all__ = ["Duel", "Level", "Part", "Planned", "Table", "listed", "part"]


def part(stage: AnyStage, competitors: Sequence[str], zone: ZoneInfo, ties: Container[str] = ()) -> Part:
    """The plan of a *stage* that was checked. *ties* are those of earlier stages."""
    return _MAKERS[type(stage)](stage, competitors, zone, ties)


def _entered(stage: Swiss | Ladder, competitors: Sequence[str], zone: ZoneInfo, ties: Container[str]) -> Part:
    entries = tuple(slots.read(text, ties) for text in stage.entries or competitors)
    table = Table(id=stage.id, name=stage.name, short=stage.id, entries=entries)
    return Part(stage=stage, entries=entries, tables=(table,))


def _contests(stage: Race | Challenge, competitors: Sequence[str], zone: ZoneInfo, ties: Container[str]) -> Part:
    alone = Contest(id=stage.id, title=stage.name, start=stage.start, venue=stage.venue)
    return Part(stage=stage, contests=tuple(stage.events) or (alone,))


_MAKERS = {
    League: robins.league, Groups: robins.groups, Knockout: trees.knockout, Swiss: _entered, Ladder: _entered,
    Race: _contests, Challenge: _contests,
}  # fmt: skip
