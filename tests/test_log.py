"""What a process writes to standard error: a JSON object a line, each with time, level, module and event."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from lib import log
from lib.settings import ROOT

PROGRAM = """
import logging
from lib import log

log.configure("info")
ours, theirs = log.get("lib.some"), logging.getLogger("their.library")
ours.debug("too small")
ours.info("accepted", id="a1", partition=2, offset=7)
theirs.warning("Their %s", "sentence")
logging.getLogger("kafka.conn").info("noise")
try:
    password = "open-sesame"
    raise ValueError("what went wrong")
except ValueError:
    ours.exception("defect")
"""


def test_each_line_is_json_and_says_when_how_bad_where_and_what():
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in run.stderr.splitlines()]

    assert run.stdout == ""
    assert [(one["level"], one["module"], one["event"]) for one in lines] == [
        ("info", "lib.some", "accepted"),
        ("warning", "their.library", "Their sentence"),
        ("error", "lib.some", "defect"),
    ]
    assert (lines[0]["id"], lines[0]["partition"], lines[0]["offset"]) == ("a1", 2, 7)
    ages = [datetime.now(UTC) - datetime.fromisoformat(one["time"]) for one in lines]
    assert all(timedelta(0) <= age < timedelta(minutes=1) for age in ages)
    [failed] = lines[2]["exception"]
    assert (failed["exc_type"], failed["exc_value"]) == ("ValueError", "what went wrong")
    assert "open-sesame" not in run.stderr


class Slow(io.RawIOBase):
    """Standard error without a buffer, which takes only some of what it is given."""

    def __init__(self):
        self.calls, self.written = 0, b""

    def write(self, data):
        self.calls += 1
        self.written += data[:1000]
        return min(1000, len(data))


def test_many_lines_are_few_writes_and_each_is_whole(monkeypatch):
    raw = Slow()
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(buffer=raw))
    lines = log.Lines()
    for number in range(200):
        lines.info(b"%03d\n" % number)
    lines.error(b"the end\n")

    assert raw.written.splitlines() == [b"%03d" % number for number in range(200)] + [b"the end"]
    assert raw.calls < 20


def test_lines_do_not_wait_without_end(monkeypatch):
    monkeypatch.setattr(log, "FLUSH_S", 3600)
    raw = Slow()
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(buffer=raw))
    lines = log.Lines()
    for _ in range(log.MOST_WAITING):
        lines.info(b"a line\n")

    assert raw.written.count(b"\n") == log.MOST_WAITING


def test_who_says_something_in_the_middle_of_writing_is_heard(monkeypatch):
    class Interrupted(Slow):
        def write(self, data):
            if not self.calls:
                self.calls += 1
                lines.error(b"from a finalizer\n")
            return super().write(data)

    raw = Interrupted()
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(buffer=raw))
    lines = log.Lines()
    lines.error(b"a line\n")

    assert sorted(raw.written.splitlines()) == [b"a line", b"from a finalizer"]
