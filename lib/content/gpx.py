"""GPX 1.0 and 1.1, https://www.topografix.com/GPX/1/1/: the document, and the line of a course in it.

Recordings of what somebody did are read by ``lib/adapters/importers/gpx.py``, from the same document.
"""

from __future__ import annotations

import gpxpy
from gpxpy.gpx import GPX, GPXException

from lib.errors import BadImport
from lib.sport.courses import Point


def parsed(raw: bytes) -> GPX:
    """The document of a file. Raise BadImport."""
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise BadImport("it has a document type of its own, which GPX has no use for.")
    try:
        return gpxpy.parse(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadImport(f"byte {error.start} is not UTF-8.") from None
    except (GPXException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadImport(f"this is not GPX: {error}.") from None


def line(raw: bytes) -> list[Point]:
    """The points of a file's tracks and routes, as latitude and longitude: times do not matter. Raise BadImport."""
    document = parsed(raw)
    found = [point for track in document.tracks for segment in track.segments for point in segment.points]
    found += [point for route in document.routes for point in route.points]
    if len(found) < 2:
        raise BadImport("it has no track and no route.")
    for number, point in enumerate(found, 1):
        if not is_on_earth(point.latitude, point.longitude):
            raise BadImport(f"point {number} is not on Earth: {point.latitude}, {point.longitude}.")
    return [(round(point.latitude, 6), round(point.longitude, 6)) for point in found]


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Whether there is such a place."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180
