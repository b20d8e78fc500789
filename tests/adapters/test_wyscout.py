"""Second-level events give the published results, and every one of them is a play, once."""

import copy
import gzip
import json
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.adapters import importers
from lib.errors import BadImport
from tests.recorded import DATA, FINAL, document, states

JAPAN, BELGIUM, RUSSIA = (DATA / f"wyscout-{match}.json.gz" for match in (2057999, 2058007, 2058012))


def read(path):
    return importers.read(path.name, path.read_bytes())


def state_of(path):
    (state,) = states(read(path)).values()
    return state


@pytest.fixture(scope="module")
def final():
    return read(FINAL)


@pytest.mark.parametrize(
    ("path", "sides", "score", "shootout", "yellow"),
    [
        (JAPAN, ["jpn", "sen"], [2, 2], None, [2, 3]),
        (BELGIUM, ["bel", "jpn"], [3, 2], None, [0, 1]),
        (RUSSIA, ["rus", "cro"], [2, 2], [3, 4], [1, 4]),
        (FINAL, ["fra", "cro"], [4, 2], None, [2, 1]),
    ],
    ids=["Japan-Senegal", "Belgium-Japan", "Russia-Croatia", "France-Croatia"],
)
def test_the_events_of_a_match_give_its_result(path, sides, score, shootout, yellow):
    state = state_of(path)

    assert [one.id for one in state.declared.competitors] == sides
    assert (state.score, state.shootout, state.sanctions) == (score, shootout, {"yellow": yellow})
    assert state.status == "confirmed"


def test_a_shootout_is_apart_and_its_missed_kicks_are_told():
    state = state_of(RUSSIA)

    assert state.outcome.winner == "cro"
    assert state.outcome.type == "shootout"
    assert state.kicks == [[0, 0], [1, 1], [0, 1], [1, 0], [0, 0], [1, 1], [0, 1], [1, 1], [0, 1], [1, 1]]
    assert [period.number for period in state.periods] == [1, 2, 3, 4, 5]


def test_the_goals_of_the_final_are_those_that_were_seen(final):
    goals = [action.data for action in final if action.kind == "score"]

    assert [(goal.participant, goal.member, goal.method, goal.period, int(goal.clock // 60) + 1) for goal in goals] == [
        ("cro", "M. Mandžukić", "own", 1, 18),
        ("cro", "I. Perišić", "open", 1, 28),
        ("fra", "A. Griezmann", "penalty", 1, 38),
        ("fra", "P. Pogba", "open", 2, 14),
        ("fra", "K. Mbappé", "open", 2, 20),
        ("cro", "M. Mandžukić", "open", 2, 24),
    ]


@pytest.mark.parametrize("path", [JAPAN, BELGIUM, RUSSIA, FINAL], ids=lambda path: path.name)
def test_every_event_is_one_play_but_for_the_shootout(path):
    raw = [event for event in document(path)["events"] if event["matchPeriod"] != "P"]

    plays = [action.data for action in read(path) if action.kind == "play"]

    assert len(plays) == len(raw)
    assert Counter(round(play.clock, 3) for play in plays) == Counter(round(event["eventSec"], 3) for event in raw)


def test_an_event_that_kloppy_drops_is_there(final):
    kinds = Counter(action.data.kind for action in final if action.kind == "play")

    assert kinds["offside"] == 2
    assert kinds["shot"] == 22


def test_places_are_on_the_pitch_and_placeholders_are_no_places(final):
    plays = [action.data for action in final if action.kind == "play"]

    assert all(0 <= value <= 100 for play in plays for value in (play.x, play.y, play.end_x) if value is not None)
    assert not any((play.x, play.y) in {(0, 0), (100, 100)} for play in plays)
    assert (plays[0].x, plays[0].y) == (50, 51)


def test_clock_and_time_go_together(final):
    started = {action.data.period: action.time for action in final if action.kind == "period.start"}

    for action in final:
        if action.kind == "play":
            assert (action.time - started[action.data.period]).total_seconds() == pytest.approx(action.data.clock)
    assert started[1] == datetime(2018, 7, 15, 15, tzinfo=UTC)


def test_a_match_that_nobody_knows_needs_its_start():
    unknown = document(FINAL)
    unknown["events"] = [event | {"matchId": 1} for event in unknown["events"][:20]]
    raw = json.dumps(unknown).encode()

    with pytest.raises(BadImport, match="match 1 was played: give --start"):
        importers.read("file", raw)
    started = importers.read("file", raw, datetime(2020, 1, 1, tzinfo=UTC))

    assert {action.subject for action in started} == {"wyscout-1"}
    assert next(action.time for action in started if action.kind == "period.start").year == 2020


@pytest.fixture(scope="module")
def short():
    """The first seconds of the final."""
    whole = document(FINAL)
    return whole | {"events": whole["events"][:12]}


def broken(short, **changes):
    changed = copy.deepcopy(short)
    changed["events"][3] |= changes
    return json.dumps(changed).encode()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"matchPeriod": "3H"}, r"\$\.events\[3\]\.matchPeriod is '3H'"),
        ({"eventSec": "soon"}, r"\$\.events\[3\]\.eventSec"),
        ({"eventSec": -1}, r"\$\.events\[3\]\.eventSec"),
        ({"positions": []}, r"\$\.events\[3\]\.positions"),
        ({"positions": [{"x": 900, "y": 5}]}, r"\$\.events\[3\]\.positions\[0\]\.x"),
        ({"matchId": 5}, r"\$\.events\[3\]\.matchId is 5"),
        ({"matchPeriod": "2H"}, r"\$\.events\[4\] is of 1H, after 2H"),
        ({"teamId": 999}, "999"),
        ({"playerId": 999}, "999"),
        ({"tags": [7]}, r"\$\.events\[3\]\.tags\[0\]"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused_with_its_place(short, changes, place):
    with pytest.raises(BadImport, match=place):
        importers.read("file", broken(short, **changes))


def test_an_empty_match_is_refused(short):
    with pytest.raises(BadImport, match=r"\$\.events"):
        importers.read("file", json.dumps(short | {"events": []}).encode())


json_values = st.none() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers(), max_size=2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_value_anywhere_is_read_or_refused(data):
    whole = document(FINAL)
    changed = whole | {"events": whole["events"][:12]}
    where = data.draw(st.sampled_from(["events", "teams", "players", "event"]))
    value = data.draw(json_values | st.dictionaries(st.text(max_size=5), json_values, max_size=2))
    if where == "event":
        changed["events"][3][data.draw(st.sampled_from(sorted(changed["events"][3])))] = value
    else:
        changed[where] = value
    with suppress(BadImport):
        importers.read("file", gzip.compress(json.dumps(changed).encode()))
