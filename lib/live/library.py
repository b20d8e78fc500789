"""The library: the newest good revision of the content, followed by one thread, read by everybody.

Of a large wiki the pages are served as soon as their titles are known; until it is whole, nobody knows its links, and
only titles are searched.

A new commit is taken in by what it changes, in the background, and takes the place of the old one at once. One that
breaks a rule is never served: the newest good one before it is, in every process the same.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from lib import log
from lib.adapters import instruments
from lib.adapters.git import Repository, bundles, history
from lib.adapters.git.branch import Branch
from lib.adapters.git.history import Change, History, Step
from lib.content.revision import Commit, Place, Revision
from lib.errors import Unavailable
from lib.live.chronicle import Chronicle
from lib.live.intake import Intake
from lib.live.renderings import Renderings
from lib.settings import Settings
from lib.wiki import health
from lib.wiki.health import Finding
from lib.wiki.markdown import Rendered

MOST_DECLARED = 8  # older revisions that somebody asked for

_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """The health of the wiki of *revision*. *key* says of which history it knows."""

    key: tuple[str, str]
    revision: Revision
    findings: list[Finding]

    def of(self, rule: str, limit: int) -> list[Finding]:
        """Up to *limit* findings of a rule, with their lines."""
        some = [one for one in self.findings if one.rule == rule][:limit]
        return list(health.located(self.revision.wiki, some))


class Library:
    """Readers take ``current`` once, and never wait; *branch* follows the repository while the process lives."""

    def __init__(self, settings: Settings, repository: Repository) -> None:
        self.current: Revision | None = None
        self.repository = repository
        self.place = Place(settings.content_root.strip("/"), settings.wiki)
        self._swapped = threading.Condition()
        self._intake = Intake(repository, self.place, self._serve)
        self._chronicle = Chronicle(repository, self.place.wiki)
        self._renderings = Renderings()
        self._report: Report | None = None
        self._declared: dict[str, Revision] = {}
        self.branch = Branch(repository, settings.content_poll_seconds, ("app",), self._swap, self._remember)

    @property
    def whole(self) -> Revision | None:
        """``current``, for whoever asks for links, or for what is not on one page; None until its wiki is whole."""
        revision = self.current
        return revision if revision and revision.wiki.whole else None

    @property
    def remembers(self) -> bool:
        """Whether the history is read, which is some seconds after the start."""
        return bool(self._chronicle.history.head)

    def start(self) -> None:
        """Begin to follow."""
        self.branch.start()

    def stop(self) -> None:
        """Stop following, and wait for the threads."""
        self._chronicle.stop()
        self.branch.stop()

    def wait_for(self, sha: str, timeout_s: float) -> bool:
        """Look now, and wait until the commit *sha* is served, or one that goes on from it. False: not in time."""
        self.branch.look()
        with self._swapped:
            return self._swapped.wait_for(lambda: self._serves(sha), timeout_s)

    def page(self, page: str) -> Rendered | None:
        """A page of the current revision; it is rendered when it is first asked for."""
        revision = self.current
        return self._renderings.page(revision, page) if revision and page in revision.pages else None

    def last_change(self, page: str) -> Commit | None:
        """The commit that last changed *page*; not known until the wiki is whole. Raise Unavailable."""
        revision = self.whole
        if revision and not self.remembers:
            return self.repository.last_change(revision.sha, revision.place.page_file(page))
        return self.known_change(page)

    def known_change(self, page: str) -> Commit | None:
        """The same of many pages: there is none while the history is still read, a few seconds after the start."""
        return self._chronicle.history.last(self.place.page_file(page))

    def declared(self, sha: str) -> Revision:
        """What the commit *sha* declares; its wiki is left out. Raise BadContent and Unavailable."""
        found = self._declared.get(sha) or bundles.without_wiki(self.repository, self.place, sha)
        newest = [(sha, found), *(one for one in self._declared.items() if one[0] != sha)]
        self._declared = dict(newest[:MOST_DECLARED])
        return found

    def history(self, page: str, limit: int = 50, before: str = "") -> list[Step]:
        """Up to *limit* commits that made *page* what it is, the newest first, across its renames.

        *before* is the last commit of an earlier answer: the next ones are meant. Raise Unavailable.
        """
        revision, known = self.current, self._chronicle.history
        if not revision:
            return []
        file = revision.place.page_file(page)
        if known.head:
            return known.steps(file, limit, before)
        steps = history.ask(self.repository, file, revision.sha)
        passed = next((number for number, step in enumerate(steps, 1) if step.commit.sha == before), len(steps))
        return steps[passed if before else 0 :][:limit]

    def recent_changes(self, limit: int = 50, before: str = "") -> list[Change]:
        """Up to *limit* commits that changed the wiki, the newest first; *before* as in `history`.

        There are none while the history is still read, a few seconds after the start.
        """
        return self._chronicle.history.recent(limit, before)

    def moved(self, page: str) -> str | None:
        """Where the page that was called *page* is now, if it was moved, or another one calls itself so."""
        revision = self.current
        if not revision or page in revision.pages:
            return None
        place = revision.place
        history_ = self._chronicle.history
        found = history_.moved(place.page_file(page), lambda file: place.page_of(file) in revision.pages)
        return place.page_of(found) if found else revision.alias(page)

    def health(self) -> Report | None:
        """What is wrong with the wiki that is served, or could be better; looked for once a revision.

        Raise Unavailable.
        """
        revision, past = self.whole, self._chronicle.history
        if revision is None:
            return None
        key = revision.sha, past.head
        if self._report is None or self._report.key != key:
            self._report = Report(key, revision, self._findings(revision, past))
        return self._report

    def _findings(self, revision: Revision, past: History) -> list[Finding]:
        def changed(page: str) -> datetime | None:
            commit = past.last(revision.place.page_file(page))
            return commit.time if commit else None

        sizes = self.repository.sizes(revision.wiki.files.values())
        return health.examine(revision.wiki, sizes, changed, datetime.now(UTC))

    def attachment(self, sha: str, path: str) -> bytes | None:
        """A file of the wiki's folder at any revision. Raise Refused and Unavailable."""
        return self.repository.blob(sha, self.place.attachment(path))

    def _remember(self) -> None:
        if self.current:
            self._chronicle.follow(self.current.sha)

    def _swap(self, sha: str) -> None:
        """Serve the commit *sha* from now on, whole. Raise BadContent, and Unavailable."""
        began = time.perf_counter()
        before = self.whole
        loaded = self._intake.load(before, sha)
        if before:
            self._chronicle.follow(sha)
        self._serve(loaded)
        self._tell(loaded, time.perf_counter() - began)

    def _serve(self, revision: Revision) -> None:
        with self._swapped:
            self.current = revision
            self._swapped.notify_all()

    def _tell(self, revision: Revision, seconds: float) -> None:
        instruments.REVISIONS.labels("served").inc()
        instruments.REVISION_SECONDS.observe(seconds)
        instruments.WIKI_PAGES.set(len(revision.pages))
        _log.info("revision", revision=revision.sha, pages=len(revision.pages), seconds=round(seconds, 3))

    def _serves(self, sha: str) -> bool:
        served = self.current.sha if self.current else ""
        try:
            return served == sha or bool(served and self.repository.is_ancestor(sha, served))
        except Unavailable:  # nobody knows that commit yet
            return False
