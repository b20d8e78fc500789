"""Our own processes on real servers, one by one, for tests and benchmarks: the processor, the way in, the app."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from lib.local import ports, probes
from lib.local.parts import Part, Server
from lib.settings import Settings, read


class Platform:
    """Kafka and Prometheus with our processes around them. Each process can be killed and started again."""

    def __init__(self, folder: Path, kafka_address: str, prometheus_url: str, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            "KAFKA_BOOTSTRAP_SERVERS": kafka_address,
            "KAFKA_PARTITIONS": "3",
            "PROMETHEUS_URL": prometheus_url,
            "VAR_DIR": str(folder / "var"),
            "PROCESSOR_ID": "test",
            "PROCESSOR_PORT": str(ports.free()),
            "INGEST_PORT": str(ports.free()),
            "PUBLISHER_PORT": str(ports.free()),
            "NOTIFIER_PORT": str(ports.free()),
            "APP_PORT": str(ports.free()),
            "API_RATE": "0",
            **environment,
        }
        self.settings: Settings = read(self.environment)

    def processor(self) -> Server:
        """``python -m lib process``, ready once its group has given it its part."""
        address = f"http://127.0.0.1:{self.settings.processor_port}/readyz"
        return self._server("processor", ["-m", "lib", "process"], address)

    def ingest(self) -> Server:
        """``python -m lib ingest``."""
        address = f"http://127.0.0.1:{self.settings.ingest_port}/readyz"
        return self._server("ingest", ["-m", "lib", "ingest"], address)

    def notifier(self) -> Server:
        """``python -m lib notify``."""
        address = f"http://127.0.0.1:{self.settings.notifier_port}/metrics"
        return self._server("notifier", ["-m", "lib", "notify"], address)

    def app(self) -> Server:
        """``streamlit run app.py``, ready once it has caught up."""
        port = str(self.settings.app_port)
        command = ["-m", "streamlit", "run", "app.py", "--server.port", port, "--server.address", "127.0.0.1"]
        return self._server("app", command, f"http://127.0.0.1:{port}/readyz")

    def query(self, promql: str) -> float | None:
        """The first value of an instant query, or None."""
        answer = requests.get(f"{self.settings.prometheus}/api/v1/query", {"query": promql}, timeout=10).json()
        found = answer["data"]["result"]
        return float(found[0]["value"][1]) if found else None

    def measured(self, name: str) -> float:
        """The sum of one of the processor's own metrics over its labels."""
        text = requests.get(f"http://127.0.0.1:{self.settings.processor_port}/metrics", timeout=10).text
        rows = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
        return sum(float(row.rpartition(" ")[2]) for row in rows)

    def _server(self, name: str, arguments: list[str], ready: str) -> Server:
        command = [sys.executable, "-W", "ignore", *arguments]
        return Server(Part(name, command, lambda: probes.http_ok(ready), ready, self.environment), self.folder)


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Start all side by side, stop all."""
    try:
        for server in servers:
            server.launch()
        for server in servers:
            server.wait()
        yield
    finally:
        for server in reversed(servers):
            server.stop()
