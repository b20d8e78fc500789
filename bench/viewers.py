"""``python -m bench.viewers``: open live pages on one app process, one update a second.

Each viewer is a connection to ``GET /api/live`` that reads as a browser does. Against a single viewer of the same app,
in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import tempfile
import time
import uuid
from pathlib import Path

from bench.latency import send
from bench.report import quantiles, report, say
from lib.adapters import kafka
from lib.local import kafka as local_kafka
from lib.local import prometheus as local_prometheus
from lib.local.parts import Server
from lib.local.platform import Platform, running
from lib.sport.actions import Competitor, EventDeclared, Score

LAST = re.compile(rb'"score":\[(\d+),')


def main() -> None:
    """Start everything, open the viewers, record a goal a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=2000)
    parser.add_argument("--goals", type=int, default=30)
    arguments = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kafka_server, prometheus = local_kafka.server(folder / "kafka"), local_prometheus.server(folder / "prometheus")
        with kafka_server as broker, prometheus as metrics:
            here = Platform(folder, broker.address, metrics.address)
            kafka.ensure_topics(here.settings)
            app = here.app()
            with running(here.processor(), app):
                one = asyncio.run(measure(here, app, 1, 10))
                say(f"1 viewer: {one}")
                many = asyncio.run(measure(here, app, arguments.viewers, arguments.goals))
    report(
        "viewers", many, {f"one_viewer_{name}": value for name, value in one.items()}, many["p95_ms"] / one["p95_ms"]
    )


async def measure(here: Platform, app: Server, viewers: int, goals: int) -> dict[str, float]:
    """Open *viewers* streams of a fresh event and record *goals*, one a second."""
    event = f"viewers-{uuid.uuid4()}"
    both = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]
    await asyncio.to_thread(send, here, "event.declared", event, EventDeclared(sport="football", competitors=both))
    delays: list[float] = []
    began: dict[int, float] = {}
    ready, tasks = [0], []
    for number in range(viewers):
        tasks.append(asyncio.create_task(watch(here.settings.app_port, event, began, delays, ready)))
        if number % 50 == 0:
            await asyncio.sleep(0.01)
    while ready[0] < viewers:
        await asyncio.sleep(0.05)
    cpu, clock = cpu_seconds(app.pid), time.monotonic()
    for goal in range(1, goals + 1):
        due = clock + goal
        await asyncio.sleep(max(0, due - time.monotonic()))
        began[goal] = time.monotonic()
        await asyncio.to_thread(send, here, "score", event, Score(participant="sales"))
    deadline = time.monotonic() + 20
    while len(delays) < viewers * goals and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    cores = (cpu_seconds(app.pid) - cpu) / (time.monotonic() - clock)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return quantiles(delays) | {"served": round(len(delays) / goals), "cpu_cores": round(cores, 2)}


async def watch(port: int, event: str, began: dict[int, float], delays: list[float], ready: list[int]) -> None:
    """One viewer: notes how long after its POST each score was there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    writer.write(
        f"GET /api/live?event={event} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode()
    )
    first = True
    try:
        while True:
            line = await reader.readline()
            if not line:
                return
            if line.startswith(b'data: {"state"'):
                now, goal = time.monotonic(), int(LAST.search(line)[1])
                if first:
                    ready[0] += 1
                    first = False
                elif goal in began:
                    delays.append(now - began[goal])
    finally:
        writer.close()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
