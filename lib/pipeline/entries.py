"""Entries: a field that has no room in its declaration, in lists of their own.

The declaration stays in the state of its event, which every open page has: thousands of names do not belong there. It
names its lists by what is in them, so that whoever publishes sees what the stream has been told already.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import structs

from lib.adapters.importers.script import identity
from lib.sport import race
from lib.sport.actions import Action, Entrant, Entries, EventDeclared, Retract, make
from lib.sport.field_facts import shard_of
from lib.sport.profiles import ChallengeFormat, RaceFormat

ROOM = 16 * 1024  # bytes of competitors in a declaration
MOST_BYTES = 40 * 1024  # of a list; an action may have 64 KiB
MOST = 1000
CHANGED = "The list of entries was changed."

T = TypeVar("T")


def listed(
    data: EventDeclared, event: str, at: datetime, known: Mapping[str, str]
) -> tuple[EventDeclared, list[Action]]:
    """The declaration of an *event* without those who come in lists, and the lists that are not among the *known* ones.

    *known* are the lists that the event was told of, action by content. A field that has room is declared as it is.
    """
    if not isinstance(data.format, RaceFormat | ChallengeFormat) or _size(data.competitors) <= ROOM:
        return data, []
    lists, fresh = {}, []
    for entrants in _lists(race.entrants(data).values()):
        content = hashlib.blake2b(msgspec.json.encode(entrants), digest_size=8).hexdigest()
        lists[content] = known.get(content) or identity(event, "entry", at.isoformat(), content)
        if content not in known:
            fresh.append(_action("entry", Entries(entrants=entrants), lists[content], event, at))
    teams = [structs.replace(one, members=[]) for one in data.competitors if one.kind == "team"]
    return structs.replace(data, competitors=next(_pieces(teams), []), lists=lists), fresh


def withdrawn(before: EventDeclared, after: EventDeclared, event: str, at: datetime) -> list[Action]:
    """Retractions of the lists that do not belong to the declaration any more."""
    gone = [action for content, action in before.lists.items() if content not in after.lists]
    return [
        _action("retract", Retract(action=action, reason=CHANGED), identity(event, "retract", action), event, at)
        for action in gone
    ]


def _lists(entrants: Iterable[Entrant]) -> Iterator[list[Entrant]]:
    """Parts of a field. Somebody is in the same part whoever else comes or goes."""
    parts: dict[int, list[Entrant]] = defaultdict(list)
    for one in entrants:
        parts[shard_of(one.id)].append(one)
    for part in sorted(parts):
        yield from _pieces(sorted(parts[part], key=lambda one: one.id))


def _pieces(items: list[T]) -> Iterator[list[T]]:
    """*items* in lists that fit into an action."""
    piece: list[T] = []
    room = MOST_BYTES
    for one in items:
        size = _size(one)
        if piece and (size > room or len(piece) == MOST):
            yield piece
            piece, room = [], MOST_BYTES
        piece.append(one)
        room -= size + 1
    if piece:
        yield piece


def _size(value: object) -> int:
    return len(msgspec.json.encode(value))


def _action(kind: str, data: Entries | Retract, id: str, event: str, at: datetime) -> Action:
    return make(kind, data, id=id, subject=event, time=at, source="git")
