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

import requests
from rich.console import Console

from lib.adapters import kafka as topics
from lib.adapters import prometheus_session
from lib.errors import Unavailable, WrongUse
from lib.local import kafka, lock, packages, ports, probes, processes, prometheus, proxy, replicas
from lib.local.parts import Part
from lib.local.replicas import Layout
from lib.local.supervisor import Supervisor
from lib.local.terminal import Terminal
from lib.settings import Settings

ENOUGH_BYTES = 500_000_000
MOST_REPLICAS = 9

_ANSWER_SECONDS = 10
_LIB = (sys.executable, "-m", "lib")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--no-demo", action="store_true", help="without the matches that the demo plays")
    parser.add_argument(
        "--replicas", type=int, choices=range(1, MOST_REPLICAS + 1), default=1, metavar="N",
        help="so many app processes behind a proxy, and so many processors",
    )  # fmt: skip


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
            _run(replicas.layout(settings, arguments.replicas), demo, terminal)
    return 0


def _run(layout: Layout, demo: bool, terminal: Terminal) -> None:
    settings = layout.settings
    packages.need(packages.GIT)
    if layout.shared:
        _announce(terminal, packages.HAPROXY)
        packages.need(packages.HAPROXY)
    if settings.prometheus_url:
        _require_prometheus(settings)
        terminal.say(f"Using the Prometheus at {prometheus_session.shown(settings.prometheus)}: it answers.")
    foundations = list(_foundations(layout, terminal))
    supervisor = Supervisor(settings.var_dir, terminal)
    with supervisor.until_signalled():
        for part in foundations:
            supervisor.start(part)
        warnings = topics.ensure_topics(settings)
        if settings.kafka_bootstrap_servers:
            terminal.say(f"Using the Kafka at {settings.kafka}: it answers.")
        for sentence in warnings:
            terminal.say(sentence)
        for part in product(layout, demo=demo):
            supervisor.start(part)
        supervisor.watch()


def product(layout: Layout, *, demo: bool) -> list[Part]:
    """Our own processes, in the order in which they are started."""
    parts = [_processor(name, own) for name, own in layout.processors.items()]
    parts += [_app(name, own) for name, own in layout.apps.items()]
    if layout.shared:
        parts.append(_proxy(layout))
    parts.append(Part(name="publisher", command=[*_LIB, "publish", "--follow"]))
    if _notifies(layout.settings):
        parts.append(Part(name="notifier", command=[*_LIB, "notify"]))
    if not layout.settings.prometheus_url:
        parts.append(Part(name="alerts", command=[sys.executable, "-m", "lib.local.alerts"]))
    if demo:
        parts.append(Part(name="demo", command=[sys.executable, "-m", "lib.local.demo"]))
    shared = {"DEMO": "1" if demo else "0", "PYTHONUNBUFFERED": "1"} | (replicas.secret() if layout.shared else {})
    own = {**layout.processors, **layout.apps}
    return [
        replace(part, environment=shared | replicas.environment(layout.settings, own.get(part.name, layout.settings)))
        for part in parts
    ]


def _processor(name: str, own: Settings) -> Part:
    address = f"http://{_reachable(own, own.processor_port)}" if own.processor_port else ""
    return Part(
        name=name,
        command=[*_LIB, "process"],
        ready=partial(probes.http_ok, f"{address}/readyz") if address else lambda: True,
        address=f"{address}/metrics" if address else "",
    )


def _app(name: str, own: Settings) -> Part:
    listen = [f"--server.port={own.app_port}", f"--server.address={own.app_host}"]
    return Part(
        name=name,
        command=[sys.executable, "-m", "streamlit", "run", "app.py", *listen],
        ready=partial(probes.http_ok, f"http://{_reachable(own, own.app_port)}/readyz"),
        address=own.app_url,
    )


def _proxy(layout: Layout) -> Part:
    settings = layout.settings
    behind = {name: _reachable(own, own.app_port) for name, own in layout.apps.items()}
    return proxy.part(settings.var_dir / "proxy", settings.app_host, settings.app_port, behind, settings.app_url)


def _foundations(layout: Layout, terminal: Terminal) -> Iterator[Part]:
    settings, var = layout.settings, layout.settings.var_dir
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
        window = settings.prometheus_window_hours
        yield prometheus.part(
            var / "prometheus",
            settings.prometheus_port,
            window_hours=window,
            targets=_scraped(layout),
        )


def _notifies(settings: Settings) -> bool:
    """Whether there is anything that webhooks could be signed with; nothing is sent without."""
    return bool(settings.webhook_secrets or settings.webhook_secrets_file)


def _scraped(layout: Layout) -> dict[str, list[str]]:
    targets = {"touchline-app": [_reachable(own, own.app_port) for own in layout.apps.values()]}
    if layout.settings.processor_port:
        processors = layout.processors.values()
        targets["touchline-processor"] = [_reachable(own, own.processor_port) for own in processors]
    if layout.settings.publisher_port:
        targets["touchline-publisher"] = [_reachable(layout.settings, layout.settings.publisher_port)]
    if _notifies(layout.settings) and layout.settings.notifier_port:
        targets["touchline-notifier"] = [_reachable(layout.settings, layout.settings.notifier_port)]
    return targets


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
    if _notifies(settings) and settings.notifier_port:
        ports.require(settings.app_host, settings.notifier_port, "NOTIFIER_PORT")
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
