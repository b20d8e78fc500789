"""Making commits in the content repository, without a work tree.

A commit is first *held* on a ref of its own, ``refs/touchline/held/…``, where nothing shows it. ``publishing`` moves
the served branch onto it. What dies in between leaves its held commit, and nothing else. The reasons are in
``docs/decisions/0025-saving.md``.
"""

from __future__ import annotations

import fcntl
import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple

import git

from lib.adapters.git import Repository, _checked_path, _checked_revision, _without_secrets, versions
from lib.errors import Unavailable
from lib.wiki.edits import Edit

HELD = "refs/touchline/held/"
PROPOSED = "refs/touchline/proposed/"
FILE = "100644"
TURN_S = 30
COMMITTER = "Touchline", "touchline@localhost"

# Objects are on the disk before a ref names them; hooks and settings that a person has for his own work are not ours.
_SAFE = ("-c", "core.fsync=committed", "-c", "core.hooksPath=/dev/null", "-c", "merge.verifySignatures=false")
_ENVIRONMENT = {"GIT_COMMITTER_NAME": COMMITTER[0], "GIT_COMMITTER_EMAIL": COMMITTER[1]}
_NAME = re.compile(r"[0-9]{13}-[0-9a-f]{8}")


class Signature(NamedTuple):
    """Who a commit is by. The e-mail may be empty."""

    name: str
    email: str = ""


class Held(NamedTuple):
    """A commit that is not published: the *name* that it is held by, its id, and the id of the commit that it is on."""

    name: str
    sha: str
    parent: str
    folder: str = HELD

    @property
    def ref(self) -> str:
        """The full name of the ref that holds it."""
        return self.folder + self.name


