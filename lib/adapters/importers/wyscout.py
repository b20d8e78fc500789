"""A match in Wyscout's event data, version 2, read with kloppy: each of its events becomes a play, once.

kloppy says what happened, by whom and with what result. Where it is silent or loses something, Wyscout's own words
count: own goals (tag 102) are no event of kloppy's; an offside is folded into the pass before; an interception in a
duel makes kloppy 3.19 drop the event before it, whatever that was. Goals (tag 101, but not on a save) and cards are
taken from the tags too, so that no result depends on it.

Not in the file: line-ups and substitutions, how long the breaks were, and, but for the matches in MATCHES, when and
where it was played.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from kloppy import wyscout
from kloppy.domain import Event, EventDataset, EventType, SetPieceQualifier
from kloppy.exceptions import KloppyError
from msgspec import Meta, Struct

from lib.adapters.importers import nations
from lib.adapters.importers.script import Script, slug
from lib.errors import BadImport
from lib.sport.actions import Action, Competitor

CREDIT = (
    "Wyscout, CC BY 4.0: Pappalardo, L., Cintia, P., Rossi, A. et al. A public data set of spatio-temporal match "
    "events in soccer competitions. Sci Data 6, 236 (2019)"
)
PERIODS = {"1H": 1, "2H": 2, "E1": 3, "E2": 4, "P": 5}
SHOOTOUT = 5
BREAKS = {1: timedelta(minutes=15), 2: timedelta(minutes=5), 3: timedelta(minutes=2), 4: timedelta(minutes=5)}
DECLARED_BEFORE = timedelta(days=1)
CONFIRMED_AFTER = timedelta(hours=1)

GOAL, OWN_GOAL = 101, 102
CARDS = {1701: "red", 1702: "yellow", 1703: "second-yellow"}
CORNERS = ((0, 0), (100, 100))  # what Wyscout writes where there is no place to tell

# kloppy's words where they are not ours; it calls every touch of the ball a recovery.
KINDS = {EventType.GOALKEEPER: "save", EventType.FOUL_COMMITTED: "foul", EventType.RECOVERY: "touch"}


@dataclass(frozen=True, slots=True)
class Known:
    """What openfootball (CC0) says of a match that the Wyscout file does not."""

    start: datetime
    stage: str
    round: str
    venue: str


MATCHES = {
    2057999: Known(datetime(2018, 6, 24, 15, tzinfo=UTC), "Group H", "Matchday 11", "Ekaterinburg Arena, Ekaterinburg"),
    2058007: Known(
        datetime(2018, 7, 2, 18, tzinfo=UTC), "Knockout stage", "Round of 16", "Rostov Arena, Rostov-on-Don"
    ),
    2058012: Known(datetime(2018, 7, 7, 18, tzinfo=UTC), "Knockout stage", "Quarter-finals", "Fisht Stadium, Sochi"),
    2058017: Known(datetime(2018, 7, 15, 15, tzinfo=UTC), "Knockout stage", "Final", "Luzhniki Stadium, Moscow"),
}

Share = Annotated[float, Meta(ge=-20, le=120)]


class Tag(Struct):
    """A property of an event, by its number."""

    id: int


class Position(Struct):
    """A place in per cent of the pitch, seen by the acting side; sometimes a little outside of it."""

    x: Share
    y: Share

    @property
    def place(self) -> tuple[float, float] | None:
        """The place on the pitch, None where Wyscout knows none."""
        if (self.x, self.y) in CORNERS:
            return None
        return tuple(min(100.0, max(0.0, share)) for share in (self.x, self.y))


class Raw(Struct, rename="camel"):
    """An event in Wyscout's words."""

    id: int
    match_id: int
    team_id: int
    player_id: int
    event_name: str
    match_period: str
    event_sec: Annotated[float, Meta(ge=0, le=7200)]
    tags: list[Tag]
    positions: Annotated[list[Position], Meta(min_length=1)]
    sub_event_name: str = ""

    @property
    def period(self) -> int:
        """The period's number, 5 for the shoot-out."""
        return PERIODS[self.match_period]

    @property
    def tagged(self) -> set[int]:
        """The numbers of its tags."""
        return {tag.id for tag in self.tags}

    @property
    def scored(self) -> bool:
        """A goal, or a kick of the shoot-out that went in. The keeper's save attempt has the same tag."""
        return GOAL in self.tagged and self.event_name in {"Shot", "Free Kick"}

    @property
    def penalty(self) -> bool:
        """A kick from the penalty mark."""
        return self.sub_event_name == "Penalty"


class Person(Struct, rename={"id": "wyId", "name": "shortName"}):
    """A player with the name that is used in the game: ``K. Mbappé``; kloppy has the one in the passport."""

    id: int
    name: str = ""


class Listed(Struct):
    """A player in a team's list."""

    player: Person


class File(Struct):
    """A file, as far as kloppy does not answer for it."""

    events: Annotated[list[Raw], Meta(min_length=1)]
    players: dict[str, list[Listed]]

    @property
    def names(self) -> dict[int, str]:
        """The players' names, by their numbers."""
        return {one.player.id: _plain(one.player.name) for team in self.players.values() for one in team}


def recognises(document: object) -> bool:
    """Whether *document* has the three parts of Wyscout's layout."""
    return isinstance(document, dict) and {"events", "teams", "players"} <= document.keys()


def read(document: dict[str, Any], start: datetime | None) -> list[Action]:
    """The actions of the match, in order; *start* says when it began, for one that is not known here.

    Raise BadImport with the place.
    """
    try:
        file = msgspec.convert(document, File)
    except msgspec.ValidationError as error:
        raise BadImport(f"{error}.") from None
    _in_order(file.events)
    return _Transcript(file, _kloppy(document), start).write()


