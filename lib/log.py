"""Structured logs: one JSON object a line on standard error, each with time, level, module and event."""

from __future__ import annotations

import atexit
import logging
import sys
import threading
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
import structlog

FLUSH_S = 0.2
MOST_WAITING = 5_000  # whoever writes more than standard error takes waits for it
# How many lines of warnings and errors a process keeps, for those who cannot read its log.
MOST_RECENT = 200

_recent: deque[bytes] = deque(maxlen=MOST_RECENT)
_json = msgspec.json.Encoder(enc_hook=repr)
# Without the variables of each frame: among them are secrets.
_exceptions = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


class Lines:
    """Collects lines and writes them five times a second: the processor logs each action, and a system call a line
    would cost it a tenth of its time. What is worse than information is written at once. Standard error is what it is
    at the moment: who replaces it, and closes the one before, must not make a line an error. Its own buffer does not
    do: with ``PYTHONUNBUFFERED``, as in a container, it has none."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        # A finalizer, which may run in the middle of writing, may have something to say.
        self._writing = threading.RLock()
        atexit.register(self._flush)
        threading.Thread(target=self._keep_flushing, name="log", daemon=True).start()

    def info(self, line: bytes) -> None:
        """Write a line soon."""
        self._waiting.append(line)
        if len(self._waiting) >= MOST_WAITING:
            self._flush()

    def error(self, line: bytes) -> None:
        """Write a line now, and keep it."""
        _recent.append(line)
        self._waiting.append(line)
        self._flush()

    debug = info
    warning = critical = exception = error

    def _flush(self) -> None:
        with self._writing, suppress(ValueError):  # it was closed
            lines = []
            with suppress(IndexError):  # a finalizer has written the others
                for _ in range(len(self._waiting)):
                    lines.append(self._waiting.popleft())
            rest = b"".join(lines)
            while rest:  # without a buffer, a part of it may be written
                rest = rest[sys.stderr.buffer.write(rest) :]
            sys.stderr.buffer.flush()

    def _keep_flushing(self) -> None:
        pause = threading.Event()
        while not pause.wait(FLUSH_S):
            self._flush()


def configure(level: str = "info") -> None:
    """Send everything, also what libraries log, out as JSON. Called once, by a process's entry point."""
    lines = Lines()
    structlog.configure(
        processors=[_render],
        logger_factory=lambda *_: lines,
        wrapper_class=_quick(structlog.make_filtering_bound_logger(level), level),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Foreign()]
    root.setLevel(level.upper())
    for noisy in ("kafka", "kloppy", "urllib3", "git", "watchdog", "streamlit", "quixstreams"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def recent() -> list[bytes]:
    """The newest warnings and errors of this process, each a line of JSON, the oldest first."""
    return list(_recent)


def get(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a module; *name* is its ``__name__``."""
    return structlog.get_logger(module=name)


def _quick(logger: type, level: str) -> type:
    """A *logger* class whose ``info`` goes straight to its line: structlog's own way there takes three times as long,
    and the processor goes it for each action."""
    if logging.getLevelNamesMapping()[level.upper()] > logging.INFO:
        return logger

    def info(self: structlog.BoundLoggerBase, event: str, **said: object) -> None:
        self._logger.info(_render(None, "info", {**self._context, **said, "event": event}))

    return type("Quick", (logger,), {"info": info})


def _render(logger: object, method: str, line: structlog.typing.EventDict) -> bytes:
    line["level"] = "error" if method == "exception" else method
    line["time"] = datetime.now(UTC)
    if "exc_info" in line:
        line = _exceptions(logger, method, line)
    return _json.encode(line) + b"\n"


class _Foreign(logging.Handler):
    """Brings what libraries log through the standard library into the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(module=record.name)
        level = logging.getLevelName(record.levelno).lower()
        getattr(log, level, log.info)(record.getMessage(), exc_info=record.exc_info or None)
