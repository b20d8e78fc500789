"""Moving the served branch onto a held commit, by compare-and-swap, wherever the branch is.

In a repository on this machine its ref is swapped. A work tree that has the branch checked out is fast-forwarded with
it, as ``git pull`` does. Behind a URL the commit is pushed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import git

from lib.adapters.git import _checked_revision
from lib.adapters.git.commits import Held, Writer, last_line, said
from lib.errors import Refused, Unavailable

PUSH_TIMEOUT_S = 30
IN_THE_WAY = (
    "This page has changes in the checkout of the repository that are not committed yet. "
    "Commit them or put them away there, then save again."
)
# Uncommitted work stays where it is: neither stashed, nor overwritten where it is ignored.
_FAST_FORWARD = ("merge", "--ff-only", "--quiet", "--no-stat", "--no-autostash", "--no-overwrite-ignore")
_STALE = re.compile(
    r"fast.forward|[Dd]iverging|fetch first|stale info|cannot lock ref|incorrect old value|failed to update ref"
)
_THERE = re.compile(r"already exists|stale info|reference already exists")
_BLOCKED = re.compile(r"would be overwritten|not uptodate|unmerged|needs merge|not concluded your|resolve your current")
_BRANCH = "--format=%(if)%(HEAD)%(then)%(HEAD)%(else)-%(end) %(objectname) %(refname) %(worktreepath)"


class Branch(NamedTuple):
    """The full *name* of a branch, its newest commit, and the work tree that has it checked out, if one has."""

    name: str
    tip: str
    checkout: Path | None = None


class Moved(Exception):
    """The branch has moved on: the commit has to be made again on its new tip."""


class InTheWay(Refused):
    """The branch is checked out, and what is there but not committed would be overwritten."""


class NotTaken(Unavailable):
    """A remote that answers, and does not take the commit."""


def branch(writer: Writer) -> Branch:
    """The branch that is served, as it is now. Raise Refused where a tag or a commit is served instead."""
    wanted = writer.repository.wanted
    name = "refs/heads" if wanted == "HEAD" else f"refs/heads/{_checked_revision(wanted)}"
    for line in writer.ask("for-each-ref", _BRANCH, name).decode(errors="surrogateescape").splitlines():
        current, sha, ref, checkout = line.split(" ", 3)
        if ref == name or (wanted == "HEAD" and current == "*"):
            return Branch(ref, sha, _work_tree(checkout))
    raise Refused("This wiki shows a tag or one commit, not a branch: it can only be read.")


def _work_tree(path: str) -> Path | None:
    """The work tree at *path*; git names a bare repository's own folder there, too."""
    return Path(path) if path and (Path(path) / ".git").exists() else None


def publish(writer: Writer, held: Held, onto: Branch) -> None:
    """Make the held commit the newest of the branch, and hold it no longer.

    Raise Moved when the branch is no longer where the commit begins, InTheWay when uncommitted work of a checkout
    would be lost, NotTaken when a remote refuses it, and Unavailable when a remote does not answer.
    """
    try:
        if writer.repository.remote:
            _push(writer, held, onto)
        elif onto.checkout:
            writer.run(*_FAST_FORWARD, held.sha, within=onto.checkout)
        else:
            _swap(writer, held, onto)
    except git.GitCommandError as error:
        raise _reason(writer, error) from None
    if writer.repository.remote or onto.checkout:
        writer.drop(held)


def propose(writer: Writer, held: Held, name: str) -> None:
    """Make the held commit a branch of its own, called *name*, for somebody to look at and to merge.

    Raise Refused where there is such a branch already, and NotTaken and Unavailable as `publish` does.
    """
    ref = f"refs/heads/{_checked_revision(name)}"
    try:
        if writer.repository.remote:
            writer.repository.configure()
            # Only where the remote has no such branch.
            new = ("push", "--porcelain", "--no-verify", f"--force-with-lease={ref}:", "origin", f"{held.sha}:{ref}")
            writer.run(*new, timeout_s=PUSH_TIMEOUT_S)
        else:
            writer.run("update-ref", "-m", "touchline: propose", "--stdin", given=f"create {ref} {held.sha}\n".encode())
    except git.GitCommandError as error:
        if _THERE.search(said(error)):
            raise Refused(f"There is a branch {name} already: merge it, or delete it first.") from None
        raise _reason(writer, error) from None


def _push(writer: Writer, held: Held, onto: Branch) -> None:
    writer.repository.configure()
    writer.run("push", "--porcelain", "--no-verify", "origin", f"{held.sha}:{onto.name}", timeout_s=PUSH_TIMEOUT_S)


def _swap(writer: Writer, held: Held, onto: Branch) -> None:
    """Move the branch and let go of the held commit, both or neither."""
    given = f"update {onto.name} {held.sha} {held.parent}\ndelete {held.ref} {held.sha}\n"
    writer.run("update-ref", "-m", "touchline: save", "--stdin", given=given.encode())


def _reason(writer: Writer, error: git.GitCommandError) -> Exception:
    """Why a commit was not published."""
    text = said(error)
    if _BLOCKED.search(text):
        return InTheWay(IN_THE_WAY)
    if _STALE.search(text):
        return Moved(text)
    if "[remote rejected]" in text:
        return NotTaken(f"The repository does not take this change: {_told(text)}")
    return Unavailable(f"Git cannot write to {writer.repository.public}: {last_line(error)}")


def _told(text: str) -> str:
    """What a remote says of its reasons: the words of its hook, or else git's own."""
    hook = [line.partition("remote:")[2].strip() for line in text.splitlines() if "remote:" in line]
    reason = re.search(r"\[remote rejected\] \((.+?)\)", text)
    return " ".join(filter(None, hook)) or (reason[1] if reason else "it says no more")
