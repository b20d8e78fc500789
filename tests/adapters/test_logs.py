"""The newest errors, of files and of this process: each once, without secrets."""

import json

import pytest

from lib import log
from lib.adapters import logs
from lib.local import replicas


def line(second, level="error", **more):
    time = f"2026-05-02T14:00:{second:02}Z"
    return json.dumps(
        {"event": f"e{second}", "level": level, "module": "m", "time": time} | more, separators=(",", ":")
    )


@pytest.fixture
def given(make_settings, monkeypatch):
    """Settings with secrets, and an empty memory of this process."""
    monkeypatch.setattr(log, "_recent", log.deque(maxlen=3))
    return make_settings(API_TOKEN="secret-of-the-api", CONTENT_REPO="https://me:word@git.example/x.git")


def write(given, name, *lines):
    (given.var_dir / "log").mkdir(parents=True, exist_ok=True)
    (given.var_dir / "log" / name).write_text("".join(f"{one}\n" for one in lines))


def test_warnings_and_errors_of_all_files_come_the_newest_first(given):
    write(given, "processor.log", line(1), line(5, "warning"), line(6, "info"), "Traceback: no JSON")
    write(given, "publisher.log", line(3), '{"level":"error","event":"cut off')

    found = logs.newest(given, 10)

    assert [(one.part, one.event, one.level) for one in found] == [
        ("processor", "e5", "warning"),
        ("publisher", "e3", "error"),
        ("processor", "e1", "error"),
    ]
    assert [one.event for one in logs.newest(given, 1)] == ["e5"]


def test_each_of_several_app_processes_tells_the_errors_of_all_parts(given):
    write(given, "processor-1.log", line(1))
    second = replicas.layout(given, 2).apps["app-2"]

    assert second.var_dir != given.var_dir
    assert [(one.part, one.event) for one in logs.newest(second, 10)] == [("processor-1", "e1")]


def test_what_this_process_logged_is_kept_up_to_a_number_and_is_not_said_twice(given):
    lines = log.Lines()
    for second in range(5):
        lines.error(line(second).encode() + b"\n")
    lines.info(line(9, "info").encode())
    write(given, "app.log", line(4))

    assert [one.event for one in logs.newest(given, 10)] == ["e4", "e3", "e2"]


def test_secrets_and_credentials_are_left_out_and_tracebacks_are_kept(given):
    failed = [{"exc_type": "ValueError", "exc_value": "token secret-of-the-api"}]
    write(given, "app.log", line(1, error="https://me:word@git.example/x.git: secret-of-the-api", exception=failed))

    (found,) = logs.newest(given, 10)

    assert found.said == "error: https://***@git.example/x.git: ***"
    assert "ValueError" in found.traceback
    assert "secret-of-the-api" not in found.traceback
