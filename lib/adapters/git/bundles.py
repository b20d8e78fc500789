"""A commit as what it declares: its competitions, sports, dashboards, alerts, catalogue, access, and its wiki."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from lib.adapters.git import Entry, Repository
from lib.content import revision as revisions
from lib.content.revision import Place, Revision
from lib.wiki import corpus, pages
from lib.wiki.corpus import File, Page
from lib.wiki.scan import Scan

Take = Callable[[str, Page, Scan], object]


def load(
    repository: Repository,
    place: Place,
    sha: str,
    before: Revision | None = None,
    take: Take = lambda path, page, scan: None,
) -> Revision:
    """The revision of the commit *sha*, of which only what is not as *before* is read.

    What may be wrong is looked at first; in the wiki nothing can be. *take* is handed each page that was read. Raise
    BadContent and Unavailable.
    """
    before = before or Revision(revisions.NO_COMMIT, place)
    entries = repository.changes(before.sha, sha, {place.content, place.wiki})
    declared = [one for one in entries if place.declares(one.path)]
    files = _files(repository, before, declared, sha)
    revision = revisions.load(repository.commit(sha), files, place)
    inside = [File(seen, one.blob) for one in entries if (seen := place.seen(one.path)) is not None]
    read = dict(_pages(repository, inside, sha, before.sha, take))
    return replace(revision, wiki=before.wiki.after(inside, read))


def _files(repository: Repository, before: Revision, changed: list[Entry], sha: str) -> Mapping[str, bytes]:
    """The files of the content that declare something."""
    there = [one for one in changed if one.blob]
    contents = repository.contents([one.blob for one in there], sha, before.sha)
    gone = {one.path for one in changed}
    kept = {path: raw for path, raw in before.files.items() if path not in gone}
    return kept | {one.path: raw for one, raw in zip(there, contents, strict=True)}


def _pages(repository: Repository, changed: list[File], sha: str, known: str, take: Take) -> Iterator[tuple[str, Page]]:
    """The pages among the files that changed, and are there."""
    there = [(path, file.blob) for file in changed if file.blob and (path := pages.path_of(file.path)) is not None]
    contents = repository.contents([blob for _, blob in there], sha, known)
    for (path, blob), raw in zip(there, contents, strict=True):
        page, scan = corpus.read(path, blob, raw)
        take(path, page, scan)
        yield path, page
