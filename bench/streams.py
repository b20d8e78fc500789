"""``python -m bench.streams``: a filter over 1,000,000 messages, as the streams page searches them.

Measures when the first progress is there and how fast messages are read and looked at: by a filter of which the bytes
of most messages say that they cannot pass, and by one for which each has to be decoded. Against a bare loop of
kafka-python over the same topic with the same fetch settings, which decodes nothing; by turns, each in a process of its
own, and ratios are the median of those of each turn.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from confluent_kafka import Producer
from kafka import TopicPartition

from bench.report import report, say
from lib import settings
from lib.adapters import kafka, reader
from lib.live.streams import searches
from lib.live.streams.searches import Ask, Ended, Limits, Progress
from lib.local import kafka as local
from lib.settings import Settings
from lib.sport import actions
from lib.sport.actions import PlayAction

ROUNDS = 3
NEEDLES = 10
LATE = 2800.0  # the clock of what is looked for; nothing else is later than 100 seconds
FILTERS = {"search": 'data.participant == "sales" and data.member == "Needle"', "decoding": "data.clock > 2700"}


def main() -> None:
    """Fill a topic, then read it in both ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["bare", *FILTERS], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        filter_ = FILTERS.get(arguments.only)
        measured = _search(settings.read(), filter_) if filter_ else _bare(settings.read())
        sys.stdout.write(msgspec.json.encode(measured).decode() + "\n")
        return
    with tempfile.TemporaryDirectory() as folder, local.server(Path(folder) / "kafka") as broker:
        environment = os.environ | {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "KAFKA_PARTITIONS": "6"}
        kafka.ensure_topics(settings.read(environment))
        say(f"Writing {arguments.count:,} messages.")
        _fill(broker.address, arguments.count)
        runs = {name: [] for name in ("bare", *FILTERS)}
        for _ in range(ROUNDS):
            for name, done in runs.items():
                done.append(_in_process(name, environment))
                say(f"{name}: {done[-1]['rate']:,.0f} messages a second")
    bare, searched, decoded = ([one["rate"] for one in runs[name]] for name in runs)
    firsts = [one["first_progress_ms"] for one in runs["search"]]
    report(
        "streams",
        {
            "messages": arguments.count,
            "first_progress_ms": round(statistics.median(firsts), 1),
            "messages_per_second": round(statistics.median(searched)),
            "progress_every_ms": round(statistics.median(one["progress_every_ms"] for one in runs["search"])),
            "decoding_messages_per_second": round(statistics.median(decoded)),
            "decoding_ratio": round(_ratio(decoded, bare), 3),
            "ratio_is_median_of_pairs": ROUNDS,
        },
        {"bare_messages_per_second": round(statistics.median(bare))},
        _ratio(searched, bare),
    )


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def _in_process(name: str, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.streams", "--only", name]
    run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return msgspec.json.decode(run.stdout)


def _fill(address: str, count: int) -> None:
    """Passes of a few hundred matches; ten of the messages are looked for."""
    producer = Producer({"bootstrap.servers": address, "linger.ms": 20, "queue.buffering.max.messages": 500_000})
    chance, start = random.Random(3), datetime.now(UTC) - timedelta(hours=2)
    needles = set(chance.sample(range(count), NEEDLES))
    templates = [_pass(chance, start, number) for number in range(500)]
    for number in range(count):
        event, raw = templates[number % len(templates)]
        if number in needles:
            event, raw = _pass(chance, start, number, member="Needle", clock=LATE)
        producer.produce(kafka.ACTIONS, key=event, value=raw)
        if number % 1_000 == 0:
            producer.poll(0)
    producer.flush()


def _pass(
    chance: random.Random, start: datetime, number: int, member: str = "A. Member", clock: float | None = None
) -> tuple[str, bytes]:
    x, y, at = (round(chance.random() * 100, 1) for _ in range(3))
    data = PlayAction(participant="sales", kind="pass", period=1, clock=clock or at, x=x, y=y, member=member)
    event, when = f"match-{number % 300}", start + timedelta(milliseconds=number)
    return event, actions.encode(actions.make("play", data, id=f"a{number}", subject=event, time=when, source="bench"))


def _search(given: Settings, wanted: str) -> dict[str, float]:
    began, progress, matched, why = time.perf_counter(), [], 0, ""
    ask = Ask(topic=kafka.ACTIONS, filter=wanted, limit=1_000, limits=Limits(seconds=600))
    for update in searches.search(given, ask, threading.Event()):
        if isinstance(update, Progress):
            progress.append(time.perf_counter())
            read, matched = update.read, update.matched
        elif isinstance(update, Ended):
            why = update.why
    assert (why, matched) == ("complete", NEEDLES), (why, matched)
    gaps = [after - before for before, after in itertools.pairwise(progress)]
    return {
        "rate": read / (progress[-1] - progress[0]),
        "first_progress_ms": (progress[0] - began) * 1000,
        "progress_every_ms": statistics.median(gaps) * 1000,
    }


def _bare(given: Settings) -> dict[str, float]:
    with reader.connected(given) as consumer:
        partitions = [TopicPartition(kafka.ACTIONS, one) for one in consumer.partitions_for_topic(kafka.ACTIONS)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        total = sum(consumer.end_offsets(partitions).values())
        began, read = time.perf_counter(), 0
        while read < total:
            read += sum(map(len, consumer.poll(timeout_ms=1_000).values()))
        return {"rate": read / (time.perf_counter() - began)}


if __name__ == "__main__":
    main()
