"""What a person sees while the product runs: its parts, where to open it, where the logs are. Never the logs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from lib.local.supervisor import State, Status

_STYLES = {
    State.STARTING: "yellow",
    State.RUNNING: "green",
    State.PAUSED: "red",
    State.DONE: "dim",
    State.STOPPED: "dim",
}


class Terminal:
    """A live table on a terminal, plain lines anywhere else. *address* is what to open, once a part answers there."""

    def __init__(self, console: Console, address: str, logs: Path) -> None:
        self._console = console
        self._address = address
        self._logs = logs
        self._said: dict[str, State] = {}
        # Refreshed by us alone: its own thread would make forking children unsafe.
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def show(self, statuses: Sequence[Status]) -> None:
        """The parts as they are now."""
        if self._live:
            self._live.update(self._table(statuses), refresh=True)
            return
        for status in statuses:
            if self._said.get(status.part.name) is not status.state:
                self._said[status.part.name] = status.state
                self.say(f"{status.part.name}: {status.state}")
                if self._opens(status):
                    self.say(f"Open {self._address}   (logs: {self._logs})")

    def say(self, sentence: str) -> None:
        """A line that stays, above the table."""
        self._console.print(escape(sentence), soft_wrap=True, highlight=False)

    def _opens(self, status: Status) -> bool:
        return status.state is State.RUNNING and status.part.address == self._address

    def _table(self, statuses: Sequence[Status]) -> Group:
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        for status in statuses:
            state = Text(f"● {status.state}", style=_STYLES[status.state])
            since = f"since {status.since.astimezone():%H:%M:%S}"
            table.add_row(Text(status.part.name, style="bold"), state, since, Text(status.part.address, style="dim"))
        opened = any(self._opens(status) for status in statuses)
        where = Text.assemble("Open ", (self._address, "bold cyan underline")) if opened else Text("")
        return Group("", table, "", where, Text(f"Logs {self._logs}   Stop with Ctrl-C", style="dim"))
