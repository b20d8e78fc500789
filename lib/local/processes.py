"""Child processes that cannot outlive us for long.

Three nets, each for what the one before lets through: we stop our children; when we are killed, the kernel tells them
(Linux); and a pid file lets the next start find what still runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from lib.errors import Unavailable
from lib.settings import ROOT

LOG_LIMIT = 10_000_000
PATIENCE_SECONDS = 15.0

_TICK_SECONDS = 0.05
_PR_SET_PDEATHSIG = 1
# Looked up before any fork: between fork and exec only the call itself is safe.
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class Process:
    """A running child that leads a process group of its own; its output is appended to *log*.

    To be started from a thread that lives as long as the child should: Linux sends it SIGTERM when that thread ends.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        pidfile: Path | None = None,
    ) -> None:
        self.log = log
        self._pidfile = pidfile
        rotate(log)
        with log.open("ab") as output:
            self._log_start = output.tell()
            self._child = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_ends_with(os.getpid()),  # noqa: PLW1509  one system call, looked up before the fork
            )
        if pidfile:
            pidfile.parent.mkdir(parents=True, exist_ok=True)
            pidfile.write_text(f"{self.pid} {started(self.pid)}\n")

    @property
    def pid(self) -> int:
        return self._child.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative for a signal. What it left of its group is gone once there is a code."""
        if self._child.returncode is None and self._child.poll() is not None:
            self._clear()
        return self._child.returncode

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        """SIGTERM to the group, SIGKILL to what is left of it after *patience* seconds."""
        if self.exit_code() is None:
            _signal_group(self.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(patience)
            self.kill()

    def kill(self) -> None:
        """SIGKILL to the group, at once."""
        _signal_group(self.pid, signal.SIGKILL)
        self._child.wait()
        self._clear()

    def wait_until(self, ready: Callable[[], bool], patience: float) -> None:
        """Return once it is *ready*. Raise Unavailable when it ends before that, or needs longer than *patience*."""
        deadline = time.monotonic() + patience
        while not ready():
            if self.exit_code() is not None:
                raise Unavailable(self.last_words())
            if time.monotonic() > deadline:
                raise Unavailable(f"{self.log.stem} does not answer after {patience:.0f} seconds; see {self.log}.")
            time.sleep(_TICK_SECONDS)

    def last_words(self, lines: int = 5) -> str:
        """How it ended, and the last lines of what it wrote."""
        with self.log.open("rb") as output:
            output.seek(max(self._log_start, self.log.stat().st_size - 10_000))
            # Without empty lines, and those with which Python points at a place in the line above.
            written = [line for line in output.read().decode(errors="replace").splitlines() if line.strip(" ^~")]
        shown = "".join(f"\n    {line[:200]}" for line in written[-lines:])
        return f"{self.log.stem} ended ({_outcome(self._child.returncode)}); its log is {self.log}{shown}"

    def rotate(self) -> None:
        """Make room in its log, as often as somebody asks."""
        if rotate(self.log):
            self._log_start = 0

    def _clear(self) -> None:
        # A child of the child that stayed behind would keep ports and files.
        _signal_group(self.pid, signal.SIGKILL)
        if self._pidfile:
            self._pidfile.unlink(missing_ok=True)


def rotate(log: Path) -> bool:
    """Make room for more: of a log over the limit a copy stays, as ``NAME.log.1``. Whether there was one.

    Whoever has it open goes on to write into the same file: a line that comes in between is lost.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if not log.exists() or log.stat().st_size <= LOG_LIMIT:
        return False
    shutil.copyfile(log, log.with_name(f"{log.name}.1"))
    os.truncate(log, 0)
    return True


def started(pid: int) -> str | None:
    """What tells this process from a later one with the same number; None when it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    return None if fields[0] in {"Z", "X"} else f"{boot} {fields[19]}"


def started_for(var: str | Path) -> list[int]:
    """The processes whose VAR_DIR is *var* or a folder in it, whoever started them."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # it has ended, or is not ours to look at
            given = environ.read_bytes()
            if any(f"VAR_DIR={var}{end}".encode() in given for end in "\0/"):
                found.append(int(environ.parent.name))
    return found


def pidfile(var: Path, name: str) -> Path:
    """Where the process of the part *name* is noted."""
    return var / "run" / f"{name}.pid"


def tell(noted: Path, number: signal.Signals) -> bool:
    """Send a signal to the process of a pid file alone, not to its group. False when it does not run."""
    found = _noted(noted.read_text()) if noted.exists() else None
    if found:
        os.kill(found[0], number)
    return found is not None


def stop_leftovers(folder: Path, patience: float = PATIENCE_SECONDS) -> list[str]:
    """Stop what the pid files in *folder* name and still runs, the youngest first. Returns the names."""
    files = sorted(folder.glob("*.pid"), key=lambda file: file.stat().st_mtime, reverse=True)
    stopped = [file.stem for file in files if _stop_leftover(file.read_text(), patience)]
    for file in files:
        file.unlink()
    return stopped


def _stop_leftover(entry: str, patience: float) -> bool:
    found = _noted(entry)
    if found is None:
        return False
    _end(*found, patience)
    return True


def _noted(entry: str) -> tuple[int, str] | None:
    """The process that a pid file's *entry* names, and its birth; None when that one does not run any more."""
    pid, _, birth = entry.strip().partition(" ")
    return (int(pid), birth) if pid.isdigit() and started(int(pid)) == birth else None


def _end(pid: int, birth: str, patience: float) -> None:
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, PATIENCE_SECONDS)):
        _signal_group(pid, number)
        deadline = time.monotonic() + seconds
        while started(pid) == birth and time.monotonic() < deadline:
            time.sleep(_TICK_SECONDS)
    if started(pid) == birth:
        raise Unavailable(
            f"Process {pid}, which an earlier run left behind, cannot be stopped: kill it, then try again."
        )


def _ends_with(parent: int) -> Callable[[], None] | None:
    def ask_the_kernel() -> None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel if _PRCTL else None


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _outcome(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"
