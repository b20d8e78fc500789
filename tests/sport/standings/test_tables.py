"""What holds of every table, whatever its rules and results."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.sport import standings
from lib.sport.results import Cards, Result
from lib.sport.standings import Adjustments, Correction, Criterion, Lot, Rules, Table, Variant
from lib.sport.standings.explanation import Neighbours, Reason
from lib.sport.standings.games import Scoring
from lib.sport.standings.ranking import Ranking
from lib.sport.standings.tables import read
from tests.sport.standings.making import competitors, ranks, results, table, why

NAMES = ["A", "B", "C", "D", "E"]
LISTS = {
    "fifa": {name: number for number, name in enumerate(NAMES[1:])},
    "seeding": dict.fromkeys(NAMES, 1),
    "uefa": {name: 10.5 * number for number, name in enumerate(NAMES)},
}


@st.composite
def played(draw) -> list[Result]:
    """Up to twenty results between five; few goals, so that many are level."""
    made = []
    for number in range(draw(st.integers(0, 20))):
        home, away = draw(st.sampled_from([(one, other) for one in NAMES for other in NAMES if one != other]))
        few = st.integers(0, 2)
        score = (draw(few), draw(few))
        outcome = draw(
            st.sampled_from(
                ["regular"] * 6 + ["extra-time", "shootout", "awarded", "forfeited", "abandoned", "cancelled"]
            )
        )
        made.append(
            Result(
                event=f"e{number:02}",
                home=home,
                away=away,
                score=score,
                outcome=outcome,
                winner=draw(st.sampled_from([home, away])) if outcome in {"shootout", "forfeited", "awarded"} else None,
                rallies=(draw(few) * 10, draw(few) * 10),
                cards=(Cards(yellow=draw(few)), Cards(yellow=draw(few))),
                status=draw(st.sampled_from(["official", "official", "ended", "live"])),
                time=draw(st.sampled_from([None, 1, 2, 3])),
            )
        )
    return made


presets = st.sampled_from(sorted(standings.PRESETS))
adjustments = st.builds(
    lambda taken, drawn: Adjustments(points=tuple(taken), lots=tuple(drawn), rankings=LISTS),
    st.lists(st.builds(Correction, competitor=st.sampled_from(NAMES), points=st.integers(-4, 2)), max_size=2),
    st.lists(st.builds(Lot, order=st.permutations(NAMES).map(tuple)), max_size=1),
)


def made(some: list[Result], preset: str, decided: Adjustments) -> Table:
    everybody = competitors([Result(event="x", home=one, away=other) for one, other in pairwise(NAMES)])
    return standings.table(everybody, some, standings.rules(preset), decided, [("A", "B")])


@settings(max_examples=60, deadline=None)
@given(played(), presets, adjustments, st.randoms(use_true_random=False))
def test_the_order_of_results_does_not_matter(some, preset, decided, random):
    shuffled = random.sample(some, len(some))

    assert made(shuffled, preset, decided) == made(some, preset, decided)


@settings(max_examples=60, deadline=None)
@given(played(), presets, adjustments)
def test_everybody_has_a_place_and_games_add_up(some, preset, decided):
    rows = made(some, preset, decided).rows

    assert sorted(row.competitor for row in rows) == NAMES
    for index, row in enumerate(rows):
        same = [other for other in rows if other.rank == row.rank]
        assert row.rank == 1 + sum(other.rank < row.rank for other in rows), "shared ranks are skipped"
        assert row.shared == (len(same) > 1)
        assert index == 0 or rows[index - 1].rank <= row.rank
        assert row.played == row.won + row.drawn + row.lost
        assert row.adjusted == sum(one.points for one in decided.points if one.competitor == row.name)
    assert sum(row.scored for row in rows) == sum(row.conceded for row in rows)


@settings(max_examples=120, deadline=None)
@given(played(), presets, adjustments)
def test_every_reason_is_true(some, preset, decided):
    """Each number is computed again, the simple way; all but the last are equal, and the last one decides."""
    rules = standings.rules(preset)
    rows = made(some, preset, decided).rows
    for row, below in pairwise(rows):
        compared = [one for one in row.reasons if one.mine is not None and one.theirs is not None]
        for one in compared:
            assert_true(one, row.name, below.name, some, rules, decided)
        if row.rank == below.rank:
            assert row.explanation.startswith(f"level with {below.name}")
        else:
            assert row.explanation.startswith(f"above {below.name}: ")
            assert all(one.mine == one.theirs for one in compared[:-1] if one.measure not in LOOKED_UP)
            assert compared[-1].mine > compared[-1].theirs


@settings(max_examples=60, deadline=None)
@given(played(), presets, adjustments)
def test_whoever_is_above_is_so_for_a_reason_against_everybody_below(some, preset, decided):
    rules = standings.rules(preset)
    field = read(NAMES, some, rules, decided, [("A", "B")])
    ranking = Ranking(field, rules.criteria, decided, NAMES)
    order = [(number, one) for number, group in enumerate(ranking.groups) for one in group]
    for index, (place, one) in enumerate(order):
        for other_place, other in order[index + 1 :]:
            pair = Neighbours(one, other, ranking.trails, field, dict(zip(NAMES, NAMES, strict=True)))
            assert pair.shared == (place == other_place)


LOOKED_UP = {"ranking", "coefficient", "lot", "last-game", "kicks"}


def assert_true(one: Reason, upper: str, lower: str, some: list[Result], rules: Rules, decided: Adjustments) -> None:
    if one.measure in LOOKED_UP:
        return
    games = [game for result in some if (game := Scoring(rules).game(result)) is not None]
    for name, told in ((upper, one.mine), (lower, one.theirs)):
        value = MEASURES[one.measure](name, scope(games, name, one))
        if one.measure == "points" and not one.among and not one.outside:
            value += sum(taken.points for taken in decided.points if taken.competitor == name)
        assert told == pytest.approx(float(value)), (one, name)


def scope(games: list, name: str, one: Reason) -> list:
    """The games of a name that a reason is about."""
    within = set(one.among) or set(NAMES)
    found = []
    for game in games:
        sides = (game.result.home, game.result.away)
        if name in sides:
            other = sides[1 - sides.index(name)]
            if other == one.outside if one.outside else {name, other} <= within:
                found.append((game, sides.index(name)))
    return found


def total(games: list, what: Callable) -> int:
    return sum(what(game, side) for game, side in games)


def simple_ratio(won: int, lost: int) -> float:
    return won / lost if lost else math.inf if won else 0


def scored(games: list) -> tuple[int, int]:
    return total(games, lambda game, side: game.score[side]), total(games, lambda game, side: game.score[1 - side])


def rallies(games: list) -> tuple[int, int]:
    inside = [(game, side) for game, side in games if game.rallies]
    return total(inside, lambda game, side: game.rallies[side]), total(
        inside, lambda game, side: game.rallies[1 - side]
    )


MEASURES = {
    "points": lambda name, games: total(games, lambda game, side: game.points[side]),
    "wins": lambda name, games: total(games, lambda game, side: game.verdicts[side] == "W"),
    "difference": lambda name, games: scored(games)[0] - scored(games)[1],
    "scored": lambda name, games: scored(games)[0],
    "ratio": lambda name, games: simple_ratio(*scored(games)),
    "away-scored": lambda name, games: total(games, lambda game, side: side * game.score[side]),
    "away-wins": lambda name, games: total(games, lambda game, side: side * (game.verdicts[side] == "W")),
    "sets-ratio": lambda name, games: 0,  # none of these results is of a match of several single ones
    "rallies-ratio": lambda name, games: simple_ratio(*rallies(games)),
    "conduct": lambda name, games: total(games, lambda game, side: game.conduct[side]),
}


def test_a_competitor_without_a_game_is_in_the_table():
    assert [row.played for row in made([], "simple", Adjustments()).rows] == [0] * 5
    assert {row.rank for row in made([], "simple", Adjustments()).rows} == {1}


def test_results_with_somebody_else_are_not_the_business_of_a_table():
    some = results("A 1-0 B\nA 0-9 Stranger")

    mine = standings.table(competitors(some[:1]), some, standings.rules("simple"))

    assert [(row.name, row.played) for row in mine.rows] == [("A", 1), ("B", 1)]


@pytest.mark.parametrize(
    ("club", "games", "taken", "left"),
    [
        ("Portsmouth", (7, 7, 24), 9, 19),  # Premier League 2009-10, for going into administration
        ("Middlesbrough", (10, 12, 16), 3, 39),  # Premier League 1996-97, for a game that it did not play: relegated
    ],
)
def test_deducted_points_are_gone_and_are_told(club, games, taken, left):
    won, drawn, lost = games
    some = results("\n".join([f"{club} 1-0 X"] * won + [f"{club} 0-0 X"] * drawn + [f"X 1-0 {club}"] * lost))

    punished = table(some, "premier-league", Adjustments(points=(Correction(club, -taken, "decided in March"),)))

    assert punished.row(club).points == left
    assert punished.row(club).adjusted == -taken
    assert why(punished, club) == f"{taken} points deducted (decided in March)"


def test_a_deduction_is_not_part_of_the_games_against_each_other():
    """A lost to B, and both have 3 points once B loses some: head-to-head is B's."""
    some = results("B 1-0 A\nA 2-0 C\nB 1-0 C")

    punished = table(some, "fifa-2026", Adjustments(points=(Correction("B", -3),)))

    assert punished.order[:2] == ["B", "A"]
    assert why(punished, "B") == "above A: level on 3 points; head-to-head 1–0. 3 points deducted"


