"""The actions of an event, as charts and exports have them, are those that its state is made of."""

import uuid

import pytest

from lib.adapters import kafka
from lib.adapters.producer import Producer
from lib.charts import frames
from lib.live.history import History
from lib.sport import actions
from lib.sport.state import Provenance
from tests.sport.making import action, declared

pytestmark = pytest.mark.kafka


@pytest.fixture
def event():
    """An id that nobody else uses: the log is shared."""
    return f"history-{uuid.uuid4()}"


@pytest.fixture
def read(make_settings, broker, event):
    """Append actions as they are given; those that the history of the event has."""
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address)
    kafka.ensure_topics(settings)
    producer, history = Producer(settings), History(settings)
    firsts = []

    def append(*given):
        receipts = producer.send([(event, one if isinstance(one, bytes) else actions.encode(one)) for one in given])
        firsts.append(receipts[0].offset)
        made = Provenance(kafka.ACTIONS, receipts[0].partition, firsts[0], receipts[-1].offset, 0, 0)
        return history.actions(event, made)

    yield append
    producer.close()
    history.close()


def test_a_shot_with_a_clock_that_cannot_be_is_in_no_chart(read, event):
    about = {"subject": event, "participant": "sales", "kind": "shot", "period": 1}
    good = action("play", at=60, id="good", clock=60.0, **about)
    located = read(
        declared(subject=event),
        action("period.start", at=0, subject=event, period=1),
        good,
        action("play", at=70, id="bad", clock=9000.0, **about),
    )

    frame = frames.actions_frame(located)
    assert list(frame[frame["kind"] == "play"]["id"]) == ["good"]
    assert frame["minute"].max() == 1.0
    assert located[2].action == good


def test_a_retraction_that_came_before_its_goal_takes_nothing_back(read, event):
    early = action("retract", at=90, id="early", subject=event, action="goal")
    goal = action("score", at=60, id="goal", subject=event, participant="sales")
    assert [one.action.id for one in read(declared(subject=event), early)] == [f"{event}-declared-football"]

    frame = frames.actions_frame(read(goal))

    assert list(frame["kind"]) == ["event.declared", "score"]
    assert not frame["retracted"].any()


def test_what_was_rejected_counts_from_where_it_was_sent_again(read, event):
    wrong = action("score", at=60, id="goal", subject=event, participant="warehouse")
    right = action("score", at=60, id="goal", subject=event, participant="sales")
    read(declared(subject=event), wrong, b"rubbish")

    located = read(right, right, wrong)

    assert [one.action for one in located[1:]] == [right]
    assert located[1].offset > located[0].offset + 2
