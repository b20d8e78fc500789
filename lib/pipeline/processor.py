"""``python -m lib process``: verify and fold actions, and bring what they mean to Prometheus.

What it derives depends on actions alone, never on Git. It follows the content all the same, and says whether it can
read the newest revision: a processor that is older than the content would reject what that is about to declare.
"""

from __future__ import annotations

import argparse
import signal
import threading

from lib import log
from lib.adapters import instruments, kafka
from lib.pipeline.bundle import Bundle
from lib.pipeline.topology import application
from lib.pipeline.writer import Writer
from lib.settings import Settings

_log = log.get(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments: it is set by the environment."""


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Process until SIGTERM or Ctrl-C. Several processes share the partitions."""
    log.configure(settings.log_level)
    for difference in kafka.ensure_topics(settings):
        _log.warning("topic_differs", problem=difference)
    app = application(settings)
    instruments.serve(settings.app_host, settings.processor_port, lambda: app.ready)
    stop = threading.Event()
    writer = threading.Thread(target=Writer(settings).run, args=(stop,), name="writer")
    writer.start()
    branch = Bundle(settings, "processor", "writer").branch
    branch.start()
    try:
        app.run()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop.set()
        branch.stop()
        writer.join(timeout=10)
    return 0
