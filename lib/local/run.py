"""The command ``run``: the whole product on this machine, with local parts where none are configured."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import requests
from rich.console import Console

from lib.adapters import kafka as topics
from lib.adapters import prometheus_session
from lib.errors import Unavailable, WrongUse
from lib.local import kafka, lock, packages, ports, probes, processes, prometheus
from lib.local.parts import Part
from lib.local.supervisor import Supervisor
from lib.local.terminal import Terminal
from lib.settings import Settings

ENOUGH_BYTES = 500_000_000

_ANSWER_SECONDS = 10
_LIB = (sys.executable, "-m", "lib")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--no-demo", action="store_true", help="without the matches that the demo plays")


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C; 0 when everything was stopped as asked."""
    demo = not arguments.no_demo and (settings.demo or not os.environ.get("DEMO"))
    var = settings.var_dir
    _require_disk(settings)
    with _sigterm_interrupts(), lock.only_one(var / "run" / "lock", settings.app_url):
        _log_to_file(settings)
        with Terminal(Console(), settings.app_url, var / "log") as terminal:
            leftovers = processes.stop_leftovers(var / "run")
            if leftovers:
                terminal.say(f"Stopped what an earlier run left behind: {', '.join(leftovers)}.")
            _require_ports(settings)
            _run(settings, demo, terminal)
    return 0


def _run(settings: Settings, demo: bool, terminal: Terminal) -> None:
    packages.need(packages.GIT)
    if settings.prometheus_url:
        _require_prometheus(settings)
        terminal.say(f"Using the Prometheus at {prometheus_session.shown(settings.prometheus)}: it answers.")
    foundations = list(_foundations(settings, terminal))
    supervisor = Supervisor(settings.var_dir, terminal)
    with supervisor.until_signalled():
        for part in foundations:
            supervisor.start(part)
        warnings = topics.ensure_topics(settings)
        if settings.kafka_bootstrap_servers:
            terminal.say(f"Using the Kafka at {settings.kafka}: it answers.")
        for sentence in warnings:
            terminal.say(sentence)
        for part in product(settings, demo=demo):
            supervisor.start(part)
        supervisor.watch()


def product(settings: Settings, *, demo: bool) -> list[Part]:
    """Our own processes, in the order in which they are started."""
    publisher = Part(name="publisher", command=[*_LIB, "publish", "--follow"])
    parts = [_processor(settings), _app(settings), publisher]
    if demo:
        parts.append(Part(name="demo", command=[sys.executable, "-m", "lib.local.demo"]))
    environment = {"DEMO": "1" if demo else "0", "PYTHONUNBUFFERED": "1"}
    return [replace(part, environment=environment | part.environment) for part in parts]


def _processor(settings: Settings) -> Part:
    metrics = f"http://{_reachable(settings, settings.processor_port)}/metrics" if settings.processor_port else ""
    return Part(
        name="processor",
        command=[*_LIB, "process"],
        ready=partial(probes.http_ok, metrics) if metrics else lambda: True,
        address=metrics,
        # It is the only one here; with a name it takes over from a killed one at once.
        environment={"PROCESSOR_ID": settings.processor_id or "local"},
    )


def _app(settings: Settings) -> Part:
    listen = [f"--server.port={settings.app_port}", f"--server.address={settings.app_host}"]
    return Part(
        name="app",
        command=[sys.executable, "-m", "streamlit", "run", "app.py", *listen],
        ready=partial(probes.http_ok, f"http://{_reachable(settings, settings.app_port)}/readyz"),
        address=settings.app_url,
    )


def _foundations(settings: Settings, terminal: Terminal) -> Iterator[Part]:
    var = settings.var_dir
    if not settings.kafka_bootstrap_servers:
        _announce(terminal, packages.JAVA)
        library = var / "kafka" / "lib"
        if not kafka.jars_folder(library).exists():
            _announce(terminal, packages.MAVEN)
            terminal.say("Downloading Kafka (43 MB, once).")
        yield kafka.part(var / "kafka", settings.kafka_port, kafka.fetch_jars(library))
    if not settings.prometheus_url:
        _announce(terminal, packages.PROMETHEUS)
        packages.need(packages.PROMETHEUS)
        targets = {"touchline-app": _reachable(settings, settings.app_port)}
        if settings.processor_port:
            targets["touchline-processor"] = _reachable(settings, settings.processor_port)
        if settings.publisher_port:
            targets["touchline-publisher"] = _reachable(settings, settings.publisher_port)
        window = settings.prometheus_window_hours
        yield prometheus.part(
            var / "prometheus",
            settings.prometheus_port,
            window_hours=window,
            targets=targets,
            rules=sorted((Path(settings.repository) / settings.content_root / "alerts").glob("*.y*ml")),
        )


def _announce(terminal: Terminal, program: packages.Program) -> None:
    if packages.missing(program) and packages.installable():
        terminal.say(f"Installing {program.package} with apt-get; this can take a minute.")


def _require_prometheus(settings: Settings) -> None:
    # Asks what everything that speaks PromQL answers; not all of them have Prometheus' own /-/ready.
    try:
        with prometheus_session.session(settings) as asking:
            url = f"{settings.prometheus}/api/v1/query"
            asking.get(url, params={"query": "vector(1)"}, timeout=_ANSWER_SECONDS).raise_for_status()
    except requests.RequestException as error:
        raise Unavailable(
            f"{prometheus_session.away(settings, error)} Check PROMETHEUS_URL and the other PROMETHEUS_ settings, "
            "or unset it to have a local Prometheus started."
        ) from error


def _require_ports(settings: Settings) -> None:
    ports.require(settings.app_host, settings.app_port, "APP_PORT")
    if settings.processor_port:
        ports.require(settings.app_host, settings.processor_port, "PROCESSOR_PORT")
    if settings.publisher_port:
        ports.require(settings.app_host, settings.publisher_port, "PUBLISHER_PORT")
    if not settings.kafka_bootstrap_servers:
        ports.require("127.0.0.1", settings.kafka_port, "KAFKA_PORT")
    if not settings.prometheus_url:
        ports.require("127.0.0.1", settings.prometheus_port, "PROMETHEUS_PORT")


def _require_disk(settings: Settings) -> None:
    var = settings.var_dir
    try:
        var.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(var).free
    except OSError as error:
        raise WrongUse(f"VAR_DIR is {var}, which cannot be used: {error.strerror}.") from error
    if free < ENOUGH_BYTES:
        raise Unavailable(
            f"Only {free // 1_000_000} MB are free on the disk of {var}, and {ENOUGH_BYTES // 1_000_000} MB are "
            "needed: make room, or put VAR_DIR on another disk."
        )


def _reachable(settings: Settings, port: int) -> str:
    everywhere = {"0.0.0.0", "::", ""}
    return f"{'127.0.0.1' if settings.app_host in everywhere else settings.app_host}:{port}"


def _log_to_file(settings: Settings) -> None:
    # What libraries log here (a refused connection while Kafka starts) is no news to the person at the terminal.
    file = settings.var_dir / "log" / "run.log"
    processes.rotate(file)
    logging.basicConfig(filename=file, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")


@contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    # As Ctrl-C does: what is being installed, downloaded or formatted is then left in order.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
