"""The World Cup 2026: from its file and the recorded facts to the winner.

Source of the results: openfootball/worldcup.json, CC0. Of the order of the groups, and of who went on as one of the
best thirds: its list of the matches of the round of 32.
"""

from itertools import combinations

import pytest

from lib.adapters import importers
from lib.content import competitions, progress
from lib.settings import ROOT
from lib.sport import fold
from tests.recorded import DEMO, document, states

FILE = ROOT / "content" / "competitions" / "world-cup-2026.yaml"
RESULTS = DEMO / "worldcup-2026.json"

ORDER = {
    "A": ["Mexico", "South Africa", "South Korea", "Czech Republic"],
    "B": ["Switzerland", "Canada", "Bosnia & Herzegovina", "Qatar"],
    "C": ["Brazil", "Morocco", "Scotland", "Haiti"],
    "D": ["USA", "Australia", "Paraguay", "Turkey"],
    "E": ["Germany", "Ivory Coast", "Ecuador", "Curaçao"],
    "F": ["Netherlands", "Japan", "Sweden", "Tunisia"],
    "G": ["Belgium", "Egypt", "Iran", "New Zealand"],
    "H": ["Spain", "Cape Verde", "Uruguay", "Saudi Arabia"],
    "I": ["France", "Norway", "Senegal", "Iraq"],
    "J": ["Argentina", "Austria", "Algeria", "Jordan"],
    "K": ["Colombia", "Portugal", "DR Congo", "Uzbekistan"],
    "L": ["England", "Croatia", "Ghana", "Panama"],
}
POINTS = {
    "A": [9, 4, 3, 1], "B": [7, 4, 4, 1], "C": [7, 7, 3, 0], "D": [6, 4, 4, 3], "E": [6, 6, 4, 1], "F": [7, 5, 4, 0],
    "G": [5, 5, 3, 1], "H": [7, 3, 2, 2], "I": [9, 6, 3, 0], "J": [9, 4, 4, 0], "K": [7, 5, 4, 0], "L": [7, 6, 4, 0],
}  # fmt: skip


@pytest.fixture(scope="module")
def cup():
    return competitions.read({str(FILE): FILE.read_bytes()})[0]


@pytest.fixture(scope="module")
def played():
    return states(importers.read(RESULTS.name, RESULTS.read_bytes()))


@pytest.fixture(scope="module")
def groups_only(played):
    return {event: state for event, state in played.items() if "-group-" in event}


@pytest.fixture(scope="module")
def whole(cup, played):
    return progress.of(cup, played)


def ties(view):
    return [tie for level in view.stage("knockout").levels for tie in level.ties]


def test_every_fixture_has_the_id_under_which_its_result_is_imported(whole, played):
    assert {match.event for match in whole.matches()} == played.keys()
    assert len([*whole.matches()]) == 104


@pytest.mark.parametrize("group", ORDER)
def test_the_groups(whole, group):
    table = whole.stage("groups").table(group)

    assert [row.name for row in table.rows] == ORDER[group]
    assert [row.points for row in table.rows] == POINTS[group]
    assert table.complete
    assert len(table.events) == 6


def test_the_eight_best_thirds(whole):
    best = whole.stage("groups").best[0]

    goes_on = {row.group[-1].upper() for row, zone in zip(best.rows, best.zones, strict=True) if zone}
    assert goes_on == {*"BDEFIJKL"}
    assert [row.group[-1].upper() for row in best.rows[8:]] == ["G", "A", "C", "H"]


def test_the_bracket_follows_from_the_groups_alone(cup, groups_only):
    view = progress.of(cup, groups_only)

    recorded = [match for match in document(RESULTS)["matches"] if match["round"] == "Round of 32"]
    assert [(tie.home.name, tie.away.name) for tie in ties(view)[:16]] == [(m["team1"], m["team2"]) for m in recorded]
    assert ties(view)[16].home.name == "Winner of match 74"


