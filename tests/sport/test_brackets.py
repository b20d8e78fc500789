"""Who meets whom in a knockout, and who goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sport import brackets, slots, standings
from lib.sport.brackets import Form, Tie, Verdict
from lib.sport.results import Result
from lib.sport.slots import Advance

RULES = standings.rules("simple")
LEGS, AWAY, SERIES = Form(legs=2), Form(legs=2, away_goals=True), Form(best_of=3)


def game(home, away, score, **more):
    return Result(event=f"{home}-{away}", home=home, away=away, score=score, **more)


def played(rounds, better):
    """The winner of each tie, when the one that is *better* always wins."""
    won = {}
    for tie in (tie for ties in rounds for tie in ties):
        sides = [
            won[one.tie][0 if one.wins else 1] if isinstance(one, Advance) else one for one in (tie.home, tie.away)
        ]
        won[tie.id] = sorted(sides, key=better)
    return won


def test_seeds_are_placed_so_that_the_best_meet_last():
    assert brackets.seeding(8) == [1, 8, 4, 5, 2, 7, 3, 6]
    assert brackets.seeding(16) == [1, 16, 8, 9, 4, 13, 5, 12, 2, 15, 7, 10, 3, 14, 6, 11]
    assert brackets.seeding(5) == [1, None, 4, 5, 2, None, 3, None]


@given(st.integers(2, 70))
def test_a_bracket_of_n_has_n_minus_1_ties_and_byes_go_to_the_best(count):
    entries = [f"s{number}" for number in range(1, count + 1)]
    rounds = brackets.tree(brackets.arranged(entries))

    assert sum(map(len, rounds)) == count - 1
    first = {one for tie in rounds[0] for one in (tie.home, tie.away)}
    free = 2 ** len(rounds) - count
    assert first == set(entries[free:])


@given(st.integers(2, 70))
def test_when_the_better_seed_always_wins_the_best_two_meet_in_the_final(count):
    entries = [f"{number:03}" for number in range(count)]
    won = played(brackets.tree(brackets.arranged(entries)), better=str)

    assert won["final"] == entries[:2]


@given(st.integers(4, 70))
def test_the_match_for_third_place_is_between_the_losers_of_the_semi_finals(count):
    rounds = brackets.tree(brackets.arranged([f"{number:03}" for number in range(count)]), third_place=True)

    assert sum(map(len, rounds)) == count
    assert [tie.id for ties in rounds[-2:] for tie in ties] == ["third-place", "final"]
    assert played(rounds, better=str)["third-place"] == ["002", "003"]


def test_without_two_semi_finals_nobody_plays_for_third_place():
    assert [tie.id for ties in brackets.tree(["a", "b", "c", None], third_place=True) for tie in ties] == [
        "semi-final-1",
        "final",
    ]


def test_entries_that_are_not_seeded_meet_as_they_stand():
    first, final = brackets.tree(brackets.arranged(["a", "b", "c", "d"], seeded=False))

    assert first == [Tie("semi-final-1", "a", "b"), Tie("semi-final-2", "c", "d")]
    assert final == [Tie("final", Advance("semi-final-1"), Advance("semi-final-2"))]


@pytest.mark.parametrize(
    ("results", "form", "verdict"),
    [
        ([], Form(), Verdict()),
        ([game("a", "b", (2, 1))], Form(), Verdict(2, 1, 0, True)),
        ([game("b", "a", (2, 1))], Form(), Verdict(1, 2, 1, True)),
        ([game("a", "b", (2, 1), status="live")], Form(), Verdict(2, 1, 0)),
        ([game("a", "b", (2, 1), status="ended")], Form(), Verdict(2, 1, 0)),
        ([game("a", "b", (1, 1))], Form(), Verdict(1, 1)),
        ([game("a", "b", (1, 1), outcome="shootout", shootout=(3, 4), winner="b")], Form(), Verdict(1, 1, 1, True)),
        ([game("a", "b", (1, 1), status="live", shootout=(1, 0))], Form(), Verdict(1, 1, 0)),
        ([game("a", "b", (0, 0), outcome="forfeited", winner="b")], Form(), Verdict(0, 3, 1, True)),
        ([game("a", "b", (0, 0), outcome="forfeited")], Form(), Verdict()),
        ([game("a", "b", (5, 0), outcome="abandoned")], Form(), Verdict()),
        ([game("a", "b", (0, 0), outcome="awarded", winner="a")], Form(), Verdict(3, 0, 0, True)),
        ([game("a", "b", (0, 0), outcome="cancelled"), game("a", "b", (0, 1))], Form(), Verdict(0, 1, 1, True)),
        # two legs
        ([game("a", "b", (2, 0))], LEGS, Verdict(2, 0, 0, games=2)),
        ([game("a", "b", (2, 0)), game("b", "a", (1, 0))], LEGS, Verdict(2, 1, 0, True, 2)),
        ([game("a", "b", (2, 1)), game("b", "a", (1, 0))], LEGS, Verdict(2, 2, games=2)),
        ([game("a", "b", (2, 1)), game("b", "a", (1, 0))], AWAY, Verdict(2, 2, 1, True, 2)),
        ([game("a", "b", (1, 2)), game("b", "a", (1, 2))], AWAY, Verdict(3, 3, games=2)),
        ([game("a", "b", (2, 1)), game("b", "a", (1, 0), shootout=(4, 5))], LEGS, Verdict(2, 2, 0, True, 2)),
        ([game("a", "b", (2, 0)), game("b", "a", (1, 0), status="live")], LEGS, Verdict(2, 1, 0, games=2)),
        # best of three
        ([], SERIES, Verdict(games=2)),
        ([game("a", "b", (3, 1))], SERIES, Verdict(1, 0, 0, games=2)),
        ([game("a", "b", (3, 1)), game("b", "a", (3, 0))], SERIES, Verdict(1, 1, games=3)),
        ([game("a", "b", (3, 1)), game("b", "a", (1, 3))], SERIES, Verdict(2, 0, 0, True, 2)),
        ([game("a", "b", (3, 1)), game("b", "a", (1, 3), status="ended")], SERIES, Verdict(2, 0, 0, games=2)),
        (
            [game("a", "b", (3, 1)), game("b", "a", (3, 1)), game("a", "b", (0, 3))],
            SERIES,
            Verdict(1, 2, 1, True, 3),
        ),
    ],
)
def test_who_goes_on_from_a_tie(results, form, verdict):
    assert brackets.decide("a", "b", results, form, RULES) == verdict


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("sales", "sales"),
        ("winner of m74", Advance("m74")),
        ("Loser of match m74", Advance("m74", wins=False)),
        ("winner of A", slots.Place(1, ("A",))),
        ("runner-up of group A", slots.Place(2, ("A",))),
        ("third of A/B/C/D/F", slots.Place(3, ("A", "B", "C", "D", "F"))),
        ("third of A / B", slots.Place(3, ("A", "B"))),
        ("5th of league", slots.Place(5, ("league",))),
        ("12 of league", slots.Place(12, ("league",))),
    ],
)
def test_a_slot_is_read_from_words(text, slot):
    assert slots.read(text, ties={"m74"}) == slot


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("loser of A", "no match that comes before"),
        ("last of A", "begins with 'last'"),
        ("0th of A", "begins with '0th'"),
        ("winner of m74/m75", "several matches"),
        ("the best team", "neither a competitor nor a place"),
    ],
)
def test_a_slot_that_is_none_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        slots.read(text, ties={"m74", "m75"})


def test_a_slot_is_shown_in_words():
    assert slots.words(Advance("m74"), "match 74") == "Winner of match 74"
    assert slots.words(Advance("m101", wins=False), "match 101") == "Loser of match 101"
    assert slots.words(slots.Place(3, ("a", "b")), "A/B") == "Third of A/B"
    assert slots.words(slots.Place(5, ("league",)), "League") == "Place 5 of League"
