"""Ratings of a competition: of whom, by which results, and what they let expect."""

import pytest

from lib.content import progress
from lib.sport import ratings
from tests.content.playing import Play, declare

TEAMS = """
- {id: a, name: A, members: [{id: ann, name: Ann}, {id: abe, name: Abe}]}
- {id: b, name: B, members: [{id: bob, name: Bob}, {id: bea, name: Bea}]}
- {id: c, name: C, members: [{id: cyd, name: Cyd}, {id: cal, name: Cal}]}
"""
LEAGUE = "- {id: league, type: league, draw: {}}"
LADDER = "- {id: ladder, type: ladder, rating: {system: SYSTEM}}"


def rated(play):
    return progress.rated(play.competition, play.progress(), play.states)


def test_a_game_that_is_to_come_has_what_is_to_be_expected_of_it():
    """Elo: 1516 meets 1484, whoever is at home."""
    play = Play(declare(f"{LEAGUE}\nratings: {{system: elo}}"))
    assert play.progress().ratings is None
    play.record("cup-a-d", "a", "d", (1, 0))
    play.record("cup-b-c", "b", "c", (0, 2))

    view = play.progress()
    match = next(one for one in view.matches() if {one.home.id, one.away.id} == {"a", "b"})
    told = view.expected(match.event)

    chance = ratings.expected(rated(play), match.home.id, match.away.id)
    assert match.expected == told.home.expected == pytest.approx(chance, abs=5e-4)
    assert told.home.expected + told.away.expected == pytest.approx(1)
    assert {one.id: one.rating for one in (told.home, told.away)} == {"a": 1516, "b": 1484}
    assert told.system == "elo"
    assert view.expected("cup-a-d") is None
    assert {one.expected for one in view.matches() if one.score} == {None}


def test_what_is_expected_of_a_game_that_goes_on_is_what_was_expected_before_it():
    play = Play(declare(f"{LEAGUE}\nratings: {{system: elo}}"))
    play.record("cup-a-d", "a", "d", (1, 0))
    match = next(one for one in play.progress().matches() if {one.home.id, one.away.id} == {"a", "b"})

    play.record(match.event, match.home.id, match.away.id, (0, 7), status="live")

    assert play.progress(as_it_stands=True).expected(match.event) == play.progress().expected(match.event)
    assert play.progress().expected(match.event).home.expected == match.expected


def test_only_final_results_change_ratings_unless_it_is_told_as_it_stands():
    play = Play(declare(f"{LEAGUE}\nratings: {{system: elo}}"))
    play.record("cup-a-d", "a", "d", (1, 0), status="ended")

    assert play.progress().ratings is None
    assert play.progress(as_it_stands=True).ratings.of["a"] == 1516
    assert rated(play) is None


def test_the_file_decides_whether_there_are_ratings():
    play = Play(declare(LEAGUE))
    play.record("cup-a-d", "a", "d", (1, 0))

    assert (play.progress().ratings, rated(play)) == (None, None)


@pytest.mark.parametrize("system", ["elo", "glicko-2", "openskill"])
def test_a_ladder_and_the_statistics_of_its_competition_have_the_same_ratings(system):
    """By final results of the ladder alone: the one of the league and the one that waits are in neither."""
    stages = f"{LADDER.replace('SYSTEM', system)}\n{LEAGUE}"
    play = Play(declare(stages))
    play.record("1", "d", "a", (1, 0), stage="ladder")
    play.record("2", "c", "b", (1, 0), stage="ladder")
    play.record("3", "d", "c", (1, 0), stage="ladder")
    play.record("4", "b", "d", (9, 0), stage="ladder", status="ended")
    play.record("cup-a-d", "a", "d", (9, 0))

    rungs = play.progress().stage("ladder").rungs
    found = rated(play)

    assert [rung.competitor for rung in rungs] == found.order
    assert found.order[0] == "d"
    assert {rung.competitor: rung.rating for rung in rungs} == {one: found.strength(one) for one in "abcd"}


def test_a_ladder_by_openskill_goes_by_what_is_certain():
    """a played once and beat b, who had won before. By the mere value a would be above."""
    play = Play(declare(LADDER.replace("SYSTEM", "openskill")))
    play.record("1", "b", "c", (1, 0), stage="ladder")
    play.record("2", "b", "d", (1, 0), stage="ladder")
    play.record("a", "a", "b", (1, 0), stage="ladder")

    rungs = play.progress().stage("ladder").rungs
    found = rated(play)

    assert found.of("a").value > found.of("b").value
    assert [rung.competitor for rung in rungs][:2] == ["b", "a"]
    assert rungs[0].rating == found.of("b").careful


def test_openskill_rates_the_members_of_teams_and_teams_by_them():
    play = Play(declare(LADDER.replace("SYSTEM", "openskill"), TEAMS))
    play.record("1", "c", "a", (1, 0), stage="ladder")

    found = rated(play)
    rungs = play.progress().stage("ladder").rungs

    assert {*found.current} == {"ann", "abe", "cyd", "cal"}
    assert [rung.competitor for rung in rungs] == ["c", "b", "a"]
    assert rungs[0].rating == found.strength(("cyd", "cal"))


def test_somebody_who_changes_teams_takes_the_rating_along():
    """Ann won for A; then she is in B, and with her B is stronger than C."""
    moves = TEAMS.replace("{id: ann, name: Ann}", "{id: ann, name: Ann, until: 2026-09-30}").replace(
        "{id: bea, name: Bea}", "{id: bea, name: Bea}, {id: ann, name: Ann, from: 2026-10-01}"
    )
    play = Play(declare(LADDER.replace("SYSTEM", "openskill"), moves.replace("{id: bob, name: Bob}, ", "")))
    before = play.competition.competitor("a", play.competition.competitors[0].members[0].until)
    assert [one.id for one in before.members] == ["ann", "abe"]
    play.record("1", "a", "c", (1, 0), stage="ladder", day=play.competition.competitors[0].members[0].until)

    found = rated(play)

    assert {*found.current} == {"ann", "abe", "cyd", "cal"}
    assert found.strength(("bea", "ann")) > found.strength(("cyd", "cal"))
    assert play.progress().stage("ladder").rungs[0].competitor == "b"
