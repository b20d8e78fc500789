"""Taking in a commit: what it changes is read, validated, and made into the next revision."""

from __future__ import annotations

from dataclasses import replace

from lib.adapters.git import Repository, bundles
from lib.content.revision import Place, Revision
from lib.wiki import search


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
            revision = bundles.load(self._repository, self._place, sha, before, self._index.put)
            for path in (before.pages.keys() if before else set()) - revision.pages.keys():
                self._index.remove(path)
            return replace(revision, searcher=self._index.commit())
        except BaseException:
            self._index.rollback()
            raise
