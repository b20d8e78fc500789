"""Each record is taken, known already, or rejected with a reason; nothing else can happen."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import SEEN, STATE, Incoming, Rejected, Repeated, Step, Taken
from lib.sport import actions, state
from lib.sport.fold import fold
from lib.sport.verify import REASONS
from tests.sport.making import action, declared
from tests.sport.test_fold import matches

NOW = 1_900_000_000_000


class Event:
    """A stream of one event, with its store."""

    def __init__(self):
        self.step, self.store, self.offset = Step(), MemoryStore(), -1

    def take(self, one, key=None, appended=NOW):
        raw = one if isinstance(one, bytes) else actions.encode(one)
        self.offset += 1
        incoming = Incoming((key or "e1").encode(), raw, "sport.actions", 0, self.offset, appended)
        return self.step.take(incoming, self.store)

    @property
    def record(self):
        for _ in self.step.settle():
            pass
        return state.decode(self.store[b"state"])


@given(matches(), st.randoms(use_true_random=False))
def test_the_state_is_the_fold_of_what_was_taken(sent, random):
    event, taken = Event(), []
    stream = [sent[0], *random.sample(sent[1:] * 2, len(sent[1:]) * 2)]
    for one in stream:
        if isinstance(event.take(one), Taken):
            taken.append(one)

    assert event.record.state == fold("e1", taken)
    assert event.record.provenance.count == len(taken)


def test_a_restart_in_mid_stream_changes_nothing():
    straight, restarted = Event(), Event()
    stream = [
        declared(),
        *(action("play", at=i, participant="sales", kind="pass") for i in range(5)),
        action("score", at=9, participant="sales"),
    ]
    for one in stream:
        straight.take(one)
        restarted.step = Step()
        restarted.take(one)
        list(restarted.step.settle())

    assert straight.record == restarted.record
    assert straight.store == restarted.store


def test_what_a_given_up_transaction_did_is_forgotten():
    event = Event()
    event.take(declared())
    before = dict(event.store)
    event.take(action("play", at=1, participant="sales", kind="pass"))
    event.store.clear()
    event.store.update(before)
    event.step.take(
        Incoming(
            b"e1", actions.encode(action("play", at=2, participant="sales", kind="pass")), "sport.actions", 0, 9, NOW
        ),
        event.store,
        token="the next transaction",
    )

    assert event.record.state.plays == {"pass": {"sales": 1}}


def test_a_state_that_another_processor_wrote_meanwhile_is_taken_up():
    here, there = Event(), Event()
    there.store = here.store
    here.take(declared())
    there.take(action("score", at=1, participant="sales"))
    here.step.take(
        Incoming(b"e1", actions.encode(action("score", at=2, participant="sales")), "sport.actions", 0, 9, NOW),
        here.store,
        token="the next transaction",
    )

    assert here.record.state.score == [2, 0]


@given(st.lists(st.sampled_from(["take", "take", "take", "commit", "give up", "other"]), max_size=40), st.data())
def test_what_the_store_has_is_repeated_whoever_took_it_and_the_rest_is_new(turns, data):
    steps, store, token = [Step(), Step()], MemoryStore(), object()
    committed = dict(store)
    plays = [declared(), *(action("play", at=i, participant="sales", kind="pass") for i in range(6))]
    for offset, turn in enumerate(turns):
        if turn == "take":
            one = data.draw(st.sampled_from(plays[:1] if not store else plays))
            known = SEEN + one.id.encode() in store
            incoming = Incoming(b"e1", actions.encode(one), "sport.actions", 0, offset, NOW)
            assert isinstance(steps[0].take(incoming, store, token), Repeated if known else Taken)
            continue
        if turn == "give up":
            store.clear()
            store.update(committed)
        else:
            list(steps[0].settle())
            committed = dict(store)
        token = object()
        if turn == "other":
            steps.reverse()


def test_more_events_than_are_held_at_once_lose_nothing():
    step, stores = Step(), {f"e{number}": MemoryStore() for number in range(5)}
    step.MOST_HELD = 2
    for event, store in stores.items():
        for one in (declared(subject=event), action("play", at=1, subject=event, participant="sales", kind="pass")):
            incoming = Incoming(event.encode(), actions.encode(one), "sport.actions", 0, 0, NOW)
            assert isinstance(step.take(incoming, store), Taken)
    list(step.settle())

    assert [state.decode(store[STATE]).state.plays for store in stores.values()] == [{"pass": {"sales": 1}}] * 5


def test_a_followed_event_needs_no_question_to_its_store():
    asked = []

    class Asked(MemoryStore):
        def exists(self, key):
            asked.append(key)
            return super().exists(key)

    event = Event()
    event.store = Asked()
    goal = action("score", participant="sales")
    for one in (declared(), goal, action("play", participant="sales", kind="pass")):
        event.take(one)
    assert asked == [SEEN + b"e1-declared-football"]

    assert isinstance(event.take(goal), Repeated)
    event.step = Step()
    assert isinstance(event.take(goal), Repeated)


def test_a_repeated_action_changes_nothing():
    event = Event()
    event.take(declared())
    goal = action("score", participant="sales")
    event.take(goal)
    before = dict(event.store)

    assert isinstance(event.take(goal), Repeated)
    assert event.store == before


REFUSED = {
    "malformed": b"not json",
    "unknown_type": b'{"type":"touchline.action.goal"}',
    "too_large": b" " * 70_000,
    "unknown_participant": action("score", participant="finance"),
    "unknown_sport": declared("quidditch", subject="e1", at=5),
    "implausible_clock": action("score", participant="sales", period=9),
    "implausible_time": action("score", at=10**9, id="late", participant="sales"),
    "unknown_target": action("retract", action="never-was"),
    "conflicting_id": action("score", id="e1-declared-football", participant="sales"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_bad_action_is_rejected_with_its_reason(reason):
    event = Event()
    event.take(declared())
    before = dict(event.store)

    outcome = event.take(REFUSED[reason])

    assert isinstance(outcome, Rejected)
    assert outcome.reason == reason
    assert reason in REASONS
    assert event.store == before


def test_an_action_of_no_known_event_is_rejected():
    assert Event().take(action("score", participant="sales")).reason == "unknown_event"


def test_a_record_under_another_key_is_rejected():
    assert Event().take(declared(), key="e2").reason == "wrong_key"


def test_a_state_says_which_records_it_was_made_of():
    step, store, goal = Step(), MemoryStore(), action("score", id="goal", participant="sales")
    stream = [(10, declared()), (12, goal), (13, goal), (15, action("retract", at=9, action="goal")), (17, b"rubbish")]
    for offset, one in stream:
        raw = one if isinstance(one, bytes) else actions.encode(one)
        step.take(Incoming(b"e1", raw, "sport.actions", 3, offset, NOW), store)

    made_of = state.decode(store[b"state"]).provenance
    assert (made_of.topic, made_of.partition) == ("sport.actions", 3)
    assert (made_of.first_offset, made_of.last_offset, made_of.count) == (10, 15, 3)


def test_a_state_says_when_the_broker_had_the_last_of_its_actions():
    event = Event()
    event.take(declared(), appended=NOW)
    event.take(action("score", at=10, id="old", participant="sales"), appended=NOW + 70)
    event.take(action("score", at=10, id="old", participant="sales"), appended=NOW + 90)

    assert event.record.provenance.appended == NOW + 70


def test_samples_never_go_back_in_time_and_are_never_from_the_future():
    event = Event()
    event.take(declared())
    times = []
    for at, appended in [(10, NOW), (5, NOW), (10, NOW)]:
        event.take(action("score", at=at, id=f"s{len(times)}", participant="sales"), appended=appended)
        times.append(event.record.provenance.sampled)

    assert times == sorted(set(times))
    assert all(time % 2 == 0 and time <= NOW for time in times)


@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "id", "subject", "time", "data", "specversion", "source"]), inner, max_size=7
            )
        ),
    ).map(msgspec.json.encode)
)
def test_rubbish_is_rejected_never_raised(raw):
    assert isinstance(Event().take(raw), Rejected)


def test_an_event_cannot_grow_without_end():
    event = Event()
    event.take(declared())
    big = "x" * 900
    outcome = None
    for i in range(1200):
        outcome = event.take(action("event.status", at=i, status="live", reason=big))
        if isinstance(outcome, Rejected):
            break

    assert outcome.reason == "too_many"
