"""Many who save at once, from several processes, one more of which is killed: nothing that was acknowledged is lost."""

import os
import signal
import subprocess
import sys

import pytest

from lib.settings import ROOT
from tests.checkout import QUIET, Checkout
from tests.live.savers import SHARED

SAVERS = ["ada", "ben", "cleo", "dan"]
KILLED = "eve"
# How many words each of them saves.
REPOSITORIES = {"bare": 50, "checked out": 12, "behind a URL": 6}


@pytest.fixture(params=REPOSITORIES)
def repository(request, tmp_path):
    """A repository with a page that all share, where its savers find it, and how often each of them saves."""
    made = Checkout(tmp_path / "origin")
    made.commit({SHARED: "# Shared\n\n" + "".join(f"{name}:\n\n" for name in (*SAVERS, KILLED))})
    if request.param != "checked out":
        made = made.cloned(tmp_path / "bare.git")
        made.git("config", "uploadpack.allowFilter", "true")
    made.each = REPOSITORIES[request.param]
    made.address = made.path.as_uri() if request.param == "behind a URL" else str(made.path)
    return made


def start(repository, name, folder):
    """A saver with a folder of its own: behind a URL, with a clone of its own, as on another machine."""
    command = [sys.executable, "-m", "tests.live.savers", repository.address, str(folder), name, str(repository.each)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | QUIET, **pipes)


def kill_in_mid_save(process, after):
    """Kill the process right when it has said its word number *after*, while it is about the next one."""
    words = [process.stdout.readline().strip() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    return words + process.stdout.read().split()


def test_concurrent_saves_of_several_processes_lose_nothing(repository, tmp_path):
    killed, *others = [start(repository, name, tmp_path / name) for name in (KILLED, *SAVERS)]
    for process in (killed, *others):
        assert process.stdout.readline() == "ready\n"
    begin = repository.git("rev-parse", "main")

    for process in (killed, *others):
        process.stdin.write("go\n")
        process.stdin.flush()
    before = kill_in_mid_save(killed, repository.each // 6)
    acknowledged = [word for process in others for word in process.communicate()[0].split()]

    assert [process.returncode for process in others] == [0, 0, 0, 0]
    assert len(acknowledged) == len(SAVERS) * repository.each
    acknowledged += before
    assert set(acknowledged) <= set(repository.git("grep", "-h", "-o", "-E", "[a-z]+-[0-9]+", "main").split())
    history = repository.git("log", "--format=%s", f"{begin}..main").splitlines()
    assert {f"Add {word}" for word in acknowledged} <= set(history)
    assert not any(" " in parents for parents in repository.git("log", "--format=%P", f"{begin}..main").splitlines())
    assert repository.git("fsck", "--strict", "--no-dangling") == ""
    if repository.git("config", "core.bare") == "false":
        assert repository.git("status", "--porcelain") == ""
