"""Several app processes behind a proxy and several processors, for tests and benchmarks; each can be killed."""

from __future__ import annotations

from pathlib import Path

from lib.local import proxy
from lib.local.parts import Server
from lib.local.platform import Platform
from lib.local.replicas import secret


class Fleet:
    """*number* platforms side by side: what they have in common is Kafka, Prometheus and one address."""

    def __init__(self, folder: Path, kafka_address: str, prometheus_url: str, number: int = 2, **environment: str):
        shared = {"PROCESSOR_ID": "", **secret(), **environment}
        self.platforms = [
            Platform(folder / f"{one}", kafka_address, prometheus_url, **shared) for one in range(1, number + 1)
        ]
        self.settings = self.platforms[0].settings
        self.apps = [one.app() for one in self.platforms]
        self.processors = [one.processor() for one in self.platforms]
        addresses = {
            f"app-{number}": f"127.0.0.1:{one.settings.app_port}" for number, one in enumerate(self.platforms, 1)
        }
        self.proxy = proxy.server(folder, addresses)

    @property
    def servers(self) -> list[Server]:
        """All of them, in the order in which they are started."""
        return [*self.processors, *self.apps, self.proxy]

    @property
    def address(self) -> str:
        """Where people go."""
        return self.proxy.address
