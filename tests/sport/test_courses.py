"""A course on the ground: lengths, places along it, and the same picture with fewer points."""

from math import cos, hypot, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sport import courses

NORTH = [(52.0, 13.0), (52.01, 13.0), (52.02, 13.0)]
LOOP = [(52 + 0.01 * sin(2 * pi * n / 200), 13 + 0.016 * cos(2 * pi * n / 200)) for n in range(201)]


def test_a_hundredth_of_a_degree_of_latitude_is_1112_metres():
    assert courses.length(NORTH[:2]) == pytest.approx(1111.95, abs=0.01)


def test_a_degree_of_longitude_is_shorter_by_the_cosine_of_the_latitude():
    [_, (east, north)] = courses.metres([(60.0, 10.0), (60.0, 10.01)])

    assert (east, north) == (pytest.approx(1111.95 * cos(radians(60)), abs=0.01), 0)


@given(st.floats(0, 1))
def test_the_place_at_a_distance_is_at_that_distance(share):
    whole = courses.length(NORTH)

    assert courses.along(NORTH, courses.at(NORTH, share * whole)) == pytest.approx(share * whole, abs=1)


def test_a_place_beside_the_course_counts_at_the_nearest_point_of_it():
    assert courses.along(NORTH, (52.005, 13.001)) == pytest.approx(courses.length(NORTH) / 4, abs=1)


def test_beyond_the_end_is_the_end():
    assert courses.at(NORTH, 10**6) == NORTH[-1]


def test_where_a_course_passes_twice_the_first_time_that_is_not_before_is_meant():
    there_and_back = [*NORTH, NORTH[1], NORTH[0]]
    whole = courses.length(there_and_back)

    assert courses.along(there_and_back, NORTH[1]) == pytest.approx(whole / 4, abs=2)
    assert courses.along(there_and_back, NORTH[1], near=whole / 2) == pytest.approx(3 * whole / 4, abs=2)


@pytest.mark.parametrize("most", [150, 40, 12])
def test_a_simplified_course_has_few_points_and_nearly_the_same_length(most):
    fewer = courses.simplified(LOOP, most)

    assert 2 <= len(fewer) <= most
    assert (fewer[0], fewer[-1]) == (LOOP[0], LOOP[-1])
    assert courses.length(fewer) == pytest.approx(courses.length(LOOP), rel=0.06)
    flat, origin = courses.metres(LOOP), LOOP[0]
    for x, y in courses.metres(fewer, origin):
        assert min(hypot(x - a, y - b) for a, b in flat) < 1
