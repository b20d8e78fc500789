"""Mentions: what the live blocks of pages name of the rest of a revision, and whether it is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from lib.content import queries
from lib.content.catalogue import Catalogue
from lib.content.competitions import Competition
from lib.content.documents import listed
from lib.content.plans import Part
from lib.content.stages import Ladder, Swiss
from lib.wiki.blocks import Block
from lib.wiki.health import Weight


class Broken(NamedTuple):
    """A mention of something that is not there. *rule* is what it names: a competition, a stage, an event, a query."""

    weight: Weight
    rule: str
    text: str


class Mentions:
    """Follows what blocks mention. *unread* are competitions whose files may be wrong: they are there at least."""

    def __init__(self, competitions: Collection[Competition], unread: Collection[str], catalogue: Catalogue) -> None:
        self._competitions = {one.id: one for one in competitions}
        self._known = sorted({*self._competitions, *unread})
        self._catalogue = catalogue

    def broken(self, block: Block) -> Iterator[Broken]:
        """What *block* mentions and is not there."""
        named = block.attributes
        if "competition" in named:
            yield from self._competition(named["competition"], named.get("stage", ""), named.get("group", ""))
        if "event" in named and not self._is_planned(named["event"]):
            said = f"No competition plans the event {named['event']}: this shows nothing until somebody declares it."
            yield Broken("warning", "event", said)
        if block.query and (wrong := queries.mistake(block.query, self._catalogue)):
            yield Broken("error", "query", wrong[:1].upper() + wrong[1:])

    def _competition(self, id: str, stage: str, group: str) -> Iterator[Broken]:
        if id not in self._known:
            yield Broken("error", "competition", _missing("competition", id, self._known))
        elif id in self._competitions:
            yield from _inside(self._competitions[id], stage, group)

    def _is_planned(self, event: str) -> bool:
        return any(pattern.fullmatch(event) for pattern in self._planned)

    @cached_property
    def _planned(self) -> list[re.Pattern[str]]:
        return [re.compile(f"{re.escape(id)}-(?:{one})") for id in self._known for one in self._events(id)]

    def _events(self, id: str) -> Iterator[str]:
        """Patterns of the events that a competition may have, without its own id."""
        competition = self._competitions.get(id)
        if competition is None or any(isinstance(part.stage, Swiss | Ladder) for part in competition.plan):
            yield ".+"
            return
        yield from (re.escape(one.id) for one in competition.fixtures)
        for part in competition.plan:
            games = [game for level in part.levels for duel in level.duels for game in duel.games]
            for one in (*part.fixtures, *games, *part.contests):
                yield re.sub(r"\\{\w+\\}", ".+", re.escape(one.id))


def _inside(competition: Competition, stage: str, group: str) -> Iterator[Broken]:
    parts = {part.stage.id: part for part in competition.plan}
    if stage and stage not in parts:
        yield Broken("error", "stage", _missing(f"stage of {competition.id}", stage, parts))
        return
    tables = {name for part in parts.values() if stage in {"", part.stage.id} for name in _tables(part)}
    if group and group not in tables:
        yield Broken("error", "table", _missing(f"table of {stage or competition.id}", group, sorted(tables)))


def _tables(part: Part) -> Iterator[str]:
    yield from (name for table in part.tables for name in (table.id, table.short))


def _missing(what: str, name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, 1)
    meant = f"Did you mean {near[0]}?" if near else f"There is {listed(known)}."
    return f"There is no {what} called {name}. {meant}"