def test_an_awarded_game_counts_in_every_comparison():
    """A won 2-0, then the game was given to B 0-3."""
    some = [
        Result(event="1", home="A", away="B", score=(0, 3), outcome="awarded", winner="B"),
        Result(event="2", home="A", away="C", score=(1, 0)),
        Result(event="3", home="C", away="B", score=(1, 0)),
    ]

    made = table(some, "fifa-2026")

    assert made.row("B").scored == 3
    assert made.order == ["B", "C", "A"]


def test_an_award_without_a_score_has_that_of_the_rules():
    given = [Result(event="1", home="A", away="B", score=(2, 1), outcome="awarded", winner="B")]

    assert [(row.name, row.scored, row.conceded) for row in table(given, "fifa-2022").rows] == [
        ("B", 3, 0),
        ("A", 0, 3),
    ]
    assert table(given, "fifa-2022").row("B").points == 3


def test_both_lose_a_game_that_both_forfeited():
    made = table([Result(event="1", home="A", away="B", outcome="forfeited")])

    assert [(row.lost, row.points) for row in made.rows] == [(1, 0), (1, 0)]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [({}, (0, 0, 0)), ({"cancelled": "draw"}, (1, 0, 1)), ({"cancelled": "loss"}, (0, 1, 0))],
)
def test_a_cancelled_game_counts_as_the_rules_say(rules, expected):
    made = table([Result(event="1", home="A", away="B", score=(5, 0), outcome="cancelled")], Variant(**rules))

    assert {(row.drawn, row.lost, row.points) for row in made.rows} == {expected}
    assert {row.scored for row in made.rows} == {0}