def test_the_whole_bracket_up_to_the_winner(whole):
    recorded = [match for match in document(RESULTS)["matches"] if "group" not in match]
    found = ties(whole)

    assert [(tie.home.name, tie.away.name) for tie in found] == [(m["team1"], m["team2"]) for m in recorded]
    assert [tie.score for tie in found] == [tuple(m["score"].get("et", m["score"]["ft"])) for m in recorded]
    assert all(tie.settled for tie in found)
    assert whole.stage("knockout").winner == "esp"


def test_who_goes_on_after_a_shoot_out(whole):
    germany = ties(whole)[1]

    assert (germany.score, germany.matches[0].shootout, germany.winner) == ((1, 1), (3, 4), "par")
    assert germany.home.slot == "Winner of Group E"
    assert germany.away.slot == "Third of A/B/C/D/F"


def test_before_it_begins_all_places_say_what_they_wait_for(cup):
    view = progress.of(cup, {})

    first, final = ties(view)[1], ties(view)[-1]
    assert (first.home.name, first.away.name) == ("Winner of Group E", "Third of A/B/C/D/F")
    assert (final.home.name, final.away.name) == ("Winner of match 101", "Winner of match 102")
    assert not any(match.event for tie in ties(view) for match in tie.matches)


def test_a_place_is_given_when_its_group_is_over_and_not_before(cup, groups_only):
    for group in ("a", "b"):
        some = {e: state for e, state in groups_only.items() if e.startswith(f"world-cup-2026-group-{group}")}
        view = progress.of(cup, some)
        assert [tie.home.id or tie.away.id for tie in ties(view)[:1]] == (["rsa"] if group == "a" else ["can"])

    missing = dict(groups_only)
    del missing["world-cup-2026-group-l-cro-gha"]
    thirds = [tie.away for tie in ties(progress.of(cup, missing))[:16] if tie.away.slot.startswith("Third")]
    assert len(thirds) == 8
    assert not any(side.id for side in thirds)


def test_as_it_stands_places_are_given_and_marked_as_uncertain(cup, groups_only):
    missing = dict(groups_only)
    del missing["world-cup-2026-group-l-cro-gha"]

    sides = [side for tie in ties(progress.of(cup, missing, as_it_stands=True))[:16] for side in (tie.home, tie.away)]

    assert all(side.id for side in sides)
    assert {side.slot for side in sides if not side.certain} == {
        "Winner of Group L", "Runner-up of Group L",
        *(side.slot for side in sides if side.slot.startswith("Third")),
    }  # fmt: skip


def test_a_corrected_result_moves_everybody_after_it(cup, played):
    """Had the last match of group A ended 0-1, South Korea would have gone on in South Africa's place."""
    event = "world-cup-2026-group-a-rsa-kor"
    goals = [entry for entry in played[event].timeline if entry.action.kind == "score"]
    assert len(goals) == 1
    turned = [
        entry.action if entry not in goals else type(entry.action)(**{
            name: getattr(entry.action, name) for name in entry.action.__struct_fields__ if name != "data"
        }, data=type(entry.action.data)(participant="kor", period=2, clock=1000.0))
        for entry in played[event].timeline
    ]  # fmt: skip
    corrected = played | {event: fold.fold(event, turned)}

    first = ties(progress.of(cup, corrected))[0]

    assert (first.home.id, first.away.id) == ("kor", "can")
    assert first.score is None


def test_seen_from_an_earlier_day_it_is_as_it_was(cup, played):
    """On 19 June two rounds of group A were played."""
    at = 1_781_913_600_000  # 2026-06-20, 00:00 UTC

    view = progress.of(cup, played, at=at)

    assert [row.played for row in view.stage("groups").table("A").rows] == [2, 2, 2, 2]
    assert not any(tie.home.id for tie in ties(view))


def test_the_table_of_thirds_has_every_combination_once(cup):
    table = cup.plan[1].stage.assignment.table.split()

    assert {"".join(sorted(word)) for word in table} == {"".join(some) for some in combinations("ABCDEFGHIJKL", 8)}
    assert "EJBDIFLK" in table
