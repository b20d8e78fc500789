"""The line of a course on the ground: its length, where a position is along it, fewer points for the same picture.

Points are (latitude, longitude) in degrees. Within a course the Earth is flat: metres are counted from its first point,
east and north, on a sphere of 6,371,009 m (the IUGG's mean radius). Over 50 km that is wrong by less than one per cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

RADIUS_M = 6_371_009

Point = tuple[float, float]


def metres(points: Sequence[Point], origin: Point | None = None) -> list[Point]:
    """The points as metres east and north of *origin*, or of the first one."""
    if not points:
        return []
    lat0, lon0 = origin or points[0]
    wide = RADIUS_M * cos(radians(lat0))
    return [(radians(lon - lon0) * wide, radians(lat - lat0) * RADIUS_M) for lat, lon in points]


def length(points: Sequence[Point]) -> float:
    """How long the line is, in metres."""
    return sum(hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(metres(points)))


def along(points: Sequence[Point], place: Point, near: float = 0.0) -> float:
    """How far along the line the point of it is that is nearest to *place*, in metres.

    Where the line passes a place more than once, the first one that is not before *near* is meant.
    """
    line, [(x, y)] = metres(points), metres([place], points[0])
    best, found, before = float("inf"), near, 0.0
    for (x0, y0), (x1, y1) in pairwise(line):
        long = hypot(x1 - x0, y1 - y0)
        share = 0.0 if not long else ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / long**2
        share = min(1.0, max(0.0, share))
        away, here = hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0)), before + share * long
        if away < best - 1 and here >= near - 1:
            best, found = away, here
        before += long
    return found


def at(points: Sequence[Point], distance: float) -> Point:
    """The point of the line that is *distance* metres along it; its end for more than it has."""
    before, flat = 0.0, metres(points)
    for ((x0, y0), (x1, y1)), (start, end) in zip(pairwise(flat), pairwise(points), strict=True):
        long = hypot(x1 - x0, y1 - y0)
        if before + long >= distance and long:
            share = max(0.0, (distance - before) / long)
            return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
        before += long
    return points[-1]


def simplified(points: Sequence[Point], most: int) -> list[Point]:
    """At most *most* points of the line, those without which it would look different (Ramer, Douglas and Peucker)."""
    tolerance, kept = 0.5, list(points)
    while len(kept) > most:
        kept = _simplified(list(points), tolerance)
        tolerance *= 2
    return kept


def _simplified(points: list[Point], tolerance: float) -> list[Point]:
    flat, keep, parts = metres(points), {0, len(points) - 1}, [(0, len(points) - 1)]
    while parts:
        first, last = parts.pop()
        farthest, away = first, tolerance
        for number in range(first + 1, last):
            distance = _from_line(flat[number], flat[first], flat[last])
            if distance > away:
                farthest, away = number, distance
        if farthest != first:
            keep.add(farthest)
            parts += [(first, farthest), (farthest, last)]
    return [points[number] for number in sorted(keep)]


def _from_line(point: Point, start: Point, end: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = point, start, end
    long = hypot(x1 - x0, y1 - y0)
    if not long:
        return hypot(x - x0, y - y0)
    share = min(1.0, max(0.0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / long**2))
    return hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0))
