"""The fold does not care about order or repetition, and a retracted action is as if it never was."""

from itertools import permutations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance, decode, encode
from tests.sport.making import action, declared

SIDES = st.sampled_from(["sales", "logistics"])
SECONDS = st.integers(0, 30)


@st.composite
def some_action(draw, number: int):
    at = draw(SECONDS)
    kind = draw(
        st.sampled_from(
            [
                "score",
                "play",
                "sanction",
                "period.start",
                "period.end",
                "event.status",
                "retract",
                "amend",
                "clock.adjust",
                "score",
                "play",
            ]
        )
    )
    data = {
        "score": lambda: {
            "participant": draw(SIDES),
            "method": draw(st.sampled_from(["open", "own"])),
            "period": draw(st.sampled_from([1, 2, 5])),
        },
        "play": lambda: {"participant": draw(SIDES), "kind": draw(st.sampled_from(["pass", "shot"]))},
        "sanction": lambda: {"participant": draw(SIDES), "kind": draw(st.sampled_from(["yellow", "red"]))},
        "period.start": lambda: {"period": draw(st.integers(1, 2))},
        "period.end": lambda: {"period": draw(st.integers(1, 2))},
        "event.status": lambda: {"status": draw(st.sampled_from(["live", "break", "ended"]))},
        "clock.adjust": lambda: {"period": 1, "clock": float(draw(SECONDS)), "running": draw(st.booleans())},
        "retract": lambda: {"action": f"a{draw(st.integers(0, 14))}"},
        "amend": lambda: {"action": f"a{draw(st.integers(0, 14))}", "fields": {"participant": draw(SIDES)}},
    }[kind]()
    return action(kind, at=at, id=f"a{number}", **data)


@st.composite
def matches(draw, sport: str = "football"):
    count = draw(st.integers(0, 15))
    return [declared(sport), *(draw(some_action(number)) for number in range(count))]


@given(matches(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_give_the_same_state(actions, random):
    shuffled = actions + [one for one in actions if random.random() < 0.3]
    random.shuffle(shuffled)

    assert fold("e1", shuffled) == fold("e1", actions)


@given(matches("table-tennis"), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_sets(actions, random):
    shuffled = random.sample(actions, len(actions))

    assert fold("e1", shuffled) == fold("e1", actions)


@given(matches(), st.integers(0, 14))
def test_a_retracted_action_is_as_if_it_never_was(actions, number):
    victim = f"a{number}"
    untouched = [one for one in actions if one.kind not in {"retract", "amend"}]
    retraction = action("retract", at=60, id="undo", action=victim)

    without = fold("e1", [one for one in untouched if one.id != victim])
    retracted = fold("e1", [*untouched, retraction])

    assert meaning(retracted) == meaning(without)


@given(matches(), st.integers(0, 14))
def test_a_retracted_retraction_is_as_if_it_never_was(actions, number):
    untouched = [one for one in actions if one.kind not in {"retract", "amend"}]
    undo = action("retract", at=60, id="undo", action=f"a{number}")
    redo = action("retract", at=61, id="redo", action="undo")

    assert meaning(fold("e1", [*untouched, undo, redo])) == meaning(fold("e1", untouched))


def meaning(state) -> dict:
    """The state without its account of what was recorded."""
    whole = msgspec.to_builtins(state)
    return {name: value for name, value in whole.items() if name not in {"timeline", "counts", "plays_void"}}


def test_an_own_goal_counts_for_the_other_side():
    state = fold("e1", [declared(), action("score", participant="sales", method="own")])

    assert state.score == [0, 1]
    assert state.timeline[-1].side == 1


def test_the_shoot_out_is_apart_from_the_score():
    kicks = [
        action("score", at=10 + i, participant=side, period=5, points=points)
        for i, (side, points) in enumerate([("sales", 1), ("logistics", 0), ("sales", 1)])
    ]
    state = fold("e1", [declared(), *kicks, action("event.status", at=99, status="ended")])

    assert state.score == [0, 0]
    assert state.shootout == [2, 0]
    assert (state.outcome.type, state.outcome.winner) == ("shootout", "sales")


def test_a_set_needs_a_lead_of_two():
    points = ["sales", "logistics"] * 10 + ["sales", "logistics", "sales", "sales"]
    rallies = [action("score", at=i, participant=side) for i, side in enumerate(points)]
    state = fold("e1", [declared("table-tennis"), *rallies])

    assert state.periods[0].score == [13, 11]
    assert state.score == [1, 0]


def test_three_sets_end_a_table_tennis_event():
    rallies = [action("score", at=i, participant="sales") for i in range(34)]
    state = fold("e1", [declared("table-tennis"), *rallies])

    assert state.score == [3, 0]
    assert state.status == "ended"
    assert state.outcome.winner == "sales"
    assert state.timeline[-1].note == "the event was already decided"


def test_the_deciding_set_of_volleyball_goes_to_fifteen():
    wins = ["sales"] * 25 + ["logistics"] * 25 + ["sales"] * 25 + ["logistics"] * 25 + ["sales"] * 15
    rallies = [action("score", at=i, participant=side) for i, side in enumerate(wins)]
    state = fold("e1", [declared("volleyball"), *rallies])

    assert state.score == [3, 2]
    assert state.periods[-1].score == [15, 0]


def test_the_clock_is_derived_from_what_was_recorded():
    state = fold(
        "e1",
        [
            declared(),
            action("period.start", at=0, period=1),
            action("clock.adjust", at=600, period=1, clock=590.0),
            action("period.end", at=2710, period=1),
        ],
    )

    assert not state.clock.running
    assert state.clock.elapsed == 2_700_000


def test_an_award_replaces_score_and_outcome():
    state = fold(
        "e1",
        [
            declared(),
            action("score", at=5, participant="sales"),
            action("decision", at=99, kind="award", participant="logistics", score=[0, 3], reason="forfeit"),
        ],
    )

    assert state.score == [0, 3]
    assert (state.outcome.type, state.outcome.winner) == ("awarded", "logistics")


def test_an_amendment_changes_who_scored():
    goal = action("score", at=5, id="goal", participant="sales", member="a")
    fix = action("amend", at=9, action="goal", fields={"participant": "logistics"})

    for order in permutations([declared(), goal, fix]):
        state = fold("e1", order)
        assert state.score == [0, 1]
        assert state.timeline[1].amended == [fix.id]


def test_a_retracted_play_is_not_counted():
    shot = action("play", at=5, id="shot", participant="sales", kind="shot")
    state = fold("e1", [declared(), shot, action("retract", at=9, action="shot")])

    assert state.plays == {}
    assert state.plays_void == 1


def test_a_state_survives_its_encoding():
    state = fold("e1", [declared(), action("score", participant="sales", clock=3.5, period=1)])
    record = EventRecord(state, Provenance("sport.actions", 0, 1, 2, 2, 0))

    assert decode(encode(record)) == record
