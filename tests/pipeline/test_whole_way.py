"""HTTP, Kafka, processor, Prometheus: all real, also while they are being killed."""

from __future__ import annotations

import copy
import random
import re
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
import pytest
import requests
from kafka import KafkaConsumer, TopicPartition

from lib.adapters import kafka
from lib.adapters.cluster import Cluster
from lib.adapters.producer import Producer, Receipt
from lib.local import kafka as local_kafka
from lib.local import packages, processes
from lib.local.parts import Server
from lib.local.platform import Platform, running
from lib.sport import actions, state, verify
from lib.sport.actions import KINDS, Competitor, make
from tests.checkout import Checkout
from tests.conftest import require
from tests.waiting import wait_for

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus]

REVISION = "c0ffee" * 6 + "cafe"
BOTH = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]


def fresh(kind: str, /, event: str, **data) -> bytes:
    """An action of now."""
    about = {"id": str(uuid.uuid4()), "subject": event, "source": "test"}
    return actions.encode(make(kind, KINDS[kind](**data), time=datetime.now(UTC) - timedelta(seconds=1), **about))


def declared(event: str) -> bytes:
    about = {"competition": "test-cup", "revision": REVISION}
    return fresh("event.declared", event, sport="football", competitors=BOTH, **about)


def states(platform: Platform, topic: str = kafka.EVENTS) -> list:
    """All committed records of a topic."""
    consumer = KafkaConsumer(**kafka.options(platform.settings), isolation_level="read_committed")
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        found = []
        while any(consumer.position(one) < ends[one] for one in partitions):
            found += [record for records in consumer.poll(timeout_ms=500).values() for record in records]
        return found
    finally:
        consumer.close()


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """A repository with content that the processor can read."""
    made = Checkout(tmp_path_factory.mktemp("content"))
    made.commit({"content/access.yaml": "everybody: [reader]\n"})
    return made


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    """A Kafka of its own: all who read one after this would have a hundred thousand bad inputs to read."""
    require(packages.JAVA, packages.MAVEN)
    with local_kafka.server(tmp_path_factory.mktemp("kafka")) as node:
        yield node


@pytest.fixture(scope="module")
def platform(broker, prometheus, content, tmp_path_factory):
    """The processor and the way in, running."""
    own = {"CONTENT_REPO": str(content.path), "CONTENT_POLL_SECONDS": "0.2"}
    one = Platform(tmp_path_factory.mktemp("platform"), broker.address, prometheus.address, **own)
    kafka.ensure_topics(one.settings)
    with running(one.processor(), one.ingest()):
        yield one


@pytest.fixture
def post(platform):
    """Send a body to the way in."""

    return partial(sent, platform)


def sent(platform: Platform, body: bytes, kind: str = "application/cloudevents+json", **headers: str):
    """The answer of the way in to a *body*."""
    address = f"http://127.0.0.1:{platform.settings.ingest_port}/api/actions"
    return requests.post(address, data=body, headers={"content-type": kind, **headers}, timeout=30)


def test_a_goal_sent_over_http_is_in_prometheus(platform, post):
    event = f"whole-{uuid.uuid4()}"
    post(declared(event))

    answer = post(fresh("score", event, participant="sales"))

    assert answer.status_code == 202
    assert answer.json()["topic"] == kafka.ACTIONS
    wait_for(
        lambda: platform.query(f'last_over_time(sport_event_score{{event="{event}",competitor="sales"}}[1h])') == 1.0,
        message="the goal's sample",
    )
    [*_, newest] = [one.value for one in states(platform) if one.key == event.encode()]
    assert state.decode(newest).state.declared.revision == REVISION


def test_a_processor_says_that_it_cannot_read_the_newest_revision_and_goes_on(platform, post, content):
    def synced():
        text = requests.get(f"http://127.0.0.1:{platform.settings.processor_port}/metrics", timeout=30).text
        states = {line.split('"')[3] for line in text.splitlines() if "_config_sync{" in line and line.endswith(" 1.0")}
        return states, text.count(f'touchline_config_info{{component="writer",revision="{good}"}} 1.0')

    good = content.git("rev-parse", "HEAD")
    wait_for(lambda: synced() == ({"Synced"}, 1), message="processor and writer are in sync")
    content.commit({"content/access.yaml": "everybody: [boss]\n"})
    wait_for(lambda: synced() == ({"Stalled"}, 1), message="they stay with the good revision")

    event = f"stalled-{uuid.uuid4()}"
    post(declared(event))
    post(fresh("score", event, participant="sales"))

    wait_for(lambda: event in {record.key.decode() for record in states(platform)}, message="the state")


