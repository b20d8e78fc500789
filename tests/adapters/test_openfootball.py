"""Every published result comes back from the actions; a file that is not right is refused with its place."""

import copy
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.adapters import importers
from lib.adapters.importers import openfootball
from lib.errors import BadImport
from tests.recorded import LEAGUE, WORLD_CUPS, document, states

MATCH = {
    "round": "Final",
    "date": "2026-07-19",
    "time": "15:00 UTC-4",
    "team1": "Spain",
    "team2": "Argentina",
    "score": {"ft": [2, 1], "ht": [1, 0]},
    "goals1": [{"name": "A", "minute": "45+2"}, {"name": "B", "minute": 90, "offset": 3, "penalty": True}],
    "goals2": [{"name": "C", "minute": "46", "owngoal": True}],
    "ground": "East Rutherford",
}


def read(*matches, name="World Cup 2026", **changes):
    listed = matches or [MATCH | changes]
    return importers.read("file", json.dumps({"name": name, "matches": listed}).encode())


def goals(actions):
    return [action.data for action in actions if action.kind == "score"]


@pytest.mark.parametrize("path", WORLD_CUPS, ids=lambda path: path.name[:13])
def test_every_match_of_a_world_cup_gives_its_published_score(path):
    published = document(path)["matches"]

    rebuilt = states(importers.read(path.name, path.read_bytes()))

    assert len(rebuilt) == len(published) in {64, 104}
    for match, state in zip(published, rebuilt.values(), strict=True):
        score = match["score"]
        assert [one.name for one in state.declared.competitors] == [match["team1"], match["team2"]]
        assert (state.score, state.shootout) == (score.get("et", score["ft"]), score.get("p")), state.id
        assert state.status == "confirmed"
        if "et" in score:
            assert [sum(period.score[side] for period in state.periods[:2]) for side in (0, 1)] == score["ft"]
            assert state.outcome.type == ("shootout" if "p" in score else "extra-time")


def test_every_match_of_a_league_without_scorers_gives_its_published_scores():
    published = document(LEAGUE)["matches"]

    rebuilt = states(importers.read("league", LEAGUE.read_bytes()))

    assert len(rebuilt) == len(published) == 380
    for match, state in zip(published, rebuilt.values(), strict=True):
        assert state.score == match["score"]["ft"]
        assert state.periods[0].score == match["score"].get("ht", [0, 0])


@pytest.mark.parametrize(
    ("minute", "offset", "extra", "period", "clock"),
    [
        (1, 0, False, 1, 30),
        (45, 0, False, 1, 44.5 * 60),
        (45, 1, False, 1, 45.5 * 60),
        (46, 0, False, 2, 30),
        (90, 6, False, 2, 50.5 * 60),
        (92, 0, False, 2, 46.5 * 60),
        (92, 0, True, 3, 90),
        (105, 1, True, 3, 15.5 * 60),
        (106, 0, True, 4, 30),
        (120, 5, True, 4, 19.5 * 60),
    ],
)
def test_a_minute_is_a_period_and_the_middle_of_a_minute_of_its_clock(minute, offset, extra, period, clock):
    assert openfootball.clock_of(minute, offset, extra) == (period, clock)


def test_an_own_goal_names_who_shot_it_and_counts_for_the_side_that_lists_it():
    actions = read()

    own = next(goal for goal in goals(actions) if goal.method == "own")

    assert (own.participant, own.member) == ("esp", "C")
    assert states(actions)["world-cup-2026-final-esp-arg"].score == [2, 1]


def test_added_time_is_on_the_clock_of_its_half():
    assert [(goal.period, goal.clock, goal.method) for goal in goals(read())] == [
        (1, 46.5 * 60, "open"),
        (2, 30, "own"),
        (2, 47.5 * 60, "penalty"),
    ]


def test_of_a_shootout_only_the_sums_are_told():
    kicks = [goal for goal in goals(read(score={"ft": [2, 1], "et": [2, 1], "p": [4, 3]})) if goal.period == 5]

    assert [(kick.participant, kick.points, kick.clock, kick.member) for kick in kicks] == [
        ("esp", 4, None, ""),
        ("arg", 3, None, ""),
    ]


def test_a_side_that_scored_no_kick_is_not_said_to_have_missed_one():
    state = next(iter(states(read(score={"ft": [2, 1], "et": [2, 1], "p": [3, 0]})).values()))

    assert (state.shootout, state.kicks) == ([3, 0], [[0, 3]])


@pytest.mark.parametrize(
    ("given", "kick_off"),
    [
        ("15:00 UTC-4", datetime(2026, 7, 19, 19, tzinfo=UTC)),
        ("20:00 UTC+5:30", datetime(2026, 7, 19, 14, 30, tzinfo=UTC)),
        ("20:00 UTC-3:30", datetime(2026, 7, 19, 23, 30, tzinfo=UTC)),
        (None, datetime(2026, 7, 19, 12, tzinfo=UTC)),
    ],
)
def test_kick_off_is_in_utc(given, kick_off):
    assert read(time=given)[0].data.start == kick_off


