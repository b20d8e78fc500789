"""Waiting for what will happen, with a deadline; a test never sleeps for luck."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(condition: Callable[[], T], timeout: float = 60.0, message: str | Callable[[], str] = "") -> T:
    """Return *condition*'s first true value; fail with *message* when there is none in *timeout* seconds."""
    deadline = time.monotonic() + timeout
    while True:
        asked = time.monotonic()
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            told = message() if callable(message) else message
            raise AssertionError(f"{told or 'what was waited for'}: not after {timeout:g} seconds")
        # What is waited for needs the time that a long question takes.
        time.sleep(min(0.5, max(0.02, time.monotonic() - asked)))
