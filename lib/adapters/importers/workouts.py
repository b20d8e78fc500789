"""What one person did, out of the files of watches and phones: GPX tracks and FIT recordings.

A recording becomes positions in a race, and an activity in a challenge, in the metric that counts there. The ids follow
from the content, so that a file that is sent twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from msgspec import Struct

from lib.adapters.importers import fit, gpx
from lib.adapters.importers.script import Script
from lib.adapters.importers.tracks import Recorded
from lib.errors import BadImport
from lib.sport import challenge, fold
from lib.sport.actions import Action, Activity, EventDeclared, Position
from lib.sport.field_facts import Fix
from lib.sport.profiles import UNITS, ChallengeFormat, RaceFormat

MAX_BYTES = 16 * 1024 * 1024
IN_ONE = 500
LONGEST = timedelta(hours=12)
FORMATS = {"gpx": gpx, "fit": fit}


class Whose(Struct, frozen=True):
    """Whose recording it is, and where it belongs. *sport* and *zone* are for what a file does not say."""

    event: str
    participant: str
    declared: EventDeclared
    sport: str = ""
    zone: tzinfo = UTC


def recognises(raw: bytes) -> bool:
    """Whether it is a file of one of these formats, damaged or not."""
    return any(one.recognises(raw) for one in FORMATS.values())


def read(name: str, raw: bytes) -> Recorded:
    """The recording in a file. *name* is for messages alone. Raise BadImport with the place in it."""
    if len(raw) > MAX_BYTES:
        raise BadImport(f"{name}: it has more than {MAX_BYTES // 1024 // 1024} MiB.")
    for module in FORMATS.values():
        if module.recognises(raw):
            try:
                return module.read(raw)
            except BadImport as error:
                raise BadImport(f"{name}: {error}") from None
    raise BadImport(f"{name}: this is neither a GPX nor a FIT file.")


def actions(recorded: Recorded, whose: Whose) -> list[Action]:
    """The actions that *recorded* means in its event. Raise BadImport when it means none there."""
    shape, script = fold.format_of(whose.declared), Script(whose.event, f"import:{whose.participant}")
    if isinstance(shape, RaceFormat):
        for fixes, at in _fixes(recorded, whose.participant):
            script.take("position", at, Position(positions=fixes))
    elif isinstance(shape, ChallengeFormat):
        script.take("activity", recorded.end, _activity(recorded, whose, shape))
    else:
        raise BadImport(f"{whose.event} is neither a race nor a challenge: a recording has no place in it.")
    return script.actions


def _fixes(recorded: Recorded, who: str) -> Iterator[tuple[list[Fix], datetime]]:
    """The places, many at a time, each with the moment of the last of them."""
    placed = [point for point in recorded.points if point.lat is not None]
    if not placed:
        raise BadImport("it says nowhere where it was recorded.")
    for start in range(0, len(placed), IN_ONE):
        piece = placed[start : start + IN_ONE]
        at = piece[-1].at
        recent = [point for point in piece if at - point.at < LONGEST]
        yield (
            [
                Fix(who, point.lat, point.lon, (at - point.at).total_seconds(), round(point.distance, 1), point.speed)
                for point in recent
            ],
            at,
        )


def _activity(recorded: Recorded, whose: Whose, shape: ChallengeFormat) -> Activity:
    said = [_said(recorded, whose, shape, unit) for unit in ("m", "s", "steps") if recorded.amount(unit)]
    said.sort(key=lambda one: UNITS[one.unit][0] != shape.metric)
    counting = [one for one in said if not challenge.why_not(shape, one)]
    if counting:
        return counting[0]
    reasons = ", and ".join(challenge.why_not(shape, one) for one in said)
    raise BadImport(f"nothing of it counts: {reasons or 'it has no distance, no duration and no steps'}.")


def _said(recorded: Recorded, whose: Whose, shape: ChallengeFormat, unit: str) -> Activity:
    return Activity(
        member=whose.participant,
        value=round(recorded.amount(unit), 1),
        unit=unit,
        day=_day(recorded, whose.zone),
        sport=whose.sport or recorded.sport or _only(shape.sports) or "walking",
        source="device",
    )


def _day(recorded: Recorded, zone: tzinfo) -> date:
    """The day on the calendar of who recorded it: by the device's own offset, if it says one."""
    return recorded.start.astimezone(recorded.zone or zone).date()


def _only(sports: Sequence[str]) -> str:
    return sports[0] if len(sports) == 1 else ""
