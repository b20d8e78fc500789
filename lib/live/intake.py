"""Taking in a commit: what it changes is read, validated, and made into the next revision."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from lib import log
from lib.adapters.git import Repository, bundles
from lib.content.revision import Place, Revision
from lib.errors import Unavailable
from lib.live import scanner
from lib.wiki import search
from lib.wiki.corpus import Page, Sections
from lib.wiki.search import Searcher

# So many pages are worth a process of their own.
MANY = 500

_log = log.get(__name__)


class Intake:
    """Makes revisions of commits, and keeps the index of what they say. For one thread."""

    def __init__(self, repository: Repository, place: Place) -> None:
        self._repository = repository
        self._place = place
        self._index = search.Index()

    def load(self, before: Revision | None, sha: str) -> Revision:
        """The revision of the commit *sha*, of which only what is not as *before* is read.

        Raise BadContent and Unavailable.
        """
        try:
            if before is None:
                return self._whole(sha)
            revision = bundles.load(self._repository, self._place, sha, before, self._read)
            for path in before.pages.keys() - revision.pages.keys():
                self._index.remove(path)
            return replace(revision, searcher=self._index.commit())
        except BaseException:
            self._index.rollback()
            raise

    def _whole(self, sha: str) -> Revision:
        """The first revision. Its index is finished in one thread while the links are followed in another."""
        finished: list[Future[Searcher]] = []

        def read(changed: Mapping[str, str], sha: str, known: str) -> Iterator[tuple[str, Page, Sections]]:
            yield from self._read(changed, sha, known)
            finished.append(beside.submit(self._index.commit))

        with ThreadPoolExecutor(1, "index") as beside, _all_kept():
            revision = bundles.load(self._repository, self._place, sha, None, read)
            return replace(revision, searcher=finished[0].result())

    def _read(self, changed: Mapping[str, str], sha: str, known: str) -> Iterator[tuple[str, Page, Sections]]:
        """The pages, on their way into the index."""
        for path, page, sections in self._scanned(changed, sha, known):
            self._index.put(path, page, sections)
            yield path, page, sections

    def _scanned(self, changed: Mapping[str, str], sha: str, known: str) -> Iterator[tuple[str, Page, Sections]]:
        """The pages. What another process does not read of many is read here."""
        read = set()
        if len(changed) >= MANY:
            for one in self._read_beside(changed, sha, known):
                read.add(one.path)
                yield one
        left = {path: blob for path, blob in changed.items() if path not in read}
        yield from bundles.scanned(self._repository, left, sha, known)

    def _read_beside(self, changed: Mapping[str, str], sha: str, known: str) -> Iterator[scanner.Read]:
        plain = {path: blob for path, blob in changed.items() if path.isprintable()}
        try:
            with self._repository.piped(plain, sha, known) as piped:
                yield from scanner.read(piped)
        except (Unavailable, OSError) as error:
            _log.warning("scanner_failed", error=str(error))


@contextmanager
def _all_kept() -> Iterator[None]:
    """Let the garbage collector not look, again and again, through what is made and kept."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
