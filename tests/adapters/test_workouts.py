"""GPX and FIT become actions; what is damaged is refused with its place, and nothing else can happen."""

import random
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.adapters.importers import workouts
from lib.adapters.importers.workouts import Whose
from lib.errors import BadImport
from lib.sport.actions import Competitor, EventDeclared
from lib.sport.profiles import ChallengeFormat, Conversion
from tests.adapters import recordings
from tests.adapters.recordings import START

DATA = Path(__file__).parent.parent / "data"
WALK = recordings.gpx(
    [(0, 52.5, 13.4), (60, 52.501, 13.4)],
    [(600, 52.501, 13.4), (660, 52.502, 13.4)],
)
KILOMETRES = ChallengeFormat(unit="km")


def whose(shape=None, sport="steps", **more):
    both = [Competitor(id=one, name=one) for one in "ab"] if sport == "football" else []
    declared = EventDeclared(sport=sport, format=shape, competitors=both)
    return Whose("e1", "7", declared, **more)


def test_distance_and_duration_of_a_track_leave_out_its_pauses():
    """A thousandth of a degree of latitude is 111.2 m on a sphere of 6,371 km."""
    recorded = workouts.read("walk.gpx", WALK)

    assert recorded.distance == pytest.approx(222.4, abs=1)
    assert (recorded.duration, recorded.sport) == (120, "walking")
    assert (recorded.start, recorded.end) == (START, START + timedelta(seconds=660))


def test_a_fit_file_says_what_the_watch_counted():
    recorded = workouts.read("run.fit", recordings.fit())

    assert (recorded.sport, recorded.distance, recorded.duration, recorded.steps) == ("running", 210, 60, 3000)
    assert recorded.start == START
    assert (recorded.points[1].lat, recorded.points[-1].distance) == (pytest.approx(52.500033), 206.5)


def test_a_recording_becomes_positions_in_a_race():
    [one] = workouts.actions(workouts.read("walk.gpx", WALK), whose(sport="running"))

    assert [fix.late for fix in one.data.fixes] == [660, 600, 60, 0]
    assert {fix.who for fix in one.data.fixes} == {"7"}
    assert one.key.startswith("e1/")


def test_a_long_recording_becomes_several_actions():
    made = workouts.actions(workouts.read("run.fit", recordings.fit(1201)), whose(sport="running"))

    assert [len(one.data.fixes) for one in made] == [500, 500, 201]


@pytest.mark.parametrize(
    ("shape", "value", "unit"),
    [
        (KILOMETRES, 210, "m"),
        (ChallengeFormat(unit="min"), 60, "s"),
        (ChallengeFormat(), 3000, "steps"),
        (ChallengeFormat(sports=["walking"], conversions=[Conversion("running", "min", 160)]), 60, "s"),
    ],
)
def test_a_recording_becomes_an_activity_in_the_metric_that_counts(shape, value, unit):
    [one] = workouts.actions(workouts.read("run.fit", recordings.fit()), whose(shape))

    assert (one.data.value, one.data.unit, one.data.source, one.data.sport) == (value, unit, "device", "running")


def test_the_day_is_that_of_the_devices_own_calendar():
    """Half past ten in the evening in UTC is the next day two hours east of it."""
    [watch] = workouts.actions(workouts.read("run.fit", recordings.fit()), whose(KILOMETRES))
    [plain] = workouts.actions(workouts.read("walk.gpx", WALK), whose(KILOMETRES))
    [told] = workouts.actions(workouts.read("walk.gpx", WALK), whose(KILOMETRES, zone=ZoneInfo("Europe/Berlin")))

    assert [one.data.day for one in (watch, plain, told)] == [date(2026, 5, 3), date(2026, 5, 2), date(2026, 5, 3)]


def test_the_same_file_gives_the_same_ids():
    first, second = (workouts.actions(workouts.read("run.fit", recordings.fit()), whose(KILOMETRES)) for _ in range(2))

    assert [one.id for one in first] == [one.id for one in second]


@pytest.mark.parametrize(
    ("shape", "sport", "message"),
    [
        (ChallengeFormat(sports=["cycling"], unit="km"), "steps", "running in m counts nothing here"),
        (ChallengeFormat(last_day=date(2026, 5, 1), unit="km"), "steps", "2026-05-03 is not a day of this challenge"),
        (None, "football", "neither a race nor a challenge"),
    ],
)
def test_a_recording_that_means_nothing_there_is_refused_with_the_reason(shape, sport, message):
    with pytest.raises(BadImport, match=message):
        workouts.actions(workouts.read("run.fit", recordings.fit()), whose(shape, sport))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ((DATA / "activity-unexpected-eof.fit").read_bytes(), "768"),
        ((DATA / "activity-settings-corruptheader.fit").read_bytes(), "771"),
        (recordings.fit()[:400], "expected"),
        (recordings.fit().replace(b"\x14", b"\x15", 1), "damaged"),
        (recordings.gpx([(0, 52.5, 13.4), (None, 52.5, 13.4)]), "track 1, segment 1, point 2 has no time"),
        (recordings.gpx([(60, 52.5, 13.4), (0, 52.5, 13.4)]), "point 2 is earlier"),
        (recordings.gpx([(0, 91, 13.4)]), "point 1 is not on Earth"),
        (recordings.gpx(), "no track"),
        (WALK[:-20], "line 2"),
        (WALK.replace(b"<gpx", b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx'), "document type"),
        (b"PK\x03\x04", "neither a GPX nor a FIT file"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(raw, message):
    with pytest.raises(BadImport, match=message) as refused:
        workouts.read("mine", raw)
    assert str(refused.value).startswith("mine: ")


@given(st.integers(0, 2**32), st.sampled_from([WALK, recordings.fit(20)]))
@example(107_779, recordings.fit(20))
def test_a_file_is_read_or_refused_never_anything_else(seed, raw):
    chance, damaged = random.Random(seed), bytearray(raw)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
    with suppress(BadImport):
        assert workouts.actions(workouts.read("it", bytes(damaged)), whose(KILOMETRES))
