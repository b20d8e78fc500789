"""A commit as what it declares: its competitions, sports, dashboards, alerts, catalogue, access, and its wiki."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from lib.adapters.git import Entry, Repository
from lib.adapters.git.branch import newest_good
from lib.content import revision as revisions
from lib.content.revision import Place, Revision
from lib.wiki import corpus, pages
from lib.wiki.corpus import File, Page, Sections

Reader = Callable[[Mapping[str, str], str, str], Iterable[tuple[str, Page, Sections]]]


def load(
    repository: Repository, place: Place, sha: str, before: Revision | None = None, read: Reader | None = None
) -> Revision:
    """The revision of the commit *sha*, of which only what is not as *before* is read.

    What may be wrong is looked at first; in the wiki nothing can be. *read* is told the pages that changed by their
    paths and blobs, the commit, and the one before; without it they are read here. Raise BadContent and Unavailable.
    """
    before = before or Revision(revisions.NO_COMMIT, place)
    entries = repository.changes(before.sha, sha, {place.content, place.wiki})
    declared = [one for one in entries if place.declares(one.path)]
    files = _files(repository, before, declared, sha)
    revision = revisions.load(repository.commit(sha), files, place)
    inside = [File(seen, one.blob) for one in entries if (seen := place.seen(one.path)) is not None]
    changed = {path: file.blob for file in inside if file.blob and (path := pages.path_of(file.path)) is not None}
    found = (read or partial(scanned, repository))(changed, sha, before.sha)
    return replace(revision, wiki=before.wiki.after(inside, {path: page for path, page, _ in found}))


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


def scanned(
    repository: Repository, changed: Mapping[str, str], sha: str, known: str
) -> Iterator[tuple[str, Page, Sections]]:
    """The pages *changed*, by their paths and blobs, of the commit *sha*; what *known* has is here already."""
    for (path, blob), raw in zip(changed.items(), repository.contents([*changed.values()], sha, known), strict=True):
        yield path, *corpus.read(path, blob, raw)


def _files(repository: Repository, before: Revision, changed: list[Entry], sha: str) -> Mapping[str, bytes]:
    """The files of the content that declare something."""
    there = [one for one in changed if one.blob]
    contents = repository.contents([one.blob for one in there], sha, before.sha)
    gone = {one.path for one in changed}
    kept = {path: raw for path, raw in before.files.items() if path not in gone}
    return kept | {one.path: raw for one, raw in zip(there, contents, strict=True)}
