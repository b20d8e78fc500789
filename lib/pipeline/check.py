"""``python -m lib check [DIR|REVISION]``: what is wrong with a revision of the content, before anybody is served it.

Everything that one commit declares is one bundle and is checked together: competitions, sports and their rules,
dashboards, the catalogue of metrics, alerts, access, the pages of the wiki, and what each of them names of the others.
All that is wrong is told in one go. A folder is checked as it is on this machine, with what is not committed; a
revision as it is in the repository that the settings name, and without an argument the one that is served. The exit
code is 0 when nothing is wrong, 1 when something is, and 2 for wrong use. What could only be better is told with
``--warnings``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from lib.adapters import folder
from lib.adapters.git import Repository, history
from lib.content import problems
from lib.content.problems import Checked
from lib.content.revision import ENDINGS, Place
from lib.errors import Unavailable, WrongUse
from lib.pipeline import annotations
from lib.settings import Settings
from lib.wiki import corpus, pages
from lib.wiki.corpus import Corpus, File

DOCUMENTS = "docs"  # where alerts lead to


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("what", metavar="DIR|REVISION", nargs="?", help="a folder, or a branch, a tag or a commit")
    parser.add_argument("--warnings", action="store_true", help="tell, too, what could be better; it does not fail")
    parser.add_argument("--format", choices=annotations.FORMATS, default="text", help=annotations.HELP)


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Check, and tell; 1 when something is wrong."""
    place = Place(settings.content_root.strip("/"), settings.wiki)
    what, warnings = arguments.what, arguments.warnings
    look = of_folder if what and Path(what).is_dir() else of_revision
    found = [one for one in problems.run(look(settings, what, place, warnings)) if warnings or one.weight == "error"]
    sys.stdout.write(annotations.FORMATS[arguments.format](found))
    return int(any(problem.weight == "error" for problem in found))


def of_folder(settings: Settings, what: str, place: Place, dated: bool) -> Checked:
    """What is in a folder. One that has neither of the folders of *place* is a wiki itself.

    *dated*: with when its pages were changed, if it is a checkout. Raise Unavailable.
    """
    home = Path(what)
    if not (home / place.content).is_dir() and not (home / place.wiki).is_dir():
        place = Place(place.content, "")
    found = dict(folder.files(home))
    read = {name: folder.read(path) for name, path in found.items() if _is_text(name)}
    blobs = {name: folder.name_of(read[name]) if name in read else name for name in found}
    sizes = {blobs[name]: path.stat().st_size for name, path in found.items()}
    documents = {name: raw for name, raw in read.items() if _is_document(name)}
    checked = _checked(place, blobs, read, sizes, documents)
    return _dated_as_committed(checked, settings, what, read) if dated else checked


def of_revision(settings: Settings, revision: str | None, place: Place, dated: bool) -> Checked:
    """What is in a revision of the repository; *dated*: with when its pages were changed.

    Raise Unavailable, and WrongUse for something that is none.
    """
    repository = Repository(settings)
    repository.fetch()
    try:
        sha = repository.resolve(revision) if revision else repository.head()
    except Unavailable as error:
        if not revision:
            raise
        raise WrongUse(f"{error} There is no folder of this name either.") from None
    entries = repository.changes("", sha, {place.content, place.wiki})
    texts = [entry for entry in entries if _is_text(entry.path)]
    contents = repository.contents([entry.blob for entry in texts], sha)
    read = {entry.path: raw for entry, raw in zip(texts, contents, strict=True)}
    blobs = {entry.path: entry.blob for entry in entries}
    there = repository.files(sha, DOCUMENTS, (pages.SUFFIX,))
    documents = {name: raw for name, raw in there.items() if _is_document(name)}
    checked = _checked(place, blobs, read, repository.sizes(blobs.values()), documents)
    return _dated(checked, repository, sha, blobs) if dated else checked


def _checked(
    place: Place,
    blobs: Mapping[str, str],
    read: Mapping[str, bytes],
    sizes: Mapping[str, int],
    documents: Mapping[str, bytes],
) -> Checked:
    declared = {name: raw for name, raw in read.items() if place.declares(name)}
    inside = {seen: name for name in blobs if (seen := place.seen(name)) is not None}
    texts = {page: name for seen, name in inside.items() if (page := pages.path_of(seen)) is not None}
    made = {page: corpus.read(page, blobs[name], read[name])[0] for page, name in texts.items()}
    wiki = Corpus().after([File(seen, blobs[name]) for seen, name in inside.items()], made)
    return Checked(place, declared, wiki, sizes, documents)


def _dated_as_committed(checked: Checked, settings: Settings, home: str, read: Mapping[str, bytes]) -> Checked:
    """With when the pages of a checkout were changed that are as they were committed; the others were just now."""
    repository = Repository(replace(settings, content_repo=home, content_branch=""))
    try:
        head = repository.head()
    except Unavailable:  # a folder like any other
        return checked
    committed = repository.files(head, checked.place.wiki, (pages.SUFFIX,))
    return _dated(checked, repository, head, {name for name, raw in committed.items() if read.get(name) == raw})


def _dated(checked: Checked, repository: Repository, sha: str, files: Container[str]) -> Checked:
    """With when those pages were changed that are in *files*."""
    known = history.read(repository, checked.place.wiki, sha)

    def changed(page: str) -> datetime | None:
        file = checked.place.page_file(page)
        commit = known.last(file) if file in files else None
        return commit.time if commit else None

    return replace(checked, changed=changed)


def _is_document(name: str) -> bool:
    return PurePosixPath(name).parent.as_posix() == DOCUMENTS and name.endswith(pages.SUFFIX)


def _is_text(name: str) -> bool:
    return name.endswith((*ENDINGS, pages.SUFFIX))
