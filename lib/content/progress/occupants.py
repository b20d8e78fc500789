"""Occupants: who has which slot, from what tables and ties say so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

from lib.content.progress.parts import Side
from lib.content.stages import Assignment
from lib.sport import assignment, slots, standings
from lib.sport.actions import Competitor
from lib.sport.slots import Advance, Place, Slot


class Ranking(Struct, frozen=True):
    """A table that slots refer to: the *official* one, and as it *stands*. It has *begun* with the first game."""

    id: str
    name: str
    short: str
    official: standings.Table
    stands: standings.Table
    complete: bool
    begun: bool


class Best(Struct, frozen=True):
    """The first *count* rows of a table across groups go on."""

    place: int
    count: int
    official: standings.Table
    stands: standings.Table
    complete: bool
    begun: bool


class Occupants:
    """Who has which slot. As it *stands*, slots that are not decided have whoever would get them now."""

    def __init__(self, competitors: Iterable[Competitor], *, stands: bool) -> None:
        self._competitors = {one.id: one for one in competitors}
        self._stands = stands
        self._rankings: dict[str, Ranking] = {}
        self._best: dict[tuple[int, str], Best] = {}
        self._ties: dict[str, tuple[str, Side | None, Side | None]] = {}
        self.problems: dict[str, None] = {}  # sentences, each once, in the order in which they were found

    def add(self, ranking: Ranking) -> None:
        """From now on slots can refer to a table."""
        self._rankings |= {ranking.id: ranking, ranking.short: ranking}

    def add_best(self, best: Best, of: Iterable[str]) -> None:
        """From now on slots can refer to the best of those at the same place of several tables."""
        self._best |= {(best.place, name): best for name in of}

    def add_tie(self, id: str, name: str, winner: Side | None, loser: Side | None) -> None:
        """From now on slots can refer to a tie; None is not known."""
        self._ties[id] = (name, winner, loser)

    def side(self, slot: Slot) -> Side:
        """Who has a *slot*, or what it waits for."""
        if isinstance(slot, str):
            one = self._competitors[slot]
            return Side(id=one.id, name=one.name, short=one.short)
        if isinstance(slot, Advance):
            name, winner, loser = self._ties[slot.tie]
            return _labelled(winner if slot.wins else loser, slots.words(slot, name[:1].lower() + name[1:]))
        return _labelled(self._placed(slot) if len(slot.of) == 1 else None, self._words(slot))

    def assigned(self, places: Mapping[str, Place], given: Assignment | None) -> dict[str, Side]:
        """Who gets the *places* that are for one of several tables, by the tie that each is of; empty until known."""
        if not places:
            return {}
        first = next(iter(places.values()))
        best = self._best[first.place, first.of[0]]
        table = best.official if best.complete else best.stands if self._stands and best.begun else None
        if table is None:
            return {}
        # Names of groups in tables across them are ids; slots and assignments use short ones.
        groups = [self._rankings[row.group].short for row in table.rows[: best.count]]
        rows = given.table.split() if given else []
        chosen = assignment.by_table(rows, given.ties if given else (), groups) or assignment.matching(
            {tie: [self._rankings[name].short for name in slot.of] for tie, slot in places.items()}, groups
        )
        return {
            tie: structs.replace(
                _labelled(self._placed(Place(slot.place, (chosen[tie],))), self._words(slot)), certain=best.complete
            )
            for tie, slot in places.items()
            if tie in chosen
        }

    def _placed(self, slot: Place) -> Side | None:
        """Who is at a place of one table."""
        ranking = self._rankings[slot.of[0]]
        rows = ranking.official.rows
        if ranking.complete and slot.place <= len(rows):
            if not rows[slot.place - 1].shared:
                return self.side(rows[slot.place - 1].competitor)
            level = " and ".join(row.name for row in rows if row.rank == rows[slot.place - 1].rank)
            self.problems[f"{level} are level in {ranking.name}: `lots` in the competition's file decides."] = None
        return self._provisional(ranking, slot.place)

    def _provisional(self, ranking: Ranking, place: int) -> Side | None:
        rows = ranking.stands.rows
        if not self._stands or not ranking.begun or place > len(rows):
            return None
        return structs.replace(self.side(rows[place - 1].competitor), certain=False)

    def _words(self, slot: Place) -> str:
        of = [self._rankings[name] for name in slot.of]
        return slots.words(slot, of[0].name if len(of) == 1 else "/".join(one.short for one in of))


def _labelled(side: Side | None, words: str) -> Side:
    """*side* with where it comes from; without one, what the slot waits for."""
    return Side(name=words, slot=words, certain=False) if side is None else structs.replace(side, slot=words)