def test_the_processor_is_not_behind_in_the_topics_that_keep_its_state(platform, post):
    event = f"behind-{uuid.uuid4()}"
    for body in (declared(event), *(fresh("score", event, participant="sales") for _ in range(5))):
        post(body)
    cluster = Cluster(platform.settings)

    def reached():
        [ours] = [one for one in cluster.groups() if one.name == platform.settings.processor_group]
        return ours if ours.members and ours.reached and not ours.lag else None

    found = wait_for(reached, message="the processor has read all")
    cluster.close()
    assert {one.topic for one in found.reached} == {kafka.ACTIONS, kafka.POSITIONS}


def test_binary_mode_says_the_same_as_structured_mode(platform, post):
    event = f"binary-{uuid.uuid4()}"
    post(declared(event))
    one = msgspec.json.decode(fresh("score", event, participant="logistics", points=3))
    data = msgspec.json.encode(one.pop("data"))

    answer = post(data, "application/json", **{f"ce-{name}": str(value) for name, value in one.items()})

    assert answer.status_code == 202
    wait_for(
        lambda: platform.query(f'last_over_time(sport_event_score{{event="{event}",competitor="logistics"}}[1h])') == 3,
        message="the points' sample",
    )


def test_a_batch_answers_for_each_of_its_actions(platform, post):
    event = f"batch-{uuid.uuid4()}"
    bad = fresh("score", event, participant="sales").replace(b'"sales"', b"7")
    body = b"[" + b",".join([declared(event), bad, fresh("score", event, participant="sales")]) + b"]"

    answer = post(body, "application/cloudevents-batch+json")

    assert answer.status_code == 207
    assert [one["status"] for one in answer.json()["results"]] == [202, 400, 202]
    assert answer.json()["results"][1]["field"] == "$.data.participant"


def test_an_action_of_no_event_is_rejected_with_its_origin(platform, post):
    sent = fresh("score", f"nowhere-{uuid.uuid4()}", participant="sales")
    receipt = post(sent).json()

    def rejected():
        return [record for record in states(platform, kafka.REJECTED) if record.value == sent]

    [record] = wait_for(rejected, message="the rejection")
    headers = {name: value.decode() for name, value in record.headers}
    assert headers["touchline_reason"] == "unknown_event"
    assert headers["touchline_partition"] == str(receipt["partition"])
    assert headers["touchline_offset"] == str(receipt["offset"])


def test_the_way_in_logs_each_request_and_how_long_it_took(platform, post):
    post(b"{")
    log = platform.folder / "ingest.log"

    def logged():
        lines = [msgspec.json.decode(line) for line in log.read_bytes().splitlines() if b'"event":"request"' in line]
        return [one for one in lines if (one["path"], one["status"]) == ("/api/actions", 400) and one["ms"] > 0]

    wait_for(logged, message="the request's line")
    text = requests.get(f"http://127.0.0.1:{platform.settings.ingest_port}/metrics", timeout=30).text
    assert 'touchline_http_request_seconds_count{method="POST",route="/api/actions"}' in text


def test_totals_are_exact_whatever_is_killed(tmp_path, prometheus):
    """Five kills of processor and broker in mid-stream; in every other round the broker dies first, under a processor
    at work and a sender who waits for it. The processor's local state is deleted once."""
    require(packages.JAVA, packages.MAVEN)
    chance = random.Random(5)
    with local_kafka.server(tmp_path / "kafka") as broker:
        platform = Platform(tmp_path, broker.address, prometheus.address)
        kafka.ensure_topics(platform.settings)
        processor, producer = platform.processor(), Producer(platform.settings)
        processor.start()
        events = [f"killed-{uuid.uuid4()}" for _ in range(8)]
        wanted = {event: [0, 0] for event in events}
        append(producer, [(event, declared(event)) for event in events])
        for round_ in range(5):
            written = ends(platform)
            if round_ % 2:
                with appending(producer, lambda: burst(chance, events, wanted)) as enough:
                    wait_for(lambda written=written: ends(platform) > written, 60, "the processor at work")
                    broker.kill()
                    enough.set()
                    broker.start()
                wait_for(lambda: lives(processor) and scores(platform, events) == wanted, 120, f"{wanted}")
                written = ends(platform)
            append(producer, burst(chance, events, wanted))
            wait_for(lambda written=written: ends(platform) > written, 60, "the processor at work")
            for _ in range(5):
                append(producer, burst(chance, events, wanted))
            processor.kill()
            append(producer, burst(chance, events, wanted))
            if not round_ % 2:
                broker.kill()
                broker.start()
            if round_ == 2:
                shutil.rmtree(platform.settings.var_dir / "cache")
            processor.start()
        try:
            wait_for(lambda: scores(platform, events) == wanted, 120, f"{wanted}")
            counts = {record.key.decode(): state.decode(record.value) for record in states(platform)}
            for event in events:
                assert counts[event].provenance.count == 1 + sum(wanted[event])
                for side, competitor in enumerate(("sales", "logistics")):
                    query = f'last_over_time(sport_event_score{{event="{event}",competitor="{competitor}"}}[1h])'
                    wait_for(lambda query=query, goals=wanted[event][side]: platform.query(query) == goals, 60, query)
        finally:
            processor.stop()
            producer.close()


