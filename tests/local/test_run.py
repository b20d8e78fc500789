import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib.errors import Unavailable, WrongUse
from lib.local import kafka, lock, packages, ports, probes, processes, replicas, run
from lib.settings import ROOT, Settings
from lib.settings import read as read_settings
from tests.conftest import require
from tests.waiting import wait_for

Usage = namedtuple("Usage", "free")
PORTS = ("APP_PORT", "KAFKA_PORT", "PROMETHEUS_PORT", "PROCESSOR_PORT", "PUBLISHER_PORT")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A product of its own: other ports, another folder."""
    return {name: str(ports.free()) for name in PORTS} | {"VAR_DIR": str(tmp_path / "var"), "DEMO": "0"}


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts ``python -m lib run``; what still runs at the end is stopped."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "lib", "run", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate()


def main(settings: Settings) -> int:
    return run.main(settings, argparse.Namespace(no_demo=True, replicas=1))


def lines_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    """What *process* says, up to the line with *wanted*; fail when a part ends before that."""
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line.rstrip())
        if wanted in line:
            return lines
        if "It starts again" in line:
            break
    complaint = process.stderr.read() if process.poll() is not None else "(it still runs)"
    raise AssertionError("\n".join([f"it never said {wanted!r}, but:", *lines, complaint]))


def running(pids: Path, name: str) -> str:
    """The process that a part is now; empty while there is none."""
    file = pids / f"{name}.pid"
    return file.read_text() if file.exists() else ""


def kill(pids: Path, name: str) -> str:
    """End a part with SIGKILL; which process it was."""
    process = running(pids, name)
    os.kill(int(process.split()[0]), signal.SIGKILL)
    return process


@pytest.mark.kafka
@pytest.mark.prometheus
def test_the_product_starts_survives_a_kill_and_leaves_nothing_behind(environment, start):
    require(packages.JAVA, packages.MAVEN, packages.PROMETHEUS, packages.HAPROXY)
    library = Path(environment["VAR_DIR"]) / "kafka" / "lib"
    library.parent.mkdir(parents=True)
    library.symlink_to(kafka.fetch_jars(read_settings().var_dir / "kafka" / "lib").parent)
    address = f"http://localhost:{environment['APP_PORT']}"

    first = start()
    assert "kafka: running" in lines_until(first, f"Open {address}")
    assert probes.http_ok(f"{address}/readyz")
    assert probes.kafka_ok(f"127.0.0.1:{environment['KAFKA_PORT']}")
    first.kill()
    first.wait()

    second = start("--replicas", "2")
    lines_until(second, f"Open {address}")
    pids = Path(environment["VAR_DIR"]) / "run"
    assert int(running(pids, "app-1").split()[0]) in processes.started_for(environment["VAR_DIR"])
    app = kill(pids, "app-1")
    wait_for(lambda: probes.http_ok(f"{address}/readyz"), message="the other one answers")
    wait_for(lambda: running(pids, "publisher"), message="the publisher is started")
    killed = {"app-1": app} | {name: kill(pids, name) for name in ("processor-1", "publisher", "proxy")}
    wait_for(
        lambda: all(running(pids, name) not in ("", before) for name, before in killed.items()),
        message="those that were killed are started again",
    )
    wait_for(lambda: probes.http_ok(f"{address}/readyz"), message="the proxy answers again")
    second.send_signal(signal.SIGINT)
    said, complaint = second.communicate(timeout=60)

    assert (second.returncode, complaint) == (0, "")
    assert {f"{name}: stopped" for name in ("app-1", "app-2", "processor-1", "processor-2", "proxy")} <= {
        *said.splitlines()
    }
    assert said.splitlines()[-2:] == ["prometheus: stopped", "kafka: stopped"]
    wait_for(lambda: processes.started_for(environment["VAR_DIR"]) == [], message="nothing runs any more")


@pytest.mark.kafka
@pytest.mark.prometheus
def test_a_kafka_and_a_prometheus_that_are_there_are_used_and_left_alone(environment, start, broker, prometheus):
    environment |= {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "PROMETHEUS_URL": prometheus.address}

    product = start()
    lines_until(product, f"Using the Prometheus at {prometheus.address}: it answers.")
    lines = lines_until(product, f"Open http://localhost:{environment['APP_PORT']}")
    assert lines[0] == f"Using the Kafka at {broker.address}: it answers."
    product.send_signal(signal.SIGINT)
    said, complaint = product.communicate(timeout=60)

    assert (product.returncode, complaint) == (0, "")
    assert said.splitlines()[-1] == "processor: stopped"
    started = {line.partition(":")[0] for line in [*lines, *said.splitlines()]}
    assert not started & {"kafka", "prometheus"}
    assert {one.name for one in Path(environment["VAR_DIR"]).iterdir()} & {"kafka", "prometheus"} == set()
    assert probes.kafka_ok(broker.address)
    assert probes.http_ok(f"{prometheus.address}/-/ready")


def test_a_second_run_says_that_one_runs_already(environment, start):
    with lock.only_one(Path(environment["VAR_DIR"]) / "run" / "lock", "http://localhost:1"):
        second = start()
        said, complaint = second.communicate(timeout=60)

    assert (second.returncode, said) == (1, "")
    assert complaint == (
        f"Touchline runs here already (process {os.getpid()}, http://localhost:1). Stop that one with Ctrl-C first, "
        "or give this one a VAR_DIR and ports of its own.\n"
    )


@pytest.mark.parametrize("name", PORTS)
def test_a_busy_port_is_a_sentence(environment, make_settings, monkeypatch, name):
    monkeypatch.setattr(ports, "PATIENCE_S", 0)

    with socket.create_server(("127.0.0.1", int(environment[name]))):
        with pytest.raises(Unavailable, match=rf"Port {environment[name]} is taken by .* {name}=\d+ make run"):
            main(make_settings(**environment))


def test_a_full_disk_is_a_sentence(settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free=120_000_000))

    with pytest.raises(Unavailable, match=r"Only 120 MB are free on the disk of .*, and 500 MB are needed"):
        main(settings)


def test_a_folder_that_cannot_be_used_is_a_sentence(make_settings, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(WrongUse, match=r"VAR_DIR is .*file/var, which cannot be used: Not a directory"):
        main(make_settings(VAR_DIR=tmp_path / "file" / "var"))


def test_an_outside_prometheus_that_is_away_is_a_sentence(environment, make_settings):
    settings = make_settings(**environment, PROMETHEUS_URL=f"http://somebody:hunter2@127.0.0.1:{ports.free()}")

    with pytest.raises(Unavailable, match=r"Prometheus at http://127.0.0.1:\d+ cannot be used.*PROMETHEUS_URL"):
        main(settings)


@pytest.mark.prometheus
def test_an_outside_prometheus_is_asked(prometheus, make_settings):
    run._require_prometheus(make_settings(PROMETHEUS_URL=prometheus.address))


def parts(settings: Settings, number: int = 1, demo: bool = False):
    return run.product(replicas.layout(settings, number), demo=demo)


def test_all_of_our_own_parts_know_whether_the_demo_plays(settings):
    assert {part.environment["DEMO"] for part in parts(settings)} == {"0"}
    with_demo = parts(settings, demo=True)
    assert {part.environment["DEMO"] for part in with_demo} == {"1"}
    assert [part.name for part in with_demo] == ["processor", "app", "publisher", "alerts", "demo"]


def test_an_outside_prometheus_is_given_no_rules(make_settings):
    assert "alerts" not in [part.name for part in parts(make_settings(PROMETHEUS_URL="http://127.0.0.1:9"))]


def test_webhooks_are_served_where_there_is_a_secret_to_sign_with(make_settings):
    settings = make_settings(WEBHOOK_SECRETS="chat=whsec_c2VjcmV0c2VjcmV0c2VjcmV0")

    assert "notifier" in [part.name for part in parts(settings)]
    assert "touchline-notifier" in run._scraped(replicas.layout(settings, 1))


def test_a_processor_without_a_fixed_port_is_taken_as_it_is(make_settings):
    processor = parts(make_settings(PROCESSOR_PORT=0))[0]

    assert (processor.address, processor.ready()) == ("", True)


def test_an_app_for_everybody_is_asked_on_this_machine(make_settings):
    app = parts(make_settings(APP_HOST="0.0.0.0", APP_PORT=9))[1]

    assert app.ready.args == ("http://127.0.0.1:9/readyz",)
    assert "--server.address=0.0.0.0" in app.command


def test_replicas_share_nothing_but_the_address_and_a_secret(make_settings):
    settings = make_settings(APP_HOST="0.0.0.0", APP_PORT=ports.free())
    all_parts = {part.name: part for part in parts(settings, 2)}
    assert list(all_parts) == ["processor-1", "processor-2", "app-1", "app-2", "proxy", "publisher", "alerts"]

    folders = {part.environment.get("VAR_DIR") for name, part in all_parts.items() if name[-1] in "12"}
    assert len(folders) == 4
    apps = [all_parts["app-1"], all_parts["app-2"]]
    assert all("--server.address=127.0.0.1" in app.command for app in apps), "the proxy alone is for everybody"
    assert len({app.environment["STREAMLIT_SERVER_COOKIE_SECRET"] for app in apps}) == 1
    assert all_parts["proxy"].address == settings.app_url
    config = (settings.var_dir / "proxy" / "haproxy.cfg").read_text()
    assert f"bind 0.0.0.0:{settings.app_port}\n" in config
    assert all(f" {app.environment['APP_PORT']}" in f" {config.replace(':', ' ')}" for app in apps)


def test_every_replica_is_scraped(settings):
    layout = replicas.layout(settings, 2)

    scraped = run._scraped(layout)

    assert scraped["touchline-app"] == [f"127.0.0.1:{own.app_port}" for own in layout.apps.values()]
    assert len(set(scraped["touchline-processor"])) == 2
