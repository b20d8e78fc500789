"""Who stands where on a ladder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sport import ladder
from lib.sport.results import Result

RUNGS = ("a", "b", "c", "d", "e")


def beat(winner, loser, time=0, **more):
    return Result(event=f"{time}", home=loser, away=winner, score=(0, 3), winner=winner, time=time, **more)


@pytest.mark.parametrize(
    ("move", "order"), [("swap", ("d", "b", "c", "a", "e")), ("insert", ("d", "a", "b", "c", "e"))]
)
def test_who_wins_a_challenge_comes_above_the_beaten(move, order):
    assert ladder.climb(RUNGS, [beat("d", "a")], move=move).order == order


@pytest.mark.parametrize(
    ("result", "note"),
    [
        (beat("a", "d"), ""),
        (Result(event="0", home="a", away="d", score=(1, 1)), "nobody won"),
        (Result(event="0", home="a", away="d", outcome="forfeited"), "nobody won"),
        (beat("d", "a", outcome="cancelled"), "nobody won"),
    ],
)
def test_who_does_not_win_stays(result, note):
    climbed = ladder.climb(RUNGS, [result])

    assert climbed.order == RUNGS
    assert (climbed.steps[0].challenger, climbed.steps[0].note) == ("d", note)


def test_who_stands_too_far_below_could_not_challenge():
    climbed = ladder.climb(RUNGS, [beat("e", "a"), beat("c", "a", time=1)], reach=2)

    assert climbed.order == ("c", "b", "a", "d", "e")
    assert [(step.moved, step.note) for step in climbed.steps] == [(False, "4 places apart, 2 are allowed"), (True, "")]


def test_results_with_somebody_who_is_not_on_the_ladder_are_not_its_business():
    assert ladder.climb(RUNGS, [beat("x", "a")]) == ladder.Ladder(RUNGS)


games = st.lists(st.tuples(st.sampled_from(RUNGS), st.sampled_from(RUNGS)).filter(lambda pair: len({*pair}) == 2))


@given(games, st.randoms(), st.sampled_from(["swap", "insert"]), st.integers(0, 4))
def test_the_order_in_which_results_come_does_not_matter_and_nobody_is_lost(pairs, chance, move, reach):
    results = [beat(*pair, time) for time, pair in enumerate(pairs)]
    shuffled = chance.sample(results, len(results))

    climbed = ladder.climb(RUNGS, results, reach=reach, move=move)

    assert ladder.climb(RUNGS, shuffled, reach=reach, move=move) == climbed
    assert sorted(climbed.order) == [*RUNGS]
