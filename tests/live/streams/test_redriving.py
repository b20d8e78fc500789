"""Rejected actions, tried, changed and sent again: with a real Kafka and the real processor."""

from __future__ import annotations

import uuid
from contextlib import contextmanager

import pytest
from kafka import KafkaConsumer, TopicPartition

from lib.adapters import kafka
from lib.adapters.producer import Producer, Receipt
from lib.adapters.rejections import Spot
from lib.errors import Refused
from lib.live.feed import Feed
from lib.live.streams.parts import Streams
from lib.live.streams.redriving import Wish
from lib.local.platform import Platform, running
from lib.sport.repair import Change
from tests.pipeline.test_whole_way import append, declared, fresh
from tests.waiting import wait_for

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def platform(broker, tmp_path_factory):
    """The processor, running. Its Prometheus is away, which it does not mind."""
    one = Platform(tmp_path_factory.mktemp("redrive"), broker.address, "http://127.0.0.1:1")
    kafka.ensure_topics(one.settings)
    with running(one.processor()):
        yield one


@pytest.fixture(scope="module")
def here(platform):
    """What an app process has of it: the feed, and the streams."""
    feed = Feed(platform.settings)
    feed.start()
    streams = Streams(platform.settings, feed)
    streams.feed = feed
    yield streams
    streams.stop()
    feed.stop()


@pytest.fixture(scope="module")
def send(platform):
    """Append actions as any sender does."""
    producer = Producer(platform.settings)
    yield lambda records: append(producer, records)
    producer.close()


def wrong(event: str, count: int) -> list[tuple[str, bytes]]:
    """What somebody did who does not take part: a goal, nine passes, and so on."""
    about = {"participant": "warehouse", "period": 1}
    return [
        (event, fresh("play" if n % 10 else "score", event, clock=n, **about | ({"kind": "pass"} if n % 10 else {})))
        for n in range(count)
    ]


@contextmanager
def mistaken(here, send, count):
    """An event, and the spots of *count* actions of it that were rejected."""
    event = f"redrive-{uuid.uuid4()}"
    send([(event, declared(event)), *wrong(event, count)])
    yield event, wait_for(lambda: rejected(here, event, count), 120, f"{count} rejections")


def rejected(here, event, count):
    here.rejected.catch_up()
    spots = [one.rejection.spot for one in here.rejected.entries() if one.rejection.event == event]
    return spots if len(spots) == count else None


def everything(platform, topic):
    """All records of a topic."""
    with KafkaConsumer(**kafka.options(platform.settings), isolation_level="read_committed") as consumer:
        places = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic)]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends, found = consumer.end_offsets(places), []
        while any(consumer.position(one) < ends[one] for one in places):
            found += [record for records in consumer.poll(timeout_ms=500).values() for record in records]
        return found


def test_a_thousand_actions_with_a_wrong_participant_are_fixed_and_count_once_each(platform, here, send):
    change = Change(field="data.participant", was="warehouse", to="logistics")
    with mistaken(here, send, 1_000) as (event, spots):
        wish = Wish(spots=spots, changes=[change])

        tried, [effect] = here.redriving.attempt(wish)
        sent = here.redriving.redrive(wish, "Ada")

        assert {one.verdict for one in tried} == {"accepted"}
        assert (effect.event, effect.score, effect.score_after, effect.taken) == (event, [0, 0], [0, 100], 1000)
        assert len({one.place for one in sent}) == 1_000
        wait_for(lambda: here.feed.record(event).provenance.count == 1 + 1_000, 120, "the declaration, and each once")
        state = here.feed.record(event).state
        assert (state.score, state.plays) == ([0, 100], {"pass": {"logistics": 900}})

        trails = [one for one in everything(platform, kafka.ACTIONS) if one.key == event.encode() and one.headers]
        said = [{name: value.decode() for name, value in one.headers} for one in trails]
        assert len(trails) == 1_000
        assert {one["touchline_redriven_from"] for one in said} == {
            f"sport.rejected/{spot.partition}/{spot.offset}" for spot in spots
        }
        assert {(one["touchline_redriven_by"], one["touchline_redriven_change"]) for one in said} == {
            ("Ada", "data.participant: warehouse → logistics")
        }

        fates = wait_for(lambda: settled(here, event), 60, "what became of them")
        assert fates == {"taken": 1_000}
        located = here.feed.actions(event)
        assert {one.action.data.participant for one in located if one.action.kind != "event.declared"} == {"logistics"}
        assert len(located) == 1 + 1_000


