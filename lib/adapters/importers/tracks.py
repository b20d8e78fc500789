"""A recording of one person, whatever the format of its file."""

from __future__ import annotations

from datetime import datetime, tzinfo

from msgspec import Struct


class Point(Struct, frozen=True):
    """A moment of a recording: *distance* in metres from its beginning, *speed* in m/s; without a place indoors."""

    at: datetime
    distance: float
    lat: float | None = None
    lon: float | None = None
    speed: float | None = None


class Recorded(Struct, frozen=True):
    """What was recorded: *distance* in metres, *duration* in seconds without pauses. *zone* is the device's own."""

    sport: str
    start: datetime
    end: datetime
    distance: float
    duration: float
    points: list[Point]
    steps: int | None = None
    zone: tzinfo | None = None

    def amount(self, unit: str) -> float:
        """How much of it there is in metres (``m``), seconds (``s``) or ``steps``; 0 where that is not known."""
        return {"m": self.distance, "s": self.duration, "steps": self.steps or 0}[unit]
