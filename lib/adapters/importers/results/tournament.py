"""Results in openfootball's JSON, in its layouts since 2014.

A team is a name, or an object with one; games are in ``matches``, or by ``rounds``; a score is ``{"ft": [2, 1]}``, or
``[2, 1]``, or ``score1`` and ``score2``.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from json.decoder import scanstring
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lib.adapters.importers.results.line import BadLine, Line, different, moment, name
from lib.errors import BadImport
from lib.sport.results import Kind, Pair, Result

Goals = Annotated[int, Meta(ge=0, le=9999)]
Pairs = list[Goals | None]
Path = tuple[str | int, ...]

DECODER = json.JSONDecoder()
WHITESPACE = re.compile(r"\s*")


class Score(Struct):
    """Scores after 90 minutes, after extra time, and in the shoot-out alone."""

    ft: Pairs | None = None
    et: Pairs | None = None
    p: Pairs | None = None


class Team(Struct):
    """A team, where the layout gives more than its name."""

    name: str


class Match(Struct):
    """A game as the file says it."""

    team1: str | Team
    team2: str | Team
    date: str | None = None
    time: str | None = None
    round: str | None = None
    group: str | None = None
    score: Score | Pairs | None = None
    score1: Goals | None = None
    score2: Goals | None = None


class Round(Struct):
    """Games of one round."""

    matches: list[Match]
    name: str = ""


class Tournament(Struct):
    """A file."""

    matches: list[Match] = []
    rounds: list[Round] = []


def read(text: str) -> list[Line]:
    """The games of a file. Raise BadImport, with the line where there is one."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadLine(error.lineno, f"this is not JSON: {error.msg}.") from None
    except RecursionError:
        raise BadImport("it is nested too deeply.") from None
    if not isinstance(document, dict) or not document.keys() & {"matches", "rounds"}:
        raise BadLine(1, "this is not openfootball's JSON: it has neither `matches` nor `rounds`.")
    try:
        tournament = msgspec.convert(document, Tournament)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `")
        raise BadLine(_Places(text).line(_path(place)), f"{place.rstrip('`') or '$'}: {message}.") from None
    places = _Places(text)
    return [_game(places.line(path), number, match) for number, (path, match) in enumerate(_matches(tournament))]


def _matches(tournament: Tournament) -> Iterator[tuple[Path, Match]]:
    for number, match in enumerate(tournament.matches):
        yield ("matches", number), match
    for number, one in enumerate(tournament.rounds):
        for index, match in enumerate(one.matches):
            match.round = match.round or one.name
            yield ("rounds", number, "matches", index), match


def _game(line: int, number: int, match: Match) -> Line:
    home, away = (name(line, _named(team), side) for team, side in ((match.team1, "team1"), (match.team2, "team2")))
    different(line, home, away)
    score, shootout, outcome = _score(line, match)
    result = Result(
        event=f"match {number:06}",
        home=home,
        away=away,
        score=score or (0, 0),
        outcome=outcome,
        shootout=shootout,
        group=" ".join((match.group or "").split()),
        round=match.round or "",
        time=moment(line, match.date or "", match.time or ""),
    )
    return Line(line, result, score is not None)


def _named(team: str | Team) -> str:
    return team if isinstance(team, str) else team.name


def _score(line: int, match: Match) -> tuple[Pair | None, Pair | None, Kind]:
    """The score at the end, that of the shoot-out, and how far it went."""
    given = match.score
    if given is None and (match.score1, match.score2) != (None, None):
        given = [match.score1, match.score2]
    if not isinstance(given, Score):
        given = Score(ft=given)
    full, extra, kicks = (_pair(line, one) for one in (given.ft, given.et, given.p))
    if kicks and extra is None and full is None:
        raise BadLine(line, "there are kicks of a shoot-out, but no score.")
    return extra or full, kicks, "shootout" if kicks else "extra-time" if extra else "regular"


def _pair(line: int, goals: list[int | None] | None) -> Pair | None:
    """Both sides' goals; nothing for a game that has not been played."""
    if not goals or goals == [None, None]:
        return None
    if len(goals) != 2 or None in goals:
        raise BadLine(line, f"the score {goals} has to have the goals of both sides.")
    return goals[0], goals[1]


class _Places:
    """Where values stand in a JSON text, as lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._known: dict[Path, dict[str | int, int]] = {}

    def line(self, path: Path) -> int:
        """The line in which the value at *path* begins, or what it should be in."""
        return bisect_left(self._ends, self._at(path)) + 1

    def _at(self, path: Path) -> int:
        if not path:
            return _skip(self._text, 0)
        within = path[:-1]
        if within not in self._known:
            self._known[within] = dict(_members(self._text, self._at(within)))
        return self._known[within].get(path[-1], self._at(within))


def _members(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    """The names, or numbers, of what the object or list at a place holds, each with its own place."""
    opening, number = text[at], 0
    at = _skip(text, at + 1) if opening in "{[" else len(text)
    while at < len(text) and text[at] not in "}]":
        if opening == "{":
            key, at = scanstring(text, at + 1)
            at = _skip(text, _skip(text, at) + len(":"))
        else:
            key, number = number, number + 1
        yield key, at
        at = _skip(text, DECODER.raw_decode(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    """The next place that is not white space."""
    return WHITESPACE.match(text, at).end()


def _path(shown: str) -> Path:
    """``$.matches[3].score`` in steps; nothing of what is no name and no number."""
    return tuple(int(number) if number else word for word, number in re.findall(r"\.(\w+)|\[(\d+)\]", shown))
