import io
from pathlib import Path

from rich.console import Console

from lib.local.parts import Part
from lib.local.supervisor import State, Status
from lib.local.terminal import Terminal

APP = Part("app", ["true"], address="http://localhost:8501")
LOGS = Path("/logs")


def shown(states: list[State], *, terminal: bool) -> str:
    """What is written when the app goes through *states*."""
    written = io.StringIO()
    status = Status(APP)
    with Terminal(Console(file=written, force_terminal=terminal, width=100), APP.address, LOGS) as display:
        for state in states:
            status.state = state
            display.show([status])
        display.say("Somebody [sat] on the cable.")
    return written.getvalue()


def test_without_a_terminal_each_turn_is_a_plain_line():
    text = shown([State.STARTING, State.STARTING, State.RUNNING], terminal=False)

    assert text.splitlines() == [
        "app: starting",
        "app: running",
        "Open http://localhost:8501   (logs: /logs)",
        "Somebody [sat] on the cable.",
    ]


def test_a_terminal_shows_where_to_open_only_what_answers():
    starting = shown([State.STARTING], terminal=True)
    running = shown([State.RUNNING], terminal=True)

    assert "Open " not in starting
    assert "Open " in running
    assert "● running" in running
    assert "/logs" in running
    assert "Somebody [sat] on the cable." in running
