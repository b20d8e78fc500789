"""A real Prometheus on this machine, with its remote-write receiver on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from lib.local import packages, ports, probes
from lib.local.parts import Part, Server

RULES = "rules"  # in its folder


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
    ``RULES`` are read at its start, and when it is told to reload.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "prometheus.yml"
    config.write_text(yaml.safe_dump(_config(window_hours, targets or {}, every), sort_keys=False))
    address = f"http://127.0.0.1:{port}"
    return Part(
        name="prometheus",
        command=[
            packages.found(packages.PROMETHEUS),
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'data'}",
            "--storage.tsdb.retention.time=30d",
            f"--web.listen-address=127.0.0.1:{port}",
            "--web.enable-remote-write-receiver",
            "--web.enable-lifecycle",
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


def _config(window_hours: float, targets: Mapping[str, Sequence[str]], every: str) -> dict[str, object]:
    return {
        "global": {"scrape_interval": every},
        "rule_files": [f"{RULES}/*"],
        "storage": {"tsdb": {"out_of_order_time_window": f"{round(window_hours * 3600)}s"}},
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": list(each)}]} for job, each in targets.items()
        ],
    }
