"""Searching a real topic."""

import threading
import uuid

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from lib.adapters.reader import NoSuchTopic
from lib.live.streams import searches
from lib.live.streams.filters import BadFilter
from lib.live.streams.searches import Ask, Ended, Found, Limits, Progress

pytestmark = pytest.mark.kafka

COUNT = 3_000
START = 1_700_000_000_000


@pytest.fixture(scope="module")
def topic(broker):
    """Records 0 to 2,999, a second after each other, by turns in three partitions; every hundredth is round."""
    name = f"search-{uuid.uuid4()}"
    with KafkaAdminClient(bootstrap_servers=[broker.address]) as admin:
        admin.create_topics({name: {"num_partitions": 3, "replication_factor": 1}}, wait_for_metadata=True)
    with KafkaProducer(bootstrap_servers=[broker.address], linger_ms=20) as producer:
        for number in range(COUNT):
            value = b'{"n": %d, "round": %s}' % (number, b"true" if number % 100 == 0 else b"false")
            producer.send(
                name, value, key=b"k%d" % (number % 7), partition=number % 3, timestamp_ms=START + number * 1000
            )
        producer.flush()
    return name


@pytest.fixture
def run(make_settings, broker, topic):
    """Carry out a search to its end: its messages as numbers, and all updates."""

    def run(stop=None, **ask):
        settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address)
        updates = list(searches.search(settings, Ask(**({"topic": topic} | ask)), stop or threading.Event()))
        numbers = [int(m.value.split(b",")[0][6:]) for one in updates if isinstance(one, Found) for m in one.messages]
        return numbers, updates

    return run


def test_the_newest_come_first_over_all_partitions(run):
    numbers, updates = run(limit=20)

    assert numbers == list(range(COUNT - 1, COUNT - 21, -1))
    assert updates[-1].why == "enough"


def test_what_goes_on_from_there_is_what_comes_next(run):
    first, updates = run(limit=20)

    second, _ = run(limit=20, places=updates[-1].places)

    assert first + second == list(range(COUNT - 1, COUNT - 41, -1))


@pytest.mark.parametrize("origin", ["newest", "oldest"])
def test_paging_through_gives_every_match_once_and_in_order(run, origin):
    found, places = [], {}
    for _ in range(20):
        numbers, updates = run(origin=origin, filter="round", limit=7, places=places)
        found += numbers
        places = updates[-1].places
        if updates[-1].why == "complete":
            break

    wanted = list(range(0, COUNT, 100))
    assert found == (wanted if origin == "oldest" else wanted[::-1])


def test_a_filter_reads_on_until_there_is_enough(run):
    numbers, updates = run(filter="n < 100 and round", limit=5)

    assert numbers == [0]
    assert updates[-1] == Ended("complete", {})
    assert max(one.read for one in updates if isinstance(one, Progress)) == COUNT


def test_from_an_offset_in_one_partition(run):
    numbers, _ = run(origin="offset", partition=1, offset=10, limit=3)

    assert numbers == [31, 34, 37]


def test_from_a_moment_to_the_second(run):
    numbers, _ = run(origin="time", time=START + 1_234_000, limit=4)

    assert numbers == [1234, 1235, 1236, 1237]


def test_progress_is_there_before_anything_is_read_and_ends_with_all_of_it(run):
    _, updates = run(filter="round", limit=1000)

    assert updates[0] == Progress(0, COUNT, 0, 0, pytest.approx(0, abs=5))
    last = [one for one in updates if isinstance(one, Progress)][-1]
    assert (last.read, last.total, last.matched) == (COUNT, COUNT, 30)
    assert last.bytes > COUNT * 10


@pytest.mark.parametrize(
    ("limits", "why"), [({"records": 400}, "records"), ({"bytes": 2_000}, "bytes"), ({"seconds": 0.0}, "seconds")]
)
def test_limits_end_a_search_and_it_can_go_on(run, limits, why):
    numbers, updates = run(origin="oldest", filter="round", limit=100, limits=Limits(**limits))

    assert updates[-1].why == why
    rest, _ = run(origin="oldest", filter="round", limit=100, places=updates[-1].places)
    assert sorted(numbers + rest) == list(range(0, COUNT, 100))


def test_a_stop_ends_a_search(run):
    stop = threading.Event()
    stop.set()

    numbers, updates = run(stop, limit=10)

    assert numbers == []
    assert updates[-1].why == "stopped"


def test_mistakes_are_told(run):
    with pytest.raises(BadFilter):
        run(filter="n ==")
    with pytest.raises(NoSuchTopic, match="no partition 9"):
        run(partition=9)
    with pytest.raises(NoSuchTopic):
        run(topic="nowhere")
