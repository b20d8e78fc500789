"""One revision of the content, validated whole: either all of it is served, or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lib.content import access as access_file
from lib.content import catalogue as catalogue_file
from lib.content import competitions as competition_files
from lib.content.access import Access
from lib.content.catalogue import Catalogue
from lib.content.competitions import Competition
from lib.wiki import markdown, pages
from lib.wiki.links import Context


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: who made it, when (in UTC), and why."""

    sha: str
    author: str
    time: datetime
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the repository things are: the folder of the content, and that of the wiki. Empty is the repository."""

    content: str = "content"
    wiki: str = "content/wiki"

    def inside(self, name: str) -> str:
        """A file or folder of the content, as a path in the repository."""
        return f"{self.content}/{name}" if self.content else name

    def page_file(self, page: str) -> str:
        """The file that holds *page*."""
        return self.attachment(page + pages.SUFFIX)

    def attachment(self, path: str) -> str:
        """A file of the wiki's folder, as a path in the repository."""
        return f"{self.wiki}/{path}" if self.wiki else path


@dataclass(frozen=True, eq=False)
class Revision:
    """What a commit declares. Nothing in it changes; threads share it."""

    commit: Commit
    place: Place = Place()
    texts: Mapping[str, bytes] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    competitions: tuple[Competition, ...] = ()
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(labels={}, metrics=[]))
    access: Access = field(default_factory=Access)

    @property
    def sha(self) -> str:
        """The full id of the commit."""
        return self.commit.sha

    @property
    def pages(self) -> Mapping[str, str]:
        """The title of each page, by its path."""
        return self.context.pages

    def text(self, page: str) -> str | None:
        """The Markdown of *page*."""
        raw = self.texts.get(page)
        return None if raw is None else _decoded(raw)


def load(commit: Commit, files: Mapping[str, bytes], names: Iterable[str], place: Place) -> Revision:
    """Build the revision of *commit*.

    *files* are the contents of YAML and Markdown, *names* all files of the wiki; both by their path in the repository.
    Raise BadContent, with the file and the line, where anything in it breaks a rule.
    """
    texts = {page: files[name] for seen, name in _within(place.wiki, files) if (page := pages.path_of(seen))}
    declared = {name: files[name] for _, name in _within(place.inside(competition_files.FOLDER), files)}
    return Revision(
        commit=commit,
        place=place,
        texts=texts,
        context=Context(
            pages={page: markdown.title(_decoded(raw), page) for page, raw in texts.items()},
            files=frozenset(seen for seen, _ in _within(place.wiki, names)),
            revision=commit.sha,
        ),
        competitions=tuple(competition_files.read(declared)),
        catalogue=_catalogue(place.inside(catalogue_file.FILE), files),
        access=_access(place.inside(access_file.FILE), files),
    )


def _within(folder: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those of *names* that lie in *folder*: as seen from there, and whole."""
    prefix = f"{folder}/" if folder else ""
    return ((name.removeprefix(prefix), name) for name in names if name.startswith(prefix))


def _catalogue(path: str, files: Mapping[str, bytes]) -> Catalogue:
    return catalogue_file.read(path, files[path]) if path in files else Catalogue(labels={}, metrics=[])


def _access(path: str, files: Mapping[str, bytes]) -> Access:
    return access_file.read(path, files[path]) if path in files else Access()


def _decoded(raw: bytes) -> str:
    """A page of an old wiki may have any encoding: it is shown with marks for what we cannot read."""
    return raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
