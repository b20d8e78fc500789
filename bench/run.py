"""``python -m bench.run``: from ``python -m lib run`` in an empty folder to a match that is on, and the same once more.

What is waited for is what a newcomer opens: the page itself, an event that is live in the list that home draws, and
the wiki's first page. Python's packages and Kafka's jars are there before; with ``--clone`` they are not: this checkout
is cloned, and ``make run`` there installs and downloads all that pip and Maven do not keep themselves. The second
start, with the data of the first, is measured against the first one. Both are stopped with Ctrl-C, and nothing may be
left of them.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import requests

from bench.report import report, say
from lib import settings
from lib.local import kafka, ports, processes
from lib.settings import ROOT

PATIENCE_S = 400.0
LOOKS_S = 0.1
PORTS = ("APP_PORT", "KAFKA_PORT", "PROMETHEUS_PORT", "PROCESSOR_PORT", "PUBLISHER_PORT")


def main() -> None:
    """Start, look, stop; twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clone", action="store_true", help="a fresh clone and make run, with all downloads")
    fresh = parser.parse_args().clone
    with tempfile.TemporaryDirectory() as name:
        place, var = _place(Path(name), fresh)
        command = ["make", "run"] if fresh else [sys.executable, "-m", "lib", "run"]
        environment = _environment(var)
        seen, starts, stops = set(), [], []
        for _ in range(2):
            live, started, stopped = _one(command, place, environment, seen)
            seen |= live
            starts.append(started)
            stops.append(stopped)
            say(f"a live match after {started:.1f} s; stopped in {stopped:.1f} s")
    first, second = starts
    report(
        "run",
        {"second_start_seconds": round(second, 1), "slowest_stop_seconds": round(max(stops), 1)},
        {f"{'fresh_clone' if fresh else 'empty_folder'}_seconds": round(first, 1)},
        second / first,
    )


def _place(folder: Path, fresh: bool) -> tuple[Path, Path]:
    """Where to start it, and where its data will be: nothing is there yet, except Kafka's jars if not *fresh*."""
    if fresh:
        quiet = ["-c", "advice.detachedHead=false", "clone", "--quiet"]
        subprocess.run(["git", *quiet, str(ROOT), str(folder / "clone")], check=True)
        return folder / "clone", folder / "clone" / "var"
    library = folder / "var" / "kafka" / "lib"
    library.parent.mkdir(parents=True)
    library.symlink_to(kafka.fetch_jars(settings.read().var_dir / "kafka" / "lib").parent)
    return ROOT, folder / "var"


def _environment(var: Path) -> dict[str, str]:
    own = {name: str(ports.free()) for name in PORTS} | {"VAR_DIR": str(var)}
    kept = {name: value for name, value in os.environ.items() if name != "DEMO"}
    return kept | own


def _one(
    command: list[str], place: Path, environment: dict[str, str], before: set[str]
) -> tuple[set[str], float, float]:
    """The matches that are on, and the seconds until there was a new one, and until all had ended again."""
    address = f"http://127.0.0.1:{environment['APP_PORT']}"
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=place, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        live = _wait(lambda: _shown(address, before), process)
        started = time.monotonic() - began
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
        process.wait()
    left = processes.started_for(environment["VAR_DIR"])
    if left:
        raise SystemExit(f"Still running after it was stopped: {left}.")
    return live, started, time.monotonic() - began - started


def _shown(address: str, before: set[str]) -> set[str]:
    """The events that are live and were not *before*, once the page and the wiki are there, too."""
    try:
        events = requests.get(f"{address}/api/events", {"status": "live"}, timeout=5).json()["events"]
        pages = [requests.get(f"{address}{path}", timeout=5) for path in ("/", "/api/wiki/index")]
    except (requests.RequestException, ValueError):
        return set()
    return {one["state"]["id"] for one in events} - before if all(page.ok for page in pages) else set()


def _wait(condition: Callable[[], set[str]], process: subprocess.Popen) -> set[str]:
    until = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit("There was no live match in time.")
        time.sleep(LOOKS_S)
    return found


if __name__ == "__main__":
    main()
