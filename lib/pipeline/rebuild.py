"""``python -m lib rebuild``: make every event's state anew from the log, and hold it against what is served.

The log and Git are the only things that nothing else can give back. This proves it: each state in ``sport.events`` is
made again from ``sport.actions`` alone, beside the running system, and has to be equal to the byte. With ``--write``
those that differ, because a defect was mended or somebody damaged the topic, are replaced.

A new version of the processor goes live in the same way: run it with a PROCESSOR_GROUP of its own. It reads the log
from its beginning while the old one goes on; a reader never takes an older state for a newer one (``live.feed``), so
that the new version takes over event by event as it catches up. Then the old one is stopped.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kafka import KafkaConsumer
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import Progress

from lib.adapters import kafka, states
from lib.adapters.producer import Producer
from lib.errors import Unavailable
from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import Incoming, Step
from lib.settings import Settings
from lib.sport import state

PATIENCE_MS = 10_000
BATCH = 500

Advance = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: the ids of events whose states are *equal*, the new states of those that *differ*, the ids of
    events that are in the log and not *served* yet, and how many *records* were read."""

    equal: list[str] = field(default_factory=list)
    differ: dict[str, bytes] = field(default_factory=dict)
    unserved: list[str] = field(default_factory=list)
    records: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--write", action="store_true", help="replace the states that differ")


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Rebuild and compare; 0 when all is equal, or was made so."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Rebuilding", total=None)
        found = rebuild(settings, states.read(settings), lambda count: bar.advance(task, count))
    for event, raw in found.differ.items():
        made = state.provenance(raw)
        console.print(f"{event}: differs at {made.topic}-{made.partition} @ {made.last_offset}", highlight=False)
    if found.differ and arguments.write:
        _write(settings, found.differ)
        return 0
    return 1 if found.differ else 0


def rebuild(settings: Settings, served: Mapping[str, bytes], advance: Advance = lambda count: None) -> Rebuilt:
    """Fold the log anew, each event as far as the state in *served*, the newest records of ``sport.events``, goes.

    Raise Unavailable.
    """
    ends = {event: state.provenance(raw).last_offset for event, raw in served.items()}
    step, stores = Step(), defaultdict(MemoryStore)
    made: dict[str, bytes] = {}
    beyond: set[str] = set()
    count = 0
    for records in _log(settings):
        for record in records:
            event = (record.key or b"").decode(errors="replace")
            if event not in ends:
                beyond.add(event)
            elif record.offset <= ends[event]:
                step.take(_incoming(record), stores[record.key])
        count += len(records)
        advance(len(records))
        made |= {one.key.decode(): one.value for one in step.settle() if one.kind == "state"}
    made |= {key.decode(): store[b"state"] for key, store in stores.items() if b"state" in store}
    equal = sorted(event for event, raw in made.items() if raw == served[event])
    differ = {event: raw for event, raw in sorted(made.items()) if raw != served[event]}
    return Rebuilt(equal, differ, sorted(beyond), count)


def _log(settings: Settings) -> Iterator[list[ConsumerRecord]]:
    """The whole of ``sport.actions`` as it is now, in the order of each partition."""
    try:
        with KafkaConsumer(
            **kafka.options(settings), group_id=None, enable_auto_commit=False, max_poll_records=5_000
        ) as consumer:
            partitions = kafka.partitions(consumer, kafka.ACTIONS)
            consumer.assign(partitions)
            consumer.seek_to_beginning(*partitions)
            ends = consumer.end_offsets(partitions) if partitions else {}
            while any(consumer.position(partition) < end for partition, end in ends.items()):
                polled = consumer.poll(timeout_ms=PATIENCE_MS)
                if not polled:
                    raise Unavailable(f"Kafka did not hand out {kafka.ACTIONS} within {PATIENCE_MS // 1000} seconds.")
                yield from polled.values()
    except KafkaError as error:
        raise kafka.away(settings, error) from error


def _incoming(record: ConsumerRecord) -> Incoming:
    return Incoming(record.key, record.value, record.topic, record.partition, record.offset, record.timestamp)


def _write(settings: Settings, differ: Mapping[str, bytes]) -> None:
    """Append the new states. A state that the processor wrote meanwhile has a later offset, and wins over them."""
    producer = Producer(settings)
    try:
        given = list(differ.items())
        for start in range(0, len(given), BATCH):
            for receipt in producer.send(given[start : start + BATCH], topic=kafka.EVENTS):
                if isinstance(receipt, Unavailable):
                    raise receipt
    finally:
        producer.close()
