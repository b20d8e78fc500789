"""Challenges: any order gives the same sums, and each rule about what counts holds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from lib.errors import BadAction
from lib.sport import boards, challenge, challenge_board, verify
from lib.sport.actions import Entrant
from lib.sport.fold import add, fold, format_of
from lib.sport.participations import MemoryField
from lib.sport.profiles import ChallengeFormat, Conversion
from lib.sport.state import EventState
from tests.sport.making import action, walked
from tests.sport.making import challenge as declared

MAY = ChallengeFormat(
    first_day=date(2026, 5, 1),
    last_day=date(2026, 5, 31),
    daily_cap=20_000,
    manual_cap=5_000,
    conversions=[Conversion("cycling", "h", 10_000), Conversion("swimming", "km", 7_000.5)],
)
MEMBERS = st.sampled_from(["ada", "bob", "cyd", "eve"])
DAYS = st.sampled_from(["2026-05-01", "2026-05-02", "2026-06-01"])


@st.composite
def some_action(draw, number: int):
    """An action of a challenge, with an id that others may refer to."""
    kind = draw(st.sampled_from(["activity"] * 5 + ["retract", "amend", "entry", "event.status"]))
    at, target = draw(st.integers(0, 30)), f"a{draw(st.integers(0, 14))}"
    if kind == "activity":
        unit, sport = draw(
            st.sampled_from([("steps", "walking"), ("min", "cycling"), ("m", "swimming"), ("km", "golf")])
        )
        value = draw(st.floats(0, 30_000, allow_nan=False))
        source, total = draw(st.sampled_from(["device", "manual"])), draw(st.booleans())
        about = {"unit": unit, "sport": sport, "source": source, "total": total}
        return walked(draw(MEMBERS), value, draw(DAYS), at=at, id=f"a{number}", **about)
    data = {
        "retract": {"action": target},
        "amend": {
            "action": target,
            "fields": draw(st.sampled_from([{"value": 7.3}, {"member": "cyd"}, {"total": True}])),
        },
        "entry": {"entrants": [Entrant(id=draw(MEMBERS), name="N", team=draw(st.sampled_from(["ops", "new", ""])))]},
        "event.status": {"status": "live"},
    }[kind]
    return action(kind, at=at, id=f"a{number}", **data)


@st.composite
def challenges(draw):
    """What was recorded in a challenge."""
    return [declared(MAY), *(draw(some_action(number)) for number in range(draw(st.integers(0, 15))))]


@given(challenges(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_give_the_same_challenge(actions, random):
    shuffled = actions + [one for one in actions if random.random() < 0.3]
    random.shuffle(shuffled)

    assert fold("e1", shuffled) == fold("e1", actions)


@given(challenges(), st.randoms(use_true_random=False))
def test_a_board_that_follows_is_the_board_that_is_made_anew(actions, random):
    random.shuffle(actions)
    known, field, state, following = {}, MemoryField(), EventState(id="e1"), None
    for one in sorted(actions, key=lambda one: one.kind != "event.declared"):
        if one.kind in {"retract", "amend"} and one.data.action not in known:
            continue
        known[one.id] = one
        before = {who: field.get(who) for who in field.ids()}
        state = add(state, one, known.get, field)
        following = following or boards.make(state, format_of(state.declared), field)
        for who in field.ids():
            if field.get(who) is not before.get(who):
                following.place(who)

    anew = challenge_board.Board(challenge.context(state, format_of(state.declared)), field)
    assert following.state() == anew.state()


@given(challenges(), st.integers(0, 14))
def test_a_retracted_action_is_as_if_it_never_was(actions, number):
    untouched = [one for one in actions if one.kind not in {"retract", "amend"}]
    without = fold("e1", [one for one in untouched if one.id != f"a{number}"])
    retracted = fold("e1", [*untouched, action("retract", at=9000, id="undo", action=f"a{number}")])

    assert (retracted.challenge, retracted.status) == (without.challenge, without.status)


@given(challenges())
def test_teams_and_days_add_up_to_the_whole(actions):
    state = fold("e1", actions).challenge
    fine = [round(amount * challenge.FINE) for amount in (state.total, *state.by_day.values())]

    assert fine[0] == sum(fine[1:])
    for team in state.teams:
        assert sum(round(amount * challenge.FINE) for amount in team.by_day.values()) == round(
            team.total * challenge.FINE
        )


def state_of(*actions, shape=MAY):
    return fold("e1", [declared(shape), *actions]).challenge


def total(*actions, shape=MAY):
    """What Ada has."""
    return next(line.total for line in state_of(*actions, shape=shape).leaders if line.id == "ada")


def test_a_day_counts_up_to_its_cap():
    days = [walked("ada", 30_000, "2026-05-01", source="device"), walked("ada", 1_000, "2026-05-02", source="device")]

    assert total(*days) == 21_000


def test_what_was_entered_by_hand_has_a_lower_cap():
    hand = walked("ada", 9_000, "2026-05-01")
    assert total(hand) == 5_000
    assert total(hand, walked("ada", 4_000, "2026-05-01", source="device")) == 9_000
    assert total(hand, shape=ChallengeFormat(manual_cap=0)) == 0


def test_of_the_totals_of_a_day_the_largest_counts_and_a_walk_is_in_it():
    """A watch that tells the day's steps again and again, and a telephone that counts the same ones."""
    syncs = [
        walked("ada", steps, "2026-05-01", source="device", total=True, at=hour)
        for hour, steps in enumerate((3_000, 8_000, 7_000))
    ]

    walk = walked("ada", 500, "2026-05-01", source="device")
    run = walked("ada", 9_000, "2026-05-01", source="device", sport="running")

    assert total(*syncs) == 8_000
    assert total(*syncs, structs.replace(syncs[0], id="telephone", source="telephone")) == 8_000
    assert total(*syncs, walk) == 8_000
    assert total(*syncs, walk, run) == 9_500
    assert total(*syncs, walked("ada", 1_000, "2026-05-01")) == 9_000  # by hand: what no device has seen
    assert total(*syncs, walked("ada", 30, "2026-05-01", unit="min", sport="cycling", source="device")) == 13_000


