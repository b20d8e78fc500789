"""Predictions: what is taken, what holds, and what it is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import BadAction
from lib.sport import predictions, verify
from lib.sport.fold import fold
from lib.sport.participations import MemoryField
from lib.sport.predictions import Call, Hits, Rule
from lib.sport.profiles import SetsFormat
from tests.sport.making import KICK_OFF, action, declared

KICK_OFF_MS = KICK_OFF.timestamp() * 1000
RULE = Rule()


def predicted(voter, home, away, at=-600, **data):
    return action("prediction", at=at, id=f"p-{voter}-{at:g}", voter=voter, score=[home, away], **data)


def calls(*given):
    field = MemoryField()
    fold("e1", [declared(start=KICK_OFF), *given], field)
    return {who: one for who in field.ids() if (one := predictions.call(field.get(who)))}


def ended(home, away, *, status="confirmed", **data):
    goals = [action("score", at=60 + n, participant="sales") for n in range(home)]
    goals += [action("score", at=160 + n, participant="logistics") for n in range(away)]
    play = [action("period.start", at=0, period=1), *goals, action("event.status", at=5400, status=status)]
    return fold("e1", [declared(start=KICK_OFF, **data), *play])


@pytest.mark.parametrize(
    ("score", "wanted", "points"),
    [((2, 1), (2, 1), 3), ((3, 2), (2, 1), 2), ((3, 0), (2, 1), 1), ((1, 1), (2, 2), 1), ((0, 1), (2, 1), 0),
     ((0, 0), (0, 0), 3), ((1, 1), (2, 1), 0)],
)  # fmt: skip
def test_points_are_for_the_score_the_difference_or_who_wins(score, wanted, points):
    assert predictions.worth(RULE, predictions.hit(score, wanted)) == points


@given(st.permutations([predicted("a", 1, 0), predicted("a", 2, 2, at=-300), predicted("b", 0, 0)] * 2))
def test_the_newest_prediction_of_a_voter_holds_in_whatever_order_they_come(sent):
    assert {who: one.score for who, one in calls(*sent).items()} == {"a": (2, 2), "b": (0, 0)}


def test_a_retracted_prediction_leaves_none():
    newest = predicted("a", 2, 2, at=-300)

    assert calls(predicted("a", 1, 0), newest, action("retract", at=-200, action=newest.id)) == {}


def test_predictions_leave_the_state_as_small_as_it_was():
    many = [predicted(f"v{number}", 1, 0) for number in range(500)]
    before, after = fold("e1", [declared()]), fold("e1", [declared(), *many])

    assert after.timeline == before.timeline
    assert after.tallies == {"prediction": [500, 0]}


def judge(one, *given, appended=KICK_OFF_MS - 1000):
    state = fold("e1", [declared(start=KICK_OFF), *given])
    verify.verify(one, state, round(appended), {one.id: one for one in given}.get, MemoryField())


def test_a_prediction_is_taken_until_the_event_should_start_or_starts():
    judge(predicted("a", 1, 0))
    with pytest.raises(BadAction) as late:
        judge(predicted("a", 1, 0), appended=KICK_OFF_MS)
    with pytest.raises(BadAction) as begun:
        judge(predicted("a", 1, 0), action("event.status", at=-900, status="live"))
    judge(predicted("a", 1, 0), action("event.status", at=-900, status="postponed"), appended=KICK_OFF_MS + 1000)

    assert [one.value.reason for one in (late, begun)] == ["too_late", "too_late"]


def test_a_prediction_is_replaced_and_not_amended():
    first = predicted("a", 1, 0)
    with pytest.raises(BadAction, match="another one replaces it"):
        judge(action("amend", at=-10, action=first.id, fields={"score": [9, 0]}), first)


def test_a_score_that_the_sport_cannot_have_is_refused():
    state = fold("e1", [declared("table-tennis", format=SetsFormat(best_of=5))])
    verify.verify(predicted("a", 3, 1), state, round(KICK_OFF_MS), {}.get, MemoryField())
    with pytest.raises(BadAction) as bad:
        verify.verify(predicted("a", 4, 1), state, round(KICK_OFF_MS), {}.get, MemoryField())

    assert bad.value.reason == "implausible_result"


def test_official_results_count_and_as_it_stands_the_others_too():
    given = {"a": Call((2, 1), "Ann", 0)}

    assert predictions.judged(ended(2, 1), given) == {"a": ("Ann", Hits(exact=1))}
    assert predictions.judged(ended(2, 1, status="ended"), given) == {}
    assert predictions.judged(ended(2, 1, status="ended"), given, as_it_stands=True) != {}
    assert predictions.judged(ended(2, 1, status="abandoned"), given) == {}


def test_what_came_after_the_event_began_does_not_count():
    late = {"a": Call((2, 1), "Ann", round(KICK_OFF_MS) + 1)}

    assert predictions.judged(ended(2, 1), late) == {}


def test_the_table_is_by_points_then_exact_scores_and_equals_share_a_place():
    first = {"a": ("Ann", Hits(exact=1)), "b": ("Bo", Hits(difference=1)), "c": ("", Hits(difference=1))}
    second = {"b": ("", Hits(tendency=1)), "c": ("Cy", Hits(tendency=1)), "a": ("Anna", Hits()), "d": ("", Hits())}

    found = predictions.table([first, second], RULE)

    assert [(one.rank, one.name, one.points, one.predicted) for one in found] == [
        (1, "Anna", 3, 2), (2, "Bo", 3, 2), (2, "Cy", 3, 2), (4, "", 0, 1),
    ]  # fmt: skip


def test_a_rule_that_rewards_knowing_less_is_refused():
    with pytest.raises(ValueError, match="at least as much"):
        Rule(exact=1, difference=2)
