"""The branch that is served, followed: every process runs with its newest good commit, and says how it stands to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from lib import log
from lib.adapters import instruments
from lib.adapters.git import Repository
from lib.content.sync import Sync
from lib.errors import BadContent, Unavailable

# How far back a good revision is looked for, when the process starts with a bad one.
MOST_BAD = 50
LONGEST_WAIT_S = 60.0
MOST_DOUBLINGS = 16
# How often the refs of a repository on this machine are looked at: a commit is seen at once, and no process is started.
GLANCE_S = 0.2

_log = log.get(__name__)

T = TypeVar("T")


class Branch:
    """Follows for as long as the process lives, in a thread, or step by step. Readers take ``sync`` whole at any time.

    *take* is handed a commit to work with from now on; it raises BadContent for one that breaks a rule, and then the
    newest good one before it is taken, in every process the same. *components* are what this process is known as.
    *after* is called after each look.
    """

    def __init__(
        self,
        repository: Repository,
        poll_s: float,
        components: tuple[str, ...],
        take: Callable[[str], None],
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self.sync = Sync(since=datetime.now(UTC))
        self.looked: datetime | None = None  # when the repository last answered
        self._repository, self._poll_s = repository, poll_s
        self._components, self._take_in, self._after = components, take, after
        self._bad: BadContent | None = None
        self._away: Unavailable | None = None
        self._seen = ""
        self._failures = 0  # in a row
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="branch", daemon=True)
        self._say(self.sync)

    @property
    def problem(self) -> BadContent | Unavailable | None:
        """Why the newest commit does not run: a bad file in it, or a repository that is away."""
        return self._bad or self._away

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait for the thread."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def look(self) -> None:
        """Look for a new commit now, in the background."""
        self._woken.set()

    def step(self) -> None:
        """Look once, and take in what is new. Raise Unavailable when the repository is away."""
        try:
            self._look()
        except Unavailable as away:
            self._missed(away)
            raise
        self._away, self.looked = None, datetime.now(UTC)
        self._settle()

    def _look(self) -> None:
        away = self._fetch()
        head = self._repository.head()
        if head != self._seen:
            self._say(self.sync.wants(head, datetime.now(UTC)))
            self._take(head)
            self._seen = head
        self._after()
        if away:
            raise away

    def _fetch(self) -> Unavailable | None:
        """What keeps us from fetching: a clone from earlier still serves."""
        try:
            self._repository.fetch()
        except Unavailable as away:
            return away
        return None

    def _take(self, head: str) -> None:
        """Work with the newest good commit up to *head*, and keep what is wrong with *head* itself."""
        running, bad = newest_good(self._repository, head, self._tried)
        self._bad = bad[0] if bad else None
        self._settle(running)

    def _tried(self, sha: str) -> str:
        """Work with the commit *sha*, if we do not already. Raise BadContent."""
        try:
            if sha != self.sync.running:
                self._take_in(sha)
        except BadContent as error:
            instruments.REVISIONS.labels("bad").inc()
            _log.warning("bad_content", revision=sha, error=str(error), others=len(error.others))
            raise
        return sha

    def _settle(self, running: str | None = None) -> None:
        """Say how it stands now."""
        self._say(self.sync.runs(self.sync.running if running is None else running, datetime.now(UTC), self.problem))

    def _say(self, sync: Sync) -> None:
        self.sync = sync
        for component in self._components:
            instruments.synced(component, sync.state, sync.running)

    def _missed(self, away: Unavailable) -> None:
        if str(away) != str(self._away):
            _log.warning("content_is_away", error=str(away))
        self._away = away
        self._settle()

    def _run(self) -> None:
        """Follow, whatever happens: nobody would hear that the thread has ended, and what is old would be served on."""
        while not self._stopping.is_set():
            try:
                self._turn()
            except BaseException:  # not even the log could be written
                self._failures += 1
                self._stopping.wait(wait_s(self._poll_s, self._failures))

    def _turn(self) -> None:
        stamp = self._repository.stamp()
        try:
            self.step()
            self._failures = 0
        except Unavailable:
            self._failures += 1
        except BaseException:
            self._failures += 1
            _log.exception("content_failed")
            self._missed(Unavailable("The content could not be read: the log says why."))
        self._rest(wait_s(self._poll_s, self._failures), stamp)

    def _rest(self, seconds: float, stamp: object) -> None:
        """Wait for *seconds*, or until there is something to look at."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._woken.wait(min(left, GLANCE_S)):
                break
            if self._repository.stamp() != stamp:
                break
        self._woken.clear()


def newest_good(repository: Repository, head: str, take: Callable[[str], T]) -> tuple[T | None, list[BadContent]]:
    """What *take* makes of the newest good commit up to *head*, and what it raises for those that come after that one.

    None where none of the last `MOST_BAD` is good. Raise Unavailable.
    """
    bad = []
    for sha in repository.ancestors(head, MOST_BAD):
        try:
            return take(sha), bad
        except BadContent as error:
            bad.append(error)
    return None, bad


def wait_s(poll_s: float, failures: int) -> float:
    """How long to wait for the next look, in seconds: twice as long with each of *failures* in a row, to a limit."""
    return min(poll_s * 2 ** min(failures, MOST_DOUBLINGS), max(poll_s, LONGEST_WAIT_S))
