"""Ratings agree with the examples of their authors, and are a replay: a correction is as if it had always been so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from lib.sport import ratings, standings
from lib.sport.ratings import Elo, Glicko2, OpenSkill, Rating
from lib.sport.ratings.systems import Played
from lib.sport.results import Result
from tests.sport.standings.making import results

DAY = 86_400_000
SYSTEMS = [Elo(), Elo(period="week"), Glicko2(), Glicko2(period="game"), OpenSkill()]


def test_glickmans_example():
    """Glickman, Example of the Glicko-2 system: 1464.06, 151.52 and 0.05999; in full precision these."""
    system = Glicko2(tau=0.5)
    known = {
        "me": Rating(1500, 200, 0.06),
        "a": Rating(1400, 30, 0.06),
        "b": Rating(1550, 100, 0.06),
        "c": Rating(1700, 300, 0.06),
    }
    games = [Played(("me",), ("a",), 1), Played(("me",), ("b",), 0), Played(("c",), ("me",), 1)]

    after = system.after(known, games, 0)["me"]

    assert after.value == pytest.approx(1464.0507, abs=5e-5)
    assert after.deviation == pytest.approx(151.5165, abs=5e-5)
    assert after.volatility == pytest.approx(0.0599960, abs=5e-8)


def test_volatility_does_not_depend_on_how_high_a_rating_is():
    """It does in another library: docs/decisions."""
    games = [Played(("me",), ("a",), 1), Played(("b",), ("me",), 1)]
    low, high = (
        Glicko2().after({"me": Rating(r, 200, 0.06), "a": Rating(r, 30, 0.06), "b": Rating(r + 90, 80, 0.06)}, games, 0)
        for r in (1200, 2400)
    )

    assert high["me"].value - 1200 == pytest.approx(low["me"].value)
    assert high["me"].volatility == pytest.approx(low["me"].volatility)


def test_elos_example():
    """Wikipedia, Elo rating system: 1613 with K 32 loses, draws, wins, wins and loses in one event; 2.867 expected."""
    others = {"a": 1609, "b": 1477, "c": 1388, "d": 1586, "e": 1720}
    known = {"me": Rating(1613), **{name: Rating(value) for name, value in others.items()}}
    games = [Played(("me",), (name,), actual) for name, actual in zip(others, (0, 0.5, 1, 1, 0), strict=True)]

    system = Elo(k=32, period="month")

    assert sum(system.expected(known, game.home, game.away) for game in games) == pytest.approx(2.867, abs=1e-3)
    assert system.after(known, games, 0)["me"].value == pytest.approx(1601.27, abs=0.01)


def test_openskills_example():
    """The readme of openskill.js: two teams of two, rated by Plackett and Luce's model."""
    known = {
        "a1": Rating(25, 25 / 3),
        "a2": Rating(32.444, 5.123),
        "b1": Rating(43.381, 2.421),
        "b2": Rating(25.188, 6.211),
    }

    after = OpenSkill().after(known, [Played(("a1", "a2"), ("b1", "b2"), 1)], 0)

    assert [round(after[one].value, 1) for one in ("a1", "a2", "b1", "b2")] == [28.7, 33.8, 43.1, 23.1]
    assert after["a1"].deviation == pytest.approx(8.072, abs=1e-3)


@pytest.mark.parametrize("system", SYSTEMS, ids=repr)
def test_the_winner_rises_and_the_favourite_is_expected_to_win(system):
    found = ratings.rate(results("A 1-0 B\nA 2-1 C\nB 1-0 C"), system)

    assert found.order == ["A", "B", "C"]
    assert found.history["A"][0].delta > 0 > found.history["C"][0].delta
    assert ratings.expected(found, "A", "C") > 0.5 > ratings.expected(found, "C", "A")
    assert ratings.expected(found, "A", "C") + ratings.expected(found, "C", "A") == pytest.approx(1)


