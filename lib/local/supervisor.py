"""Keeps parts running: starts them in order, starts again what dies, stops all of it.

One thread does everything, in ticks: the kernel's death signal is tied to the thread that started a child, and a signal
handler that only sets a flag can never leave a child behind that nobody knows of.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from lib.errors import Unavailable
from lib.local import processes
from lib.local.parts import Part
from lib.local.processes import Process

STEADY_SECONDS = 60.0  # whoever lived that long starts again at once, as if it were the first time

_TICK_SECONDS = 0.1


class State(StrEnum):
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "starts again soon"
    DONE = "done"
    STOPPED = "stopped"


class Stopped(Exception):
    """Somebody asked us to stop while we waited for something."""


class Display(Protocol):
    """Where a person sees what happens."""

    def show(self, statuses: Sequence[Status]) -> None:
        """The state of all parts; called when one has changed."""

    def say(self, sentence: str) -> None:
        """Something that happened once."""


@dataclass(slots=True)
class Status:
    """A part, how it is, and since when."""

    part: Part
    state: State = State.STARTING
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    process: Process | None = None
    launched: float = 0.0
    answered: bool = False
    failures: int = 0
    due: float = 0.0


def pause_seconds(failures: int) -> int:
    """How long to wait after so many failures in a row: 1, 2, 4, … and never more than 30."""
    return min(2 ** min(failures - 1, 5), 30)


class Supervisor:
    """Runs parts, with logs in *var*/log and pid files in *var*/run, until it is told to stop."""

    def __init__(self, var: Path, display: Display) -> None:
        self._var = var
        self._display = display
        self._statuses: list[Status] = []
        self._stopping = False

    @contextmanager
    def until_signalled(self) -> Iterator[None]:
        """SIGINT, SIGTERM and SIGHUP end the waiting inside; all parts are stopped at the end."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._on_signal) for number in numbers}
        try:
            yield
        except Stopped:
            pass
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, part: Part) -> None:
        """Return when it answers. One that does not raises Unavailable if it is needed; else it is tried again."""
        status = Status(part)
        self._statuses.append(status)
        self._launch(status)
        deadline = time.monotonic() + part.patience_seconds
        while status.state is State.STARTING and time.monotonic() < deadline:
            self._tick()
        if status.state is State.STARTING:
            sentence = f"{part.name} does not answer after {part.patience_seconds:.0f} seconds: see {self._log(part)}"
            if part.needed:
                raise Unavailable(sentence)
            self._display.say(sentence)

    def watch(self) -> None:
        """Keep the parts running; ends by a signal only."""
        while True:
            self._tick()

    def _tick(self) -> None:
        if self._stopping:
            raise Stopped
        for status in self._statuses:
            self._tend(status)
        time.sleep(_TICK_SECONDS)

    def _tend(self, status: Status) -> None:
        if status.state is State.PAUSED:
            if time.monotonic() >= status.due:
                self._launch(status)
        elif status.process:
            status.process.rotate()
            code = status.process.exit_code()
            if code is not None:
                self._ended(status, code)
            elif status.state is State.STARTING and not status.part.once and status.part.ready():
                status.answered = True
                self._turn(status, State.RUNNING)

    def _launch(self, status: Status) -> None:
        part = status.part
        pidfile = processes.pidfile(self._var, part.name)
        status.launched = time.monotonic()
        status.process = Process(part.command, self._log(part), environment=part.environment, pidfile=pidfile)
        self._turn(status, State.STARTING)

    def _ended(self, status: Status, code: int) -> None:
        words = status.process.last_words() if status.process else ""
        status.process = None
        if status.part.once and code == 0:
            self._turn(status, State.DONE)
            return
        if status.part.needed and not status.answered:
            raise Unavailable(words)
        self._pause(status, words)

    def _pause(self, status: Status, words: str) -> None:
        steady = time.monotonic() - status.launched >= STEADY_SECONDS
        status.failures = 1 if steady else status.failures + 1
        pause = pause_seconds(status.failures)
        status.due = time.monotonic() + pause
        told = words if status.failures == 1 else words.splitlines()[0]
        self._display.say(f"{told}\n    It starts again in {pause} s.")
        self._turn(status, State.PAUSED)

    def _turn(self, status: Status, state: State) -> None:
        status.state = state
        status.since = datetime.now(UTC)
        self._display.show(self._statuses)

    def _stop_all(self) -> None:
        for status in reversed(self._statuses):
            if status.process:
                status.process.stop()
            if status.state is not State.DONE:
                self._turn(status, State.STOPPED)

    def _log(self, part: Part) -> Path:
        return self._var / "log" / f"{part.name}.log"

    def _on_signal(self, *_: object) -> None:
        self._stopping = True