def ends(platform: Platform) -> int:
    """How many records were ever written to sport.events, committed or not."""
    with KafkaConsumer(**kafka.options(platform.settings)) as consumer:
        numbers = consumer.partitions_for_topic(kafka.EVENTS)
        return sum(consumer.end_offsets([TopicPartition(kafka.EVENTS, number) for number in numbers]).values())


def append(producer: Producer, records: list[tuple[str, bytes]]) -> None:
    """Append all, trying again what the broker did not acknowledge, as any sender does."""
    while records:
        try:
            receipts = producer.send(records)
        except Exception:
            continue
        records = [one for one, receipt in zip(records, receipts, strict=True) if not isinstance(receipt, Receipt)]


@contextmanager
def appending(producer: Producer, more: Callable[[], list[tuple[str, bytes]]]) -> Iterator[threading.Event]:
    """Append *more* one by one in a thread, and again, until the event is set; all of it is acknowledged at the end."""
    enough = threading.Event()

    def go_on() -> None:
        while not enough.is_set():
            for record in more():
                append(producer, [record])

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield enough
    finally:
        enough.set()
        thread.join()


def lives(processor: Server) -> bool:
    """Start it again where it gave up, as its supervisor does."""
    if processes.started(processor.pid) is None:
        processor.start()
    return True


def burst(chance: random.Random, events: list[str], wanted: dict[str, list[int]]) -> list[tuple[str, bytes]]:
    """Goals, every third of them sent twice."""
    records = []
    for _ in range(40):
        event, side = chance.choice(events), chance.randrange(2)
        goal = (event, fresh("score", event, participant=("sales", "logistics")[side]))
        records += [goal, goal] if chance.random() < 0.33 else [goal]
        wanted[event][side] += 1
    return records


def scores(platform: Platform, events: list[str]) -> dict[str, list[int]]:
    return {
        record.key.decode(): state.decode(record.value).state.score
        for record in states(platform)
        if record.key.decode() in events
    }


def test_a_hundred_thousand_bad_inputs_are_each_accounted_for(platform, post):
    chance = random.Random(11)
    event = f"fuzz-{uuid.uuid4()}"
    append(Producer(platform.settings), [(event, declared(event))])
    wait_for(lambda: any(record.key == event.encode() for record in states(platform)), message="the event")
    before, told, kept = platform.measured("touchline_actions_total"), counted(platform), reasons(platform)

    accepted = refused = 0
    for _ in range(50):
        body = b"[" + b",".join(mutated_json(chance, event) for _ in range(1000)) + b"]"
        results = post(body, "application/cloudevents-batch+json").json()["results"]
        assert len(results) == 1000
        accepted += sum(one["status"] == 202 for one in results)
        refused += sum(one["status"] == 400 and bool(one["reason"] and one["error"]) for one in results)
    for number in range(1000):
        answer = post(mutated_bytes(chance, event)) if number % 2 else mutated_binary(chance, event, post)
        assert answer.status_code in {202, 400, 415}
        accepted, refused = accepted + (answer.status_code == 202), refused + (answer.status_code != 202)

    straight = Producer(platform.settings)
    keys = [event, "", "other", "ключ"]
    for _ in range(49):
        records = [(chance.choice(keys), mutated_bytes(chance, event)) for _ in range(1000)]
        assert all(isinstance(receipt, Receipt) for receipt in straight.send(records))
    append(straight, [(event, good := fresh("score", event, participant="sales"))])

    assert accepted + refused == 51_000
    wait_for(
        lambda: platform.measured("touchline_actions_total") - before == accepted + 49_000 + 1,
        120,
        "every record counted once",
    )
    rejected = counted(platform) - told
    wait_for(lambda: reasons(platform) - kept == rejected, message=f"{rejected}, committed")
    assert rejected.keys() <= verify.REASONS.keys() - {"internal"}
    assert rejected.total() > 45_000
    goal = actions.decode(good).id

    def counts():
        last = [record for record in states(platform) if record.key == event.encode()][-1]
        return any(entry.action.id == goal for entry in state.decode(last.value).state.timeline)

    wait_for(counts, message="the good one among them")