@pytest.mark.parametrize("system", SYSTEMS, ids=repr)
def test_history_leads_from_the_first_rating_to_the_current_one(system):
    found = ratings.rate(results("A 1-0 B\nB 1-1 C\nC 3-1 A\nA 1-0 C"), system)

    for one, changes in found.history.items():
        assert changes[-1].after == found.of(one)
        assert sum(len(change.bouts) for change in changes) == {"A": 3, "B": 2, "C": 3}[one]
        for change in changes:
            assert change.delta == pytest.approx(change.after.value - change.before.value)
            assert all(0 < bout.expected < 1 for bout in change.bouts)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SYSTEMS), st.randoms(use_true_random=False), st.integers(0, 5))
def test_order_is_that_of_time_and_a_correction_is_as_if_it_had_always_been_so(system, random, number):
    played = results("A 1-0 B\nB 2-0 C\nC 1-1 A\nA 0-3 C\nB 1-0 A\nC 0-2 B")
    corrected = [structs.replace(one, score=(4, 0)) if at == number else one for at, one in enumerate(played)]

    shuffled = ratings.rate(random.sample(corrected, 6), system)

    assert shuffled == ratings.rate(corrected, system)
    if number in (2, 3, 5):
        assert shuffled.current != ratings.rate(played, system).current


@pytest.mark.parametrize("outcome", ["awarded", "forfeited", "abandoned", "cancelled"])
def test_what_was_not_played_out_is_not_rated(outcome):
    """FIDE Rating Regulations, 5."""
    given_ = [Result(event="1", home="A", away="B", score=(3, 0), outcome=outcome, winner="A")]

    assert ratings.rate(given_, Elo(), standings.rules("premier-league")).current == {}


def test_a_live_game_is_not_rated():
    assert ratings.rate([Result(event="1", home="A", away="B", score=(3, 0), status="live")], Elo()).current == {}


def test_a_shoot_out_is_a_draw_unless_the_rules_have_points_for_its_winner():
    given_ = [Result(event="1", home="A", away="B", score=(1, 1), outcome="shootout", shootout=(4, 3))]

    assert ratings.rate(given_, Elo()).of("A").value == 1500
    assert ratings.rate(given_, Elo(), standings.rules("iihf")).of("A").value == 1516


def test_playing_at_home_is_worth_something():
    found = ratings.rate([], Elo(home=100))

    assert ratings.expected(found, "A", "B") == pytest.approx(0.640, abs=1e-3)


def test_games_of_a_period_are_judged_by_the_ratings_before_it():
    """Three wins on one day against the same opponent are worth three times one."""
    played = [Result(event=str(n), home="A", away="B", score=(1, 0), time=n) for n in range(3)]

    assert ratings.rate(played, Elo(period="day")).of("A").value == 1500 + 3 * 16
    assert ratings.rate(played, Elo(period="game")).of("A").value < 1500 + 3 * 16
    assert len(ratings.rate(played, Elo(period="day")).history["A"]) == 1


def test_doubt_grows_in_weeks_without_games():
    """Glickman, step 6. C and D go on playing; or nobody does, for ten weeks."""
    early = [Result(event=str(n), home="A", away="B", score=(1, 0), time=n) for n in range(5)]
    weekly = [Result(event=f"x{n}", home="C", away="D", score=(1, 0), time=n * 7 * DAY) for n in range(1, 11)]

    at_once = ratings.rate(early, Glicko2())
    later = ratings.rate([*early, *weekly], Glicko2())
    jumped = ratings.rate([*early, weekly[-1]], Glicko2())

    assert later.of("A").value == at_once.of("A").value
    assert later.of("A").deviation > at_once.of("A").deviation
    assert jumped.of("A").deviation == pytest.approx(later.of("A").deviation)
    assert later.of("A").deviation <= 350


def test_members_of_a_team_are_rated_one_by_one():
    """North won with South and with Dispatch; each of them only once."""
    members = {
        "one": ("north", "south"),
        "two": ("warehouse", "dispatch"),
        "three": ("north", "dispatch"),
        "four": ("warehouse", "south"),
    }

    played = results("one 1-0 two\nthree 1-0 four")

    found = ratings.rate(played, OpenSkill(), sides=lambda one: (members[one.home], members[one.away]))

    assert found.order[0] == "north"
    assert found.strength(members["one"]) > found.strength(members["four"])
    assert found.strength("north") == found.of("north").careful
    assert found.of("south").careful > found.of("warehouse").careful
    assert found.history["north"][1].bouts[0].opponent == "four"
