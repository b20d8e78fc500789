"""Taking a step of the branch back: a commit that undoes it, made like any other, never a hidden state.

It undoes what the step did to the content, and nothing beside. What came later stays, where it can: both are merged as
two people's work is (``wiki.merge``), and where they contradict each other nothing is changed. Or all that came since
is taken back with it. What would not be served afterwards is not committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from lib import log
from lib.adapters.git import bundles
from lib.adapters.git.history import Change
from lib.content import revision as revisions
from lib.errors import BadContent, Refused, Unavailable
from lib.live.desk import SHOWN_S, Wish
from lib.live.editor import Editor, Saved
from lib.live.library import Library
from lib.live.operations import changes
from lib.wiki import edits
from lib.wiki.edits import Conflicting, Edit

Sha = Annotated[str, Meta(pattern="^([0-9a-f]{40}|[0-9a-f]{64})$", description="The whole id of a commit.")]

_log = log.get(__name__)


class Revert(Wish, frozen=True, kw_only=True):
    """Take the step *commit* back: on a new branch, for somebody to merge, or on the branch that is served.

    With *later*, all that came after it is taken back, too. The message is the reason.
    """

    commit: Sha
    onto: Literal["branch", "served"] = "branch"
    later: bool = False


class Prepared(Struct, frozen=True):
    """What would be committed: the *files* that become what they were. *problem* is why that cannot be.

    *outside* is how many files the step changed beside the content, which stay as they are.
    """

    files: list[str]
    outside: int
    problem: str = ""


class Reverted(Struct, frozen=True):
    """What became of it: the commit, its *branch* where it is a new one, and what `editor.Saved` says.

    *problem* is why readers do not see it yet.
    """

    revision: str
    branch: str
    changed: bool
    held: bool = False
    reason: str = ""
    problem: str = ""


class Overtaken(Refused):
    """A later commit has changed the same place: a person has to decide."""


class Reverts:
    """Prepares and makes them. May be used from several threads."""

    def __init__(self, editor: Editor, library: Library) -> None:
        self._editor = editor
        self._library = library

    def prepare(self, sha: str, *, later: bool) -> Prepared:
        """What taking *sha* back would do now. Raise Refused where there is no such step, and Unavailable."""
        step, parent = self._step(sha)
        outside = self._outside(step, parent)
        try:
            tip = self._editor.tip()
            files = self._files(self._wanted(step, parent, tip, later=later), tip)
        except Refused as refused:
            return Prepared([], outside, str(refused))
        return Prepared(sorted(files), outside)

    def carry_out(self, wish: Revert) -> Reverted:
        """Commit it. Raise Overtaken where a later commit is in the way, Refused and Unavailable."""
        step, parent = self._step(wish.commit)

        def make(tip: str) -> Sequence[Edit]:
            wanted = self._wanted(step, parent, tip, later=wish.later)
            self._files(wanted, tip)
            return wanted

        message = _message(step, wish)
        if wish.onto == "served":
            return self._served(self._editor.commit(make, wish.author, message))
        branch = f"{'rollback' if wish.later else 'revert'}-{wish.commit[:8]}"
        saved = self._editor.propose(make, wish.author, message, branch)
        _log.info("proposed", revision=saved.revision, branch=branch, by=wish.author.name)
        return Reverted(saved.revision, branch if saved.changed else "", saved.changed)

    def _served(self, saved: Saved) -> Reverted:
        seen = saved.held or self._library.wait_for(saved.revision, SHOWN_S)
        problem = "" if seen else str(self._library.branch.problem or "The new revision is still being read.")
        return Reverted(saved.revision, "", saved.changed, bool(saved.held), saved.reason, problem)

    def _step(self, sha: str) -> tuple[Change, str]:
        step = changes.step(self._library, sha)
        parent = changes.before(self._library.repository, sha)
        if not parent:
            raise Refused("This is the first commit: there is nothing to go back to.")
        return step, parent

    def _wanted(self, step: Change, parent: str, tip: str, *, later: bool) -> list[Edit]:
        start = tip if later else step.commit.sha
        return self._editor.writer.between(start, parent, changes.folders(self._library.place))

    def _files(self, wanted: Sequence[Edit], tip: str) -> Mapping[str, bytes | None]:
        """What the edits make of the files of *tip*. Raise Overtaken, and Refused for what would not be served."""
        paths = sorted({path for edit in wanted for path in (edit.path, edit.source)})
        try:
            files = edits.applied(wanted, self._editor.writer.contents(tip, paths))
        except Conflicting as conflict:
            raise self._overtaken(conflict.clash.path, tip) from None
        if not files:
            raise Refused("There is nothing left to take back: the files are already what they were.")
        self._check(files, tip)
        return files

    def _check(self, files: Mapping[str, bytes | None], tip: str) -> None:
        repository, place = self._library.repository, self._library.place
        changed = {path: raw for path, raw in files.items() if place.declares(path)}
        declared = bundles.declared(repository, place, tip) | changed
        there = {path: raw for path, raw in declared.items() if raw is not None}
        try:
            revisions.load(repository.commit(tip), there, place)
        except BadContent as bad:
            raise Refused(f"What came later needs it, and would be refused without it: {bad}") from None

    def _overtaken(self, path: str, tip: str) -> Overtaken:
        try:
            last = self._library.repository.last_change(tip, path)
        except Unavailable:
            last = None
        by = f" ({last.sha[:8]}, {last.subject!r} by {last.author})" if last else ""
        return Overtaken(
            f"A later commit{by} has changed the same place of {path}. Take that one back first, "
            "or take back everything since."
        )

    def _outside(self, step: Change, parent: str) -> int:
        everything = self._library.repository.changes(parent, step.commit.sha, {""})
        inside = self._library.repository.changes(parent, step.commit.sha, self._folders())
        return len(everything) - len(inside)

    def _folders(self) -> set[str]:
        return {self._library.place.content, self._library.place.wiki}


def _message(step: Change, wish: Revert) -> str:
    """As ``git revert`` writes it, with the reason."""
    commit, reason = step.commit, wish.words("")
    if wish.later:
        head = f'Go back to before "{commit.subject}"\n\nThis takes back {commit.sha} and what came after it.'
    else:
        head = f'Revert "{commit.subject}"\n\nThis reverts commit {commit.sha}.'
    return f"{head}\n\n{reason}" if reason else head
