"""The Swiss system, as the library pairs it."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.settings import ROOT
from lib.sport import swiss
from lib.sport.swiss import CannotPair, Pairing, Played, Points, Round

NOBODY = frozenset()
CHESS = Points()


def numbers(count):
    return tuple(str(number) for number in range(1, count + 1))


def test_the_first_round_pairs_the_upper_half_with_the_lower_one_and_the_last_has_a_bye():
    assert swiss.pair(numbers(7), (), 5, CHESS, NOBODY) == Pairing((("1", "4"), ("5", "2"), ("3", "6")), "7")


def test_the_example_of_bbp_pairings_for_who_has_the_bye_of_those_who_were_away():
    """Its test dutch_2025_C9: 5 was away in the first round; of those without a point, 4 has the bye."""
    played = (Round((Played("1", "3", "W"), Played("4", "2", "L"))),)

    assert swiss.pair(numbers(5), played, 3, CHESS, NOBODY) == Pairing((("2", "1"), ("3", "5")), "4")


def issue_7():
    """Fourteen rounds of sixty players: a line for each, with opponent, colour and result; + and - are by forfeit."""
    text = (ROOT / "tests" / "data" / "bbp-pairings-issue-7.txt").read_text()
    rows = [[re.fullmatch(r"(\d+)([wb])(.)", cell).groups() for cell in line.split()] for line in text.splitlines()]
    verdicts = {"1": "W", "+": "W", "=": "D", "0": "L", "-": "L"}
    for column in zip(*rows, strict=True):
        white = [(str(me), *cell) for me, cell in enumerate(column, 1) if cell[1] == "w"]
        yield Round(tuple(Played(me, other, verdicts[won], won in "+-") for me, other, _, won in white))


def test_the_last_round_of_sixty_as_bbp_pairings_draws_it():
    """Its test issue_7, as expected by the rules until January 2026, with forfeits in it: all thirty boards."""
    expected = (
        "1-15 3-2 11-17 7-10 8-14 4-6 5-12 9-16 13-25 24-22 18-29 20-23 19-33 21-38 39-26 28-36 31-40 37-35 44-46 "
        "30-32 53-42 47-48 51-55 27-50 34-58 49-45 41-59 56-43 60-52 54-57"
    )

    paired = swiss.pair(numbers(60), tuple(issue_7()), 15, CHESS, NOBODY)

    assert paired == Pairing(tuple(tuple(one.split("-")) for one in expected.split()))


def test_who_is_away_is_not_paired():
    paired = swiss.pair(numbers(6), (), 5, CHESS, frozenset({"2"}))

    assert "2" not in {one for pair in paired.pairs for one in pair} | {paired.bye}
    assert len(paired.pairs) == 2


def test_a_forfeited_game_was_not_played_so_both_can_meet_later():
    played = (Round((Played("1", "2", "W", forfeited=True), Played("4", "3", "L"))),)

    assert swiss.pair(numbers(4), played, 3, CHESS, NOBODY).pairs == (("3", "1"), ("2", "4"))


def test_a_round_that_cannot_be_drawn_says_so():
    played = (Round((Played("1", "2", "W"),)),)

    with pytest.raises(CannotPair, match="Round 2 cannot be drawn"):
        swiss.pair(("1", "2"), played, 3, CHESS, NOBODY)


def test_where_the_library_has_no_build_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "py4swiss.engines", None)

    with pytest.raises(CannotPair, match="py4swiss has no build for this processor"):
        swiss.pair(("somebody", "else"), (), 1, CHESS, NOBODY)


def test_points_of_the_rules_decide_who_is_level():
    """8 has two draws, 1, 5 and 6 a win: as much where a win is one point, less where it is three."""
    first = Round((Played("1", "5", "W"), Played("6", "2", "W"), Played("3", "7", "W"), Played("8", "4", "D")))
    second = Round((Played("3", "1", "W"), Played("4", "6", "W"), Played("2", "8", "D"), Played("5", "7", "W")))

    one = swiss.pair(numbers(8), (first, second), 5, CHESS, NOBODY)
    three = swiss.pair(numbers(8), (first, second), 5, Points(3, 1, 0, 3), NOBODY)

    assert one.pairs == (("4", "3"), ("1", "6"), ("8", "5"), ("7", "2"))
    assert three.pairs == (("4", "3"), ("6", "5"), ("1", "8"), ("7", "2"))


@settings(max_examples=40, deadline=None)
@given(st.integers(4, 13), st.randoms(use_true_random=False))
def test_nobody_meets_the_same_one_twice_or_has_two_byes(count, chance):
    competitors, played = numbers(count), ()
    home = dict.fromkeys(competitors, 0)
    met, byes = set(), []
    for _ in range(min(4, count // 2)):
        paired = swiss.pair(competitors, played, 4, CHESS, NOBODY)
        games = tuple(Played(*pair, chance.choice("WDL")) for pair in paired.pairs)
        played += (Round(games, paired.bye),)
        for pair in paired.pairs:
            assert frozenset(pair) not in met
            met.add(frozenset(pair))
            home[pair[0]] += 1
            home[pair[1]] -= 1
        byes += [paired.bye] if paired.bye else []

    assert len(set(byes)) == len(byes) == (len(played) if count % 2 else 0)
    assert max(map(abs, home.values())) <= 3
