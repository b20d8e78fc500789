"""The actions behind an event's state, read from ``sport.actions`` when somebody looks at them.

What the processor took and what it rejected follows from the log alone: it is tried again, in the same order.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from lib.adapters import kafka
from lib.settings import Settings
from lib.sport.actions import Action
from lib.sport.state import Provenance
from lib.sport.trial import Trial

MOST_EVENTS = 32


@dataclass(frozen=True, slots=True)
class Located:
    """An action with its place in Kafka; *appended* is the broker's time in ms."""

    action: Action
    partition: int
    offset: int
    appended: int


@dataclass(slots=True)
class _Read:
    """What was read of one event so far."""

    next_offset: int
    trial: Trial
    found: list[Located] = field(default_factory=list)


class History:
    """Reads each record once, and keeps the actions of the events that were looked at last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._consumer: KafkaConsumer | None = None
        self._read: OrderedDict[str, _Read] = OrderedDict()

    def actions(self, event: str, provenance: Provenance) -> list[Located]:
        """The actions of *event* in the order of the log, each once, without those rejected. Raise Unavailable."""
        with self._lock:
            read = self._read.setdefault(event, _Read(provenance.first_offset, Trial(event, None, ())))
            self._read.move_to_end(event)
            while len(self._read) > MOST_EVENTS:
                self._read.popitem(last=False)
            if read.next_offset <= provenance.last_offset:
                try:
                    self._catch_up(event, read, provenance)
                except KafkaError as error:
                    self._forget()
                    raise kafka.away(self._settings, error) from error
            return list(read.found)

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None

    def _catch_up(self, event: str, read: _Read, provenance: Provenance) -> None:
        partition = TopicPartition(provenance.topic, provenance.partition)
        consumer = self._connected()
        consumer.assign([partition])
        consumer.seek(partition, read.next_offset)
        while read.next_offset <= provenance.last_offset:
            polled = consumer.poll(timeout_ms=5_000)
            if not polled:
                raise KafkaError("no answer within 5 s")
            for record in polled[partition]:
                read.next_offset = record.offset + 1
                _keep(read, event, record)

    def _connected(self) -> KafkaConsumer:
        if self._consumer is None:
            self._consumer = KafkaConsumer(
                **kafka.options(self._settings),
                group_id=None,
                enable_auto_commit=False,
                request_timeout_ms=5_000,
                bootstrap_timeout_ms=3_000,
                max_poll_records=5_000,
            )
        return self._consumer


def _keep(read: _Read, event: str, record: ConsumerRecord) -> None:
    if record.key != event.encode():
        return
    verdict = read.trial.take(record.value or b"", record.timestamp)
    if verdict.result == "accepted":
        read.found.append(Located(verdict.action, record.partition, record.offset, record.timestamp))
