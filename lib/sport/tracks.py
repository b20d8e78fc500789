"""Where the participants of a race are: of each only the newest position, which is the greatest by its moment.

Taking the greatest does not care about order or repetition, so that nothing has to be remembered of the ones before.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from lib.sport.actions import Action


class Spot(Struct, array_like=True, frozen=True, order=True):
    """A place at the moment *at*, in ms since the epoch; *distance* along the course in m, *speed* in m/s; -1: none."""

    at: int
    lat: float
    lon: float
    distance: float = -1
    speed: float = -1


class Track(Struct):
    """The newest place of everybody in one part of an event's field."""

    event: str
    shard: int
    spots: dict[str, Spot] = {}


def add(track: Track, action: Action) -> int:
    """Let a position count in *track*, which is changed in place. Returns how many places it had."""
    at, fixes, spots = action.at, action.data.fixes, track.spots
    for fix in fixes:
        distance = -1 if fix.distance is None else fix.distance
        speed = -1 if fix.speed is None else fix.speed
        spot = Spot(at - round(fix.late * 1000), fix.lat, fix.lon, distance, speed)
        held = spots.get(fix.who)
        if held is None or held < spot:
            spots[fix.who] = spot
    return len(fixes)


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Track).decode
