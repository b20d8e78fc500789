"""One revision of the content, validated whole: either all of it is served, or nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePosixPath

from lib.content import access as access_file
from lib.content import alerts as alert_files
from lib.content import catalogue as catalogue_file
from lib.content import competitions as competition_files
from lib.content import courses as course_files
from lib.content import dashboards as dashboard_files
from lib.content import sports as sport_files
from lib.content.access import Access
from lib.content.alerts import Alert
from lib.content.catalogue import Catalogue
from lib.content.competitions import Competition
from lib.content.dashboards import Dashboard
from lib.content.mistakes import Mistakes, gathered
from lib.content.sports import Sport
from lib.wiki import meta, pages, search
from lib.wiki.corpus import Corpus, Fault
from lib.wiki.links import Context, plain
from lib.wiki.meta import Meta
from lib.wiki.search import Results, Searcher
from lib.wiki.tree import Child


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


YAML = (".yaml", ".yml")
ENDINGS = (*YAML, course_files.ENDING)  # of all files that declare something
NO_COMMIT = Commit("", "", datetime.min.replace(tzinfo=UTC), "")


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

    def page_of(self, file: str) -> str | None:
        """The page that a file of the repository holds."""
        seen = self.seen(file)
        return None if seen is None else pages.path_of(seen)

    def seen(self, file: str) -> str | None:
        """A file of the repository as a path in the wiki's folder, or None where it lies elsewhere."""
        inside = file.removeprefix(f"{self.wiki}/") if self.wiki else file
        return None if self.wiki and inside == file else inside

    def declares(self, file: str) -> bool:
        """Whether a file of the repository declares something: YAML of the content, or a course."""
        if file.endswith(course_files.ENDING):
            return file.startswith(f"{self.inside(course_files.FOLDER)}/")
        return file.endswith(YAML) and (not self.content or file.startswith(f"{self.content}/"))

    def attachment(self, path: str) -> str:
        """A file of the wiki's folder, as a path in the repository."""
        return f"{self.wiki}/{path}" if self.wiki else path


@dataclass(frozen=True, eq=False)
class Revision:
    """What a commit declares. Nothing in it changes; threads share it.

    *files* are those of the content that declare something, by their path in the repository.
    """

    commit: Commit
    place: Place = Place()
    files: Mapping[str, bytes] = field(default_factory=dict)
    wiki: Corpus = field(default_factory=Corpus)
    searcher: Searcher | None = None
    sports: Mapping[str, Sport] = field(default_factory=lambda: sport_files.KNOWN)
    competitions: tuple[Competition, ...] = ()
    catalogue: Catalogue = catalogue_file.NONE
    dashboards: Mapping[str, Dashboard] = field(default_factory=dict)
    access: Access = field(default_factory=Access)
    alerts: tuple[Alert, ...] = ()

    @property
    def sha(self) -> str:
        """The full id of the commit."""
        return self.commit.sha

    @property
    def pages(self) -> Mapping[str, str]:
        """The title of each page, by its path."""
        return self.wiki.titles

    @cached_property
    def context(self) -> Context:
        """What a page is rendered in."""
        return self.wiki.context(self.sha)

    def competition(self, id: str) -> Competition | None:
        """A competition, if it is declared."""
        return next((one for one in self.competitions if one.id == id), None)

    def text(self, page: str) -> str | None:
        """The Markdown of *page*."""
        found = self.wiki.pages.get(page)
        return found.text if found else None

    def blob(self, page: str) -> str | None:
        """The id of the content of *page*, as Git names it."""
        found = self.wiki.pages.get(page)
        return found.blob if found else None

    def meta(self, page: str) -> Meta:
        """What *page* says of itself: description, tags, aliases."""
        found = self.wiki.pages.get(page)
        return found.meta if found else meta.NONE

    def alias(self, name: str) -> str | None:
        """The page that has *name*, a path or words, among its aliases."""
        page = self.wiki.names.get(plain(name))
        return page if page and plain(name) in map(plain, self.meta(page).aliases) else None

    def backlinks(self, page: str) -> tuple[str, ...]:
        """The other pages that link to *page*, sorted by title."""
        return self.wiki.backlinks(page)

    def broken(self) -> list[tuple[str, Fault]]:
        """Every link that leads nowhere, with the page that it is in."""
        return sorted(self.wiki.faults(), key=lambda found: (found[0], found[1].href))

    def search(self, text: str, limit: int) -> Results:
        """Find what *text* asks for: up to *limit* pages, the best first."""
        return search.ask(self.searcher, self.wiki, text, limit) if self.searcher else Results()

    def children(self, folder: str = "") -> tuple[Child, ...]:
        """What *folder* shows in the tree, in order."""
        return self.wiki.tree.children(folder)

    def neighbours(self, page: str) -> tuple[str | None, str | None]:
        """The pages before and after *page* in the order of the tree."""
        return self.wiki.tree.neighbours(page)


def load(commit: Commit, files: Mapping[str, bytes], place: Place, mistakes: Mistakes | None = None) -> Revision:
    """Build the revision of *commit*, without its wiki, from the *files* that declare it, by their path.

    Raise BadContent where anything in it breaks a rule: with file and line, and everything else that is wrong among its
    ``others``. Or leave all of it to *mistakes*; the revision then has what is good, and is not to be served.
    """
    with gathered(mistakes) as kept:
        sports = sport_files.read(_within(place, sport_files.FOLDER, files), kept)
        unread = {PurePosixPath(one.path).stem for one in kept.found}
        lines = course_files.read(_within(place, course_files.FOLDER, files), kept)
        declared = _within(place, competition_files.FOLDER, files)
        catalogue = _catalogue(place.inside(catalogue_file.FILE), files, kept)
        found = Revision(
            commit=commit,
            place=place,
            files=files,
            sports=sports,
            competitions=tuple(competition_files.read(declared, sports, lines, kept, unread)),
            catalogue=catalogue,
            dashboards=dashboard_files.read(_within(place, dashboard_files.FOLDER, files), catalogue, kept),
            access=_access(place.inside(access_file.FILE), files, kept),
            alerts=alert_files.read(_within(place, alert_files.FOLDER, files), catalogue, kept),
        )
    return found


def _within(place: Place, folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: raw for name, raw in files.items() if name.startswith(f"{place.inside(folder)}/")}


def _catalogue(path: str, files: Mapping[str, bytes], mistakes: Mistakes) -> Catalogue:
    return catalogue_file.read(path, files[path], mistakes) if path in files else catalogue_file.NONE


def _access(path: str, files: Mapping[str, bytes], mistakes: Mistakes) -> Access:
    with mistakes.apart():
        return access_file.read(path, files[path]) if path in files else Access()
    return Access(everybody=[])
