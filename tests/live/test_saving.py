"""Many who save at once, from several processes, one of which is killed: nothing that was acknowledged is lost."""

import os
import signal
import subprocess
import sys

import pytest

from lib.settings import ROOT
from tests.checkout import QUIET, Checkout
from tests.live.savers import SHARED

SAVERS = ["ada", "ben", "cleo", "dan"]
# How many words each of them saves.
REPOSITORIES = {"bare": 50, "checked out": 12}


@pytest.fixture(params=REPOSITORIES)
def repository(request, tmp_path):
    """A repository with a page that all share, and how often each of them saves."""
    made = Checkout(tmp_path / "origin")
    made.commit({SHARED: "# Shared\n\n" + "".join(f"{name}:\n\n" for name in SAVERS)})
    if request.param == "bare":
        made = made.cloned(tmp_path / "bare.git")
    made.each = REPOSITORIES[request.param]
    return made


def start(repository, name, count):
    command = [sys.executable, "-m", "tests.live.savers", str(repository.path), name, str(count)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | QUIET, **pipes)


def kill_in_mid_save(process, after):
    """Kill the process right when it has said its word number *after*, while it is about the next one."""
    words = [process.stdout.readline().strip() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    return words + process.stdout.read().split()


def test_concurrent_saves_of_several_processes_lose_nothing(repository):
    processes = [start(repository, name, repository.each) for name in SAVERS]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    begin = repository.git("rev-parse", "main")

    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    acknowledged = kill_in_mid_save(processes[0], repository.each // 6)
    for process in processes[1:]:
        acknowledged += process.communicate()[0].split()

    assert [process.returncode for process in processes[1:]] == [0, 0, 0]
    assert len(acknowledged) >= 3 * repository.each
    assert set(acknowledged) <= set(repository.git("grep", "-h", "-o", "-E", "[a-z]+-[0-9]+", "main").split())
    history = repository.git("log", "--format=%s", f"{begin}..main").splitlines()
    assert {f"Add {word}" for word in acknowledged} <= set(history)
    assert not any(" " in parents for parents in repository.git("log", "--format=%P", f"{begin}..main").splitlines())
    assert repository.git("fsck", "--strict", "--no-dangling") == ""
    if repository.git("config", "core.bare") == "false":
        assert repository.git("status", "--porcelain") == ""
