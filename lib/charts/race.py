"""Charts of a race: places, gaps, paces and the map, from the lines of its leaderboard and the newest positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts import look
from lib.charts.series import DASHES
from lib.sport import courses
from lib.sport.field_state import Line, RaceState, Slot
from lib.sport.profiles import RaceFormat
from lib.sport.tracks import Spot

MOST_NAMED = 5
LEAST_IN_BAND = 4
MARGIN = 0.06  # around a course, of its width
LEADING = {"color": look.SIDES[0], "size": 11}
OTHERS = {"color": look.SERIES[4], "size": 6}


def lines_frame(lines: Sequence[Line], slots: Sequence[Slot]) -> pd.DataFrame:
    """A row for each line: times in seconds, those of the slots by their names; what is not known is empty."""
    return pd.DataFrame(
        [_row(line, slots) for line in lines], columns=[*_HEAD, *_names(slots), "time_s", "gap_s", "note"]
    )


def places(lines: Sequence[Line], state: RaceState, *, keep: str) -> go.Figure:
    """Which place each had among these at each slot, over the distance; the first one is at the top."""
    made = look.figure(320, keep=keep)
    found: dict[str, list[tuple[float, float]]] = {line.id: [] for line in lines}
    for number, slot in enumerate(state.slots):
        times = {line.id: dict(line.splits).get(number) for line in lines}
        passed = sorted((time, who) for who, time in times.items() if time is not None)
        for place, (_, who) in enumerate(passed, start=1):
            found[who].append((_x(slot, number), place))
    for number, line in enumerate(lines):
        _trace(made, number, line, found[line.id], "place %{y}")
    made.update_yaxes(title="Place", autorange="reversed", dtick=1 if len(lines) <= 10 else None)
    _ticks(made, state.slots)
    return made


def gaps(lines: Sequence[Line], state: RaceState, *, keep: str) -> go.Figure:
    """How far behind the leader each was, slot by slot; the leader is the line at the top."""
    made = look.figure(320, keep=keep)
    first = dict(lines[0].splits) if lines else {}
    for place, line in enumerate(lines):
        both = [(slot, time) for slot, time in line.splits if time is not None and first.get(slot) is not None]
        points = [(_x(state.slots[slot], slot), (time - first[slot]) / 1000) for slot, time in both]
        _trace(made, place, line, points, "%{y:.0f} s behind")
    made.update_yaxes(title="Seconds behind", autorange="reversed", rangemode="tozero")
    _ticks(made, state.slots)
    return made


def splits(lines: Sequence[Line], field: Sequence[Line], state: RaceState, *, keep: str) -> go.Figure:
    """How long each needed for a kilometre, from slot to slot; where distances are not known, from slot to slot.

    The band behind is the middle half of the *field*: whoever is below it was faster than three in four.
    """
    made = look.figure(320, keep=keep)
    measured = state.slots[-1].distance > 0
    _band(made, [_paces(line, state.slots, measured) for line in field], state.slots)
    for place, line in enumerate(lines):
        paces = _paces(line, state.slots, measured)
        points = [(_x(state.slots[slot], slot), pace) for slot, pace in paces.items()]
        _trace(made, place, line, points, "%{y:.2f} min")
    made.update_yaxes(title="Minutes a kilometre" if measured else "Minutes from line to line")
    _ticks(made, state.slots)
    return made


def course(shape: RaceFormat, state: RaceState, spots: Mapping[str, Spot], *, keep: str) -> go.Figure:
    """The line of the course with its checkpoints, and where participants are; the leaders have their names.

    North is up, and a metre is as long in both directions. There are no tiles: nothing is asked of anybody.
    """
    made = look.figure(480, keep=keep)
    line = [tuple(point) for point in shape.course]
    origin = line[0] if line else next(((spot.lat, spot.lon) for spot in spots.values()), (0.0, 0.0))
    _points(made, line, origin, name="Course", mode="lines", line={"color": look.LINE, "width": 4}, hoverinfo="skip")
    if line:
        _checkpoints(made, shape, line, origin)
    wide = _fit(made, [*line, *((spot.lat, spot.lon) for spot in spots.values())], origin)
    ahead = _leaders(state, spots)
    others = {who: who for who in spots if who not in ahead}
    _participants(made, others, spots, origin, name="Everybody else", mode="markers", marker=OTHERS)
    text = _readable(ahead, spots, origin, wide)
    _participants(made, ahead, spots, origin, name="Leaders", mode="markers+text", marker=LEADING, text=text)
    made.update_layout(dragmode="pan")
    return made


def positions_frame(shape: RaceFormat, spots: Mapping[str, Spot], passed: Mapping[str, float]) -> pd.DataFrame:
    """A row for each participant: where it is, how far it has come, and when that was.

    *passed* is how far the last checkpoint is that somebody passed, in metres: where a course comes by a place twice,
    it says which time is meant.
    """
    line = [tuple(point) for point in shape.course]
    whole = courses.length(line)
    rows = [
        {
            "id": who,
            "lat": spot.lat,
            "lon": spot.lon,
            "distance_m": _distance(shape, line, whole, spot, passed.get(who, 0.0)),
            "speed_ms": spot.speed if spot.speed >= 0 else None,
            "time": pd.Timestamp(spot.at, unit="ms", tz="UTC"),
        }
        for who, spot in sorted(spots.items())
    ]
    return pd.DataFrame(rows, columns=["id", "lat", "lon", "distance_m", "speed_ms", "time"])


def passed(lines: Sequence[Line], state: RaceState) -> dict[str, float]:
    """How far the last checkpoint is that each has passed, in metres."""
    return {line.id: state.slots[line.splits[-1][0]].distance for line in lines if line.splits}


_HEAD = ("place", "bib", "name", "team", "category", "wave", "status")


def _row(line: Line, slots: Sequence[Slot]) -> dict[str, object]:
    times = {slot: time for slot, time in line.splits if time is not None}
    named = {name: times[number] / 1000 for number, name in enumerate(_names(slots)) if number in times}
    return named | {
        "place": line.rank, "bib": line.id, "name": line.name, "team": line.team, "category": line.category,
        "wave": line.wave, "status": line.status, "time_s": _seconds(line.time), "gap_s": _seconds(line.gap),
        "note": line.note,
    }  # fmt: skip


def _names(slots: Sequence[Slot]) -> list[str]:
    laps = max((slot.lap for slot in slots), default=1)
    return [f"{slot.name}, lap {slot.lap}" if laps > 1 else slot.name for slot in slots]


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _x(slot: Slot, number: int) -> float:
    return slot.distance / 1000 if slot.distance else float(number)


def _ticks(made: go.Figure, slots: Sequence[Slot]) -> None:
    measured = bool(slots) and slots[-1].distance > 0
    made.update_xaxes(title="Kilometres" if measured else None)
    if len(slots) <= 12:
        made.update_xaxes(tickvals=[_x(slot, number) for number, slot in enumerate(slots)], ticktext=_names(slots))


def _trace(made: go.Figure, place: int, line: Line, points: Sequence[tuple[float, float]], hover: str) -> None:
    color, dash = look.SERIES[place % len(look.SERIES)], DASHES[place // len(look.SERIES) % len(DASHES)]
    made.add_trace(
        go.Scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            name=line.name,
            mode="lines+markers",
            line={"color": color, "dash": dash, "width": 2},
            hovertemplate=f"{hover}<extra>%{{fullData.name}}</extra>",
        )
    )


def _paces(line: Line, slots: Sequence[Slot], measured: bool) -> dict[int, float]:
    """Minutes for a kilometre up to each slot that was passed."""
    found, before = {}, (0.0, 0)
    for slot, time in line.splits:
        distance = slots[slot].distance if measured else 1000.0 * (slot + 1)
        if time is not None and distance > before[0]:
            found[slot] = (time - before[1]) / (distance - before[0]) / 60
            before = (distance, time)
    return found


def _band(made: go.Figure, paces: Sequence[Mapping[int, float]], slots: Sequence[Slot]) -> None:
    """The middle half of the paces up to each slot, where there are enough to speak of one."""
    known = {slot: [one[slot] for one in paces if slot in one] for slot in range(len(slots))}
    shown = {slot: np.percentile(found, [25, 75]) for slot, found in known.items() if len(found) >= LEAST_IN_BAND}
    x = [_x(slots[slot], slot) for slot in shown]
    for number, fill in enumerate((None, "tonexty")):
        band = go.Scatter(x=x, y=[ends[number] for ends in shown.values()], name="Middle half of the field", fill=fill)
        band.update(mode="lines", line={"width": 0}, fillcolor=look.FAINT, hoverinfo="skip", showlegend=bool(fill))
        if shown:
            made.add_trace(band)


def _points(made: go.Figure, points: Sequence[courses.Point], origin: courses.Point, **look_: object) -> None:
    flat = courses.metres(points, origin)
    made.add_trace(go.Scatter(x=[x / 1000 for x, _ in flat], y=[y / 1000 for _, y in flat], **look_))


def _participants(
    made: go.Figure, names: Mapping[str, str], spots: Mapping[str, Spot], origin: courses.Point, **look_: object
) -> None:
    here = [(spots[who], name) for who, name in sorted(names.items()) if who in spots]
    places, who = [(spot.lat, spot.lon) for spot, _ in here], [name for _, name in here]
    about = {"customdata": who, "textposition": "top center", "hovertemplate": "%{customdata}<extra></extra>"}
    _points(made, places, origin, **about, **look_)


def _leaders(state: RaceState, spots: Mapping[str, Spot]) -> dict[str, str]:
    """The first ones who are still on their way, and their names."""
    ahead = [one for one in state.leaders if one.status == "running" and one.id in spots]
    return {one.id: one.name for one in ahead[:MOST_NAMED]}


def _readable(names: Mapping[str, str], spots: Mapping[str, Spot], origin: courses.Point, wide: float) -> list[str]:
    """The *names* that have room on a map so *wide*, in km: nobody's lies over that of somebody further ahead."""
    taken: list[courses.Point] = []
    shown = {}
    for who, name in names.items():
        [(x, y)] = courses.metres([(spots[who].lat, spots[who].lon)], origin)
        free = all(abs(x - left) > wide * 120 or abs(y - low) > wide * 40 for left, low in taken)
        shown[who] = name if free else ""
        taken += [(x, y)] if free else []
    return [shown[who] for who in sorted(shown)]