def test_the_local_times_of_2022_are_those_of_qatar():
    opening = importers.read("2022", WORLD_CUPS[1].read_bytes())[0].data

    assert opening.start == datetime(2022, 11, 20, 16, tzinfo=UTC)


def test_rounds_with_teams_as_objects_are_read_like_matches():
    rounds = [{"name": "Final", "matches": [MATCH | {"team1": {"name": "Spain", "code": "ESP"}, "round": ""}]}]

    actions = importers.read("file", json.dumps({"name": "World Cup 2026", "rounds": rounds}).encode())

    assert actions == read()


def test_reading_a_file_again_gives_the_same_actions():
    raw = WORLD_CUPS[2].read_bytes()

    first, second = importers.read("a.json", raw), importers.read("elsewhere/b.json", raw)

    assert first == second
    assert len({action.id for action in first}) == len(first)


def test_a_corrected_file_has_new_ids_only_for_what_differs():
    before = read()
    after = read(goals1=[MATCH["goals1"][0] | {"name": "Alvaro"}, MATCH["goals1"][1]])

    new = {action.id for action in after} - {action.id for action in before}

    assert [action.data.member for action in after if action.id in new] == ["Alvaro"]


def test_with_its_corrections_a_corrected_file_is_as_if_the_first_never_was():
    before = read()
    after = read(
        ground=None,
        score={"ft": [2, 2]},
        goals2=[{"name": "C", "minute": 46, "owngoal": True}, {"name": "D", "minute": "90+7"}],
    )

    both = next(iter(states([*before, *after, *importers.corrections(before, after)]).values()))

    alone = next(iter(states(after).values()))
    assert (both.declared, both.score, both.status, both.outcome) == (
        alone.declared,
        alone.score,
        alone.status,
        alone.outcome,
    )
    assert [period.score for period in both.periods] == [period.score for period in alone.periods]


def test_the_corrections_of_an_unchanged_file_are_none():
    assert importers.corrections(read(), read()) == []


def test_a_match_without_a_score_is_declared_no_later_than_what_is_known():
    ahead = {key: value for key, value in MATCH.items() if key not in {"score", "goals1", "goals2"}}

    actions = read(MATCH, ahead | {"date": "2099-01-01", "round": "Replay"})

    declared = [action for action in actions if action.subject == "world-cup-2026-replay-esp-arg"]
    assert [action.kind for action in declared] == ["event.declared"]
    assert declared[0].time == max(action.time for action in actions)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"score": {"ft": [3, 1]}}, r"\$\.matches\[0\].*3-1.*2-1"),
        ({"score": {"ft": [2]}}, r"\$\.matches\[0\]\.score\.ft"),
        ({"score": {"ft": ["2", 1]}}, r"\$\.matches\[0\]\.score\.ft\[0\]"),
        ({"score": {"ft": [-2, 1]}}, r"\$\.matches\[0\]\.score\.ft"),
        ({"date": "19 July"}, r"\$\.matches\[0\].*19 July"),
        ({"date": "0001-01-01"}, r"\$\.matches\[0\].*0001-01-01"),
        ({"time": "25:00 UTC-4"}, r"\$\.matches\[0\].*25:00"),
        ({"time": "15:00"}, r"\$\.matches\[0\]\.time.*15:00"),
        ({"time": "15:00 UTC+99"}, r"\$\.matches\[0\].*UTC\+99"),
        ({"goals1": [{"name": "A", "minute": "late"}] * 2}, r"goals1\[0\]\.minute.*'late'"),
        ({"goals1": [{"name": "A", "minute": 500}] * 2}, r"goals1\[0\]\.minute.*500"),
        ({"goals1": [{"name": "A" * 2000, "minute": 5}] * 2}, r"\$\.data\.member"),
        ({"goals1": [], "goals2": [], "score": {"ft": [1, 0], "ht": [2, 0]}}, r"\$\.matches\[0\]\.score"),
        ({"team1": 7}, r"\$\.matches\[0\]\.team1"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_with_its_place(changes, place):
    with pytest.raises(BadImport, match=f"^file: .*{place}"):
        read(**changes)


def test_the_same_match_twice_is_refused():
    with pytest.raises(BadImport, match=r"matches\[1\] is the same match as \$\.matches\[0\]"):
        read(MATCH, MATCH)


def test_a_file_without_a_single_score_is_no_recording():
    with pytest.raises(BadImport, match="no match of 'World Cup 2026' has a score"):
        read(score=None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(field=st.sampled_from(sorted(MATCH)), value=json_values)
def test_any_value_in_any_field_is_read_or_refused(field, value):
    match = copy.deepcopy(MATCH) | {field: value}
    with suppress(BadImport):
        read(match)
