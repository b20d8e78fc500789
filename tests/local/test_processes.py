import os
from pathlib import Path

import pytest

from lib.errors import Unavailable
from lib.local import processes
from lib.local.processes import Process
from tests.local import children
from tests.waiting import wait_for


def test_a_child_runs_until_it_is_stopped(tmp_path):
    child = Process(children.python(children.ENDLESS), tmp_path / "a.log")
    assert child.exit_code() is None

    child.stop()

    assert child.exit_code() == -15
    assert not children.running(child.pid)


def test_who_ignores_sigterm_is_killed_after_the_deadline(tmp_path):
    ready = tmp_path / "ready"
    child = Process(children.stubborn(ready), tmp_path / "a.log")
    wait_for(ready.exists)

    child.stop(patience=0.1)

    assert child.exit_code() == -9


def test_a_grandchild_goes_with_its_parent(tmp_path):
    ready = tmp_path / "ready"
    child = Process(children.with_grandchild(ready), tmp_path / "a.log")
    grandchild = int(wait_for(lambda: ready.exists() and ready.read_text()))

    child.stop()

    wait_for(lambda: not children.running(grandchild))


def test_a_grandchild_goes_when_its_parent_dies_by_itself(tmp_path):
    ready = tmp_path / "ready"
    child = Process(children.with_grandchild(ready), tmp_path / "a.log")
    grandchild = int(wait_for(lambda: ready.exists() and ready.read_text()))

    os.kill(child.pid, 9)

    wait_for(lambda: child.exit_code() is not None)
    wait_for(lambda: not children.running(grandchild))


def test_stopping_twice_is_harmless(tmp_path):
    child = Process(children.python("pass"), tmp_path / "a.log")
    wait_for(lambda: child.exit_code() is not None)

    child.stop()

    assert child.exit_code() == 0


def test_output_is_appended_and_the_last_words_are_this_childs_own(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("said by an earlier one\n")
    child = Process(children.python("import sys; print('no luck'); sys.exit(3)"), log)
    wait_for(lambda: child.exit_code() is not None)

    words = child.last_words()

    assert "a ended (exit code 3)" in words
    assert "no luck" in words
    assert "earlier" not in words
    assert log.read_text() == "said by an earlier one\nno luck\n"


def test_a_large_log_makes_room(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOG_LIMIT", 10)
    log = tmp_path / "a.log"
    log.write_text("more than ten bytes")

    processes.rotate(log)

    assert log.read_text() == ""
    assert (tmp_path / "a.log.1").read_text() == "more than ten bytes"


def test_waiting_ends_with_the_child(tmp_path):
    child = Process(children.python("raise SystemExit('cannot')"), tmp_path / "a.log")

    with pytest.raises(Unavailable, match=r"a ended \(exit code 1\)[^$]*cannot"):
        child.wait_until(lambda: False, patience=30)


def test_waiting_ends_with_patience(tmp_path):
    child = Process(children.python(children.ENDLESS), tmp_path / "a.log")

    with pytest.raises(Unavailable, match="a does not answer after 0 seconds"):
        child.wait_until(lambda: False, patience=0.1)

    child.stop()


def test_a_pid_file_lasts_as_long_as_its_child(tmp_path):
    pidfile = tmp_path / "run" / "a.pid"
    child = Process(children.python(children.ENDLESS), tmp_path / "a.log", pidfile=pidfile)
    assert pidfile.read_text().startswith(f"{child.pid} ")

    child.stop()

    assert not pidfile.exists()


def test_leftovers_are_stopped_by_their_pid_files(tmp_path):
    left = children.bystander()
    (tmp_path / "a.pid").write_text(f"{left.pid} {processes.started(left.pid)}\n")

    assert processes.stop_leftovers(tmp_path, patience=0.0) == ["a"]

    left.kill()
    left.wait()
    assert list(tmp_path.iterdir()) == []


def test_a_recycled_number_is_left_alone(tmp_path):
    other = children.bystander()
    (tmp_path / "a.pid").write_text(f"{other.pid} another-boot 123\n")

    assert processes.stop_leftovers(tmp_path) == []

    assert children.running(other.pid)
    other.kill()
    other.wait()


@pytest.mark.parametrize("entry", ["", "12", "not a number", "999999999 None"])
def test_a_pid_file_that_says_nothing_is_removed(tmp_path, entry):
    (tmp_path / "a.pid").write_text(entry)

    assert processes.stop_leftovers(tmp_path) == []

    assert list(tmp_path.iterdir()) == []


def test_no_process_has_no_birth():
    assert processes.started(2**22 + 1) is None
    assert processes.started(os.getpid()) == processes.started(os.getpid())


def test_relative_paths_are_from_the_checkout(tmp_path):
    child = Process(children.python("print(open('pyproject.toml').readline())"), tmp_path / "a.log")
    wait_for(lambda: child.exit_code() is not None)

    assert "[project]" in Path(tmp_path / "a.log").read_text()
