"""Saves that are held: a remote did not take them, or their process died. They are tried again until they are out."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from lib import log
from lib.adapters.git.commits import Held
from lib.errors import Refused, Unavailable
from lib.live.editor import Editor

SHORTEST_WAIT_S = 2.0
LONGEST_WAIT_S = 60.0
MOST_REMEMBERED = 1000

_log = log.get(__name__)


class Outgoing:
    """One thread, for as long as the process lives."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._reasons: dict[str, str] = {}
        self._published: dict[str, str] = {}
        self._wanted = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="outgoing", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier process has left."""
        self._wanted.set()
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait for the thread."""
        self._stopping = True
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def wake(self) -> None:
        """There is something new to try."""
        self._wanted.set()

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why each held commit is not out yet, by its name."""
        return dict(self._reasons)

    @property
    def published(self) -> Mapping[str, str]:
        """The revisions in which those are that were held here and are out, by their names, as far back as this process
        remembers; empty where somebody else has published it."""
        return self._published

    def step(self) -> bool:
        """Try all held commits once, the oldest first; False while some are still held. Raise Unavailable."""
        reasons: dict[str, str] = {}
        for held in self._editor.writer.held():
            reason = self._try(held)
            if reason:
                reasons[held.name] = reason
        self._reasons = reasons
        return not reasons

    def _try(self, held: Held) -> str:
        """Why the commit is still held, or nothing."""
        revision = ""
        try:
            with self._editor.writer.turn():
                if self._editor.writer.find(held.name):
                    revision = self._editor.again(held)
        except (Refused, Unavailable) as reason:
            return str(reason)
        self._published[held.name] = revision
        while len(self._published) > MOST_REMEMBERED:
            del self._published[next(iter(self._published))]
        _log.info("published", held=held.name)
        return ""

    def _run(self) -> None:
        wait = SHORTEST_WAIT_S
        while not self._stopping:
            self._wanted.wait(wait if self._reasons else None)
            woken = self._wanted.is_set()
            self._wanted.clear()
            if self._stopping:
                return
            try:
                done = self.step()
            except Unavailable as away:
                done = False
                self._reasons = self._reasons or {"": str(away)}
            except Exception:
                done = False
                _log.exception("outgoing_failed")
            wait = SHORTEST_WAIT_S if done or woken else min(2 * wait, LONGEST_WAIT_S)
