"""Charts of races and challenges show what the leaderboard says, and nothing that is not known."""

import time
from datetime import date

import pytest

from lib.charts import challenge, race
from lib.sport.field_state import Line
from lib.sport.fold import fold
from lib.sport.profiles import ChallengeFormat, Checkpoint, RaceFormat
from lib.sport.tracks import Spot
from tests.sport.making import FIVE_KM, action, passing, walked
from tests.sport.making import challenge as declared_challenge
from tests.sport.making import race as declared_race

COURSE = [(52.0, 13.0), (52.02, 13.0), (52.02, 13.03)]
CROSSINGS = [
    passing("1", "k2", 400),
    passing("1", "finish", 1000.4),
    passing("2", "k2", 420),
    passing("2", "finish", 1050),
]


def state_of(*actions, shape=FIVE_KM):
    return fold("e1", [declared_race(shape), action("start"), *actions]).race


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def test_gaps_are_to_the_first_line_at_each_checkpoint():
    state = state_of(*CROSSINGS)
    made = race.gaps(state.leaders, state, keep="e1")

    assert list(trace(made, "Ada").y) == [0, 0]
    assert list(trace(made, "Bob").x) == [2.0, 5.0]
    assert list(trace(made, "Bob").y) == pytest.approx([20, 49.6])


def test_splits_are_minutes_a_kilometre_between_the_checkpoints():
    state = state_of(*CROSSINGS)
    made = race.splits(state.leaders, [], state, keep="e1")

    assert list(trace(made, "Ada").y) == pytest.approx([400 / 120, 600.4 / 180])


def test_places_are_those_at_each_checkpoint_over_the_distance():
    state = state_of(*CROSSINGS[:2], passing("2", "k2", 390), passing("2", "finish", 1050))
    made = race.places(state.leaders, state, keep="e1")

    assert (list(trace(made, "Bob").x), list(trace(made, "Bob").y)) == ([2.0, 5.0], [1, 2])
    assert list(trace(made, "Ada").y) == [2, 1]


def test_the_first_have_the_middle_half_of_the_field_behind_them_once_it_is_large_enough():
    state = state_of(*CROSSINGS)
    field = [Line(str(n), "", "running", splits=[(1, 480_000 + 120_000 * n)]) for n in range(4)]  # 4 to 7 minutes

    many, few = (race.splits(state.leaders, those, state, keep="e1") for those in (field, field[:3]))

    band = [one for one in many.data if one.name == "Middle half of the field"]
    assert [list(one.y) for one in band] == [[4.75], [6.25]]
    assert list(band[0].x) == [2.0]
    assert [one.name for one in few.data] == [one.name for one in state.leaders]


def test_a_course_without_distances_still_has_its_times():
    shape = RaceFormat(checkpoints=[Checkpoint("finish")])
    state = state_of(passing("1", "finish", 600), shape=shape)

    assert list(trace(race.splits(state.leaders, [], state, keep="e1"), "Ada").y) == [10]


def test_a_table_of_the_field_has_seconds_and_leaves_out_what_is_not_known():
    state = state_of(*CROSSINGS[:3])
    frame = race.lines_frame(state.leaders, state.slots).set_index("bib")

    assert (frame["time_s"]["1"], frame["Finish"]["1"], frame["2 km"]["2"]) == (1001, 1000.4, 420)
    assert frame["Finish"].isna()["2"]
    assert list(frame.columns[-3:]) == ["time_s", "gap_s", "note"]


def spots():
    now = round(time.time() * 1000)
    return {"1": Spot(now, 52.01, 13.0), "99": Spot(now, 52.0, 13.0, 777.0, 3.0)}


def test_the_map_has_equal_scales_and_names_the_leaders():
    shape = RaceFormat(checkpoints=FIVE_KM.checkpoints, course=COURSE)
    made = race.course(shape, state_of(*CROSSINGS[:1], shape=shape), spots(), keep="e1")

    assert (made.layout.yaxis.scaleanchor, made.layout.yaxis.scaleratio) == ("x", 1)
    assert list(trace(made, "Leaders").text) == ["Ada"]
    assert list(trace(made, "Everybody else").customdata) == ["99"]
    assert list(trace(made, "Leaders").y) == pytest.approx([1.112], abs=0.001)
    assert list(trace(made, "Checkpoints").text) == ["start", "2 km", "finish"]
    assert min(made.layout.xaxis.range) < 0 < 2.05 < max(made.layout.xaxis.range)


