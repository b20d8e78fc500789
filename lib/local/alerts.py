"""The alert rules of Git in the local Prometheus: those of the newest good commit, for as long as ``make run`` runs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from lib import log, settings
from lib.adapters.git import Repository, bundles
from lib.adapters.git.branch import Branch
from lib.content import alerts
from lib.content.revision import Place
from lib.errors import Unavailable
from lib.local import prometheus
from lib.settings import Settings
from lib.stopping import told_to_stop

_log = log.get(__name__)


def main() -> int:
    """Follow the content until a signal says to stop."""
    given = settings.read()
    log.configure(given.log_level)
    stop = told_to_stop()
    branch = Rules(given).branch
    branch.start()
    stop.wait()
    branch.stop()
    return 0


class Rules:
    """Writes the rules of a commit where Prometheus reads them, and has it do so. Its *branch* is started by others.

    A commit that breaks a rule of ours changes nothing here, as it changes nothing anywhere; nor does one whose rules
    Prometheus does not take.
    """

    def __init__(self, settings: Settings) -> None:
        self._address = settings.prometheus
        self._var = settings.var_dir
        self._folder = self._var / "prometheus" / prometheus.RULES
        self._repository = Repository(settings)
        self._place = Place(settings.content_root.strip("/"), settings.wiki)
        self._loaded = {path.name: path.read_bytes() for path in self._folder.glob("*")}
        self._is_told = False  # whoever wrote them may have ended before Prometheus read them
        self.branch = Branch(self._repository, settings.content_poll_seconds, ("alerts",), self._take)

    def _take(self, sha: str) -> None:
        files = bundles.without_wiki(self._repository, self._place, sha).files
        folder = f"{self._place.inside(alerts.FOLDER)}/"
        wanted = {path.replace("/", "-"): raw for path, raw in files.items() if path.startswith(folder)}
        if wanted == self._loaded and self._is_told:
            return
        _write(self._folder, wanted)
        try:
            is_taken = self._reload()
        except Unavailable:
            _write(self._folder, self._loaded)
            raise
        if is_taken:
            self._loaded, self._is_told = wanted, True
            return
        _log.warning("rules_refused", revision=sha, told_in=f"{prometheus.NAME}.log")
        _write(self._folder, self._loaded)
        self._reload()

    def _reload(self) -> bool:
        return prometheus.reload(self._address, self._var)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let *folder* have these files, and no other."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*"):
        if path.name not in files:
            path.unlink()
    for name, raw in files.items():
        (folder / name).write_bytes(raw)


if __name__ == "__main__":
    sys.exit(main())
