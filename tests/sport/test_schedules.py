"""Everybody meets everybody, at home as often as away."""

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sport import schedules

fields = st.lists(st.from_regex("[a-z]{1,4}", fullmatch=True), min_size=2, max_size=24, unique=True)


@given(fields, st.integers(1, 5))
def test_everybody_meets_everybody_once_a_leg(competitors, legs):
    rounds = schedules.round_robin(competitors, legs)

    meetings = Counter(frozenset(pair) for one in rounds for pair in one.pairs)
    assert meetings == {frozenset(pair): legs for pair in combinations(competitors, 2)}
    assert [one.number for one in rounds] == [*range(1, len(rounds) + 1)]
    for leg in range(1, legs + 1):
        once = Counter(frozenset(pair) for one in rounds if one.leg == leg for pair in one.pairs)
        assert set(once.values()) == {1}


@given(fields, st.integers(1, 5))
def test_nobody_plays_twice_in_a_round_and_everybody_rests_once_a_leg_or_never(competitors, legs):
    rounds = schedules.round_robin(competitors, legs)

    for one in rounds:
        busy = [competitor for pair in one.pairs for competitor in pair]
        assert sorted([*busy, *([one.resting] if one.resting else [])]) == sorted(competitors)
    rests = Counter(one.resting for one in rounds if one.resting)
    assert rests == (dict.fromkeys(competitors, legs) if len(competitors) % 2 else {})


@given(fields, st.integers(1, 5))
def test_home_and_away_are_balanced(competitors, legs):
    at = dict.fromkeys(competitors, 0)
    for one in schedules.round_robin(competitors, legs):
        for home, away in one.pairs:
            at[home] += 1
            at[away] -= 1

    games = (len(competitors) - 1) * legs
    assert {abs(difference) for difference in at.values()} == {games % 2}


@given(fields)
def test_the_same_twice_in_a_row_is_as_rare_as_can_be(competitors):
    breaks = 0
    rounds = schedules.round_robin(competitors)
    for competitor in competitors:
        places = [pair.index(competitor) for one in rounds for pair in one.pairs if competitor in pair]
        breaks += sum(before == after for before, after in pairwise(places))

    assert breaks == (0 if len(competitors) % 2 else len(competitors) - 2)


def test_the_second_leg_turns_the_pairs_of_the_first():
    rounds = schedules.round_robin(["a", "b", "c", "d"], 2)

    assert [[pair[::-1] for pair in one.pairs] for one in rounds[:3]] == [[*one.pairs] for one in rounds[3:]]


@pytest.mark.parametrize("competitors", [[], ["a"]])
def test_nobody_meets_nobody(competitors):
    assert [one.pairs for one in schedules.round_robin(competitors)] in ([], [()])


def test_a_lot_follows_from_its_seed_alone():
    assert schedules.drawn(["sales", "legal", "design", "finance"], 3) == ["design", "legal", "sales", "finance"]


@given(fields, st.integers(0, 99), st.randoms())
def test_a_lot_does_not_depend_on_the_order_of_the_list_or_on_who_else_is_in_it(competitors, seed, chance):
    order = schedules.drawn(competitors, seed)
    fewer = competitors[1:]
    chance.shuffle(fewer)

    assert schedules.drawn(fewer, seed) == [one for one in order if one != competitors[0]]