def settled(here, event):
    """How many have which fate, once none is waiting."""
    fates: dict[str, int] = {}
    for one in here.rejected.entries():
        if one.rejection.event == event:
            fates[one.fate] = fates.get(one.fate, 0) + 1
    return None if fates.get("waiting") else fates


def test_the_same_rejection_is_not_sent_twice_by_accident_whoever_asks(platform, here, send):
    with mistaken(here, send, 1) as (event, [spot]):
        wish = Wish(spots=[spot], changes=[Change(field="data.participant", to="sales")])
        here.redriving.redrive(wish, "Ada")

        [again] = here.redriving.redrive(wish, "Ben")
        other = Streams(platform.settings, here.feed)  # another process, which has nothing but Kafka
        [elsewhere] = other.redriving.redrive(wish, "Cy")
        other.stop()

        assert again.place is None
        assert "sent again by Ada" in again.error
        assert elsewhere.error == again.error
        wait_for(lambda: here.feed.record(event).state.score == [1, 0], message="the goal")

        [forced] = here.redriving.redrive(Wish(spots=[spot], changes=wish.changes, again=True), "Ada")
        assert forced.place is not None
        marker = fresh("score", event, participant="logistics")
        send([(event, marker)])
        wait_for(lambda: here.feed.record(event).state.score[1] == 1, message="what came after it")
        assert here.feed.record(event).state.score == [1, 1]


def test_what_is_still_wrong_is_rejected_again_and_both_places_are_known(here, send):
    with mistaken(here, send, 1) as (event, [spot]):
        wish = Wish(spots=[spot], changes=[Change(field="data.participant", to="nobody")])

        [tried], _ = here.redriving.attempt(wish)
        here.redriving.redrive(wish, "Ada")

        assert (tried.verdict, tried.reason, tried.field) == ("rejected", "unknown_participant", "$.data.participant")
        spots = wait_for(lambda: rejected(here, event, 2), message="the second rejection")
        [new] = set(spots) - {spot}
        entry = here.rejected.entry(spot)
        assert (entry.fate, entry.again, entry.redriven.by) == ("rejected", new, "Ada")
        assert here.rejected.entry(new).rejection.origin == entry.redriven.place
        assert here.rejected.entry(new).fate == "open"


def test_one_can_be_written_anew_by_hand(here, send):
    with mistaken(here, send, 1) as (event, [spot]):
        text = fresh("score", event, participant="sales", points=3).decode()

        here.redriving.redrive(Wish(spots=[spot], text=text), "Ada")

        wait_for(lambda: here.feed.record(event).state.score == [3, 0], message="the points")
        assert here.rejected.entry(spot) or rejected(here, event, 1)
        assert wait_for(lambda: here.rejected.entry(spot).redriven, message="the fact").change == "edited by hand"


def test_bytes_that_are_no_action_are_shown_and_refused_until_they_are_one(platform, here):
    event, producer = f"noise-{uuid.uuid4()}", Producer(platform.settings)
    [receipt] = producer.send([(event, b"\xff no json")])
    producer.close()
    assert isinstance(receipt, Receipt)
    [spot] = wait_for(lambda: rejected(here, event, 1), message="the rejection")

    [sent] = here.redriving.redrive(Wish(spots=[spot]), "Ada")

    entry = here.rejected.entry(spot)
    assert (entry.rejection.reason, entry.rejection.stage, entry.fate) == ("malformed", "decode", "open")
    assert entry.rejection.origin == Spot(receipt.partition, receipt.offset)
    assert "not JSON" in sent.error


def test_wishes_that_make_no_sense_are_refused(here):
    with pytest.raises(Refused, match="no record in partition 0 at offset 999999"):
        here.redriving.attempt(Wish(spots=[Spot(0, 999_999)]))
    with pytest.raises(Refused, match="replaces one action"):
        here.redriving.attempt(Wish(spots=[Spot(0, 0), Spot(0, 1)], text="{}"))


def test_a_second_trial_warns_that_it_was_sent_already(here, send):
    with mistaken(here, send, 1) as (_, [spot]):
        wish = Wish(spots=[spot], changes=[Change(field="data.participant", to="sales")])
        here.redriving.redrive(wish, "Ada")

        [tried], _ = here.redriving.attempt(wish)

        assert (tried.verdict, tried.reason) == ("redriven", "redriven")
