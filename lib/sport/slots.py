"""Slots: who has a place in a fixture, said before anybody knows: ``winner of m74``, ``third of A/B/C/D/F``."""

from __future__ import annotations

import re
from collections.abc import Container

from msgspec import Struct

PLACES = {"winner": 1, "first": 1, "runner-up": 2, "second": 2, "third": 3, "fourth": 4}
ORDINALS = {1: "Winner", 2: "Runner-up", 3: "Third", 4: "Fourth"}
_SLOT = re.compile(r"(?P<what>[\w-]+) of (?:(?:match|group|stage) )?(?P<of>[^\s/]+(?: ?/ ?[^\s/]+)*)", re.IGNORECASE)
_NTH = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?", re.IGNORECASE)


class Advance(Struct, frozen=True, tag="advance"):
    """Who wins a *tie*, or loses it."""

    tie: str
    wins: bool = True


class Place(Struct, frozen=True, tag="place"):
    """Who is at a *place* of a table; of several tables, one of the best of those at that place."""

    place: int
    of: tuple[str, ...]


Slot = str | Advance | Place  # a text is the id of a competitor


def read(text: str, ties: Container[str] = ()) -> Slot:
    """The slot that *text* says; *ties* are those whose winner or loser can be meant. Raise ValueError.

    A text without ``of`` is the id of a competitor.
    """
    found = _SLOT.fullmatch(text.strip())
    if found is None:
        if " " in text.strip():
            raise ValueError("is neither a competitor nor a place such as `winner of m7` or `third of A/B/C`")
        return text.strip()
    what, of = found["what"].lower(), tuple(one.strip() for one in found["of"].split("/"))
    if what in {"winner", "loser"} and of[0] in ties:
        if len(of) > 1:
            raise ValueError("names several matches: the winner or loser of one is meant")
        return Advance(of[0], wins=what == "winner")
    if what == "loser":
        raise ValueError(f"names {of[0]}, which is no match that comes before")
    return Place(_place(what), of)


def words(slot: Slot, title: str) -> str:
    """A slot as it is shown while nobody has it. *title* names the tie or the tables."""
    if isinstance(slot, Advance):
        return f"{'Winner' if slot.wins else 'Loser'} of {title}"
    if isinstance(slot, Place):
        return f"{ORDINALS.get(slot.place, f'Place {slot.place}')} of {title}"
    return title


def _place(what: str) -> int:
    if what in PLACES:
        return PLACES[what]
    number = _NTH.fullmatch(what)
    if number is None or int(number[1]) < 1:
        raise ValueError(f"begins with {what!r}; it can be winner, loser, runner-up, third, fourth, or 5th and so on")
    return int(number[1])
