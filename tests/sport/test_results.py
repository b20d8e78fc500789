"""A result is what the state of an event says, no more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.sport import results, standings
from lib.sport.actions import Competitor
from lib.sport.fold import fold
from lib.sport.results import CLEAN, Cards, Result
from tests.sport.making import action, declared

BOTH = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]


def result(*actions, sport: str = "football", **more) -> Result | None:
    return results.from_state(fold("e1", [declared(sport, **more), *actions]))


def status(word: str, at: float = 90):
    return action("event.status", at=at, status=word)


def goal(side: str, at: float = 5, **more):
    return action("score", at=at, participant=side, **more)


@pytest.mark.parametrize("word", ["scheduled", "postponed"])
def test_an_event_that_has_not_begun_has_none(word):
    assert result(status(word)) is None
    assert results.from_state(fold("e1", [])) is None


@pytest.mark.parametrize(
    ("word", "standing", "outcome"),
    [
        ("live", "live", "regular"),
        ("break", "live", "regular"),
        ("suspended", "live", "regular"),
        ("ended", "ended", "regular"),
        ("confirmed", "official", "regular"),
        ("awarded", "official", "awarded"),
        ("forfeited", "official", "forfeited"),
        ("abandoned", "official", "abandoned"),
        ("cancelled", "official", "cancelled"),
    ],
)
def test_what_a_status_means_for_a_table(word, standing, outcome):
    made = result(goal("sales"), status(word))

    assert (made.status, made.outcome, made.score) == (standing, outcome, (1, 0))


def test_round_stage_and_time_are_those_of_the_declaration():
    made = result(status("live"), stage="Spring", round="Matchday 3")

    assert (made.stage, made.round, made.home, made.away) == ("Spring", "Matchday 3", "sales", "logistics")
    assert made.time is not None


def test_a_shoot_out_is_apart_from_the_score_and_names_its_winner():
    kicks = [goal("sales", at=10, period=5), goal("logistics", at=11, period=5, points=0)]

    made = result(*kicks, status("confirmed"))

    assert (made.score, made.shootout, made.outcome, made.winner) == ((0, 0), (1, 0), "shootout", "sales")


def test_extra_time_is_told():
    assert result(goal("sales", period=3), status("confirmed")).outcome == "extra-time"


def test_an_award_is_a_result_with_its_score():
    award = action(
        "decision", at=99, kind="award", participant="logistics", score=[0, 3], reason="an ineligible player"
    )

    made = result(goal("sales"), status("abandoned"), award)

    assert (made.score, made.outcome, made.winner) == ((0, 3), "awarded", "logistics")


@pytest.mark.parametrize("before", [[], [goal("sales")], [goal("sales"), status("ended")]])
def test_what_is_awarded_is_official_at_once_also_if_nobody_came_to_play(before):
    award = action("decision", at=99, id="award", kind="award", participant="logistics", score=[0, 3], reason="no show")

    assert result(*before, award).status == "official"

    taken_back = result(*before, award, action("retract", at=100, action="award", reason="they came"))
    assert taken_back == (result(*before) if before else None)


def test_a_forfeit_that_was_awarded_stays_one():
    """Some rules give the loser of a forfeit no point: FIBA, ITTF."""
    award = action("decision", at=99, kind="award", participant="logistics", reason="no show")

    made = result(status("forfeited"), award)

    assert (made.outcome, made.winner) == ("forfeited", "logistics")


def test_points_in_sets_are_summed_up():
    rallies = [goal("sales", at=at) for at in range(11)] + [goal("logistics", at=at) for at in range(20, 24)]

    made = result(*rallies, sport="table-tennis")

    assert (made.score, made.sets, made.rallies) == ((1, 0), (1, 0), (11, 4))


def card(kind: str, member: str = "", at: float = 7, side: str = "sales"):
    return action("sanction", at=at, participant=side, kind=kind, member=member, id=f"{kind}{member}{at}{side}")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([("yellow", "a"), ("yellow", "b")], Cards(yellow=2)),
        ([("yellow", "a"), ("second-yellow", "a")], Cards(second_yellow=1)),
        ([("yellow", "a"), ("yellow", "a")], Cards(second_yellow=1)),
        ([("red", "a")], Cards(red=1)),
        ([("yellow", "a"), ("red", "a")], Cards(yellow_red=1)),
        ([("yellow", ""), ("yellow", ""), ("second-yellow", "")], Cards(yellow=1, second_yellow=1)),
        ([("yellow", "coach"), ("yellow", "a")], Cards(yellow=2)),
        ([("foul", "a")], Cards()),
    ],
)
def test_what_a_person_got_counts_once(shown, expected):
    cards = [card(kind, member, at) for at, (kind, member) in enumerate(shown)]

    made = result(*cards, status("confirmed"))

    assert made.cards == (expected, Cards())


def test_fair_play_costs_what_the_rules_say():
    """FIFA World Cup 26, article 13: -1, -3, -4 and -5; UEFA: 1 and 3, so that a yellow and a red card make 4."""
    cards = (Cards(yellow=1, second_yellow=1, red=1, yellow_red=1), Cards())
    given_ = [Result(event="1", home="sales", away="logistics", cards=cards)]

    fifa = standings.table(BOTH, given_, standings.rules("fifa-2026"))
    uefa = standings.table(BOTH, given_, standings.rules("uefa-euro"))

    assert [fifa.row("sales").conduct, uefa.row("sales").conduct] == [-13, -11]


def test_a_retracted_card_was_never_shown():
    yellow = card("yellow", "a")

    made = result(yellow, action("retract", at=20, action=yellow.id), status("confirmed"))

    assert made.cards == CLEAN


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["sales", "logistics"])), max_size=12), st.integers(0, 11))
def test_a_table_with_a_retracted_goal_is_the_one_without_it(goals, number):
    """Six games of two; the goals fall in some of them, and one is taken back."""
    scored = [goal(side, at=at + 5, subject=f"e{event}", id=f"g{at}") for at, (event, side) in enumerate(goals)]
    undo = [
        action("retract", at=99, subject=one.subject, action=one.id, id="undo") for one in scored[number : number + 1]
    ]

    with_undo = table([*scored, *undo])
    without = table([one for at, one in enumerate(scored) if at != number])

    assert with_undo == without


def table(actions):
    made = []
    for number in range(6):
        subject = f"e{number}"
        own = [one for one in actions if one.subject == subject]
        end = action("event.status", at=100, subject=subject, id=f"end{subject}", status="confirmed")
        made.append(results.from_state(fold(subject, [declared(subject=subject), *own, end])))
    return standings.table(BOTH, made, standings.rules("fifa-2022"))
