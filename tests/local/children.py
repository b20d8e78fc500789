"""Small real programs for the tests of what starts, watches and stops programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lib.local import processes

ENDLESS = "import time\nwhile True: time.sleep(0.05)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen({ready!r}, 'w').close()\n" + ENDLESS
PARENT = (
    "import subprocess, sys; child = subprocess.Popen([sys.executable, '-S', '-c', {code!r}])\n"
    "open({ready!r}, 'w').write(str(child.pid))\n" + ENDLESS
)


def python(code: str) -> list[str]:
    """The command that runs *code*, quickly."""
    return [sys.executable, "-S", "-c", code]


def stubborn(ready: Path) -> list[str]:
    """A child that does not care for SIGTERM; *ready* exists once it does not."""
    return python(STUBBORN.format(ready=str(ready)))


def with_grandchild(ready: Path) -> list[str]:
    """A child with a child of its own, whose number is then in *ready*."""
    return python(PARENT.format(code=ENDLESS, ready=str(ready)))


def running(pid: int) -> bool:
    return processes.started(pid) is not None


def bystander() -> subprocess.Popen[bytes]:
    """A process that is none of ours, in a group of its own."""
    return subprocess.Popen(python(ENDLESS), start_new_session=True)
