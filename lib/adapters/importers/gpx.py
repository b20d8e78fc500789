"""GPX 1.0 and 1.1: tracks of points with times, https://www.topografix.com/GPX/1/1/."""

from __future__ import annotations

from datetime import UTC

from gpxpy.gpx import GPX, GPXTrackPoint

from lib.adapters.importers.script import slug
from lib.adapters.importers.tracks import Point, Recorded
from lib.content import gpx
from lib.errors import BadImport


def recognises(raw: bytes) -> bool:
    """Whether the root element is ``gpx``, by what the file begins with."""
    return b"<gpx" in raw[:4096]


def read(raw: bytes) -> Recorded:
    """The tracks of a file, one after the other. Distance counts within segments, time likewise: between is a pause.

    Raise BadImport with the line, or with the track, segment and point.
    """
    document = gpx.parsed(raw)
    points: list[Point] = []
    duration = 0.0
    for where, segment in _segments(document):
        held = _points(where, segment, points[-1].distance if points else 0.0)
        duration += (held[-1].at - held[0].at).total_seconds()
        points += held
    if not points:
        raise BadImport("it has no track: waypoints and routes say nothing of what was done.")
    kinds = [track.type for track in document.tracks if track.type]
    sport = slug(kinds[0]) if kinds and not kinds[0].isdigit() else ""
    return Recorded(sport, points[0].at, points[-1].at, points[-1].distance, duration, points)


def _segments(document: GPX) -> list[tuple[str, list[GPXTrackPoint]]]:
    return [
        (f"track {number}, segment {part}", segment.points)
        for number, track in enumerate(document.tracks, 1)
        for part, segment in enumerate(track.segments, 1)
        if segment.points
    ]


def _points(where: str, segment: list[GPXTrackPoint], distance: float) -> list[Point]:
    held, before = [], None
    for number, point in enumerate(segment, 1):
        place = f"{where}, point {number}"
        if point.time is None:
            raise BadImport(f"{place} has no time: this was planned, not recorded.")
        if not gpx.is_on_earth(point.latitude, point.longitude):
            raise BadImport(f"{place} is not on Earth: {point.latitude}, {point.longitude}.")
        at = point.time.replace(tzinfo=UTC) if point.time.tzinfo is None else point.time.astimezone(UTC)
        if held and at < held[-1].at:
            raise BadImport(f"{place} is earlier than the one before it.")
        distance += (point.distance_2d(before) or 0.0) if before is not None else 0.0
        held.append(Point(at, distance, point.latitude, point.longitude, point.speed))
        before = point
    return held
