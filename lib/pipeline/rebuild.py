"""``python -m lib rebuild``: make every event's state anew from the log, and hold it against what is served.

The log and Git are the only things that nothing else can give back. This proves it: each state in ``sport.events`` and
each participation in ``sport.field`` is made again from ``sport.actions`` alone, to the end of it, beside the running
system, and has to be what is served; nothing may be missing, and nothing be there that no action made. With
``--write`` what differs or is missing, because a defect was mended or somebody damaged a topic, is written.

Positions and samples are not compared: the former are no results, the latter a projection that Prometheus cuts off.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import msgspec
from kafka import KafkaConsumer
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import Progress

from lib.adapters import kafka, states
from lib.adapters.producer import Producer
from lib.errors import Unavailable
from lib.pipeline import step as steps
from lib.pipeline.field_store import WHO
from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import STATE, Incoming, Step
from lib.settings import Settings
from lib.sport import state

PATIENCE_MS = 10_000
# How long a processor that is at work may need until what it was given is served.
BEHIND_S, AGAIN_S = 5.0, 0.5
BATCH = 500

Advance = Callable[[int], object]
Place = tuple[str, str]  # a topic, and a key in it


class _Kept(msgspec.Struct):
    """A record of ``sport.field``, as far as it has to be equal."""

    participation: msgspec.Raw


_kept = msgspec.json.Decoder(_Kept)


class Made(NamedTuple):
    """A *record* that the log makes, by its event's actions up to *offset*; *says* is what of it has to be equal."""

    record: bytes
    says: bytes
    offset: int


class Difference(NamedTuple):
    """What is served at a *place* and is not what the log makes, in a *sentence*; *record* may take its place."""

    place: Place
    sentence: str
    record: bytes | None = None


class Rebuilt(NamedTuple):
    """What came of it: the places that are *equal*, those that are not, and how many *records* were read."""

    equal: list[Place]
    differences: list[Difference]
    records: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--write", action="store_true", help="write what differs or is missing")


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Rebuild and compare; 0 when all is equal, or was made so."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Rebuilding", total=None)
        found = rebuild(settings, lambda count: bar.advance(task, count))
    for one in found.differences:
        console.print(f"{one.place[1]}: {one.sentence}", highlight=False, soft_wrap=True)
    if arguments.write:
        _write(settings, [one for one in found.differences if one.record])
        return 1 if any(one.record is None for one in found.differences) else 0
    return 1 if found.differences else 0


def rebuild(settings: Settings, advance: Advance = lambda count: None, behind_s: float = BEHIND_S) -> Rebuilt:
    """Fold the log anew, and compare. Raise Unavailable.

    A state is compared as it is served in the beginning, with the actions up to its own last one; and everything again
    at the end of the log, where it may have gone on meanwhile. Who works it off has *behind_s* seconds for it.
    """
    before = states.read(settings)
    stores, proven, count = _folded(settings, before, advance)
    made, until = dict(_made(stores)), time.monotonic() + behind_s
    while True:
        served = _served(settings)
        differences = [*_differences(made, served, before, proven)]
        if not differences or time.monotonic() > until:
            equal = sorted(made.keys() - {one.place for one in differences})
            return Rebuilt(equal, differences, count)
        time.sleep(AGAIN_S)


def _folded(
    settings: Settings, before: Mapping[str, bytes], advance: Advance
) -> tuple[Mapping[bytes, MemoryStore], set[str], int]:
    """What the processor would keep of each event at the end of the log, the events that were as *before* on the way
    there, and how many records there are."""
    ends = {event: state.provenance(raw).last_offset for event, raw in before.items()}
    step, stores, proven, count = Step(), defaultdict(MemoryStore), set(), 0
    for records in _log(settings):
        for record in records:
            event = (record.key or b"").decode(errors="replace")
            step.take(_incoming(record), stores[record.key])
            if ends.get(event) == record.offset:
                _settle(step)
                if stores[record.key].get(STATE) == before[event]:
                    proven.add(event)
        _settle(step)
        count += len(records)
        advance(len(records))
    return stores, proven, count


def _settle(step: Step) -> None:
    for _ in step.settle():  # what is to be written is in the store as well
        pass


def _made(stores: Mapping[bytes, MemoryStore]) -> Iterator[tuple[Place, Made]]:
    for key, store in stores.items():
        if STATE not in store:
            continue
        raw, came = store[STATE], state.provenance(store[STATE])
        yield (kafka.EVENTS, key.decode()), Made(raw, raw, came.last_offset)
        for name, one in store.items():
            if name.startswith(WHO):
                record = steps.of_participant(key, one, came)
                place = kafka.FIELD, f"{key.decode()}/{name.removeprefix(WHO).decode()}"
                yield place, Made(record, one, came.last_offset)


def _served(settings: Settings) -> dict[Place, bytes]:
    return {
        (topic, key): raw for topic in (kafka.EVENTS, kafka.FIELD) for key, raw in states.read(settings, topic).items()
    }


def _differences(
    made: Mapping[Place, Made], served: Mapping[Place, bytes], before: Mapping[str, bytes], proven: set[str]
) -> Iterator[Difference]:
    for place in sorted(made.keys() | served.keys()):
        topic, key = place
        event = key.partition("/")[0]
        if place not in made:
            yield Difference(place, "is served, and no action of the log makes it")
            continue
        record, says, end = made[place]
        if place not in served:
            yield Difference(place, f"is not served, and the log makes it at offset {end}", record)
            continue
        reached = _reached(served, event, place)
        if reached > end and (event in proven or event not in before):
            continue  # it has gone on since
        if reached > end:
            yield Difference(place, f"is served as of offset {reached}, and the log makes it end at {end}")
        elif topic == kafka.EVENTS and reached < end:
            yield Difference(place, f"is served as of offset {reached}, and the log goes on to {end}", record)
        elif _said(topic, served[place]) != says:
            yield Difference(place, f"differs at offset {reached}", record)


def _said(topic: str, raw: bytes) -> bytes:
    """What of a record has to be equal: which actions a participation was written with depends on what was written at
    once, and the participation itself does not."""
    return raw if topic == kafka.EVENTS else bytes(_kept.decode(raw).participation)


def _reached(served: Mapping[Place, bytes], event: str, place: Place) -> int:
    """The offset up to which the actions of an event are in what is served of it."""
    return state.provenance(served.get((kafka.EVENTS, event), served[place])).last_offset


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


def _write(settings: Settings, found: list[Difference]) -> None:
    """Append the records. What the processor wrote meanwhile has a later offset, and wins over them."""
    producer = Producer(settings)
    try:
        for topic in (kafka.FIELD, kafka.EVENTS):
            given = [(one.place[1], one.record) for one in found if one.place[0] == topic]
            for start in range(0, len(given), BATCH):
                for receipt in producer.send(given[start : start + BATCH], topic=topic):
                    if isinstance(receipt, Unavailable):
                        raise receipt
    finally:
        producer.close()
