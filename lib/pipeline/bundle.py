"""The bundle: what one commit of the content declares, for processes that have no pages."""

from __future__ import annotations

from lib.adapters.git import Repository, bundles
from lib.adapters.git.branch import Branch
from lib.content import revision as revisions
from lib.content.revision import Place, Revision
from lib.content.sync import Sync
from lib.errors import BadContent, Unavailable
from lib.settings import Settings


class Bundle:
    """Follows the newest good revision, without its wiki. *components* are what this process is known as.

    Either it is started, and follows in the background, or somebody calls `step`.
    """

    def __init__(self, settings: Settings, *components: str) -> None:
        self.current: Revision | None = None
        self._repository = Repository(settings)
        self._place = Place(settings.content_root.strip("/"), settings.wiki)
        self._branch = Branch(self._repository, settings.content_poll_seconds, components, self._swap)

    @property
    def sync(self) -> Sync:
        """How ``current`` stands to the branch."""
        return self._branch.sync

    @property
    def problem(self) -> BadContent | Unavailable | None:
        """Why ``current`` is not what the repository has."""
        return self._branch.problem

    def start(self) -> None:
        """Begin to follow."""
        self._branch.start()

    def stop(self) -> None:
        """Stop following, and wait for the thread."""
        self._branch.stop()

    def step(self) -> None:
        """Look once, and take in what is new. Raise Unavailable when the repository is away."""
        self._branch.step()

    def _swap(self, sha: str) -> None:
        self.current = read(self._repository, self._place, sha)


def read(repository: Repository, place: Place, sha: str) -> Revision:
    """The revision of a commit, without its wiki, validated whole. Raise BadContent, Unavailable."""
    return revisions.load(repository.commit(sha), bundles.declared(repository, place, sha), place)
