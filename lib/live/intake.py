"""Taking in a commit: what it changes is read, validated, and made into the next revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lib.adapters.git import Entry, Repository
from lib.content import revision as revisions
from lib.content.revision import Place, Revision
from lib.wiki import corpus, pages, search
from lib.wiki.corpus import File, Page


class Intake:
    """Makes revisions of commits, and keeps the index of what they say. For one thread."""

    def __init__(self, repository: Repository, place: Place) -> None:
        self._repository = repository
        self._place = place
        self._index = search.Index()

    def load(self, before: Revision | None, sha: str) -> Revision:
        """The revision of the commit *sha*, of which only what is not as *before* is read.

        What may be wrong is looked at first; in the wiki nothing can be. Raise BadContent and Unavailable.
        """
        before = before or Revision(revisions.NO_COMMIT, self._place)
        entries = self._repository.changes(before.sha, sha, {self._place.content, self._place.wiki})
        declared = [one for one in entries if self._place.declares(one.path)]
        files = self._files(before, declared, sha)
        revision = revisions.load(self._repository.commit(sha), files, self._place)
        inside = [File(seen, one.blob) for one in entries if (seen := self._place.seen(one.path)) is not None]
        try:
            wiki = before.wiki.after(inside, dict(self._pages(inside, sha, before.sha)))
            return replace(revision, wiki=wiki, searcher=self._index.commit())
        except BaseException:
            self._index.rollback()
            raise

    def _files(self, before: Revision, changed: list[Entry], sha: str) -> Mapping[str, bytes]:
        """The files of the content that declare something."""
        there = [one for one in changed if one.blob]
        contents = self._repository.contents([one.blob for one in there], sha, before.sha)
        gone = {one.path for one in changed}
        kept = {path: raw for path, raw in before.files.items() if path not in gone}
        return kept | {one.path: raw for one, raw in zip(there, contents, strict=True)}

    def _pages(self, changed: list[File], sha: str, known: str) -> Iterator[tuple[str, Page]]:
        """The pages among the files that changed, and are there."""
        there = [(path, file.blob) for file in changed if file.blob and (path := pages.path_of(file.path)) is not None]
        contents = self._repository.contents([blob for _, blob in there], sha, known)
        for (path, blob), raw in zip(there, contents, strict=True):
            page, scan = corpus.read(path, blob, raw)
            self._index.put(path, page, scan)
            yield path, page
        for path in {pages.path_of(file.path) for file in changed if not file.blob} - {None}:
            self._index.remove(path)
