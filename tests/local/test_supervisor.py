import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lib.errors import Unavailable
from lib.local import processes, supervisor
from lib.local.parts import Part
from lib.local.supervisor import State, Supervisor
from lib.settings import ROOT
from tests.local import children
from tests.waiting import wait_for

KEEPER = """
import sys
from pathlib import Path
from lib.local.parts import Part
from lib.local.supervisor import Supervisor

class Silent:
    def show(self, statuses): pass
    def say(self, sentence): print(sentence, flush=True)

var, *command = sys.argv[1:]
supervisor = Supervisor(Path(var), Silent())
with supervisor.until_signalled():
    supervisor.start(Part("part", command))
    print("watching", flush=True)
    supervisor.watch()
"""

FRAGILE = (
    "import os, sys\nif not os.path.exists({first!r}): open({first!r}, 'w'); sys.exit('out of luck')\n"
    "open({again!r}, 'w')\n" + children.ENDLESS
)

CHATTY = (
    "import os, sys, time\nfor _ in range(5000):\n    print('words', flush=True); time.sleep(0.001)\n"
    "    if os.path.getsize({log!r}) < 500: sys.exit('out of luck')\nsys.exit('no room')"
)


@dataclass
class Recording:
    """Remembers what happened; asks for the end, by a real signal, after the turn called *last*."""

    last: tuple[str, State]
    turns: list[tuple[str, State]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def show(self, statuses) -> None:
        now = {status.part.name: status.state for status in statuses}
        self.turns += now.items() - dict(self.turns).items()
        if self.turns[-1] == self.last:
            signal.raise_signal(signal.SIGTERM)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


def supervise(var: Path, last: tuple[str, State], *parts: Part) -> Recording:
    """Run *parts* until the turn called *last*."""
    display = Recording(last)
    keeper = Supervisor(var, display)
    with keeper.until_signalled():
        for part in parts:
            keeper.start(part)
        keeper.watch()
    return display


def keep(var: Path, command: list[str]) -> subprocess.Popen[str]:
    """A supervisor in a process of its own, which keeps *command* running."""
    arguments = [sys.executable, "-c", KEEPER, str(var), *command]
    keeper = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert keeper.stdout
    assert keeper.stdout.readline() == "watching\n"
    return keeper


def pid_of(var: Path) -> int:
    return int((var / "run" / "part.pid").read_text().split()[0])


def finish(keeper: subprocess.Popen[str], number: signal.Signals) -> int:
    keeper.send_signal(number)
    keeper.communicate(timeout=60)
    return keeper.returncode


def test_parts_start_in_order_and_stop_in_reverse(tmp_path):
    first = Part("first", children.python(children.ENDLESS), ready=lambda: True)
    second = Part("second", children.python(children.ENDLESS))

    display = supervise(tmp_path, ("second", State.RUNNING), first, second)

    assert display.turns == [
        ("first", State.STARTING),
        ("first", State.RUNNING),
        ("second", State.STARTING),
        ("second", State.RUNNING),
        ("second", State.STOPPED),
        ("first", State.STOPPED),
    ]


def test_a_part_is_waited_for_until_it_answers(tmp_path):
    answer = tmp_path / "answer"
    first = Part("first", children.python(f"open({str(answer)!r}, 'w').close();{children.ENDLESS}"), answer.exists)
    second = Part("second", children.python(f"assert __import__('os').path.exists({str(answer)!r})"), once=True)

    display = supervise(tmp_path, ("second", State.DONE), first, second)

    assert display.said == []


def test_the_log_of_a_part_that_runs_makes_room_and_its_last_words_are_still_known(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOG_LIMIT", 1_000)
    log, kept = tmp_path / "log" / "chatty.log", tmp_path / "log" / "chatty.log.1"
    log.parent.mkdir()
    log.write_text("of an earlier one\n" * 50)

    display = supervise(
        tmp_path, ("chatty", State.PAUSED), Part("chatty", children.python(CHATTY.format(log=str(log))))
    )

    assert "out of luck" in display.said[0]
    assert kept.read_text().startswith("of an earlier one\n")
    assert kept.stat().st_size > 1_000 > log.stat().st_size


def test_a_part_that_dies_is_reported_and_started_again(tmp_path):
    first, again = tmp_path / "first", tmp_path / "again"
    part = Part("fragile", children.python(FRAGILE.format(first=str(first), again=str(again))), ready=again.exists)

    display = supervise(tmp_path, ("fragile", State.RUNNING), part)

    assert [state for _, state in display.turns] == [
        State.STARTING,
        State.PAUSED,
        State.STARTING,
        State.RUNNING,
        State.STOPPED,
    ]
    assert display.said[0].splitlines() == [
        f"fragile ended (exit code 1); its log is {tmp_path / 'log' / 'fragile.log'}",
        "    out of luck",
        "    It starts again in 1 s.",
    ]


@pytest.mark.parametrize(("failures", "seconds"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (2000, 30)])
def test_pauses_grow(failures, seconds):
    assert supervisor.pause_seconds(failures) == seconds


def test_a_needed_part_that_ends_at_once_ends_it_all(tmp_path):
    first = Part("first", children.python(children.ENDLESS))
    second = Part("second", children.python("raise SystemExit('no disk')"), ready=lambda: False, needed=True)

    with pytest.raises(Unavailable, match=r"second ended \(exit code 1\)[^$]*no disk"):
        supervise(tmp_path, ("second", State.RUNNING), first, second)

    assert list((tmp_path / "run").iterdir()) == []


def test_a_part_that_is_late_does_not_hold_up_the_others(tmp_path):
    late = Part("late", children.python(children.ENDLESS), ready=lambda: False, patience_seconds=0.2)
    next_one = Part("next", children.python(children.ENDLESS))

    display = supervise(tmp_path, ("next", State.RUNNING), late, next_one)

    assert display.said == [f"late does not answer after 0 seconds: see {tmp_path / 'log' / 'late.log'}"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_orphan(tmp_path, number):
    ready = tmp_path / "ready"
    keeper = keep(tmp_path, children.with_grandchild(ready))
    child, grandchild = pid_of(tmp_path), int(wait_for(lambda: ready.exists() and ready.read_text()))

    assert finish(keeper, number) == 0

    assert not children.running(child)
    wait_for(lambda: not children.running(grandchild))


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    keeper = keep(tmp_path, children.python(children.ENDLESS))
    child = pid_of(tmp_path)

    finish(keeper, signal.SIGKILL)

    wait_for(lambda: not children.running(child))


def test_what_survives_a_killed_supervisor_is_stopped_by_the_next_start(tmp_path):
    ready = tmp_path / "ready"
    keeper = keep(tmp_path, children.stubborn(ready))
    wait_for(ready.exists)
    child = pid_of(tmp_path)
    finish(keeper, signal.SIGKILL)
    assert children.running(child)

    assert processes.stop_leftovers(tmp_path / "run", patience=0.1) == ["part"]

    assert not children.running(child)
    assert os.listdir(tmp_path / "run") == []


def test_a_killed_part_runs_again(tmp_path):
    keeper = keep(tmp_path, children.python(children.ENDLESS))
    first = pid_of(tmp_path)

    os.kill(first, signal.SIGKILL)

    def another() -> bool:
        file = tmp_path / "run" / "part.pid"
        return file.exists() and file.read_text().endswith("\n") and pid_of(tmp_path) != first

    wait_for(another)
    assert keeper.stdout
    assert "part ended (signal SIGKILL)" in keeper.stdout.readline()
    assert finish(keeper, signal.SIGINT) == 0