def _in_order(events: list[Raw]) -> None:
    for number, event in enumerate(events):
        if event.match_period not in PERIODS:
            periods = ", ".join(PERIODS)
            raise BadImport(f"$.events[{number}].matchPeriod is {event.match_period!r}, not one of {periods}.")
        if event.match_id != events[0].match_id:
            raise BadImport(f"$.events[{number}].matchId is {event.match_id}, but the file is of {events[0].match_id}.")
        if number and event.period < events[number - 1].period:
            raise BadImport(f"$.events[{number}] is of {event.match_period}, after {events[number - 1].match_period}.")


def _kloppy(document: dict[str, Any]) -> EventDataset:
    try:
        return wyscout.load(event_data=json.dumps(document).encode(), data_version="V2", coordinates="wyscout")
    except (KloppyError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise BadImport(f"kloppy cannot read this as Wyscout v2: {type(error).__name__}: {error}.") from None


class _Transcript:
    """The match on its way to actions."""

    def __init__(self, file: File, dataset: EventDataset, start: datetime | None) -> None:
        match = file.events[0].match_id
        self._known = MATCHES.get(match)
        start = start or (self._known.start if self._known else None)
        if start is None:
            raise BadImport(f"it does not say when match {match} was played: give --start, such as 2018-07-15T15:00Z.")
        self._start: datetime = start
        self._events = file.events
        self._names = file.names
        self._typed = {event.event_id: event for event in dataset.events}
        self._sides = {int(team.team_id): nations.competitor(_plain(team.name)) for team in dataset.metadata.teams}
        self._script = Script(f"wyscout-{match}", "wyscout")

    def write(self) -> list[Action]:
        """All of it."""
        self._declare()
        began, last = self._start, self._events[-1].period
        for period in sorted({event.period for event in self._events}):
            ended = self._period(period, began)
            self._script.add("event.status", ended, status="ended" if period == last else "break")
            began = ended + BREAKS.get(period, timedelta())
        self._script.add("event.status", ended + CONFIRMED_AFTER, status="confirmed")
        return self._script.actions

    def _declare(self) -> None:
        known = self._known
        about = (
            {"competition": "world-cup-2018", "season": "2018"}
            | {"stage": known.stage, "round": known.round, "venue": known.venue}
            if known
            else {}
        )
        self._script.add(
            "event.declared",
            self._start - DECLARED_BEFORE,
            sport="football",
            competitors=list(self._sides.values()),
            start=self._start,
            credit=CREDIT,
            **about,
        )

    def _period(self, number: int, began: datetime) -> datetime:
        events = sorted((event for event in self._events if event.period == number), key=lambda one: one.event_sec)
        self._script.add("period.start", began, period=number)
        for event in events:
            self._event(event, began + timedelta(seconds=round(event.event_sec, 3)))
        ended = began + timedelta(seconds=round(events[-1].event_sec, 3))
        self._script.add("period.end", ended, period=number)
        return ended

    def _event(self, event: Raw, at: datetime) -> None:
        what = {
            "participant": self._side(event).id,
            "member": self._names.get(event.player_id, ""),
            "period": event.period,
            "clock": round(event.event_sec, 3),
        } | _named(event.positions[0].place, "x", "y")
        if event.period == SHOOTOUT:
            if event.penalty:
                self._script.add("score", at, points=int(event.scored), method="penalty", **what)
            return
        self._play(event, at, what)
        if event.scored or OWN_GOAL in event.tagged:
            self._script.add("score", at, method=_method(event), **what)
        for card in sorted(CARDS.keys() & event.tagged):
            self._script.add("sanction", at, kind=CARDS[card], **what)

    def _play(self, event: Raw, at: datetime, what: dict[str, Any]) -> None:
        typed = self._typed.get(str(event.id))
        end = event.positions[1].place if len(event.positions) > 1 else None
        kind, outcome = _kind(event, typed), _outcome(typed)
        self._script.add("play", at, kind=kind, outcome=outcome, **what, **_named(end, "end_x", "end_y"))

    def _side(self, event: Raw) -> Competitor:
        side = self._sides.get(event.team_id)
        if side is None:
            raise BadImport(f"event {event.id} is of team {event.team_id}, which does not play.")
        return side


def _method(event: Raw) -> str:
    if not event.scored:
        return "own"
    if event.penalty:
        return "penalty"
    return "free-kick" if event.event_name == "Free Kick" else "open"


def _kind(event: Raw, typed: Event | None) -> str:
    """What happened, in a word; a pass that puts the ball back into play is named by its restart."""
    if typed is None or typed.event_type == EventType.GENERIC:
        return "touch" if event.event_name == "Others on the ball" else slug(event.event_name)[:40]
    restart = typed.get_qualifier_value(SetPieceQualifier)
    if restart is not None and typed.event_type == EventType.PASS:
        return _word(restart.name)
    return KINDS.get(typed.event_type) or _word(typed.event_type.name)


def _outcome(typed: Event | None) -> str:
    return _word(typed.result.name) if typed is not None and typed.result is not None else ""


def _word(name: str) -> str:
    return name.lower().replace("_", "-")


def _named(place: tuple[float, float] | None, x: str, y: str) -> dict[str, float]:
    return {} if place is None else {x: place[0], y: place[1]}


def _plain(name: str) -> str:
    """A name as people write it: in these files, letters beyond ASCII are escaped once too often."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), name).strip()
