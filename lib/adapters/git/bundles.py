"""A commit as what it declares: its competitions, sports, dashboards, alerts, catalogue, access, and its wiki."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lib.adapters.git import Entry, Repository
from lib.adapters.git.branch import newest_good
from lib.content import revision as revisions
from lib.content.revision import Place, Revision
from lib.wiki import corpus, pages
from lib.wiki.corpus import Corpus, File, Page, Sections


@dataclass(frozen=True, slots=True)
class Arriving:
    """A commit that is good, and whose pages are still to be read: the *changed* ones, by their paths and blobs.

    *revision* is without its wiki, *files* are those of the wiki's folder that changed since *before*.
    """

    revision: Revision
    before: Revision
    files: list[File]
    changed: Mapping[str, str]

    def whole(self, read: Mapping[str, Page], before: Corpus | None = None) -> Revision:
        """The revision, with the pages that were *read*; *before* is the wiki that they come into, if it is another."""
        return replace(self.revision, wiki=(before or self.before.wiki).after(self.files, read))


def arriving(repository: Repository, place: Place, sha: str, before: Revision | None = None) -> Arriving:
    """Look at what may be wrong in the commit *sha*, of which only what is not as *before* is read: in the wiki nothing
    can be. Raise BadContent and Unavailable."""
    before = before or Revision(revisions.NO_COMMIT, place)
    entries = repository.changes(before.sha, sha, {place.content, place.wiki})
    declared = [one for one in entries if place.declares(one.path)]
    files = _files(repository, before, declared, sha)
    revision = revisions.load(repository.commit(sha), files, place)
    inside = [File(seen, one.blob) for one in entries if (seen := place.seen(one.path)) is not None]
    changed = {path: file.blob for file in inside if file.blob and (path := pages.path_of(file.path)) is not None}
    return Arriving(revision, before, inside, changed)


def load(repository: Repository, place: Place, sha: str, before: Revision | None = None) -> Revision:
    """The revision of the commit *sha*, of which only what is not as *before* is read. Raise BadContent and
    Unavailable."""
    found = arriving(repository, place, sha, before)
    return found.whole({path: page for path, page, _ in scanned(repository, found, found.changed)})


def served(repository: Repository, place: Place, sha: str, before: Revision | None = None) -> Revision:
    """What is served where *sha* is the newest commit: the newest good one up to it. Raise BadContent where none of
    the last is good, and Unavailable."""
    found, bad = newest_good(repository, sha, lambda one: load(repository, place, one, before))
    if found is None:
        raise bad[0]
    return found


def declared(repository: Repository, place: Place, sha: str) -> dict[str, bytes]:
    """The files of the commit *sha* that declare something, by their paths. Raise Unavailable."""
    found = repository.files(sha, place.content, revisions.ENDINGS)
    return {path: raw for path, raw in found.items() if place.declares(path)}


def without_wiki(repository: Repository, place: Place, sha: str) -> Revision:
    """The revision of the commit *sha* as far as it declares something. Raise BadContent and Unavailable."""
    return revisions.load(repository.commit(sha), declared(repository, place, sha), place)


def scanned(repository: Repository, arriving: Arriving, wanted: Iterable[str]) -> Iterator[tuple[str, Page, Sections]]:
    """The *wanted* pages among those that changed. Raise Unavailable."""
    blobs = {path: arriving.changed[path] for path in wanted}
    contents = repository.contents([*blobs.values()], arriving.revision.sha, arriving.before.sha)
    for (path, blob), raw in zip(blobs.items(), contents, strict=True):
        yield path, *corpus.read(path, blob, raw)


def _files(repository: Repository, before: Revision, changed: list[Entry], sha: str) -> Mapping[str, bytes]:
    """The files of the content that declare something."""
    there = [one for one in changed if one.blob]
    contents = repository.contents([one.blob for one in there], sha, before.sha)
    gone = {one.path for one in changed}
    kept = {path: raw for path, raw in before.files.items() if path not in gone}
    return kept | {one.path: raw for one, raw in zip(there, contents, strict=True)}
