"""What a process writes to standard error: a JSON object a line, each with time, level, module and event."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

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
