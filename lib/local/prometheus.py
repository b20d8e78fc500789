"""A real Prometheus on this machine, with its remote-write receiver on."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import requests
import yaml

from lib.errors import Unavailable
from lib.local import packages, ports, probes, processes
from lib.local.parts import Part, Server

RULES = "rules"  # in its folder
NAME = "prometheus"

_ANSWER_SECONDS = 10
_TICK_SECONDS = 0.05
_LOADED = re.compile(r"^prometheus_config_last_reload_(successful|success_timestamp_seconds) (\S+)$", re.MULTILINE)


class Loaded(NamedTuple):
    """Whether it took its files when it read them last, and when it last took some."""

    good: bool
    at: float


def part(
    folder: Path,
    port: int,
    *,
    window_hours: float = 168,
    targets: Mapping[str, Sequence[str]] | None = None,
    every: str = "5s",
    features: Sequence[str] = (),
) -> Part:
    """Prometheus on *port* with its data in *folder*. *targets*, job name to all its ``host:port``, are scraped *every*
    so often.

    *features* are those that it has to be asked for, such as ``native-histograms``. Rules that are put into the folder
    ``RULES`` are read at its start, and by ``reload``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "prometheus.yml"
    config.write_text(yaml.safe_dump(_config(window_hours, targets or {}, every), sort_keys=False))
    address = f"http://127.0.0.1:{port}"
    return Part(
        name=NAME,
        command=[
            packages.found(packages.PROMETHEUS),
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'data'}",
            "--storage.tsdb.retention.time=30d",
            f"--web.listen-address=127.0.0.1:{port}",
            "--web.enable-remote-write-receiver",
            "--web.cors.origin=none",  # as it comes, a page of any site may read all of it
            "--log.level=warn",
            *(f"--enable-feature={one}" for one in features),
        ],
        ready=partial(probes.http_ok, f"{address}/-/ready"),
        address=address,
        needed=True,
    )


def server(folder: Path, port: int | None = None, **options: Any) -> Server:
    """Prometheus for a test or a benchmark, not started; on a free port unless told. *options* are those of part."""
    packages.need(packages.PROMETHEUS)
    return Server(part(folder, port or ports.free(), **options), folder)


def reload(address: str, var: Path) -> bool:
    """Have the Prometheus at *address*, a part with its pid file in *var*, read its files again. Whether it takes them.

    By a signal: the way over HTTP comes with one to end it, which any page in a browser on this machine could go.
    Raise Unavailable.
    """
    before = _loaded(address)
    if not processes.tell(processes.pidfile(var, NAME), signal.SIGHUP):
        raise Unavailable(f"Prometheus at {address} is none of our parts: its rules cannot be changed from here.")
    deadline = time.monotonic() + _ANSWER_SECONDS
    while (after := _loaded(address)) == before and time.monotonic() < deadline:
        time.sleep(_TICK_SECONDS)
    if after == before and after.good:
        raise Unavailable(f"Prometheus at {address} has not read its files after {_ANSWER_SECONDS} seconds.")
    return after.good


def _loaded(address: str) -> Loaded:
    try:
        text = requests.get(f"{address}/metrics", timeout=_ANSWER_SECONDS).text
    except requests.RequestException as error:
        raise Unavailable(f"Prometheus at {address} does not answer ({type(error).__name__}).") from error
    found = dict(_LOADED.findall(text))
    return Loaded(found.get("successful") == "1", float(found.get("success_timestamp_seconds", 0)))


def _config(window_hours: float, targets: Mapping[str, Sequence[str]], every: str) -> dict[str, object]:
    return {
        "global": {"scrape_interval": every},
        "rule_files": [f"{RULES}/*"],
        "storage": {"tsdb": {"out_of_order_time_window": f"{round(window_hours * 3600)}s"}},
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": list(each)}]} for job, each in targets.items()
        ],
    }
