"""Reading topics without a consumer group: from a place to a place, never a commit, stopped from outside at any time.

What was not committed by its transaction is not shown: a state that was rolled back never was.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from lib.adapters import kafka
from lib.errors import Refused
from lib.settings import Settings

POLL_MS = 250  # how long a stop may go unnoticed
PATIENCE_S = 10
BATCH = 5_000
FETCH_BYTES = 1024 * 1024


class NoSuchTopic(Refused):
    """A topic or a partition that Kafka does not have."""


@dataclass(frozen=True, slots=True)
class Message:
    """A record as it is in Kafka; *timestamp* is in ms since the epoch."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]

    @property
    def size(self) -> int:
        """Bytes of its key and its value."""
        return len(self.key or b"") + len(self.value or b"")


def message(record: ConsumerRecord) -> Message:
    """A record of kafka-python as one of ours."""
    return Message(
        record.topic, record.partition, record.offset, record.timestamp, record.key, record.value, tuple(record.headers)
    )


class Reader:
    """A connection that reads one topic. For one thread; made by ``reading``."""

    def __init__(self, consumer: KafkaConsumer, topic: str) -> None:
        self._consumer = consumer
        self.topic = topic
        self._places = kafka.partitions(consumer, topic)
        if not self._places:
            raise NoSuchTopic(f"Kafka has no topic {topic!r}.")
        self.partitions = [one.partition for one in self._places]

    def earliest(self) -> dict[int, int]:
        """The first offset of each partition that is still there."""
        return _offsets(self._consumer.beginning_offsets(self._places))

    def latest(self) -> dict[int, int]:
        """The offset behind the last one of each partition that is committed."""
        return _offsets(self._consumer.end_offsets(self._places))

    def at(self, moment: int) -> dict[int, int]:
        """The offset of the first record of each partition that is not older than *moment*, in ms; or its end."""
        found = self._consumer.offsets_for_times(dict.fromkeys(self._places, moment))
        ends = self.latest()
        return {one.partition: place.offset if place else ends[one.partition] for one, place in found.items()}

    def read(
        self, starts: Mapping[int, int], ends: Mapping[int, int], stop: threading.Event
    ) -> Iterator[list[ConsumerRecord]]:
        """The records from *starts* up to, and without, *ends*, in batches of one partition each, in its order.

        An empty batch says that there is nothing yet. Ends when all is read, or *stop* is set. Raise KafkaError.
        """
        wanted = {TopicPartition(self.topic, one): start for one, start in starts.items() if start < ends[one]}
        self._consumer.assign(list(wanted))
        for place, offset in wanted.items():
            self._consumer.seek(place, offset)
        while wanted and not stop.is_set():
            polled = self._consumer.poll(timeout_ms=POLL_MS)
            yield from [_before(records, ends[one.partition]) for one, records in polled.items()] or [[]]
            # What transactions write besides records has offsets too: only the consumer knows how far it is.
            left = [one for one in wanted if self._consumer.position(one) < ends[one.partition]]
            if len(left) < len(wanted):
                # Not with pause: kafka-python 3.0.12 then stops fetching other partitions too. Those left stay where
                # they are.
                self._consumer.assign(left)
            wanted = left

    def one(self, partition: int, offset: int) -> Message | None:
        """The record at *offset* of *partition*; None when there is no such record any more."""
        if partition not in self.partitions:
            raise NoSuchTopic(f"The topic {self.topic!r} has no partition {partition}.")
        if not self.earliest()[partition] <= offset < self.latest()[partition]:
            return None
        for records in self.read({partition: offset}, {partition: offset + 1}, threading.Event()):
            for record in records:
                return message(record)
        return None


@contextmanager
def reading(settings: Settings, topic: str) -> Iterator[Reader]:
    """A reader of *topic* for as long as the block lasts. Raise NoSuchTopic, Unavailable."""
    try:
        with connected(settings) as consumer:
            yield Reader(consumer, topic)
    except KafkaError as error:
        raise kafka.away(settings, error) from error


@contextmanager
def connected(settings: Settings) -> Iterator[KafkaConsumer]:
    """A consumer without a group. Raise KafkaError."""
    consumer = KafkaConsumer(
        **kafka.options(settings),
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        request_timeout_ms=PATIENCE_S * 1000,
        bootstrap_timeout_ms=PATIENCE_S * 1000,
        reconnect_backoff_max_ms=1_000,
        max_poll_records=BATCH,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    try:
        yield consumer
    finally:
        consumer.close()


def _offsets(found: Mapping[TopicPartition, int]) -> dict[int, int]:
    return {one.partition: offset for one, offset in found.items()}


def _before(records: list[ConsumerRecord], end: int) -> list[ConsumerRecord]:
    """Those before *end*: a fetch may bring more."""
    return records if records[-1].offset < end else [record for record in records if record.offset < end]
