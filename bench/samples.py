"""``python -m bench.samples``: states that one writer turns into samples in Prometheus, a second.

The states are those of the World Cup's matches, as often as there are events; each comes again with a later moment, as
in the writer: decoded, made into samples, and written 500 states at a time.

Against writing the same samples, already made, with later moments: what Prometheus and the wire take of it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import count as counted
from itertools import cycle, islice
from pathlib import Path

import msgspec

from bench.report import report, say
from lib import settings
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.local import prometheus
from lib.pipeline import importer
from lib.pipeline.samples import samples
from lib.pipeline.writer import MOST_RECORDS
from lib.settings import ROOT
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, EventState, Provenance

MATCHES = ROOT / "content" / "demo" / "worldcup-2026.json"
STEP_MS = 1000

_moments = counted(round(time.time() * 1000) - 3_600_000, STEP_MS)


def main() -> None:
    """Write all events' states, a few times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, prometheus.server(Path(folder)) as server:
        writer = RemoteWriter(settings.read({"PROMETHEUS_URL": server.address}))
        events = list(matches(arguments.events))
        whole, count = timed(arguments.rounds, lambda moment: as_the_writer(writer, recorded(events, moment)))
        say(f"{count / whole:,.0f} samples a second, made and written")
        bare, again = timed(arguments.rounds, lambda moment: written_bare(writer, made(events, moment)))
        writer.close()
    states = arguments.rounds * len(events)
    figures = {"states_per_second": round(states / whole), "samples_per_second": round(count / whole)}
    report(
        "samples",
        figures | {"series_per_state": round(count / states, 1)},
        {"bare_samples_per_second": round(again / bare)},
        bare / whole,
    )


def matches(count: int) -> Iterator[EventState]:
    """So many events with the states of the World Cup's matches."""
    actions = defaultdict(list)
    for action in importer.gather([MATCHES]):
        actions[action.subject].append(action)
    folded = [fold(event, given) for event, given in actions.items()]
    for number, one in enumerate(islice(cycle(folded), count)):
        yield msgspec.structs.replace(one, id=f"{one.id}-{number}", status="live")


def recorded(events: Sequence[EventState], moment: int) -> list[bytes]:
    """Their records in ``sport.events``, of one moment in ms."""
    return [state.encode(EventRecord(one, Provenance("sport.actions", 0, 0, 9, 9, moment))) for one in events]


def made(events: Sequence[EventState], moment: int) -> list[list[Sample]]:
    """Their samples, already made."""
    return [samples(state.decode(raw)) for raw in recorded(events, moment)]


def as_the_writer(writer: RemoteWriter, records: Sequence[bytes]) -> tuple[float, int]:
    """Seconds that it took, and how many samples there were."""
    began, count = time.perf_counter(), 0
    for start in range(0, len(records), MOST_RECORDS):
        some = records[start : start + MOST_RECORDS]
        count += writer.write(sample for raw in some for sample in samples(state.decode(raw))).written
    return time.perf_counter() - began, count


def written_bare(writer: RemoteWriter, given: Sequence[Sequence[Sample]]) -> tuple[float, int]:
    """Seconds that it took, and how many samples there were."""
    began, count = time.perf_counter(), 0
    for start in range(0, len(given), MOST_RECORDS):
        some = given[start : start + MOST_RECORDS]
        count += writer.write(sample for one in some for sample in one).written
    return time.perf_counter() - began, count


def timed(rounds: int, work: Callable[[int], tuple[float, int]]) -> tuple[float, int]:
    """Seconds and samples of so many rounds, each of a later moment than all before."""
    seconds, count = 0.0, 0
    for _ in range(rounds):
        took, some = work(next(_moments))
        seconds, count = seconds + took, count + some
    return seconds, count


if __name__ == "__main__":
    main()
