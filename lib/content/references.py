"""References: whether what a competition's file names is there. Each mistake is kept with its line, and work goes on.

Names are learned stage by stage, so that a slot can only refer to what comes before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lib.content.documents import Document
from lib.content.fixtures import Fixture
from lib.content.mistakes import Mistakes
from lib.content.plans import Part
from lib.content.stages import Groups
from lib.errors import Refused
from lib.sport import slots, standings
from lib.sport.slots import Place, Slot
from lib.sport.standings import Variant


class References:
    """What the file has named so far. All methods that are told a *field* keep a mistake in it.

    *whole* is false once a stage was wrong: what it would have named is not known, so that no slot is followed.
    """

    def __init__(self, document: Document, competitors: Sequence[str], mistakes: Mistakes) -> None:
        self.document, self.competitors, self.ties = document, [*competitors], set[str]()
        self.mistakes, self.whole = mistakes, True
        self._known = {*competitors}
        self._tables: dict[str, int] = {}
        self._best: list[tuple[int, set[str]]] = []
        self._events: set[str] = set()
        self.different("$.competitors", self.competitors)

    def bad(self, field: str, message: str) -> None:
        """A mistake in a *field*."""
        self.mistakes.note(self.document.bad(field, message))

    def unknown(self, field: str, name: str, what: str, allowed: Collection[str]) -> None:
        """A name that is not among the *allowed* ones: *what* says so in words."""
        self.mistakes.note(self.document.unknown(field, name, what, allowed))

    def learn(self, field: str, part: Part) -> None:
        """Take in the names that a *part* of the plan adds, unless they are those of something else."""
        for name, size in _tables(part):
            if name in self._tables:
                self.bad(field, f"{name!r} is already the name of another table.")
            self._tables[name] = size
        if isinstance(part.stage, Groups):
            names = {name for name, _ in _tables(part)}
            self._best += [(best.place, names) for best in part.stage.best]
        for duel in (duel for level in part.levels for duel in level.duels):
            self.new_tie(field, duel.id, self.ties)
            self.ties.add(duel.id)
        self._learn_events(field, part)

    def competitor(self, field: str, name: str) -> None:
        """A competitor of the competition."""
        if name not in self._known:
            self.unknown(field, name, "does not take part", self.competitors)

    def entries(self, field: str, entries: Sequence[str]) -> None:
        """A list of slots, each once."""
        self.different(field, entries)
        for number, text in enumerate(entries):
            self.slot(f"{field}[{number}]", text, self.ties)

    def slot(self, field: str, text: str, ties: Collection[str]) -> Slot:
        """A slot; *ties* are those that come before it. One that cannot be read is returned as it is."""
        try:
            slot = slots.read(text, ties)
        except ValueError as error:
            self.bad(field, f"{text!r} {error}.")
            return text
        if isinstance(slot, str):
            self.competitor(field, slot)
        elif isinstance(slot, Place) and self.whole:
            self._place(field, slot, ties)
        return slot

    def fixtures(self, field: str, fixtures: Sequence[Fixture], allowed: Iterable[str]) -> None:
        """Fixtures between those who are *allowed*, and nobody else."""
        known = [*allowed]
        for number, one in enumerate(fixtures):
            for side in ("home", "away"):
                name = getattr(one, side)
                if name not in known:
                    self.unknown(f"{field}[{number}].{side}", name, "does not take part", known)
            if one.home == one.away:
                self.bad(f"{field}[{number}].away", f"{one.away!r} cannot play against itself.")

    def new_tie(self, field: str, id: str, known: Collection[str]) -> None:
        """The id of a tie, which none of those *known* has."""
        if id in known:
            self.bad(field, f"{id!r} is already the id of a tie.")

    def event(self, field: str, id: str) -> None:
        """The id of an event, which no other one has."""
        if id in self._events:
            self.bad(field, f"{id!r} is the id of two events: give them ids, or the stage a prefix.")
        self._events.add(id)

    def rules(self, field: str, rules: str | Variant | None) -> None:
        """The rules of a table."""
        try:
            standings.rules(rules or "simple")
        except Refused as error:
            self.bad(field, str(error))

    def zone(self, field: str, name: str) -> ZoneInfo:
        """A time zone; UTC for one that is none."""
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.bad(field, f"{name!r} is no time zone; one is Europe/Berlin.")
            return ZoneInfo("UTC")

    def different(self, field: str, ids: Sequence[str | None]) -> None:
        """Ids, each of which is there once."""
        first: dict[str | None, int] = {}
        for number, one in enumerate(ids):
            if first.setdefault(one, number) != number and one is not None:
                place = f"{field.rpartition('.')[2]}[{first[one]}]"
                self.bad(f"{field}[{number}].id", f"{one!r} is already the id of {place}.")

    def _place(self, field: str, slot: Place, ties: Collection[str]) -> None:
        for name in slot.of:
            if name not in self._tables:
                known = [*self._tables, *sorted(ties)]
                return self.unknown(field, name, "is no table or match that comes before", known)
            if slot.place > self._tables[name]:
                return self.bad(field, f"{name} has {self._tables[name]} places.")
        compared = any(place == slot.place and {*slot.of} <= names for place, names in self._best)
        if len(slot.of) > 1 and not compared:
            self.bad(
                field, f"say in `best` of the groups how many at place {slot.place} go on, as `{{place: 3, count: 8}}`."
            )
        return None

    def _learn_events(self, field: str, part: Part) -> None:
        games = [game for level in part.levels for duel in level.duels for game in duel.games]
        for one in (*part.fixtures, *games, *part.contests):
            if "{" not in one.id:
                self.event(field, one.id)


def _tables(part: Part) -> list[tuple[str, int]]:
    """The names of the tables of a part, with how many places each has."""
    return [(name, len(table.entries)) for table in part.tables for name in dict.fromkeys((table.id, table.short))]
