"""Saving: an edit is made on the newest revision, committed, and published; whoever saves at the same time is merged.

An edit that contradicts a newer one is never forced. A commit that a remote does not take is held in the clone, and the
thread of ``Outgoing`` tries again until it is taken.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lib import log
from lib.adapters.git import Repository, publishing
from lib.adapters.git.commits import PROPOSED, Held, Signature, Writer
from lib.adapters.git.publishing import Branch, InTheWay, Moved
from lib.content.revision import Place
from lib.errors import Refused, Unavailable
from lib.wiki import edits, naming
from lib.wiki.edits import Conflicting, Edit

# How long to wait before a save is made again on a branch that has moved on; the last wait is followed by giving up.
PAUSES_S = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)

_log = log.get(__name__)
Making = Callable[[str], Sequence[Edit]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an edit: the newest revision, and whether it changed anything.

    *held* is the name of a commit that a remote did not take yet, and *reason* says why.
    """

    revision: str
    changed: bool = True
    held: str = ""
    reason: str = ""


class Editor:
    """Writes to the repository. May be used from several threads."""

    def __init__(self, repository: Repository, place: Place) -> None:
        self.writer = Writer(repository)
        self.place = place

    def tip(self) -> str:
        """The id of the newest commit of the branch that is served."""
        return publishing.branch(self.writer).tip

    def commit(self, make: Making, author: Signature, message: str, replaces: str = "") -> Saved:
        """Make the edits that *make* wants, given the id of the revision to start from, into one commit.

        *replaces* names a held commit that this one takes the place of. Raise Conflicting, Refused and Unavailable.
        """
        with self.writer.turn():
            before = self.writer.find(replaces) if replaces else None
            saved = self._commit(make, author, message)
            if before:
                self.writer.drop(before)
        return saved

    def propose(self, make: Making, author: Signature, message: str, branch: str) -> Saved:
        """The same as a commit on a new *branch*, for somebody to look at and to merge.

        Raise what *commit* raises, and Refused where there is such a branch already.
        """
        with self.writer.turn():
            tip = self.tip()
            files = self._made(make, tip)
            if not files:
                return Saved(tip, changed=False)
            held = self.writer.hold(files, tip, author, message, PROPOSED)
            try:
                publishing.propose(self.writer, held, branch)
            finally:
                self.writer.drop(held)
        return Saved(held.sha)

    def again(self, held: Held) -> str:
        """Make a held commit again on the newest revision and publish it; it is held until that is done.

        Returns the revision that it is in. Raise what *commit* raises.
        """
        author, message = self.writer.signed(held)
        wanted = self.writer.edits(held)
        saved = self._commit(lambda _: wanted, author, message, queued=False)
        if saved.held:
            self.writer.drop(Held(saved.held, saved.revision, ""))
            raise Unavailable(saved.reason)
        self.writer.drop(held)
        return saved.revision

    def _commit(self, make: Making, author: Signature, message: str, *, queued: bool = True) -> Saved:
        remote = self.writer.repository.remote
        for pause in PAUSES_S:
            time.sleep(pause * random.uniform(0.5, 1.5))
            onto = publishing.branch(self.writer)
            files = self._made(make, onto.tip)
            if not files:
                return Saved(onto.tip, changed=False)
            behind = remote and queued and bool(self.writer.held())
            held = self.writer.hold(files, onto.tip, author, message)
            if behind:
                return Saved(held.sha, held=held.name, reason="Earlier changes wait for the repository to be reached.")
            if saved := self._published(held, onto):
                return saved
        raise Unavailable("Others keep saving at the same moment: try again.")

    def _published(self, held: Held, onto: Branch) -> Saved | None:
        """Publish a held commit; None when it has to be made again."""
        kept = False
        try:
            publishing.publish(self.writer, held, onto)
            kept = True
            return Saved(held.sha)
        except Moved:
            kept = not self._caught_up()
            return Saved(held.sha, held=held.name, reason="The repository does not answer.") if kept else None
        except InTheWay:
            raise
        except Unavailable as away:
            if not self.writer.repository.remote:
                raise
            kept = True
            _log.warning("held", held=held.name, error=str(away))
            return Saved(held.sha, held=held.name, reason=str(away))
        finally:
            if not kept:
                self.writer.drop(held)

    def _caught_up(self) -> bool:
        """Bring a clone up to date with its remote, if it answers."""
        try:
            self.writer.repository.fetch()
        except Unavailable:
            return False
        return True

    def _made(self, make: Making, tip: str) -> dict[str, bytes | None]:
        try:
            return self._files(make(tip), tip)
        except Conflicting as conflict:
            conflict.revision = tip
            raise

    def _files(self, wanted: Sequence[Edit], tip: str) -> dict[str, bytes | None]:
        """What the edits make of the files of *tip*, with names that can stand beside those that are there."""
        paths = sorted({path for edit in wanted for path in (edit.path, edit.source)})
        newest = self.writer.contents(tip, paths)
        files = edits.applied(wanted, newest)
        new = [path for path, content in files.items() if content is not None and newest[path] is None]
        if new:
            there = set(self.writer.names(tip, self.place.wiki)) - {path for path in files if files[path] is None}
            for path in new:
                self._check_beside(path, there)
                there.add(path)
        return files

    def _check_beside(self, path: str, there: set[str]) -> None:
        if other := naming.collision(path, there):
            raise Refused(f"{path!r} cannot stand beside {other!r}: some systems would hold only one of them.")
