"""The fold does not care about order or repetition, and a retracted action is as if it never was."""

from itertools import permutations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lib.sport.actions import Member
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance, decode, encode
from tests.sport.making import action, declared

SIDES = st.sampled_from(["sales", "logistics"])
SECONDS = st.integers(0, 30)
IDS = st.integers(0, 14).map("a{}".format)
SOMETIMES = st.one_of(st.none(), SIDES)
DATA = {
    "score": {
        "participant": SIDES,
        "method": st.sampled_from(["open", "own"]),
        "period": st.sampled_from([1, 2, 5]),
    },
    "play": {"participant": SIDES, "kind": st.sampled_from(["pass", "shot"])},
    "sanction": {"participant": SIDES, "kind": st.sampled_from(["yellow", "red"])},
    "period.start": {"period": st.integers(1, 2)},
    "period.end": {"period": st.integers(1, 2)},
    "event.status": {"status": st.sampled_from(["live", "break", "ended", "confirmed"])},
    "clock.adjust": {"period": st.just(1), "clock": SECONDS.map(float), "running": st.booleans()},
    "lineup": {"participant": SIDES, "members": st.sampled_from("abc").map(lambda name: [Member(id=name, name=name)])},
    "substitution": {"participant": SIDES, "member_in": st.just("a"), "member_out": st.just("b")},
    "review.start": {"action": IDS},
    "review.end": {"action": IDS, "outcome": st.sampled_from(["upheld", "overturned"])},
    "decision": {
        "kind": st.sampled_from(["award", "override", "note"]),
        "participant": SOMETIMES,
        "score": st.sampled_from([[0, 3], [2, 1], [1, 1]]),
        "reason": st.just("So it is."),
    },
    "result": {"participant": SOMETIMES, "score": st.sampled_from([[2, 1], [0, 0]])},
    "retract": {"action": IDS},
    "amend": {"action": IDS, "fields": SIDES.map(lambda side: {"participant": side})},
}


@st.composite
def some_action(draw, number: int):
    kind = draw(st.sampled_from([*DATA, "score", "play", "retract"]))
    return action(kind, at=draw(SECONDS), id=f"a{number}", **draw(st.fixed_dictionaries(DATA[kind])))


@st.composite
def matches(draw):
    return [declared(), *(draw(some_action(number)) for number in range(draw(st.integers(0, 15))))]


@st.composite
def rallies(draw):
    """A match of table tennis, of which points are taken back or given to the other side, and a set is given away."""
    winners = draw(st.lists(SIDES, min_size=30, max_size=80))
    ids = st.integers(0, len(winners) - 1).map("a{}".format)
    gifts, wrong = draw(st.lists(SIDES, max_size=2)), draw(st.lists(ids, max_size=4))
    mistaken = draw(st.lists(st.tuples(ids, SIDES), max_size=2))
    return [
        declared("table-tennis"),
        *(action("score", at=at // 2, id=f"a{at}", participant=side) for at, side in enumerate(winners)),
        *(action("set.end", at=draw(SECONDS), id=f"set{n}", participant=side) for n, side in enumerate(gifts)),
        *(action("retract", at=50, id=f"no{n}", action=one) for n, one in enumerate(wrong)),
        *(action("amend", at=51, id=f"but{n}", action=one, fields={"participant": side})
          for n, (one, side) in enumerate(mistaken)),
    ]  # fmt: skip


@given(matches(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_give_the_same_state(actions, random):
    assert fold("e1", shuffled(actions, random)) == fold("e1", actions)


@given(rallies(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_give_the_same_sets(actions, random):
    assert fold("e1", shuffled(actions, random)) == fold("e1", actions)


def shuffled(actions, random):
    """All of them, some twice, in any order."""
    more = actions + [one for one in actions if random.random() < 0.3]
    return random.sample(more, len(more))


@given(st.one_of(matches(), rallies()), IDS)
def test_a_retracted_action_is_as_if_it_never_was(actions, victim):
    untouched = [one for one in actions if one.kind not in {"retract", "amend"}]
    retraction = action("retract", at=60, id="undo", action=victim)

    without = fold("e1", [one for one in untouched if one.id != victim])
    retracted = fold("e1", [*untouched, retraction])

    assert meaning(retracted, {victim, "undo"}) == meaning(without)


@given(st.one_of(matches(), rallies()), IDS)
def test_a_retracted_retraction_is_as_if_it_never_was(actions, victim):
    untouched = [one for one in actions if one.kind not in {"retract", "amend"}]
    undo = action("retract", at=60, id="undo", action=victim)
    redo = action("retract", at=61, id="redo", action="undo")

    assert meaning(fold("e1", [*untouched, undo, redo]), {"undo", "redo"}) == meaning(fold("e1", untouched))


def meaning(state, without=frozenset()) -> dict:
    """The state without its account of what was recorded, and its timeline *without* some actions."""
    whole = msgspec.to_builtins(state)
    whole["timeline"] = [entry for entry in whole["timeline"] if entry["action"]["id"] not in without]
    return {name: value for name, value in whole.items() if name not in {"counts", "plays_void"}}


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


def test_an_award_replaces_score_and_outcome_and_ends_the_event():
    state = fold(
        "e1",
        [
            declared(),
            action("period.start", at=1, period=1),
            action("score", at=5, participant="sales"),
            action("decision", at=99, kind="award", participant="logistics", score=[0, 3], reason="forfeit"),
        ],
    )

    assert state.score == [0, 3]
    assert (state.outcome.type, state.outcome.winner) == ("awarded", "logistics")
    assert (state.status, state.clock.running) == ("awarded", False)


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
