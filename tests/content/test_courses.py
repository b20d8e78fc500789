"""Courses in Git: the line that a race is run along, in the format of its event, or a mistake that is told."""

import pytest

from lib.content import competitions, courses, progress, revision
from lib.content.declared import fixtures
from lib.content.revision import NO_COMMIT, Place
from lib.errors import BadContent
from lib.sport.profiles import MOST_COURSE_POINTS
from tests.adapters import recordings

ROUND, LONG = (recordings.gpx([(None, lat, 0.001 * n) for n in range(300)]) for lat in (0.01, 0.02))
LINES = courses.read({"courses/round.gpx": ROUND, "courses/long.gpx": LONG})
RUN = """\
title: Run
sport: running
competitors: [{id: a, name: A, kind: individual}]
stages:
- id: run
  type: race
  course: round.gpx
  events:
  - {id: one}
  - {id: two, course: long.gpx}
  - {id: laps, format: {discipline: race, laps: 3}}
  - {id: drawn, format: {discipline: race, course: [[0, 0], [1, 1]]}}
- {id: alone, type: race, course: long.gpx}
"""


def declared(text=RUN):
    """The formats of the events that are published, by their id."""
    (competition,) = competitions.read({"competitions/run.yaml": text.encode()}, lines=LINES)
    view = progress.of(competition, {})
    return {one.event.removeprefix("run-"): one.data.format for one in fixtures(competition, view, "")}


def test_an_event_is_published_with_the_line_of_its_own_course_or_of_its_stage():
    found = {event: shape.course for event, shape in declared().items()}

    assert found["one"] == found["laps"] == [*LINES["round.gpx"]]
    assert found["two"] == found["alone"] == [*LINES["long.gpx"]]
    assert found["drawn"] == [(0, 0), (1, 1)]
    assert declared()["laps"].laps == 3


def test_a_long_course_is_told_in_as_many_points_as_a_format_may_have():
    assert all(2 <= len(line) <= MOST_COURSE_POINTS for line in LINES.values())
    assert {LINES["round.gpx"][0], LINES["round.gpx"][-1]} == {(0.01, 0.0), (0.01, 0.299)}


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (b"<gpx", r"courses/x.gpx: this is not GPX"),
        (b"\xff\xfe<gpx", r"courses/x.gpx: byte 0 is not UTF-8"),
        (b'<!DOCTYPE gpx [<!ENTITY a "b">]>' + ROUND, r"courses/x.gpx: it has a document type"),
        (recordings.gpx([(None, 0.0, 0.0)]), r"courses/x.gpx: it has no track and no route"),
        (recordings.gpx([(None, 0.0, 0.0), (None, 91.0, 0.0)]), r"courses/x.gpx: point 2 is not on Earth"),
        (ROUND + b" " * courses.MOST_BYTES, r"courses/x.gpx: a course may have 4194304 bytes"),
    ],
)
def test_a_damaged_course_is_refused_with_its_reason(file, error):
    with pytest.raises(BadContent, match=error):
        revision.load(NO_COMMIT, {"content/courses/x.gpx": file}, Place())


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (("course: round.gpx", "course: rund.gpx"), r":7:\d+: stages\[0\]\.course: .*Did you mean round.gpx"),
        (
            ("course: long.gpx}\n  -", "course: x.gpx}\n  -"),
            r":10:\d+: stages\[0\]\.events\[1\]\.course: 'x.gpx' is no file",
        ),
        (("course: round.gpx", "course: ../round.gpx"), r":7:\d+: stages\[0\]\.course"),
        (("alone, type: race", "alone, type: challenge"), r"unknown field `course`"),
    ],
)
def test_a_course_that_is_not_there_is_told_with_its_line(change, error):
    with pytest.raises(BadContent, match=error):
        declared(RUN.replace(*change, 1))


def test_a_challenge_has_no_course():
    text = "title: S\nsport: steps\nstages: [{id: s, type: challenge, events: [{id: e, course: round.gpx}]}]\n"

    with pytest.raises(BadContent, match="a challenge has no course"):
        declared(text)


def test_only_the_folder_of_courses_declares_them():
    assert Place().declares("content/courses/round.gpx")
    assert not Place().declares("content/wiki/round.gpx")
    assert Place("", "wiki").declares("courses/round.gpx")
