"""Several app processes behind a proxy and several processors, for tests and benchmarks; each can be killed."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from lib.local import proxy
from lib.local.parts import Server
from lib.local.platform import Platform
from lib.local.replicas import secret


class Fleet:
    """*number* platforms side by side: what they have in common is Kafka, Prometheus and one address."""

    def __init__(self, folder: Path, kafka_address: str, prometheus_url: str, number: int = 2, **environment: str):
        shared = {"PROCESSOR_ID": "", **secret(), **environment}
        names = [str(one) for one in range(1, number + 1)]
        platforms = {one: Platform(folder / one, kafka_address, prometheus_url, **shared) for one in names}
        self.settings = platforms["1"].settings
        self.apps = [one.app() for one in platforms.values()]
        self.processors = [one.processor() for one in platforms.values()]
        behind = {f"app-{name}": f"127.0.0.1:{one.settings.app_port}" for name, one in platforms.items()}
        self.proxy = proxy.server(folder, behind)

    def __enter__(self) -> Self:
        """All of them are started at once, and answer."""
        try:
            for server in self._servers:
                server.launch()
            for server in self._servers:
                server.wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def address(self) -> str:
        """Where people go."""
        return self.proxy.address

    @property
    def _servers(self) -> list[Server]:
        return [*self.processors, *self.apps, self.proxy]

    def _stop(self) -> None:
        for server in reversed(self._servers):
            server.stop()
