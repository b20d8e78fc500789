"""What a part of the local product is: a command, and a way to see that it really answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from lib.local import processes
from lib.local.processes import Process


@dataclass(frozen=True, slots=True)
class Part:
    """A program to run. *ready* asks it a question and is quick, also when there is no answer."""

    name: str
    command: Sequence[str]
    ready: Callable[[], bool] = lambda: True
    address: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    patience_seconds: float = 120.0
    needed: bool = False  # without it nothing else is worth starting
    once: bool = False  # ends by itself when it is done


class Server:
    """A part that a test or a benchmark starts, stops and kills as it likes; its data stays in *folder*."""

    def __init__(self, part: Part, folder: Path) -> None:
        self.address = part.address
        self.folder = folder
        self._part = part
        self._process: Process | None = None

    @property
    def log(self) -> Path:
        return self.folder / f"{self._part.name}.log"

    @property
    def pid(self) -> int:
        """Its process, once started."""
        return self._process.pid

    def start(self) -> None:
        """Return when it answers."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it, and do not wait for it."""
        pidfile = processes.pidfile(self.folder, self._part.name)
        self._process = Process(self._part.command, self.log, environment=self._part.environment, pidfile=pidfile)

    def wait(self) -> None:
        """Return when what was launched answers."""
        try:
            self._process.wait_until(self._part.ready, self._part.patience_seconds)
        except BaseException:
            self.kill()
            raise

    def stop(self, patience: float = processes.PATIENCE_SECONDS) -> None:
        """Ask it to end, and wait until it has; after *patience* seconds it is killed."""
        if self._process:
            self._process.stop(patience)

    def kill(self) -> None:
        """End it with SIGKILL, as a power cut would."""
        if self._process:
            self._process.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
