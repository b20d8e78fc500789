"""A trial says what the processor would do."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import Incoming, Rejected, Repeated, Step, Taken
from lib.sport import actions
from lib.sport.fold import fold
from lib.sport.trial import Trial
from tests.sport.making import KICK_OFF, action, declared, passing, race

NOW = round(KICK_OFF.timestamp() * 1000) + 7_200_000
OUTCOMES = {Taken: "accepted", Repeated: "repeated", Rejected: "rejected"}

GOAL = action("score", at=10, id="g1", participant="sales", period=1, clock=10)
CALL = action("prediction", at=-60, id="f1", voter="ada", score=[2, 1])
SOME = [
    declared(),
    declared("table-tennis"),
    action("period.start", at=0, period=1),
    GOAL,
    action("score", at=11, id="g1", participant="logistics", period=1, clock=11),
    action("score", at=12, id="g2", participant="warehouse"),
    action("score", at=13, id="g3", participant="sales", period=77),
    action("play", at=14, id="p1", participant="logistics", kind="pass"),
    action("play", at=14, id="p1", participant="sales", kind="pass"),
    action("retract", at=20, id="r1", action="g1"),
    action("retract", at=21, id="r2", action="p1"),
    action("retract", at=22, id="r3", action="nothing"),
    action("amend", at=23, id="a1", action="g1", fields={"participant": "logistics"}),
    action("amend", at=24, id="a2", action="g1", fields={"participant": "nobody"}),
    action("score", at=90_000, id="late", participant="sales"),
    CALL,
    action("prediction", at=-50, id="f2", voter="bob", score=[0, 0]),
    action("event.status", at=30, status="postponed"),
    action("cheer", at=31, id="c1", participant="sales", count=3),
    action("score", at=32, id="other", subject="e2", participant="sales"),
]


@given(st.lists(st.sampled_from(SOME), max_size=25))
@example([declared(), GOAL, CALL, action("event.status", at=30, status="postponed"), CALL])
def test_any_sequence_has_the_outcomes_and_the_state_that_the_processor_gives(sequence):
    step, store, trial = Step(), MemoryStore(), Trial("e1", None, [])
    for offset, one in enumerate(sequence):
        raw = actions.encode(one)
        outcome = step.take(Incoming(b"e1", raw, "sport.actions", 0, offset, NOW), store)
        verdict = trial.take(raw, NOW)
        assert verdict.result == OUTCOMES[type(outcome)]
        assert verdict.reason == getattr(outcome, "reason", "")

    held = step._held.get(b"e1")
    assert trial.state == (held.record.state if held else None)


CROSSINGS = [
    race(),
    action("start", at=0, id="gun"),
    passing("7", "finish", 1200, id="c1"),
    passing("8", "finish", 1210, id="c2"),
    passing("8", "nowhere", 1220, id="c3"),
    action("score", at=13, id="s1", participant="7"),
    action("retract", at=1300, id="r1", action="c1"),
    action("retract", at=1301, id="r2", action="c9"),
]


@given(st.lists(st.sampled_from(CROSSINGS), max_size=12), st.integers(0, 12))
def test_a_race_has_the_outcomes_that_the_processor_gives_also_from_the_middle_on(sequence, middle):
    step, store, taken = Step(), MemoryStore(), []
    for offset, one in enumerate(sequence):
        if offset == middle:
            before = step._held[b"e1"].record.state if taken else None
            trial = Trial("e1", before, taken)
        outcome = step.take(Incoming(b"e1", actions.encode(one), "sport.actions", 0, offset, NOW), store)
        if offset >= middle:
            verdict = trial.take(actions.encode(one), NOW)
            assert (verdict.result, verdict.reason) == (OUTCOMES[type(outcome)], getattr(outcome, "reason", ""))
        if isinstance(outcome, Taken):
            taken.append(outcome.action)


def test_a_trial_leaves_the_state_that_it_began_with_alone():
    before = fold("e1", [declared(), action("play", id="p1", participant="sales", kind="pass")])

    trial = Trial("e1", before, [])
    trial.take(actions.encode(action("play", id="p2", participant="sales", kind="pass")), NOW)

    assert before.plays == {"pass": {"sales": 1}}
    assert trial.state.plays == {"pass": {"sales": 2}}


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"id": 1}', b"\xff"])
def test_what_cannot_be_read_is_rejected_and_not_raised(raw):
    assert Trial("e1", None, []).take(raw, NOW).result == "rejected"


def test_an_action_from_the_future_is_rejected_by_the_moment_that_is_given():
    late = datetime(2026, 5, 2, 15, tzinfo=UTC)

    verdict = Trial("e1", fold("e1", [declared()]), []).take(
        actions.encode(action("score", at=3600, participant="sales")), round(late.timestamp() * 1000) - 3_600_000
    )

    assert verdict.reason == "implausible_time"
