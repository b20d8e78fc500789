"""FIT activities, as watches write them: https://developer.garmin.com/fit/file-types/activity/."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import fitdecode
from fitdecode.exceptions import FitError

from lib.adapters.importers.script import slug
from lib.adapters.importers.tracks import Point, Recorded
from lib.errors import BadImport

MAGIC = b".FIT"
SEMICIRCLES = 180 / 2**31  # degrees in a unit of FIT's
# A wrong checksum is an error; what is only unknown, such as the fields of an app, is left out without a word.
STRICT = {"check_crc": fitdecode.CrcCheck.RAISE, "error_handling": fitdecode.ErrorHandling.IGNORE}
Message = dict[str, Any]


def recognises(raw: bytes) -> bool:
    """Whether the header names the format."""
    return raw[8:12] == MAGIC


def read(raw: bytes) -> Recorded:
    """The records and the sessions of a file; its checksum has to be right.

    Raise BadImport with the byte where it is damaged.
    """
    found: dict[str, list[Message]] = {"record": [], "session": [], "activity": []}
    for name, message in _messages(raw):
        if name in found:
            found[name].append(message)
    sessions = [one for one in found["session"] if _moment(one, "start_time")]
    if not sessions:
        raise BadImport("it has no session: this is not the recording of an activity.")
    points = _points(found["record"])
    start = min(_moment(one, "start_time") for one in sessions)
    end = max(one["start_time"] + timedelta(seconds=_sum([one], "total_elapsed_time")) for one in sessions)
    return Recorded(
        sport=slug(str(sessions[0].get("sport") or "")) if sessions[0].get("sport") else "",
        start=start,
        end=end,
        distance=_sum(sessions, "total_distance") or (points[-1].distance if points else 0.0),
        duration=_sum(sessions, "total_timer_time"),
        points=points,
        steps=_steps(sessions),
        zone=_zone(found["activity"]),
    )


def _messages(raw: bytes) -> Iterator[tuple[str, Message]]:
    parts = 0
    try:
        with fitdecode.FitReader(io.BytesIO(raw), **STRICT) as reader:
            for frame in reader:
                parts += 1
                if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    yield frame.name, {field.name: field.value for field in frame.fields}
    except FitError as error:
        raise BadImport(f"the file is damaged: {error} (the number is the byte).") from None
    except AssertionError:  # of fitdecode, when lengths that the file gives contradict each other
        raise BadImport(f"the file is damaged: after {parts} parts, one goes on beyond the end.") from None
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError) as error:
        raise BadImport(f"the file is damaged: {type(error).__name__}: {error}.") from None


def _points(records: list[Message]) -> list[Point]:
    points: list[Point] = []
    for number, one in enumerate(records, 1):
        at = _moment(one, "timestamp")
        if at is None:
            continue
        if points and at < points[-1].at:
            raise BadImport(f"record {number} is earlier than the one before it.")
        distance = _number(one, "distance")
        held = points[-1].distance if points else 0.0
        speed = _number(one, "enhanced_speed", "speed")
        points.append(Point(at, held if distance is None else max(held, distance), *_place(number, one), speed))
    return points


def _place(number: int, one: Message) -> tuple[float | None, float | None]:
    lat, lon = _number(one, "position_lat"), _number(one, "position_long")
    if lat is None or lon is None:
        return None, None
    lat, lon = round(lat * SEMICIRCLES, 6), round(lon * SEMICIRCLES, 6)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadImport(f"record {number} is not on Earth: {lat}, {lon}.")
    return lat, lon


def _steps(sessions: list[Message]) -> int | None:
    """A cycle of walking and running is two steps (FIT profile, session.total_strides)."""
    walked = [one for one in sessions if one.get("sport") in {"walking", "running", "hiking"}]
    strides = _sum(walked, "total_strides") or _sum(walked, "total_cycles")
    return round(2 * strides) or None


def _zone(activities: list[Message]) -> timezone | None:
    """The offset of the device's clock, from the end of the activity in both clocks."""
    for one in activities:
        local, utc = _moment(one, "local_timestamp"), _moment(one, "timestamp")
        if local and utc and abs(local - utc) < timedelta(hours=24):
            return timezone(timedelta(minutes=15 * round((local - utc).total_seconds() / 900)))
    return None


def _moment(one: Message, name: str) -> datetime | None:
    value = one.get(name)
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _number(one: Message, *names: str) -> float | None:
    return next((float(one[name]) for name in names if isinstance(one.get(name), int | float)), None)


def _sum(messages: list[Message], name: str) -> float:
    return sum(_number(one, name) or 0.0 for one in messages)
