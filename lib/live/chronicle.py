"""The history of the wiki's files, beside the library: read whole in the background, then extended with each commit."""

from __future__ import annotations

import threading

from lib import log
from lib.adapters.git import Repository, history
from lib.adapters.git.history import History
from lib.errors import Unavailable

RETRY_S = 5.0

_log = log.get(__name__)


class Chronicle:
    """Has the history up to a revision, for as long as the process lives. Readers take ``history``, and never wait.

    `follow` and `stop` are for one thread, that of the library.
    """

    def __init__(self, repository: Repository, folder: str) -> None:
        self.history = History()
        self._repository = repository
        self._folder = folder
        self._wanted = ""
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def follow(self, sha: str) -> None:
        """Let the history reach *sha*: at once where it goes on from what is known, otherwise when it has been read."""
        self._wanted = sha
        if self.history.head == sha or (self._thread and self._thread.is_alive()):
            return
        if not self._extend(sha):
            self._thread = threading.Thread(target=self._run, name="chronicle", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop reading."""
        self._stopping.set()

    def _extend(self, sha: str) -> bool:
        known = self.history
        try:
            if not known.head or not self._repository.is_ancestor(known.head, sha):
                return False
            self.history = history.read(self._repository, self._folder, sha, known)
        except Unavailable:
            return False
        return True

    def _run(self) -> None:
        """Read until there is nothing newer; what comes in the last moment waits for the next call of `follow`."""
        while self.history.head != self._wanted and not self._stopping.is_set():
            try:
                self.history = history.read(self._repository, self._folder, self._wanted, self.history)
            except Exception as error:
                _log.warning("history_failed", error=str(error), exc_info=not isinstance(error, Unavailable))
                self._stopping.wait(RETRY_S)