def test_no_name_on_the_map_lies_over_another_and_a_round_has_one_label_where_it_begins_and_ends():
    shape = RaceFormat(checkpoints=FIVE_KM.checkpoints, course=[*COURSE, COURSE[0]])
    both = state_of(passing("1", "k2", 420), passing("2", "k2", 425), shape=shape)
    here = {"1": Spot(0, 52.01, 13.0), "2": Spot(0, 52.0101, 13.0)}

    made = race.course(shape, both, here, keep="e1")

    assert list(trace(made, "Leaders").text) == ["Ada", ""]
    assert list(trace(made, "Leaders").customdata) == ["Ada", "Bob"]
    assert list(trace(made, "Checkpoints").text) == ["start · finish", "2 km"]


def test_who_has_finished_is_not_named_on_the_map():
    shape = RaceFormat(checkpoints=FIVE_KM.checkpoints, course=COURSE)

    assert not trace(race.course(shape, state_of(*CROSSINGS, shape=shape), spots(), keep="e1"), "Leaders").x


def test_positions_are_projected_on_the_course_where_no_distance_was_sent():
    frame = race.positions_frame(RaceFormat(course=COURSE), spots(), {}).set_index("id")

    assert frame["distance_m"]["1"] == pytest.approx(1112, abs=1)
    assert frame["distance_m"]["99"] == 777


def test_where_a_course_comes_by_twice_the_last_checkpoint_says_how_far_somebody_is():
    """There and back in one lap of five kilometres, twice."""
    there_and_back, line = [*COURSE[:2], COURSE[0]], [Checkpoint("half", 2500.0), Checkpoint("line", 5000.0)]
    shape = RaceFormat(line, laps=2, course=there_and_back)
    here = {who: Spot(0, 52.01, 13.0) for who in "abcde"}
    passed = {"b": 2500.0, "c": 5000.0, "d": 7500.0, "e": 10_000.0}

    frame = race.positions_frame(shape, here, passed)

    assert frame["distance_m"].to_list() == pytest.approx([1250, 3750, 6250, 8750, 10_000], abs=2)


MAY = ChallengeFormat(first_day=date(2026, 5, 1), last_day=date(2026, 5, 10), target=10_000, target_of="team")
WALKS = [walked("ada", 1000, "2026-05-01"), walked("bob", 500, "2026-05-03"), walked("cyd", 900, "2026-05-02")]


def challenge_of(shape):
    return fold("e1", [declared_challenge(shape), *WALKS]).challenge


def test_progress_adds_up_the_average_member_of_each_team_against_the_target():
    made = challenge.progress(challenge_of(MAY), MAY, keep="e1")

    assert list(trace(made, "Operations").y) == [500, 500, 750]
    assert list(trace(made, "Sales").y) == [0, 900, 900]
    assert list(trace(made, "Target").y) == [0, 10_000]


def test_progress_of_all_together_is_their_sum():
    shape = ChallengeFormat(target=10_000, target_of="all", first_day=date(2026, 5, 1), last_day=date(2026, 5, 10))

    assert list(trace(challenge.progress(challenge_of(shape), shape, keep="e1"), "Everybody").y) == [1000, 1900, 2400]


def test_days_have_a_row_each_and_quiet_ones_too():
    frame = challenge.days_frame(challenge_of(MAY), MAY)

    assert list(frame["all"]) == [1000, 900, 500]
    assert list(frame["Operations"]) == [1000, 0, 500]
    assert [list(one.y) for one in challenge.by_day(challenge_of(MAY), MAY, keep="e1").data] == [
        [0, 900, 0],
        [1000, 0, 500],
    ]


def test_nothing_recorded_gives_empty_charts():
    empty = fold("e1", [declared_challenge(MAY)]).challenge

    assert challenge.days_frame(empty, MAY).empty
    assert len(challenge.progress(empty, MAY, keep="e1").data) == 3