class Writer:
    """Makes commits in a repository. May be used from several threads and processes, on several machines."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the machine's lock on the repository, which spares those who save at once from overtaking each other.

        Commits are safe without it, by compare-and-swap; other machines have nothing else. Raise Unavailable when the
        turn does not come within *TURN_S* seconds.
        """
        with (self._home / "touchline.lock").open("a") as file:
            deadline = time.monotonic() + TURN_S
            while not _locked(file):
                if time.monotonic() > deadline:
                    raise Unavailable("Others are saving, and have not finished in half a minute: try again.")
                time.sleep(0.003)
            yield

    def names(self, revision: str, folder: str) -> list[str]:
        """Everything in *folder*, whatever its kind, by its path in the repository."""
        where = ["--", f"{_checked_path(folder)}/"] if folder else []
        listed = self.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", _checked_revision(revision), *where)
        return listed.decode(errors="surrogateescape").split("\0")[:-1]

    def contents(self, revision: str, paths: Sequence[str]) -> dict[str, bytes | None]:
        """The contents of files in *revision*, through one process; None for those that are not there."""
        return dict(zip(paths, versions.contents(self.repository, [(revision, path) for path in paths]), strict=True))

    def hold(
        self, files: Mapping[str, bytes | None], onto: str, author: Signature, message: str, folder: str = HELD
    ) -> Held:
        """Make a commit on top of *onto* that writes *files*, and deletes those that are None.

        In the *folder* of refs that is not *HELD*, nobody publishes what a process leaves behind that dies.
        """
        held = Held(f"{time.time_ns() // 1_000_000:013d}-{secrets.token_hex(4)}", "", onto, folder)
        stream = [
            f"commit {held.ref}\nmark :1\n{_by('author', author)}{_by('committer', Signature(*COMMITTER))}".encode(),
            _data(message.encode(errors="replace")),
            f"from {_checked_revision(onto)}\n".encode(),
            # Deletions come first: a page may become a folder, and a folder a page.
            *(b"D %s\n" % _quoted(path) for path, content in files.items() if content is None),
            *(_file(path, content) for path, content in files.items() if content is not None),
            b"get-mark :1\n",
        ]
        return held._replace(sha=self.write("fast-import", "--quiet", given=b"".join(stream)).decode().strip())

    def drop(self, held: Held) -> None:
        """Hold the commit no longer."""
        self.write("update-ref", "-d", held.ref)

    def held(self) -> list[Held]:
        """The commits that are held, the oldest first."""
        listed = self.ask("for-each-ref", "--format=%(refname) %(objectname) %(parent)", HELD).decode()
        rows = (line.split(" ") for line in listed.splitlines())
        return sorted(Held(ref.removeprefix(HELD), sha, parent) for ref, sha, parent in rows)

    def find(self, name: str) -> Held | None:
        """The held commit of this name."""
        return next((held for held in self.held() if held.name == name), None) if _NAME.fullmatch(name) else None

    def edits(self, held: Held) -> list[Edit]:
        """What a held commit changes, so that it can be made again on another revision."""
        return self.between(held.parent, held.sha)

    def between(self, old: str, new: str, folders: Sequence[str] = ()) -> list[Edit]:
        """What makes the files of the commit *old* those of *new*; with *folders*, only of what lies in them."""
        within = ["--", *(f"{_checked_path(folder)}/" for folder in folders)] if folders and all(folders) else []
        command = ("diff-tree", "-r", "-z", "-M", _checked_revision(old), _checked_revision(new), *within)
        listed = self.ask(*command).decode(errors="surrogateescape")
        fields, edits = iter(listed.split("\0")[:-1]), []
        for about in fields:
            _, _, before, after, status = about.split()
            was = next(fields)
            path = next(fields) if status.startswith("R") else was
            edits.append(Edit(path, self._blob(before), self._blob(after), was if path != was else ""))
        return edits

    def signed(self, held: Held) -> tuple[Signature, str]:
        """Who a held commit is by, and its message."""
        shown = self.ask("log", "--max-count=1", "--format=%an%x00%ae%x00%B", held.sha, "--").decode(errors="replace")
        name, email, message = shown.split("\0", 2)
        return Signature(name, email), message.strip()

    def ask(self, *command: str, given: bytes = b"") -> bytes:
        """What git answers. Raise Unavailable."""
        return self.repository._git(*command, given=given)

    def write(self, *command: str, given: bytes = b"") -> bytes:
        """Let git change something. Raise Unavailable, with what git said and without secrets."""
        try:
            return self.run(*command, given=given)
        except git.GitCommandError as error:
            raise Unavailable(f"Git cannot write to {self.repository.public}: {last_line(error)}") from None

    def run(
        self, *command: str, given: bytes = b"", timeout_s: float | None = None, within: Path | None = None
    ) -> bytes:
        """What git answers, as the one who writes. Raise GitCommandError."""
        run = self.repository._run
        return run(*_SAFE, *command, given=given, timeout_s=timeout_s, within=within, environment=_ENVIRONMENT)

    @cached_property
    def _home(self) -> Path:
        """Git's own folder, which all work trees of a repository share."""
        return self.repository.path / self.ask("rev-parse", "--git-common-dir").decode().strip()

    def _blob(self, sha: str) -> bytes | None:
        return self.ask("cat-file", "blob", sha) if sha.strip("0") else None


def said(error: git.GitCommandError) -> str:
    """All that git said, without secrets."""
    parts = (one.decode(errors="replace") if isinstance(one, bytes) else one for one in (error.stdout, error.stderr))
    return _without_secrets("\n".join(str(part or "") for part in parts)).strip().strip("'")


def last_line(error: git.GitCommandError) -> str:
    """The last thing that git said, without secrets."""
    return said(error).rpartition("\n")[2] or "it says no more"


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _by(role: str, who: Signature) -> str:
    name, email = (" ".join(re.sub(r"[<>\x00-\x1f\x7f]", " ", text).split()) for text in who)
    return f"{role} {name} <{email}> {int(time.time())} +0000\n"


def _file(path: str, content: bytes) -> bytes:
    return b"M %s inline %s\n%s" % (FILE.encode(), _quoted(path), _data(content))


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _quoted(path: str) -> bytes:
    """A path as fast-import reads it, whatever it holds."""
    escaped = _checked_path(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.encode(errors="surrogateescape")
