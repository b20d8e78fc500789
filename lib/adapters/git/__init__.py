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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # a missing git is told when it is needed, as a sentence
import git

from lib.content.revision import Commit
from lib.errors import Refused, Unavailable, WrongUse
from lib.settings import Settings

FETCH_TIMEOUT_S = 120
CLONE_TIMEOUT_S = 3600
MOST_AT_ONCE = 10_000
NO_BLOB = "0" * 40
NO_GIT = "Git is not installed: the content cannot be read."

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


class Missing(Unavailable):
    """A revision that the repository does not have, or not yet."""


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
        # Whoever flips a symbolic link means the repository behind it from then on.
        self.path = home if self.remote else Path(self._name).expanduser().absolute()

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

    def stamp(self) -> object:
        """Something that is another when `head` may be: files are looked at, and no process is started.

        A URL has none, and a branch that a checkout shares with others may lie elsewhere: this is for haste only.
        """
        if self.remote:
            return None
        here = self.path / ".git" if (self.path / ".git").is_dir() else self.path
        head = _text(here / "HEAD")
        refs = {head.removeprefix("ref: ").strip(), f"refs/heads/{self.wanted}", f"refs/tags/{self.wanted}"}
        files = [here / name for name in (*sorted(refs), "packed-refs", "reftable/tables.list", "logs/HEAD")]
        return head, [_written(file) for file in files]

    def head(self) -> str:
        """The full id of the commit to serve: that of `CONTENT_BRANCH`, or of what is checked out."""
        return self.resolve(self.wanted)

    def resolve(self, revision: str) -> str:
        """The full id of the commit that *revision*, a branch, a tag or an id, names. Raise Unavailable."""
        named = f"{_checked_revision(revision)}^{{commit}}\n"
        answer = self._git("cat-file", "--batch-check=%(objectname)", given=named.encode()).decode().split()
        if len(answer) != 1:
            raise Missing(f"There is no revision {revision} in the repository {self.public}.")
        return answer[0]

    def ancestors(self, revision: str, most: int) -> list[str]:
        """The ids of *revision* and of the commits that it was before, the newest first, along the first parents."""
        listed = self._git("rev-list", "--first-parent", f"--max-count={most}", _checked_revision(revision), "--")
        return listed.decode().split()

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether the commit *new* goes on from *old*."""
        return not self._git("rev-list", "--max-count=1", _checked_revision(old), f"^{_checked_revision(new)}", "--")

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

    def changes(self, old: str, new: str, folders: Collection[str]) -> list[Entry]:
        """The files in *folders* that are not the same in *old* and *new*; one that is gone has no blob.

        Without *old*, those are all files of *new*. Links to other places and submodules are no files.
        """
        if not old:
            return [*{entry.path: entry for folder in folders for entry in self.entries(new, folder)}.values()]
        within = [f"{_checked_path(folder)}/" for folder in folders if folder] if all(folders) else []
        command = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev")
        fields = self._git(*command, _checked_revision(old), _checked_revision(new), "--", *within)
        words = iter(fields.decode(errors="surrogateescape").split("\0")[:-1])
        return [Entry(_regular(about), path) for about, path in zip(words, words, strict=True)]

    def contents(self, blobs: Sequence[str], revision: str, known: str = "") -> Iterator[bytes]:
        """The contents of *blobs* of *revision*, one after the other, while git still reads.

        What a clone lacks of them is brought in one go before; of the revision *known* it lacks nothing. Raise
        Unavailable.
        """
        if not blobs:
            return
        if self.remote:
            self._bring(revision, set(blobs), known)
        with self._streaming("cat-file", "--batch", "--buffer", given=_lines(blobs)) as stdout:
            for _ in blobs:
                size = _size(stdout.readline())
                yield stdout.read(size + 1)[:-1]

    @contextmanager
    def piped(self, blobs: Mapping[str, str], revision: str, known: str = "") -> Iterator[IO[bytes]]:
        """The same of *blobs*, by names that can be printed, for another process to read.

        Each begins with a line of its id, its size and its name, and ends with a line's end. Raise Unavailable.
        """
        if self.remote:
            self._bring(revision, set(blobs.values()), known)
        asked = _lines(f"{blob} {name}" for name, blob in blobs.items())
        form = "--batch=%(objectname) %(objectsize) %(rest)"
        with self._streaming("cat-file", form, "--buffer", given=asked) as stdout:
            yield stdout

    def sizes(self, blobs: Iterable[str]) -> dict[str, int]:
        """The bytes of *blobs*; of those that a clone lacks nobody knows them. Raise Unavailable."""
        wanted = set(blobs)
        what = "--batch-check=%(objectname) %(objectsize)"
        if self.remote:
            listed = self._git("cat-file", "--batch-all-objects", "--unordered", what)
        else:
            listed = self._git("cat-file", "--buffer", what, given=_lines(wanted))
        known = (line.split() for line in listed.decode().splitlines())
        return {blob: int(size) for blob, size in known if blob in wanted and size.isdecimal()}

    def files(self, revision: str, folder: str = "", endings: tuple[str, ...] = ("",)) -> dict[str, bytes]:
        """The contents of the files of *revision* in *folder* whose names end in one of *endings*, by path."""
        wanted = [entry for entry in self.entries(revision, folder) if entry.path.endswith(endings)]
        contents = self.contents([entry.blob for entry in wanted], revision)
        return {entry.path: content for entry, content in zip(wanted, contents, strict=True)}

    def blob(self, revision: str, path: str) -> bytes | None:
        """The content of one file, or None where *revision* has no such file. Raise Refused for a path that is none."""
        entry = f"{_checked_revision(revision)}:{_checked_path(path)}\n"
        head, _, content = self._git("cat-file", "--batch", given=entry.encode()).partition(b"\n")
        return content[:-1] if head.split()[1:2] == [b"blob"] else None

    def bring(self, blobs: Iterable[str]) -> None:
        """Let a clone have *blobs*, of whatever revisions; a repository that is a path has them. Raise Unavailable."""
        if not self.remote:
            return
        every = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
        held = set(self._git(*every).decode().split())
        self._fetch_blobs(sorted(set(blobs) - held - {NO_BLOB}))

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

    def _bring(self, revision: str, blobs: set[str], known: str = "") -> None:
        """Fetch those of a revision's *blobs* that a partial clone lacks, in one go: git would ask one by one."""
        since = [f"^{_checked_revision(known)}"] if known else ["--no-walk"]
        listed = self._git("rev-list", "--objects", "--missing=print", _checked_revision(revision), *since, "--")
        missing = {name.removeprefix("?") for name in listed.decode().split() if name.startswith("?")}
        self._fetch_blobs(sorted(blobs & missing))

    def _fetch_blobs(self, blobs: list[str]) -> None:
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--stdin")
        for some in (blobs[first : first + MOST_AT_ONCE] for first in range(0, len(blobs), MOST_AT_ONCE)):
            self._git("fetch", *options, "origin", given=_lines(some), timeout_s=CLONE_TIMEOUT_S)

    @contextmanager
    def _streaming(self, *command: str, given: bytes = b"") -> Iterator[IO[bytes]]:
        """What git answers, to be read while it works. Raise Unavailable when it fails."""
        with tempfile.TemporaryFile() as stdin:
            stdin.write(given)
            stdin.seek(0)
            try:
                process = self._runner(self.path).execute(["git", *command], istream=stdin, as_process=True)
                yield process.stdout
                process.wait()
            except git.GitCommandNotFound:
                raise Unavailable(NO_GIT) from None
            except git.GitCommandError as error:
                raise Unavailable(f"Git cannot read {self.public}: {_said(error)}") from None

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
        runner = self._runner(within or self.path)
        runner.update_environment(**(environment or {}))
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
            raise Unavailable(NO_GIT) from None

    def _runner(self, folder: Path) -> git.Git:
        if not folder.is_dir():
            raise Unavailable(f"There is no repository at {self.public}: check CONTENT_REPO.")
        runner = git.Git(folder)
        runner.update_environment(**_ENVIRONMENT, GIT_CEILING_DIRECTORIES=str(folder.resolve().parent))
        return runner


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def _written(file: Path) -> tuple[int, int] | None:
    try:
        seen = file.stat()
    except (OSError, ValueError):
        return None
    return seen.st_mtime_ns, seen.st_ino


def _lines(words: Iterable[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()


def _size(answer: bytes) -> int:
    """The size that ``cat-file --batch`` announces: ``ID blob SIZE``."""
    fields = answer.split()
    if len(fields) != 3:
        raise Unavailable(f"The repository lacks a part of its own content: {answer.decode().strip()}.")
    return int(fields[2])


def _regular(about: str) -> str:
    """The blob of the new side of a line of ``diff-tree --raw``, where that side is an ordinary file."""
    _, mode, _, blob, _ = about.removeprefix(":").split()
    return blob if mode.startswith("100") else ""


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
