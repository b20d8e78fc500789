"""The live tail, and what a listener of it is sent."""

import time
from collections import deque
from types import SimpleNamespace

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from lib.live.streams import filters, tail
from lib.live.streams.tail import Listener, Tail
from tests.waiting import wait_for


def record(offset, topic="a", value=b"{}"):
    return SimpleNamespace(topic=topic, partition=0, offset=offset, timestamp=offset, key=b"k", value=value, headers=[])


def listener(*topics, text="", wake=lambda: None):
    return Listener(frozenset(topics), filters.compiled(text), wake)


def test_a_listener_has_what_it_watches_and_what_passes():
    one = listener("a", "b", text='type == "x"')

    one.put(
        [
            record(0, value=b'{"type": "x"}'),
            record(1),
            record(2, "c", b'{"type": "x"}'),
            record(3, "b", b'{"type": "x"}'),
        ]
    )

    messages, left_out = one.take()
    assert [message.offset for message in messages] == [0, 3]
    assert left_out == 0
    assert one.take() == ([], 0)


def test_who_is_slow_gets_the_newest_and_is_told_how_many_are_missing(monkeypatch):
    monkeypatch.setattr(tail, "MOST_WAITING", 3)
    one = Listener(frozenset("a"), filters.compiled(""), lambda: None, deque(maxlen=3))

    for offset in range(10):
        one.put([record(offset)])

    messages, left_out = one.take()
    assert [message.offset for message in messages] == [7, 8, 9]
    assert left_out == 7


def test_a_listener_is_woken_by_what_it_wants_alone():
    woken = []
    one = listener("a", wake=lambda: woken.append(1))

    one.put([record(0, "b")])
    one.put([record(1)])

    assert woken == [1]


def test_the_newest_are_shown_first_in_whatever_order_partitions_are_read(make_settings, monkeypatch):
    monkeypatch.setattr(Tail, "_begin", lambda self: None)
    here = Tail(make_settings())
    here._take([record(100)])
    here._take([record(offset) for offset in range(60)])

    with here.join(["a"], "", lambda: None) as one:
        messages, _ = one.take()

    assert [message.offset for message in messages] == [*range(31, 60), 100]


def test_what_came_is_counted_by_second_topic_and_kind_for_a_quarter_of_an_hour(make_settings, monkeypatch):
    monkeypatch.setattr(Tail, "_begin", lambda self: None)
    here, now = Tail(make_settings()), int(time.time())

    def sent(seconds, *kinds, topic="sport.actions"):
        values = [b'{"type": "touchline.action.%s"}' % kind for kind in kinds]
        here._take([record((now - seconds) * 1000 + n, topic, value) for n, value in enumerate(values)])

    sent(tail.KEPT_S + 60, b"score")
    sent(3, b"score", b"play", b"play")
    sent(1, b"play")
    sent(1, b"score", topic="sport.rejected")
    here._take([record((now - 1) * 1000, value=b"\xff")])

    frame = here.rates()

    ago = [now - round(at.timestamp()) for at in frame["time"]]
    assert list(zip(ago, frame["topic"], frame["type"], frame["count"], strict=True)) == [
        (3, "sport.actions", "play", 2),
        (3, "sport.actions", "score", 1),
        (1, "a", "", 1),
        (1, "sport.actions", "play", 1),
        (1, "sport.rejected", "score", 1),
    ]
    assert str(frame["time"].dtype).endswith("UTC]")


def test_a_reader_that_fails_in_whatever_way_begins_again(make_settings, monkeypatch):
    begun = []
    monkeypatch.setattr(tail, "BACK_OFF_S", 0)
    monkeypatch.setattr(Tail, "_follow", lambda self: begun.append(1) or None < 0)
    here = Tail(make_settings())

    with here.join(["a"], "", lambda: None):
        wait_for(lambda: len(begun) > 1, message="a second beginning")
        assert "TypeError" in here.problem(["a"])
    here.stop()


@pytest.mark.parametrize("value", [None, b"", b"{", b'{"type": "\xff"}', b"\xff\xfe", b'{"type": 1}', b"[" * 100_000])
def test_what_is_no_action_stops_nobody(make_settings, value):
    here, one = Tail(make_settings()), listener("a")
    here._listeners.add(one)

    here._take([record(0, value=value), record(1)])

    assert [message.offset for message in one.take()[0]] == [0, 1]


def test_a_wrong_filter_is_refused_before_anything_is_read(make_settings):
    with pytest.raises(filters.BadFilter), Tail(make_settings()).join(["a"], "type ==", lambda: None):
        pass


@pytest.mark.kafka
def test_one_reader_serves_many_who_watch_different_topics(make_settings, broker):
    options = {"bootstrap_servers": [broker.address]}
    with KafkaAdminClient(**options) as admin:
        wanted = {name: {"num_partitions": 2, "replication_factor": 1} for name in ("tail-a", "tail-b")}
        admin.create_topics(wanted, wait_for_metadata=True)
        groups = {one["group_id"] for one in admin.list_groups()}
        here = Tail(make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address))
        with KafkaProducer(**options) as producer, here.join(["tail-a"], "", lambda: None) as one:
            producer.send("tail-a", b"before").get(60)
            first = collected(one)
            wait_for(lambda: [m.value for m in first()] == [b"before"], message="what was there before")
            with here.join(["tail-a", "tail-b"], '"x"', lambda: None) as other:
                second = collected(other)
                for number, topic in enumerate(["tail-a", "tail-b"] * 3):
                    producer.send(topic, b"x%d" % number).get(60)
                wait_for(lambda: len(first()) == 4, message="three of a topic")
                wait_for(lambda: len(second()) == 6, message="all of both")
                thread = here._thread
        assert here._thread is thread
        assert {one["group_id"] for one in admin.list_groups()} <= groups  # those of other tests may end meanwhile
    here.stop()


@pytest.mark.kafka
def test_a_topic_that_is_not_there_yet_is_followed_once_it_is(make_settings, broker):
    options = {"bootstrap_servers": [broker.address]}
    here = Tail(make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address))
    with KafkaAdminClient(**options) as admin, here.join(["tail-late"], "", lambda: None) as one:
        wait_for(lambda: here.problem(["tail-late", "tail-x"]) == "Kafka has no topic tail-late.", message="a sentence")
        assert here.problem(["tail-x"]) == ""
        admin.create_topics({"tail-late": {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
        with KafkaProducer(**options) as producer:
            producer.send("tail-late", b"now").get(60)
        there = collected(one)
        wait_for(lambda: [m.value for m in there()] == [b"now"], message="what came after all")
        assert here.problem(["tail-late"]) == ""
    here.stop()


def collected(one):
    """All that a listener was given so far."""
    found = []

    def take():
        found.extend(one.take()[0])
        return found

    return take
