"""``python -m bench.processor``: actions a second that one processor verifies, deduplicates and folds.

Against an empty stateful topology of Quix Streams with the same guarantee and the same options of its producer: it
reads and writes one small state a record, and writes the record on. Both read the same records from the same real
broker, in turn; the ratio is the median of those of each pair, so that a machine that changes its pace disturbs less.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from confluent_kafka import Producer
from quixstreams import Application

from bench.report import report, say
from lib import log, settings
from lib.adapters import kafka
from lib.local import kafka as local
from lib.pipeline.topology import _producer_options, application
from lib.settings import Settings
from lib.sport import actions
from lib.sport.actions import Competitor, EventDeclared, PlayAction, Score

EVENTS = 200
ROUNDS = 7


def main() -> None:
    """Fill a topic, then time both topologies on it, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--only", choices=["ours", "empty"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        sys.stdout.write(f"{_rate(arguments.only, settings.read(), arguments.count)}\n")
        return
    with tempfile.TemporaryDirectory() as folder, local.server(Path(folder) / "kafka") as broker:
        environment = os.environ | {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "PROCESSOR_ID": ""}
        kafka.ensure_topics(settings.read(environment))
        total = _fill(broker.address, arguments.count)
        rates = {"ours": [], "empty": []}
        for round_ in range(1 + ROUNDS):
            for name, seen in rates.items():
                environment["VAR_DIR"] = f"{folder}/{name}-{round_}"
                rate = _in_process(name, total, environment)
                if round_:  # before that, whoever comes first finds a broker that has just begun
                    seen.append(rate)
                    say(f"{name}: {rate:,.0f} records a second")
    ours, empty = statistics.median(rates["ours"]), statistics.median(rates["empty"])
    ratios = [a / b for a, b in zip(rates["ours"], rates["empty"], strict=True)]
    report(
        "processor",
        {"actions_per_second": round(ours), "actions": total, "events": EVENTS, "ratio_is_median_of_pairs": ROUNDS},
        {"empty_topology_per_second": round(empty)},
        statistics.median(ratios),
    )


def _in_process(name: str, total: int, environment: dict[str, str]) -> float:
    command = [sys.executable, "-m", "bench.processor", "--only", name, "--count", str(total)]
    with Path(f"{environment['VAR_DIR']}.log").open("wb") as log_file:  # a line an action, as in the product
        run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=log_file, text=True, check=True)
    return float(run.stdout)


def _fill(address: str, count: int) -> int:
    """Matches side by side, as a busy day sends them: 97 plays, 2 goals and a card in a hundred actions."""
    producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random", "linger.ms": 20})
    chance, start = random.Random(7), datetime.now(UTC) - timedelta(hours=2)
    both = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]
    for number in range(EVENTS + count):
        event, at = f"match-{number % EVENTS}", start + timedelta(milliseconds=25 * number)
        about = {"id": f"a{number}", "subject": event, "time": at, "source": "bench"}
        if number < EVENTS:
            action = actions.make("event.declared", EventDeclared(sport="football", competitors=both), **about)
        else:
            action = actions.make(*_some(chance), **about)
        producer.produce(kafka.ACTIONS, key=event, value=actions.encode(action))
        producer.poll(0)
    producer.flush()
    return EVENTS + count


def _some(chance: random.Random) -> tuple[str, actions.Data]:
    side, at = chance.choice(["sales", "logistics"]), round(chance.random() * 2700, 3)
    dice = chance.random()
    if dice < 0.02:
        return "score", Score(participant=side, period=1, clock=at)
    if dice < 0.03:
        return "sanction", actions.Sanction(participant=side, kind="yellow", period=1, clock=at)
    x, y = round(chance.random() * 100, 1), round(chance.random() * 100, 1)
    return "play", PlayAction(participant=side, kind="pass", period=1, clock=at, x=x, y=y, member="A. Member")


def _rate(name: str, given: Settings, total: int) -> float:
    log.configure("info")
    app = (
        application(dataclasses.replace(given, processor_group=f"ours-{time.time_ns()}"))
        if name == "ours"
        else _empty(given)
    )
    times = []

    def processed(*_: object) -> None:
        times.append(time.perf_counter())
        if len(times) == total:
            app.stop()

    app._on_message_processed = processed
    app.run(timeout=20, collect=False)
    return (len(times) - 1) / (times[-1] - times[0])


def _empty(given: Settings) -> Application:
    app = Application(
        broker_address=given.kafka,
        consumer_group=f"empty-{time.time_ns()}",
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=0.25,
        state_dir=given.var_dir / "empty",
        producer_extra_config=_producer_options(given),
        loglevel=None,
    )
    source = app.topic(kafka.ACTIONS, value_deserializer="bytes")
    target = app.topic("bench.empty", value_serializer="bytes")

    def count(value: bytes, state) -> bytes:
        state.set("count", state.get("count", 0) + 1)
        return value

    app.dataframe(source).apply(count, stateful=True).to_topic(target)
    return app


if __name__ == "__main__":
    main()
