"""News: what is told of an event, from the state before and the state after."""

import itertools

from lib.sport import news
from lib.sport.fold import fold
from lib.sport.profiles import SetsFormat
from tests.sport.making import action, declared

START = action("period.start", at=0, period=1)
GOAL = action("score", at=60, participant="sales")
TAKEN_BACK = action("retract", at=90, action=GOAL.id, reason="Offside")


def told(*actions, after=1, first=None):
    """What is told of each action that comes after the *first* ones, one by one."""
    first = first or declared()
    states = [fold("e1", [first, *actions[:n]]) for n in range(len(actions) + 1)]
    return [[(one.kind, one.action.id) for one in news.between(*pair)] for pair in itertools.pairwise(states)]


def test_a_match_is_told_from_its_start_to_its_confirmation():
    ended, confirmed = (action("event.status", at=5400 + n, status=one) for n, one in enumerate(("ended", "confirmed")))

    assert told(START, GOAL, action("sanction", at=70, participant="sales", kind="yellow"), ended, confirmed) == [
        [("start", START.id)], [("score", GOAL.id)], [], [("end", ended.id)], [("end", confirmed.id)],
    ]  # fmt: skip


def test_what_is_taken_back_is_a_correction_and_not_another_score():
    assert told(START, GOAL, TAKEN_BACK)[-1] == [("correction", TAKEN_BACK.id)]


def test_in_a_set_sport_sets_are_told_and_points_are_not():
    points = [action("score", at=n, id=f"p{n}", participant="sales") for n in range(11)]

    found = told(*points, first=declared("table-tennis", format=SetsFormat(best_of=5)))

    assert [kinds for kinds in found if kinds] == [[("start", "p0")], [("score", "p10")]]


def test_a_result_that_is_entered_whole_is_told_in_one_go():
    result = action("result", at=10, score=[3, 1])

    assert [kind for kind, _ in told(result, first=declared("table-tennis"))[0]] == ["start", "score", "end"]


def test_an_event_that_is_cancelled_ends_without_having_begun():
    gone = action("event.status", at=1, status="cancelled")

    assert told(gone) == [[("end", gone.id)]]


def test_predictions_and_cheers_are_no_news():
    voted = action("prediction", at=-10, voter="a", score=[1, 0])

    assert told(voted, action("cheer", at=5, count=3)) == [[], []]


def test_where_nothing_is_known_of_before_all_is_told_with_the_same_ids():
    state = fold("e1", [declared(), START, GOAL])

    assert [one.kind for one in news.between(None, state)] == ["start", "score"]
