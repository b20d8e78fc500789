"""The bundle: what one commit of the content declares, for processes that have no pages."""

from __future__ import annotations

from lib.adapters.git import Repository, bundles
from lib.adapters.git.branch import Branch
from lib.content.revision import Place, Revision
from lib.settings import Settings


class Bundle:
    """The newest good revision, without its wiki. *components* are what this process is known as.

    Its *branch* is started, and follows in the background, or somebody lets it step.
    """

    def __init__(self, settings: Settings, *components: str) -> None:
        self.current: Revision | None = None
        self._repository = Repository(settings)
        self._place = Place(settings.content_root.strip("/"), settings.wiki)
        self.branch = Branch(self._repository, settings.content_poll_seconds, components, self._swap)

    def _swap(self, sha: str) -> None:
        self.current = bundles.without_wiki(self._repository, self._place, sha)
