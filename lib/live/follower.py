"""Following a topic: one consumer thread, from its beginning or from a moment on, for as long as the process lives."""

from __future__ import annotations

import threading
import time

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from lib import log
from lib.adapters import kafka
from lib.errors import Unavailable
from lib.settings import Settings

CHECK_S = 2.0
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0)

Polled = dict[TopicPartition, list[ConsumerRecord]]

_log = log.get(__name__)


class Follower:
    """Base of what follows a topic; ``receive`` is called in its thread with what is new.

    A topic is read uncommitted: the fold is deterministic, so what a crash rolls back is written again, equal. There is
    no consumer group: each process reads everything, and never commits.
    """

    TOPIC = ""
    SINCE_MS: int | None = None  # how much of the past is read; None: all of it

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._positions: dict[int, int] = {}
        self._ends: dict[int, int] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.TOPIC, daemon=True)
        self.caught_up = False
        self.stale_since: int | None = None

    def receive(self, polled: Polled) -> None:
        """Take records, in the order of their partition."""
        raise NotImplementedError

    def measure(self) -> None:
        """Called every few seconds, while the broker answers."""

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait for the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    @property
    def cursor(self) -> str:
        """Up to where each partition was read, such as ``0:17,1:4``."""
        return ",".join(f"{partition}:{offset}" for partition, offset in sorted(self._positions.items()))

    @property
    def lag(self) -> int:
        """How many records were not read yet when the broker was last asked."""
        ends = self._ends or {}
        return sum(max(0, end - self._positions.get(partition, 0)) for partition, end in ends.items())

    def _run(self) -> None:
        tries = 0
        while not self._stopping.is_set():
            try:
                self._follow()
            except (KafkaError, Unavailable, OSError, ValueError) as error:
                self._became_stale(error)
                self._stopping.wait(BACK_OFF_S[min(tries, len(BACK_OFF_S) - 1)])
                tries += 1
            else:
                tries = 0

    def _follow(self) -> None:
        consumer = KafkaConsumer(
            **kafka.options(self._settings),
            group_id=None,
            enable_auto_commit=False,
            fetch_max_wait_ms=500,
            request_timeout_ms=5_000,
            bootstrap_timeout_ms=3_000,
            reconnect_backoff_max_ms=1_000,
            max_poll_records=2_000,
        )
        try:
            self._assign(consumer)
            asked = 0.0
            while not self._stopping.is_set():
                self.receive(consumer.poll(timeout_ms=250))
                if time.monotonic() - asked > CHECK_S:
                    self._check(consumer)
                    asked = time.monotonic()
                if not self.caught_up:
                    self._see_whether_caught_up(consumer)
        finally:
            consumer.close()

    def _assign(self, consumer: KafkaConsumer) -> None:
        partitions = kafka.made(consumer, self.TOPIC)
        consumer.assign(partitions)
        starts = self._starts(consumer, partitions)
        for partition in partitions:
            position = max(self._positions.get(partition.partition, 0), starts[partition])
            self._positions[partition.partition] = position
            consumer.seek(partition, position)

    def _starts(self, consumer: KafkaConsumer, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        if self.SINCE_MS is None:
            return consumer.beginning_offsets(partitions)
        moment, ends = round(time.time() * 1000) - self.SINCE_MS, consumer.end_offsets(partitions)
        found = consumer.offsets_for_times(dict.fromkeys(partitions, moment))
        return {one: found[one].offset if found[one] else ends[one] for one in partitions}

    def _check(self, consumer: KafkaConsumer) -> None:
        """Ask the broker how far the topic goes: the only way to tell a quiet one from one that is away."""
        ends = consumer.end_offsets(consumer.assignment())
        self._ends = {partition.partition: end for partition, end in ends.items()}
        if self.stale_since is not None:
            _log.info("feed_is_back", topic=self.TOPIC)
        self.stale_since = None
        self._note_positions(consumer)
        self.measure()

    def _see_whether_caught_up(self, consumer: KafkaConsumer) -> None:
        self._note_positions(consumer)
        if self._ends is not None and self.lag == 0:
            self.caught_up = True
            _log.info("feed_caught_up", topic=self.TOPIC)

    def _note_positions(self, consumer: KafkaConsumer) -> None:
        """What transactions write besides records has offsets too, but is never handed out: ask the consumer."""
        for partition in consumer.assignment():
            self._positions[partition.partition] = consumer.position(partition)

    def _became_stale(self, error: Exception) -> None:
        if self.stale_since is None:
            self.stale_since = round(time.time() * 1000)
            _log.warning("feed_is_stale", topic=self.TOPIC, error=f"{type(error).__name__}: {error}")
