"""The newest state of every event, read once: for commands, which do not live long enough to follow the topic."""

from __future__ import annotations

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from lib.adapters import kafka
from lib.errors import Unavailable
from lib.settings import Settings
from lib.sport import state

PATIENCE_MS = 5_000


def read(settings: Settings) -> dict[str, bytes]:
    """The newest record of every event, by the event's id: for ``state.decode`` or ``state.summary``.

    Empty while there is no topic yet. Read uncommitted, like everywhere: the fold is deterministic. Raise Unavailable.
    """
    try:
        consumer = KafkaConsumer(
            **kafka.options(settings),
            group_id=None,
            enable_auto_commit=False,
            request_timeout_ms=PATIENCE_MS,
            bootstrap_timeout_ms=PATIENCE_MS,
            max_poll_records=5_000,
        )
    except KafkaError as error:
        raise kafka.away(settings, error) from error
    try:
        return _newest(consumer)
    except KafkaError as error:
        raise kafka.away(settings, error) from error
    finally:
        consumer.close()


def _newest(consumer: KafkaConsumer) -> dict[str, bytes]:
    numbers = consumer.partitions_for_topic(kafka.EVENTS) or set()
    partitions = [TopicPartition(kafka.EVENTS, number) for number in sorted(numbers)]
    if not partitions:
        return {}
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    newest: dict[str, bytes] = {}
    # What transactions write besides records has offsets too: only the consumer knows how far it is.
    while any(consumer.position(partition) < end for partition, end in ends.items()):
        polled = consumer.poll(timeout_ms=PATIENCE_MS)
        if not polled and any(consumer.position(partition) < end for partition, end in ends.items()):
            raise Unavailable(f"Kafka did not hand out {kafka.EVENTS} within {PATIENCE_MS // 1000} seconds.")
        for records in polled.values():
            for record in records:
                if record.key and record.value:
                    _keep(newest, record.key.decode(), record.value)
    return newest


def _keep(newest: dict[str, bytes], event: str, raw: bytes) -> None:
    """A processor that folds the log anew writes states that are older than what there is."""
    before = newest.get(event)
    if before is None or state.provenance(before).last_offset <= state.provenance(raw).last_offset:
        newest[event] = raw
