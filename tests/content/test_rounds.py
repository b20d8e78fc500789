"""Tables after a round: those of its games and of the rounds before it, whenever they were played."""

from datetime import timedelta

from lib.sport.results import OFFICIAL
from tests.content.playing import KICK_OFF, Play, declare

LEAGUE = "- {id: league, type: league, draw: {}}\n- {id: cup, type: knockout, entries: [winner of league, d]}"


def late():
    """A league of three rounds, in which a game of the first one was played last."""
    play = Play(declare(LEAGUE))
    first, *others = [*play.progress().stage("league").matches]
    for match in others:
        home_wins = match.home.id < match.away.id
        play.record(match.event, match.home.id, match.away.id, (1, 0) if home_wins else (0, 1))
    play.record(first.event, first.home.id, first.away.id, (0, 4), at=KICK_OFF + timedelta(days=90))
    return play, first


def test_a_game_that_was_played_late_belongs_to_its_round():
    play, moved = late()

    table = play.progress(round="Round 1").stage("league").tables[0]

    assert play.progress().stage("league").rounds == ("Round 1", "Round 2", "Round 3")
    assert {row.competitor: row.played for row in table.rows} == dict.fromkeys("abcd", 1)
    assert (table.rows[0].competitor, table.remaining) == (moved.away.id, 4)


def test_places_move_against_the_round_before():
    play, _ = late()
    ranks = {}
    for round in ("Round 1", "Round 2"):
        rows = play.progress(round=round).stage("league").tables[0].rows
        ranks[round] = {row.competitor: row.rank for row in rows}

    assert {row.competitor: row.movement for row in rows} == {
        one: ranks["Round 1"][one] - ranks["Round 2"][one] for one in "abcd"
    }
    assert any(row.movement for row in rows)


def test_after_the_last_round_it_is_the_whole_table():
    play, _ = late()
    whole, last = (play.progress(**more).stage("league").tables[0] for more in ({}, {"round": "Round 3"}))

    assert [(row.competitor, row.points) for row in last.rows] == [(row.competitor, row.points) for row in whole.rows]
    assert last.complete


def test_nobody_has_won_a_league_after_a_round_of_it():
    play, _ = late()

    view = play.progress(round="Round 2")

    assert not view.stage("league").winner
    assert view.stage("cup").levels[0].ties[0].home.name == "Winner of League"
    assert all(match.status in OFFICIAL for match in view.stage("league").matches)


def test_a_bye_of_a_later_swiss_round_gives_no_points_yet():
    play = Play(declare("- {id: open, type: swiss, rounds: 2, entries: [a, b, c]}"))
    for _ in range(2):
        match = next(one for one in play.progress().matches() if one.score is None)
        play.record(match.event, match.home.id, match.away.id, (1, 0))
    resting = [one.side.id for one in play.progress().stage("open").resting]

    points = {row.competitor: row.points for row in play.progress(round="Round 1").stage("open").tables[0].rows}

    assert len({*resting}) == 2
    assert points[resting[0]] == 3
    assert sum(points.values()) == 6