def _fit(made: go.Figure, points: Sequence[courses.Point], origin: courses.Point) -> float:
    """Show all *points* with room around them; how wide that is, in km."""
    flat = courses.metres(points, origin) or [(0.0, 0.0)]
    ends = [(min(axis) / 1000, max(axis) / 1000) for axis in zip(*flat, strict=True)]
    wide = max(high - low for low, high in ends) or 1.0
    (west, east), (south, north) = ((low - MARGIN * wide, high + MARGIN * wide) for low, high in ends)
    made.update_xaxes(title="km", range=[west, east], constrain="domain")
    made.update_yaxes(title="km", range=[south, north], scaleanchor="x", scaleratio=1)
    made.update_yaxes(constrain="domain", constraintoward="top")
    return wide


def _checkpoints(made: go.Figure, shape: RaceFormat, line: list[courses.Point], origin: courses.Point) -> None:
    """Where they are on the line, whose measured length is seldom quite the course's."""
    whole, lap = courses.length(line), shape.checkpoints[-1].distance
    texts: dict[courses.Point, str] = {}
    for one in shape.checkpoints:  # those at one place, as the start and the finish of a round, have one label
        place = courses.at(line, whole * (one.distance / lap if lap else 1))
        near = next((other for other in texts if courses.length([place, other]) < whole / 100), place)
        texts[near] = " · ".join(filter(None, (texts.get(near), one.name or one.id)))
    _points(
        made, [*texts], origin, text=[*texts.values()], name="Checkpoints",
        mode="markers+text", textposition="bottom center", hovertemplate="%{text}<extra></extra>",
        marker={"color": look.SIDES[1], "size": 9, "symbol": "diamond"},
    )  # fmt: skip


def _distance(shape: RaceFormat, line: list[courses.Point], whole: float, spot: Spot, passed: float) -> float | None:
    """How far somebody has come, in metres of the race: the line is seldom quite as long as a lap."""
    if spot.distance >= 0:
        return spot.distance
    if not whole:
        return None
    lap = shape.checkpoints[-1].distance or whole
    if passed >= shape.laps * lap:
        return round(passed)
    laps, since = divmod(passed, lap)
    return round((laps + courses.along(line, (spot.lat, spot.lon), since / lap * whole) / whole) * lap)
