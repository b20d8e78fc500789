"""Two tables of the same results, tables of before, and tables across groups."""

import pytest
from msgspec import structs

from lib.sport import standings
from lib.sport.actions import Competitor
from lib.sport.results import Result
from lib.sport.standings import Adjustments, Correction
from tests.sport.standings.making import competitors, results, table

RULES = standings.rules("simple")
PLAYED = results("A 2-0 B\nC 1-0 A")


def live(home: str, away: str, mine: int, theirs: int) -> Result:
    return Result(event="live", home=home, away=away, score=(mine, theirs), status="live", time=99)


def test_the_official_table_has_final_results_and_the_other_one_all():
    some = [*PLAYED, live("B", "C", 3, 0)]

    official, now = standings.both(competitors(some), some, RULES)

    assert official.order == ["A", "C", "B"]
    assert now.order == ["B", "A", "C"]
    assert {row.name: row.movement for row in now.rows} == {"A": -1, "B": 2, "C": -1}
    assert {row.movement for row in official.rows} == {0}


def test_an_ended_event_is_not_official_before_it_is_confirmed():
    ended = [structs.replace(one, status="ended") for one in PLAYED]

    official, now = standings.both(competitors(ended), ended, RULES)

    assert {row.played for row in official.rows} == {0}
    assert now.order == table(PLAYED).order


def test_a_live_game_is_still_to_come_for_the_official_table():
    """La Liga: head-to-head waits for it officially, and is as if it were over in the table as it stands."""
    some = [*results("A 1-0 B\nB 5-0 C"), live("B", "A", 0, 0)]

    official, now = standings.both(competitors(some), some, standings.rules("la-liga"))

    assert official.rows[0].explanation == (
        "above A: level on 3 points; head-to-head open (1 game to come); goal difference +4 against +1"
    )
    assert now.rows[0].explanation == "above B: level on 4 points; head-to-head 1–0, 0–0: 4 points against 1"


def test_a_table_at_a_moment_knows_nothing_of_what_came_later():
    """Results have the times 0 and 1; the deduction was decided at 1."""
    decided = Adjustments(points=(Correction("A", -2, time=1),))

    before = standings.table(competitors(PLAYED), PLAYED, RULES, decided, at=0)
    after = standings.table(competitors(PLAYED), PLAYED, RULES, decided, at=1)

    assert (before.row("A").points, before.row("C").played) == (3, 0)
    assert (after.row("A").points, after.row("C").played) == (1, 1)


def test_games_after_a_moment_are_to_come():
    some = results("A 1-0 B\nA 0-1 C\nB 1-0 C\nB 1-0 A")

    then = standings.table(competitors(some), some, standings.rules("la-liga"), at=2)

    assert then.remaining == 3


def test_rounds_are_in_their_order_whenever_they_were_played():
    some = [
        Result(event="1", home="A", away="B", round="Matchday 10", time=1),
        Result(event="2", home="A", away="B", round="Matchday 2", time=3),
        Result(event="3", home="A", away="B", round="Matchday 1", time=2),
        Result(event="4", home="A", away="B", time=4),
    ]

    assert standings.rounds(some) == ["Matchday 1", "Matchday 2", "Matchday 10"]
    assert [one.event for one in standings.after_round(some, "Matchday 2")] == ["2", "3"]
    assert standings.rounds([structs.replace(some[0], round="Spring"), some[2]]) == ["Spring", "Matchday 1"]
    with pytest.raises(ValueError, match="Matchday 3"):
        standings.after_round(some, "Matchday 3")


def named(*names: str) -> list[Competitor]:
    return [Competitor(id=one, name=one) for one in names]


def test_seconds_of_groups_of_different_size_are_compared_without_the_games_against_the_last():
    """UEFA did so for its best runners-up: results against the fourth of a larger group are left out."""
    small = results("A 1-0 B\nA 1-0 C\nB 3-0 C")
    large = results("K 1-0 L\nK 1-0 M\nK 1-0 N\nL 1-0 M\nL 9-0 N\nM 1-0 N")
    groups = {"1": named("A", "B", "C"), "2": named("K", "L", "M", "N")}

    everything = standings.across(groups, small + large, RULES, 2)
    even = standings.across(groups, small + large, RULES, 2, smallest=3)

    assert everything.order == ["L", "B"]
    assert even.order == ["B", "L"]
    assert [(row.group, row.played) for row in even.rows] == [("1", 2), ("2", 2)]


def test_games_between_groups_are_not_part_of_either():
    groups = {"1": named("A", "B"), "2": named("C", "D")}
    some = [*results("A 1-0 B\nC 1-0 D"), *results("A 0-5 C")]

    assert [row.played for row in standings.across(groups, some, RULES, 1).rows] == [1, 1]


def test_a_group_without_such_a_place_is_left_out():
    groups = {"1": named("A", "B", "C"), "2": named("K", "L")}

    assert len(standings.across(groups, [], RULES, 3).rows) == 1


def test_head_to_head_is_seen_by_the_one_who_asks():
    some = results("A 2-1 B\nB 3-0 A\nA 0-0 B\nA 9-0 C")

    found = standings.head_to_head("B", "A", some, RULES)

    assert (found.won, found.drawn, found.lost, found.scored, found.conceded) == (1, 1, 1, 4, 2)
    assert found.verdicts == "DWL"
    assert [one.event for one in found.games] == ["e002", "e001", "e000"]


def test_form_and_streak_end_with_the_newest_game():
    some = results("A 1-0 B\nA 0-0 B\nB 1-0 A\nA 1-0 B\nA 2-0 B\nB 0-1 A")

    assert (table(some).row("A").form, table(some).row("A").streak) == ("DLWWW", "W3")
    assert (table(some).row("B").form, table(some).row("B").streak) == ("DWLLL", "L3")
    assert table(some[:0] + some[:1]).row("B").streak == "L1"