def test_what_a_dying_broker_did_not_take_is_503_and_is_taken_once_when_it_is_sent_again(platform, post, broker):
    event = f"away-{uuid.uuid4()}"
    known, goal = declared(event), fresh("score", event, participant="sales")
    assert post(known).status_code == 202, "the connection is open"

    broker.kill()
    answer = post(goal)
    broker.start()

    assert answer.status_code == 503
    assert "Kafka" in answer.json()["error"]
    assert answer.headers["retry-after"]
    assert appended(platform, event) == [known]
    assert post(goal).status_code == 202
    assert appended(platform, event) == [known, goal]


def appended(platform: Platform, event: str) -> list[bytes]:
    return [record.value for record in states(platform, kafka.ACTIONS) if record.key == event.encode()]


def counted(platform: Platform) -> Counter[str]:
    """How many actions the processor says that it rejected, by reason."""
    text = requests.get(f"http://127.0.0.1:{platform.settings.processor_port}/metrics", timeout=30).text
    found = re.findall(r'^touchline_actions_rejected_total\{reason="(\w+)"\} (\S+)$', text, re.MULTILINE)
    return Counter({reason: int(float(number)) for reason, number in found})


def reasons(platform: Platform) -> Counter[str]:
    """How many records of sport.rejected have which reason."""
    return Counter(dict(record.headers)["touchline_reason"].decode() for record in states(platform, kafka.REJECTED))


def mutated_json(chance: random.Random, event: str) -> bytes:
    """A CloudEvent with one or two places changed, or other JSON."""
    kind = chance.choice(list(KINDS))
    whole = {
        "specversion": "1.0", "id": str(chance.random()), "source": "fuzz", "type": f"touchline.action.{kind}",
        "subject": event, "time": "2026-01-01T00:00:00Z", "data": {"participant": "sales", "kind": "pass"},
    }  # fmt: skip
    strange = [None, True, -1, 1e308, "", "é" * 50, "\u0000", [], {}, [[]], {"a": {"b": []}}, "2026-13-40T99:00:00Z",
               "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", 2**70]  # fmt: skip
    for _ in range(chance.randrange(3)):
        place = whole if chance.random() < 0.6 else whole.get("data") or {}
        if isinstance(place, dict) and place:
            place[chance.choice(list(place))] = copy.deepcopy(chance.choice(strange))
    return msgspec.json.encode(whole if chance.random() < 0.9 else chance.choice(strange[:-1]))


def mutated_bytes(chance: random.Random, event: str) -> bytes:
    """A good action with some bytes cut, doubled or replaced, or noise."""
    raw = bytearray(fresh("score", event, participant="sales"))
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(raw))
        raw[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    return bytes(raw) if chance.random() < 0.9 else chance.randbytes(chance.randrange(200))


def mutated_binary(chance: random.Random, event: str, post: Callable[..., requests.Response]) -> requests.Response:
    """The answer to an action in binary mode, of which attributes are changed or missing, and bytes of its data."""
    whole = msgspec.json.decode(fresh("score", event, participant="sales"))
    data = bytearray(msgspec.json.encode(whole.pop("data")))
    strange = ["", "é", "-1", "9" * 300, "2026-13-40T99:00:00Z", "9999-12-31T23:59:59-23:59", "touchline.action.play"]
    for _ in range(chance.randrange(3)):
        name = chance.choice([*whole, "sequence", "recordedby"])
        whole[name] = chance.choice(strange)
        if chance.random() < 0.3:
            del whole[name]
    if chance.random() < 0.3:
        data[chance.randrange(len(data))] = chance.randrange(256)
    return post(bytes(data), "application/json", **{f"ce-{name}": str(value) for name, value in whole.items()})
