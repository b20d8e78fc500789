"""What tests share: settings, and real servers that are started when the first test asks for them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from lib import settings as settings_module
from lib.local import kafka, packages, ports
from lib.local import prometheus as local_prometheus
from lib.local.packages import Program
from lib.local.parts import Server
from lib.settings import Settings

# Workers beside each other do not give the same port to two servers that do not listen yet.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    begin = 20_000 + 1_500 * (int(worker.removeprefix("gw")) % 8)
    ports._turn = ports._by_turns(range(begin, begin + 1_500))

# In the background of a script, Ctrl-C is ignored, by all that is started there, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says nothing here: other tests run beside it.
hypothesis.settings.register_profile("touchline", deadline=None)
hypothesis.settings.load_profile("touchline")


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings as an environment would give them: ``make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address)``."""

    def make(**environment: object) -> Settings:
        return settings_module.read({"VAR_DIR": str(tmp_path / "var")} | {k: str(v) for k, v in environment.items()})

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    """The defaults, with an empty folder for data."""
    return make_settings()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real Kafka without topics, at ``broker.address``. ``kill()`` and ``start()`` keep its data and its port."""
    require(packages.JAVA, packages.MAVEN)
    with kafka.server(tmp_path_factory.mktemp("kafka")) as node:
        yield node


@pytest.fixture(scope="session")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real Prometheus at ``prometheus.address`` that takes remote writes up to seven days old, in any order."""
    require(packages.PROMETHEUS)
    with local_prometheus.server(tmp_path_factory.mktemp("prometheus")) as server:
        yield server


def require(*programs: Program) -> None:
    """Skip the test when a program is missing; where everything has to run (CI), that is a failure."""
    absent = packages.missing(*programs)
    if not absent:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(packages.sentence(absent))
    pytest.skip(packages.sentence(absent))
