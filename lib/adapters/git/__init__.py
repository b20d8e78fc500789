"""The only package that knows Git. Here the content repository, a path or a URL, is read; ``commits`` writes to it.

A URL is cloned into ``VAR_DIR/content``: bare, and without old blobs where the server allows that. All paths are
those in the repository.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # a missing git is told when it is needed, as a sentence
import git

from lib.content.revision import Commit
from lib.errors import Refused, Unavailable, WrongUse
from lib.settings import Settings

FETCH_TIMEOUT_S = 120
CLONE_TIMEOUT_S = 3600

_URL = re.compile(r"(?:https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
_CREDENTIALS = re.compile(r"//[^/@\s]+@")
_REVISION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_+#-]|[./](?![./]|$)){0,249}")
_LOG = "--format=%H%x00%an%x00%ct%x00%B"
# Never ask a person; never take a page's name for a pattern; never look for a repository further up.
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes"),
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}


class Entry(NamedTuple):
    """A file of a revision: the id of its blob, and its path in the repository."""

    blob: str
    path: str


class Repository:
    """The repository that the settings name. May be used from several threads and processes."""

    def __init__(self, settings: Settings) -> None:
        self._name = settings.repository
        self.wanted = _checked_revision(settings.content_branch or "HEAD")
        self.remote = bool(_URL.match(self._name))
        home = settings.var_dir / "content" / f"{hashlib.sha256(self.public.encode()).hexdigest()[:16]}.git"
        self.path = home if self.remote else Path(self._name).expanduser().resolve()

    def fetch(self) -> None:
        """Bring a clone of a URL up to date, and make it where there is none. Raise Unavailable.

        A repository that is a path needs nothing.
        """
        if not self.remote:
            return
        if not self.path.exists():
            self._clone()
        refs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        self.configure()
        self._git("fetch", "--quiet", "--prune", "--no-write-fetch-head", "origin", *refs, timeout_s=FETCH_TIMEOUT_S)

    def configure(self) -> None:
        """Let the clone know the URL as it is set now: a password may be a new one."""
        self._git("config", "remote.origin.url", self._name)

    def head(self) -> str:
        """The full id of the commit to serve: that of `CONTENT_BRANCH`, or of what is checked out."""
        return self.resolve(self.wanted)

    def resolve(self, revision: str) -> str:
        """The full id of the commit that *revision*, a branch, a tag or an id, names. Raise Unavailable."""
        named = f"{_checked_revision(revision)}^{{commit}}\n"
        answer = self._git("cat-file", "--batch-check=%(objectname)", given=named.encode()).decode().split()
        if len(answer) != 1:
            raise Unavailable(f"There is no revision {revision} in the repository {self.public}.")
        return answer[0]

    def ancestors(self, revision: str, most: int) -> list[str]:
        """The ids of *revision* and of the commits that it was before, the newest first, along the first parents."""
        listed = self._git("rev-list", "--first-parent", f"--max-count={most}", _checked_revision(revision), "--")
        return listed.decode().split()

    def commit(self, revision: str) -> Commit:
        """Who made the commit that *revision* names, when, and why."""
        return _commit(self._git("log", "--max-count=1", _LOG, _checked_revision(revision), "--"))

    def last_change(self, revision: str, path: str) -> Commit | None:
        """The newest commit, seen from *revision*, that changed the file *path*; None for a file that never was."""
        revision, path = _checked_revision(revision), _checked_path(path)
        found = self._git("log", "--max-count=1", _LOG, revision, "--", path)
        return _commit(found) if found else None

    def entries(self, revision: str, folder: str = "") -> list[Entry]:
        """The files of *revision* in *folder*; the empty folder is all of the repository. Links are left out."""
        where = ["--", f"{_checked_path(folder)}/"] if folder else []
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", _checked_revision(revision), *where)
        lines = (line.partition("\t") for line in listed.decode(errors="surrogateescape").split("\0") if line)
        return [Entry(mode.split()[2], path) for mode, _, path in lines if mode.startswith("100")]

    def files(self, revision: str, folder: str = "", endings: tuple[str, ...] = ("",)) -> dict[str, bytes]:
        """The contents of the files of *revision* in *folder* whose names end in one of *endings*, by path."""
        wanted = [entry for entry in self.entries(revision, folder) if entry.path.endswith(endings)]
        if self.remote:
            self._bring(revision, {entry.blob for entry in wanted})
        blobs = self._blobs([entry.blob for entry in wanted])
        return {entry.path: content for entry, content in zip(wanted, blobs, strict=True)}

    def blob(self, revision: str, path: str) -> bytes | None:
        """The content of one file, or None where *revision* has no such file. Raise Refused for a path that is none."""
        entry = f"{_checked_revision(revision)}:{_checked_path(path)}\n"
        head, _, content = self._git("cat-file", "--batch", given=entry.encode()).partition(b"\n")
        return content[:-1] if head.split()[1:2] == [b"blob"] else None

    @property
    def public(self) -> str:
        """The repository's name, without credentials."""
        return _without_secrets(self._name)

    def _clone(self) -> None:
        """Clone next to the place where it belongs, so that a clone is there whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Path(tempfile.mkdtemp(prefix="clone-", dir=self.path.parent))
        try:
            options = ("--quiet", "--bare", "--filter=blob:none")
            self._git("clone", *options, "--", self._name, str(made), timeout_s=CLONE_TIMEOUT_S, within=made.parent)
            if not self.path.exists():
                made.rename(self.path)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _bring(self, revision: str, blobs: set[str]) -> None:
        """Fetch those of a revision's *blobs* that a partial clone lacks, in one go: git would ask one by one."""
        listed = self._git("rev-list", "--objects", "--no-walk", "--missing=print", revision, "--").decode().split()
        wanted = sorted(blobs & {name.removeprefix("?") for name in listed if name.startswith("?")})
        if wanted:
            options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--stdin")
            given = "".join(f"{blob}\n" for blob in wanted).encode()
            self._git("fetch", *options, "origin", given=given, timeout_s=CLONE_TIMEOUT_S)

    def _blobs(self, ids: list[str]) -> Iterator[bytes]:
        """The contents of blobs, through one process."""
        if not ids:
            return
        answer = memoryview(self._git("cat-file", "--batch", given="".join(f"{blob}\n" for blob in ids).encode()))
        at = 0
        for _ in ids:
            end = at + bytes(answer[at : at + 200]).index(b"\n")
            size = int(bytes(answer[at:end]).split()[2])
            yield bytes(answer[end + 1 : end + 1 + size])
            at = end + 1 + size + 1

    def _git(
        self, *command: str, given: bytes = b"", timeout_s: float | None = None, within: Path | None = None
    ) -> bytes:
        """What git answers. Raise Unavailable, with what git said and without secrets."""
        try:
            return self._run(*command, given=given, timeout_s=timeout_s, within=within)
        except git.GitCommandError as error:
            raise Unavailable(f"Git cannot read {self.public}: {_said(error)}") from None

    def _run(
        self,
        *command: str,
        given: bytes = b"",
        timeout_s: float | None = None,
        within: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> bytes:
        """What git answers. Raise GitCommandError where it fails, and Unavailable where there is nothing to ask."""
        folder = within or self.path
        if not folder.is_dir():
            raise Unavailable(f"There is no repository at {self.public}: check CONTENT_REPO.")
        runner = git.Git(folder)
        runner.update_environment(
            **_ENVIRONMENT, **(environment or {}), GIT_CEILING_DIRECTORIES=str(folder.resolve().parent)
        )
        try:
            with tempfile.TemporaryFile() as stdin:
                stdin.write(given)
                stdin.seek(0)
                return runner.execute(
                    ["git", *command],
                    istream=stdin,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                    kill_after_timeout=timeout_s,
                )
        except git.GitCommandNotFound:
            raise Unavailable("Git is not installed: the content cannot be read.") from None


def _commit(logged: bytes) -> Commit:
    sha, author, time, message = logged.decode(errors="replace").split("\0", 3)
    return Commit(sha, author, datetime.fromtimestamp(int(time), UTC), message.strip())


def _said(error: git.GitCommandError) -> str:
    """The last line of what git said, without the word that it begins with, and without secrets."""
    stderr = error.stderr.decode(errors="replace") if isinstance(error.stderr, bytes) else str(error.stderr or "")
    lines = [line for line in stderr.partition("stderr: '")[2].strip().rstrip("'").splitlines() if line.strip()]
    return _without_secrets(re.sub(r"^(fatal|error|remote): ", "", lines[-1].strip())) if lines else ""


def _without_secrets(text: str) -> str:
    return _CREDENTIALS.sub("//***@", text)


def _checked_revision(revision: str) -> str:
    """*revision*, when it is a name or an id, and nothing that git takes for an option, a range or an expression."""
    if not _REVISION.fullmatch(revision) or revision.endswith(".lock"):
        raise WrongUse(f"{revision[:60]!r} is not the name of a branch or a tag, nor the id of a commit.")
    return revision


def _checked_path(path: str) -> str:
    """*path*, when it leads to a place in the repository."""
    parts = path.split("/")
    if len(path) > 1000 or any(part in {"", ".", ".."} for part in parts) or any(ord(letter) < 32 for letter in path):
        raise Refused(f"{path[:60]!r} is not the path of a file in the repository.")
    return path
