"""Results that are entered whole, and who may confirm them."""

import pytest

from lib.errors import BadAction
from lib.sport import verify
from lib.sport.fold import fold
from lib.sport.profiles import PROFILES, ResultFormat, SetsFormat
from tests.sport.making import action, declared

LADDER = SetsFormat(confirmation="opponent")


def after(*actions, sport="table-tennis", **data):
    return fold("e1", [declared(sport, **data), *actions])


def entered(at=10, participant="sales", **data):
    return action("result", at=at, participant=participant, **data)


GAMES = entered(games=[[11, 7], [9, 11], [11, 9], [12, 10]])


def test_the_games_give_the_score_and_the_winner():
    state = after(GAMES)

    assert state.score == [3, 1]
    assert [period.score for period in state.periods] == [[11, 7], [9, 11], [11, 9], [12, 10]]
    assert (state.status, state.outcome.winner) == ("ended", "sales")


def test_a_draw_in_chess_is_half_a_point_each():
    state = after(entered(score=[0.5, 0.5]), sport="chess")

    assert (state.score, state.outcome.winner, state.status) == ([0.5, 0.5], None, "ended")


def test_a_later_result_replaces_the_earlier_one_and_what_was_played_point_by_point():
    state = after(action("score", at=1, participant="logistics"), GAMES, entered(at=20, score=[1, 3]))

    assert (state.score, state.outcome.winner) == ([1, 3], "logistics")
    assert [entry.note for entry in state.timeline[1:]] == [
        "the result was entered whole", "replaced by a later result", "",
    ]  # fmt: skip


def test_without_the_result_the_points_count_again():
    point = action("score", at=1, participant="logistics")
    undo = action("retract", at=30, action=GAMES.id)

    assert after(point, GAMES, undo).periods == after(point).periods


def confirmed(participant=None, at=30):
    about = {} if participant is None else {"participant": participant}
    return action("event.status", at=at, id=f"confirm-{participant}-{at}", status="confirmed", **about)


@pytest.mark.parametrize(("confirming", "status"), [(None, "ended"), ("sales", "ended"), ("logistics", "confirmed")])
def test_the_opponent_confirms_where_the_format_asks_for_it(confirming, status):
    state = after(GAMES, confirmed(confirming), format=LADDER)

    assert state.status == status
    assert bool(state.timeline[-1].note) == (status == "ended")


def test_a_result_that_is_changed_has_to_be_confirmed_again():
    state = after(GAMES, confirmed("logistics"), entered(at=40, games=[[11, 7]] * 3), format=LADDER)

    assert state.status == "ended"


def test_anyone_confirms_where_the_format_does_not_ask():
    assert after(GAMES, confirmed()).status == "confirmed"


@pytest.mark.parametrize(
    ("sport", "data", "field"),
    [
        ("table-tennis", {"games": [[11, 10], [11, 0], [11, 0]]}, "$.data.games[0]"),
        ("table-tennis", {"games": [[15, 11], [11, 0], [11, 0]]}, "$.data.games[0]"),
        ("table-tennis", {"games": [[11, 0], [11, 0]]}, "$.data"),
        ("table-tennis", {"games": [[11, 0]] * 4}, "$.data"),
        ("table-tennis", {"score": [3, 3]}, "$.data"),
        ("table-tennis", {}, "$.data"),
        ("chess", {"score": [1, 1]}, "$.data.score"),
        ("football", {"games": [[1, 0]]}, "$.data.games"),
    ],
)
def test_a_result_that_the_sport_cannot_have_is_refused(sport, data, field):
    with pytest.raises(BadAction) as refused:
        verify.verify(action("result", **data), after(sport=sport), 10**13, {}.get)

    assert (refused.value.reason, refused.value.field) == ("implausible_result", field)


def test_the_deciding_game_of_volleyball_goes_to_fifteen():
    games = [[25, 20], [20, 25], [25, 20], [20, 25], [15, 13]]

    verify.verify(action("result", games=games), after(sport="volleyball"), 10**13, {}.get)


def test_somebody_has_to_win_where_there_are_no_draws():
    with pytest.raises(BadAction, match="win"):
        verify.verify(
            action("result", score=[0.5, 0.5]), after(sport="chess", format=ResultFormat(draws=False)), 10**13, {}.get
        )


def test_another_score_by_decision_decides_who_won():
    override = action("decision", at=50, kind="override", score=[0, 3], reason="counted wrongly")
    state = after(GAMES, override)

    assert (state.score, state.outcome.type, state.outcome.winner) == ([0, 3], "regular", "logistics")


def test_a_remark_changes_no_score_whatever_it_says():
    note = action("decision", at=50, id="note", kind="note", score=[0, 3], reason="They say it was the other way.")

    assert after(GAMES, note).score == [3, 1]


@pytest.mark.parametrize(
    "data",
    [{"kind": "override"}, {"kind": "deduction", "participant": "sales"}, {"kind": "deduction", "points": 3}],
)
def test_a_decision_says_all_that_it_needs(data):
    with pytest.raises(BadAction) as refused:
        verify.verify(action("decision", reason="because", **data), after(), 10**13, {}.get)

    assert refused.value.reason == "malformed"


@pytest.mark.parametrize(
    ("sport", "kind", "data"),
    [
        ("running", "score", {"participant": "sales"}),
        ("running", "activity", {"member": "a", "value": 1, "unit": "km", "day": "2026-05-01"}),
        ("steps", "passing", {"checkpoint": "finish"}),
        ("football", "start", {}),
        ("football", "position", {"bib": "1", "lat": 1.0, "lon": 2.0}),
        ("steps", "result", {"score": [1, 0]}),
    ],
)
def test_an_action_of_another_discipline_is_refused(sport, kind, data):
    with pytest.raises(BadAction) as refused:
        verify.verify(action(kind, **data), after(sport=sport), 10**13, {}.get)

    assert refused.value.reason == "wrong_discipline"


def test_a_checkpoint_that_the_race_does_not_have_is_refused_with_those_that_it_has():
    with pytest.raises(BadAction, match="finish") as refused:
        verify.verify(action("passing", bib="1", checkpoint="moon"), after(sport="running"), 10**13, {}.get)

    assert refused.value.reason == "unknown_checkpoint"


def test_every_sport_has_a_discipline_that_can_be_folded():
    for sport in PROFILES:
        assert after(sport=sport).declared.sport == sport
