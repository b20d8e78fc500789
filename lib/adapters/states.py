"""The newest state of every event, for those who are no app: read once, or followed."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from lib.adapters import kafka
from lib.errors import NOT_JSON, Unavailable
from lib.settings import Settings
from lib.sport import state

PATIENCE_MS = 5_000


def read(settings: Settings, topic: str = kafka.EVENTS) -> dict[str, bytes]:
    """The newest record of every event, by the event's id, for ``state.decode`` or ``state.summary``. In
    ``sport.field`` it is that of every participant.

    Empty while there is no topic yet. Read uncommitted, like everywhere: the fold is deterministic. Raise Unavailable.
    """
    newest: dict[str, bytes] = {}
    with Following(settings, topic) as following:
        following.catch_up(newest.update)
    return newest


class Following:
    """Reads ``sport.events``, or *topic*, from its beginning, and goes on. All methods raise Unavailable."""

    def __init__(self, settings: Settings, topic: str = kafka.EVENTS) -> None:
        self._settings, self._topic = settings, topic
        self._seen: dict[bytes, int] = {}
        self._consumer = self._connected()
        self._ends = self._assigned()

    def catch_up(self, take: Callable[[dict[str, bytes]], object]) -> None:
        """Hand everything to *take* that was there in the beginning."""
        while not self._caught_up():
            polled = self.poll(PATIENCE_MS / 1000)
            take(polled)
            if not polled and not self._caught_up():
                raise Unavailable(f"Kafka did not hand out {self._topic} within {PATIENCE_MS // 1000} seconds.")

    def poll(self, seconds: float) -> dict[str, bytes]:
        """The newest record of each event that is new, waiting so many *seconds* at most."""
        newest: dict[str, bytes] = {}
        try:
            polled = self._consumer.poll(timeout_ms=round(seconds * 1000))
        except KafkaError as error:
            raise kafka.away(self._settings, error) from error
        for records in polled.values():
            newest.update((record.key.decode(), record.value) for record in records if self._is_news(record))
        return newest

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()

    def _is_news(self, record: ConsumerRecord) -> bool:
        """Whether it has a state, and none that is older than what was seen: a processor that folds the log anew
        beside another one writes such."""
        try:
            last = state.provenance(record.value or b"").last_offset if record.key else -1
        except NOT_JSON:  # not written by us, and of no use to anybody
            return False
        if last < self._seen.get(record.key, 0):
            return False
        self._seen[record.key] = last
        return True

    def _caught_up(self) -> bool:
        # What transactions write besides records has offsets too: only the consumer knows how far it is.
        try:
            return all(self._consumer.position(partition) >= end for partition, end in self._ends.items())
        except KafkaError as error:
            raise kafka.away(self._settings, error) from error

    def _connected(self) -> KafkaConsumer:
        try:
            return KafkaConsumer(
                **kafka.options(self._settings),
                group_id=None,
                enable_auto_commit=False,
                request_timeout_ms=PATIENCE_MS,
                bootstrap_timeout_ms=PATIENCE_MS,
                max_poll_records=5_000,
            )
        except KafkaError as error:
            raise kafka.away(self._settings, error) from error

    def _assigned(self) -> dict[TopicPartition, int]:
        try:
            partitions = kafka.partitions(self._consumer, self._topic)
            if partitions:
                self._consumer.assign(partitions)
                self._consumer.seek_to_beginning(*partitions)
            return self._consumer.end_offsets(partitions) if partitions else {}
        except KafkaError as error:
            self._consumer.close()
            raise kafka.away(self._settings, error) from error
