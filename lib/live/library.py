"""The library: the newest good revision of the content, followed by one thread, read by everybody.

A new commit is read and validated in the background and takes the place of the old one at once. One that breaks a rule
is never served: the newest good one before it is, in every process the same.
"""

from __future__ import annotations

import threading
from functools import lru_cache

from lib import log
from lib.adapters import instruments
from lib.adapters.git import Repository
from lib.content import revision as revisions
from lib.content.revision import Commit, Place, Revision
from lib.errors import BadContent, Unavailable
from lib.settings import Settings
from lib.wiki import markdown
from lib.wiki.markdown import Rendered

ENDINGS = (".md", ".yaml", ".yml")
# How far back a good revision is looked for, when the process starts with a bad one.
MOST_BAD = 50
MOST_HTML = 512
MOST_CHANGES = 4096
LONGEST_WAIT_S = 60.0

_log = log.get(__name__)


class Library:
    """Follows a repository for as long as the process lives. Readers take ``current`` once, and never wait."""

    def __init__(self, settings: Settings, repository: Repository) -> None:
        self.current: Revision | None = None
        self.repository = repository
        self._place = Place(settings.content_root.strip("/"), settings.wiki)
        self._poll_s = settings.content_poll_seconds
        self._seen = ""
        self._bad: BadContent | None = None
        self._away: Unavailable | None = None
        self._stopping = threading.Event()
        self._looking = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="library", daemon=True)
        self._rendered = lru_cache(maxsize=MOST_HTML)(_render)
        self._changes = lru_cache(maxsize=MOST_CHANGES)(repository.last_change)

    @property
    def problem(self) -> BadContent | Unavailable | None:
        """Why ``current`` is not what the repository has: a bad file in it, or a repository that is away."""
        return self._bad or self._away

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait for the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def page(self, page: str) -> Rendered | None:
        """A page of the current revision; it is rendered when it is first asked for."""
        revision = self.current
        return self._rendered(revision, page) if revision and page in revision.pages else None

    def last_change(self, page: str) -> Commit | None:
        """The commit that last changed *page*. Raise Unavailable."""
        revision = self.current
        return self._changes(revision.sha, revision.place.page_file(page)) if revision else None

    def attachment(self, sha: str, path: str) -> bytes | None:
        """A file of the wiki's folder at any revision. Raise Refused and Unavailable."""
        return self.repository.blob(sha, self._place.attachment(path))

    def wait_for(self, sha: str, timeout_s: float) -> bool:
        """Look now, and say whether the commit *sha* is served, or one that goes on from it."""
        try:
            self.step()
        except Unavailable as error:
            self._missed(error)
        served = self.current.sha if self.current else ""
        return bool(served) and sha in self.repository.ancestors(served, MOST_BAD)

    def step(self) -> None:
        """Look once, and take in what is new. Raise Unavailable when the repository is away."""
        with self._looking:
            self._step()

    def _step(self) -> None:
        away = self._fetch()
        head = self.repository.head()
        if head != self._seen:
            self._take(head)
            self._seen = head
        if away:
            raise away
        self._away = None

    def _fetch(self) -> Unavailable | None:
        """What keeps us from fetching: a clone from earlier is still served."""
        try:
            self.repository.fetch()
        except Unavailable as away:
            return away
        return None

    def _take(self, head: str) -> None:
        """Serve the newest good revision up to *head*, and say what is wrong with *head* itself."""
        bad = None
        for sha in self.repository.ancestors(head, MOST_BAD):
            try:
                self._swap(sha)
                break
            except BadContent as error:
                bad = bad or error
                _log.warning("bad_content", revision=sha, error=str(error))
        self._bad = bad

    def _swap(self, sha: str) -> None:
        if self.current and self.current.sha == sha:
            return
        self.current = self._load(sha)
        self._rendered.cache_clear()
        instruments.running("app", sha)
        _log.info("revision", revision=sha, pages=len(self.current.pages))

    def _load(self, sha: str) -> Revision:
        files = {}
        for folder in {self._place.content, self._place.wiki}:
            files |= self.repository.files(sha, folder, ENDINGS)
        names = [entry.path for entry in self.repository.entries(sha, self._place.wiki)]
        return revisions.load(self.repository.commit(sha), files, names, self._place)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self.step()
                failures = 0
            except Unavailable as error:
                failures += 1
                self._missed(error)
            except Exception:
                failures += 1
                _log.exception("library_failed")
                self._missed(Unavailable("The content could not be read: the log says why."))
            self._stopping.wait(min(self._poll_s * 2**failures, max(self._poll_s, LONGEST_WAIT_S)))

    def _missed(self, away: Unavailable) -> None:
        if str(away) != str(self._away):
            _log.warning("content_is_away", error=str(away))
        self._away = away


def _render(revision: Revision, page: str) -> Rendered:
    return markdown.render(revision.text(page) or "", page, revision.context)