def test_kilometres_of_one_sport_are_not_in_those_of_another():
    km = ChallengeFormat(unit="km")
    day = [walked("ada", 5, "2026-05-01", unit="km", sport="running", source="device", total=True)]
    day.append(walked("ada", 20, "2026-05-01", unit="km", sport="cycling", source="device"))

    assert total(*day, shape=km) == 25
    assert total(*day, walked("ada", 3, "2026-05-01", unit="km", sport="running", source="device"), shape=km) == 25


@pytest.mark.parametrize(
    ("activity", "steps"),
    [
        (walked("ada", 90, "2026-05-01", unit="min", sport="cycling", source="device"), 15_000),
        (walked("ada", 1_000, "2026-05-01", unit="m", sport="swimming", source="device"), 7_000.5),
        (walked("ada", 3, "2026-05-01", unit="km", sport="golf"), 0),
    ],
)
def test_another_sport_counts_by_its_conversion(activity, steps):
    assert total(activity) == steps


def test_units_of_the_same_kind_need_no_conversion():
    """The international mile has 1,609.344 m."""
    assert total(walked("ada", 2, "2026-05-01", unit="mi"), shape=ChallengeFormat(unit="km")) == 3.219
    assert total(walked("ada", 1.5, "2026-05-01", unit="h"), shape=ChallengeFormat(unit="min")) == 90


@pytest.mark.parametrize(
    ("activity", "reason"),
    [
        (walked("eve", 10, "2026-05-01", id="x"), "not on the list of members"),
        (walked("ada", 10, "2026-04-30", id="x"), "2026-04-30 is not a day of this challenge"),
        (walked("ada", 10, "2026-05-01", unit="km", sport="golf", id="x"), "golf in km counts nothing here"),
    ],
)
def test_what_does_not_count_is_questioned_with_its_reason(activity, reason):
    assert [(one.action, one.reason) for one in state_of(activity).questions] == [("x", reason)]


def test_a_team_has_the_average_of_all_its_members_or_the_sum():
    walks = [walked("ada", 4_000, "2026-05-01"), walked("cyd", 3_000, "2026-05-01")]
    average, added = (state_of(*walks, shape=ChallengeFormat(team=how)).teams for how in ("average", "sum"))

    assert [(one.id, one.score, one.rank) for one in average] == [("sales", 3_000, 1), ("ops", 2_000, 2)]
    assert [(one.id, one.score, one.rank) for one in added] == [("ops", 4_000, 1), ("sales", 3_000, 2)]
    assert (average[1].members, average[1].active) == (2, 1)


def test_the_same_amount_shares_the_place_and_the_next_is_skipped():
    walks = [walked(who, steps, "2026-05-01") for who, steps in (("ada", 100), ("bob", 100), ("cyd", 50))]

    assert [(one.id, one.rank) for one in state_of(*walks).leaders] == [("ada", 1), ("bob", 1), ("cyd", 3)]
    assert {one.rank for one in state_of().leaders} == {None}


def test_a_member_that_is_entered_later_counts_for_the_team():
    walk = walked("eve", 1_000, "2026-05-01")
    entry = action("entry", at=5, entrants=[Entrant(id="eve", name="Eve", team="sales")])

    assert [one.total for one in state_of(walk, entry).teams if one.id == "sales"] == [1_000]


def test_activities_are_taken_until_the_last_moment_for_entries_by_the_brokers_clock():
    until = datetime(2026, 6, 7, tzinfo=UTC)
    state = fold("e1", [declared(ChallengeFormat(late_until=until))])
    late, appended = walked("ada", 10, "2026-05-01"), round(until.timestamp() * 1000)

    verify.verify(late, state, appended, {}.get)
    with pytest.raises(BadAction) as refused:
        verify.verify(late, state, appended + 1, {}.get)
    assert refused.value.reason == "too_late"


def test_a_challenge_in_which_somebody_has_done_something_is_live():
    walk = walked("ada", 10, "2026-05-01")

    assert fold("e1", [declared(MAY)]).status == "scheduled"
    assert fold("e1", [declared(MAY), walk]).status == "live"
    assert fold("e1", [declared(MAY), walk, action("retract", at=5, action=walk.id)]).status == "scheduled"
