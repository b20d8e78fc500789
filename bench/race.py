"""``python -m bench.race``: a race of 50,000, of whom everybody sends a position each second.

Real processes and a real broker. A burst of positions is appended, and the rate is that between the first and the last
one taken: by one process, by two, and with each position an event (a CloudEvent) of its own instead of many in one.
Then 50,000 a second come for a while as they would on the day; the delay is that from the action's time to the block
that pages read. Crossings are counted apart: they decide the race, are deduplicated and corrected, and each changes the
leaderboard.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from kafka import KafkaConsumer

from bench import city_run
from bench.report import quantiles, report, say
from lib.adapters import kafka
from lib.local import kafka as local
from lib.local.parts import Server
from lib.local.platform import Platform, running
from lib.sport import tracks
from lib.sport.actions import Action

CROSSINGS = 20_000
SINGLES = 60_000
NOWHERE = "http://127.0.0.1:9"  # the samples' writer waits; what it costs is in other benchmarks


def main() -> None:
    """Measure each figure after the other, on one broker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="how many seconds of the race a burst holds")
    parser.add_argument("--live", type=int, default=15, help="how many seconds are sent at their own pace")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, local.server(Path(name) / "kafka") as broker:
        here = [_platform(Path(name) / str(number), broker.address, number) for number in range(2)]
        kafka.ensure_topics(here[0].settings)
        figures, single = _measured(here, arguments.seconds, arguments.live)
    ratio = figures["positions_per_second"] / single
    report("race", figures, {"one_position_per_event_per_second": round(single)}, ratio)


def _platform(folder: Path, address: str, number: int) -> Platform:
    folder.mkdir()
    return Platform(
        folder, address, NOWHERE, KAFKA_PARTITIONS="12", PROCESSOR_ID=f"bench-{number}", LOG_LEVEL="warning"
    )


def _measured(here: list[Platform], seconds: int, live: int) -> tuple[dict[str, float], float]:
    pieces = city_run.parts()
    with running(here[0].processor()):
        crossings = _crossings(here[0])
        one = _positions("one process", here[:1], _burst(pieces, seconds), seconds * city_run.FIELD)
        single = _positions("one position an event", here[:1], city_run.apart(pieces, SINGLES), SINGLES)
    processors = [platform.processor() for platform in here]
    with running(*processors):
        _share(here, pieces)
        two = _positions("two processes", here, _burst(pieces, seconds), seconds * city_run.FIELD)
        pace = _live(here[0], processors, pieces, live)
    rates = {"positions_per_second": round(one), "positions_per_second_of_two": round(two)}
    rates |= {"growth": round(two / one, 2), "crossings_per_second": round(crossings), "field": city_run.FIELD}
    return rates | pace, single


def _burst(pieces: list, seconds: int) -> Iterable[Action]:
    now = datetime.now(UTC) - timedelta(seconds=seconds)
    return (one for second in range(seconds) for one in city_run.together(pieces, now + timedelta(seconds=second)))


def _positions(name: str, here: list[Platform], given: Iterable[Action], total: int) -> float:
    return _rate(name, here[0], given, total, lambda: sum(one.measured("touchline_positions_total") for one in here))


def _crossings(here: Platform) -> float:
    """Crossings that one process takes in a second, in a race with all of its field."""
    began, entered = time.perf_counter(), _counted(here, "entry")
    city_run.Sender(here.settings.kafka).append(city_run.declaration())
    while _counted(here, "entry") - entered < city_run.FIELD / city_run.IN_ONE:
        time.sleep(0.05)
    say(f"{city_run.FIELD:,} runners were entered in {time.perf_counter() - began:.1f} s")
    given = list(city_run.crossings(CROSSINGS))
    return _rate("crossings", here, given, len(given), lambda: _counted(here, "passing"))


def _rate(name: str, here: Platform, given: Iterable[Action], total: int, taken: Callable[[], float]) -> float:
    """How many of *given* are taken in a second, from the first to the last; *taken* asks the processes."""
    given, before = list(given), taken()
    threading.Thread(target=city_run.Sender(here.settings.kafka).append, args=(given,)).start()
    seen = [(time.perf_counter(), 0.0)]
    while seen[-1][1] < total:
        seen.append((time.perf_counter(), taken() - before))
        time.sleep(0.2)  # asking costs the process itself something
    first = max(place for place in seen if place[1] == 0)
    rate = total / (seen[-1][0] - first[0])
    say(f"{name}: {total:,} in {len(given):,} actions, {rate:,.0f} a second")
    return rate


def _counted(here: Platform, kind: str) -> float:
    """How many actions of a kind a process has read."""
    text = requests.get(f"http://127.0.0.1:{here.settings.processor_port}/metrics", timeout=10).text
    rows = [row for row in text.splitlines() if row.startswith("touchline_actions_total") and f'type="{kind}"' in row]
    return sum(float(row.rpartition(" ")[2]) for row in rows)


def _share(here: list[Platform], pieces: list) -> None:
    """Let each process get partitions of its own: wait until both take some of a trickle."""
    sender = city_run.Sender(here[0].settings.kafka)
    before, deadline = [one.measured("touchline_positions_total") for one in here], time.monotonic() + 60
    while any(one.measured("touchline_positions_total") == held for one, held in zip(here, before, strict=True)):
        if time.monotonic() > deadline:
            raise SystemExit("The second process did not get a share.")
        sender.append(city_run.together(pieces, datetime.now(UTC)))
        time.sleep(1)


def _live(here: Platform, processors: list[Server], pieces: list, seconds: int) -> dict[str, float]:
    """50,000 a second at their pace: the delay until a page could read them, and what the processes use."""
    delays: list[float] = []
    stop, sender = threading.Event(), city_run.Sender(here.settings.kafka)
    reader = threading.Thread(target=_read, args=(here, time.time(), delays, stop))
    reader.start()
    cpu, began = sum(map(_cpu_seconds, processors)), time.monotonic()
    for second in range(seconds):
        time.sleep(max(0.0, began + second - time.monotonic()))
        sender.append(city_run.together(pieces, datetime.now(UTC)))
    time.sleep(2)
    cores = (sum(map(_cpu_seconds, processors)) - cpu) / (time.monotonic() - began)
    stop.set()
    reader.join()
    say(f"live: {len(delays)} blocks, {cores:.2f} cores")
    return {f"live_{name}": value for name, value in quantiles(delays).items()} | {"live_cores": round(cores, 2)}


def _read(here: Platform, since: float, delays: list[float], stop: threading.Event) -> None:
    """Read the blocks as a page's process does; for each with something of later than *since*, the delay of that."""
    newest: dict[bytes, float] = {}
    with KafkaConsumer(kafka.TRACKS, **kafka.options(here.settings), auto_offset_reset="latest") as consumer:
        while not stop.is_set():
            for record in (one for records in consumer.poll(timeout_ms=100).values() for one in records):
                at = max(spot.at for spot in tracks.decode(record.value).spots.values()) / 1000
                if at > newest.get(record.key, since):
                    newest[record.key] = at
                    delays.append(time.time() - at)


def _cpu_seconds(server: Server) -> float:
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
