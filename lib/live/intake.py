"""Taking in a commit: what it changes is read, validated, and made into the next revision."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from lib import log
from lib.adapters.git import Repository, bundles
from lib.adapters.git.bundles import Arriving
from lib.content.revision import Place, Revision
from lib.errors import Unavailable
from lib.live import scanner
from lib.wiki import search
from lib.wiki.corpus import Corpus, Named, Page, Sections, Unread

# So many pages are worth a process of their own.
MANY = 500

_log = log.get(__name__)


class Intake:
    """Makes revisions of commits, and keeps the index of what they say. For one thread.

    *early* is handed a revision as soon as all its pages can be shown: its wiki is not whole yet.
    """

    def __init__(self, repository: Repository, place: Place, early: Callable[[Revision], None]) -> None:
        self._repository = repository
        self._place = place
        self._early = early
        self._index = search.Index()

    def load(self, before: Revision | None, sha: str) -> Revision:
        """The revision of the commit *sha*, of which only what is not as *before* is read.

        Raise BadContent and Unavailable.
        """
        try:
            arriving = bundles.arriving(self._repository, self._place, sha, before)
            if before is None:
                return self._whole(arriving)
            revision = arriving.whole(self._read(arriving, arriving.changed))
            for path in before.pages.keys() - revision.pages.keys():
                self._index.remove(path)
            return replace(revision, searcher=self._index.commit())
        except BaseException:
            self._index.rollback()
            raise

    def _whole(self, arriving: Arriving) -> Revision:
        """The first revision. Its index is finished in one thread while the links are followed in another."""
        with ThreadPoolExecutor(1, "index") as beside, _all_kept():
            read, unread = self._read_beside(arriving, beside) if len(arriving.changed) >= MANY else ({}, None)
            read |= self._read(arriving, arriving.changed.keys() - read.keys())
            finished = beside.submit(self._index.commit)
            return replace(arriving.whole(read, unread), searcher=finished.result())

    def _read(self, arriving: Arriving, wanted: Iterable[str]) -> dict[str, Page]:
        """The *wanted* pages."""
        found = bundles.scanned(self._repository, arriving, wanted)
        return {path: self._put(path, page, sections) for path, page, sections in found}

    def _read_beside(self, arriving: Arriving, beside: Executor) -> tuple[dict[str, Page], Corpus | None]:
        """What another process reads of many pages, which may not be all, and the wiki that they come into."""
        read, unread = {}, None
        plain = {path: blob for path, blob in arriving.changed.items() if path.isprintable()}
        try:
            with self._repository.piped(plain, arriving.revision.sha) as piped, scanner.beside(piped) as other:
                named = other.named()
                if len(named) == len(plain):
                    unread = self._shown(arriving, named, beside)
                for path, page, sections in other.pages():
                    read[path] = self._put(path, page, sections)
        except (Unavailable, OSError) as error:
            _log.warning("scanner_failed", error=str(error))
        return read, unread

    def _shown(self, arriving: Arriving, named: list[Named], beside: Executor) -> Corpus:
        """Let all pages be shown, and be found by what they are called. Those that the other process cannot be told of
        are read here."""
        content = partial(self._content, arriving.revision.sha)
        known: dict[str, Page] = {one.path: Unread(one, content) for one in named}
        odd = bundles.scanned(self._repository, arriving, arriving.changed.keys() - known.keys())
        known |= {path: page for path, page, _ in odd}
        titles = search.Index()
        for path, page in known.items():
            titles.put(path, page, ())
        searcher = beside.submit(titles.commit)
        wiki = replace(Corpus().after(arriving.files, known), whole=False)
        _log.info("titles", revision=arriving.revision.sha, pages=len(known))
        self._early(replace(arriving.revision, wiki=wiki, searcher=searcher.result()))
        return wiki

    def _put(self, path: str, page: Page, sections: Sections) -> Page:
        self._index.put(path, page, sections)
        return page

    def _content(self, sha: str, path: str) -> bytes:
        """The content of a page that is there. Raise Unavailable."""
        return self._repository.blob(sha, self._place.page_file(path)) or b""


@contextmanager
def _all_kept() -> Iterator[None]:
    """Let the garbage collector not look, again and again, through what is made and kept."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