def test_an_abandoned_game_is_ignored_or_stands():
    given = [Result(event="1", home="A", away="B", score=(1, 0), outcome="abandoned")]

    assert table(given).row("A").played == 0
    assert table(given, Variant(abandoned="stands")).row("A").points == 3


def test_a_shoot_out_is_a_draw_in_football_and_a_win_in_hockey():
    given = [Result(event="1", home="A", away="B", score=(1, 1), outcome="shootout", shootout=(4, 3))]

    assert [row.points for row in table(given, "fifa-2022").rows] == [1, 1]
    assert [(row.points, row.scored) for row in table(given, "iihf").rows] == [(2, 2), (1, 1)]


def test_results_of_who_withdrew_count_for_nobody():
    some = results("A 1-0 B\nB 4-0 C\nC 0-9 Gone\nGone 9-0 A")

    made = table(some, "simple", Adjustments(annulled=frozenset({"Gone"})))

    assert made.row("A").conceded == made.row("Gone").played == 0


def test_half_points_are_counted_exactly():
    chess = Variant(points=standings.Points(win=1, draw=0.5, loss=0))

    assert [(row.name, row.points) for row in table("A 1-1 B\nA 1-0 C\nB 1-1 C", chess).rows] == [
        ("A", 1.5),
        ("B", 1.0),
        ("C", 0.5),
    ]


def test_points_per_game_rank_a_season_that_was_stopped():
    """Ligue 1 2019-20 was decided so."""
    rules = Variant(criteria=["points-per-game", "difference"])

    made = table("A 1-0 B\nA 0-0 C\nB 1-0 D\nD 0-0 C\nB 0-0 C\nB 0-2 D", rules)

    assert made.order == ["A", "D", "C", "B"]
    assert why(made, "A") == "above D: 2.000 points a game against 1.333"


def test_numbers_that_differ_are_told_with_digits_that_differ():
    rules = Variant(criteria=["ratio"])

    made = table("A 1000-999 X\nB 1001-1000 Y", rules)

    assert why(made, "A") == "above B: goal ratio 1.001001 against 1.001000"


def test_equals_are_in_the_order_of_a_register():
    assert table("Ägir 0-0 Zebra\nAlba 0-0 Bohème").order == ["Ägir", "Alba", "Bohème", "Zebra"]


def test_a_criterion_says_what_it_cannot_do():
    for wrong in ({"by": "ranking"}, {"by": "points", "list": "fifa"}, {"by": "lot", "among": "tied"}, {"by": ()}):
        with pytest.raises(ValueError, match=r"\w+"):
            Criterion(**wrong)


def test_a_fraction_is_a_number_for_whoever_reads_the_reasons():
    reasons = table("A 2-1 B\nC 3-1 D", Variant(criteria=["ratio"])).rows[0].reasons

    assert not any(isinstance(one.mine, Fraction) for one in reasons)
    assert ranks(table("A 2-1 B", Variant(criteria=["ratio"]))) == [(1, "A"), (2, "B")]
