"""A real Git repository to write commits into."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Finance",
    "GIT_AUTHOR_EMAIL": "finance@example.org",
    "GIT_COMMITTER_NAME": "Finance",
    "GIT_COMMITTER_EMAIL": "finance@example.org",
}


class Checkout:
    """A repository at *path*, with one branch, ``main``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "uploadpack.allowFilter", "true")

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "Change") -> str:
        """Write *files* (None deletes one), commit them, and return the id of the commit."""
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def cloned(self, path: Path) -> Checkout:
        """A bare clone at *path*, as a server has it. Into that one ``commit`` cannot write."""
        self.git("clone", "--quiet", "--bare", ".", str(path))
        clone = object.__new__(Checkout)
        clone.path = path
        return clone

    def git(self, *command: str) -> str:
        """What git answers."""
        done = subprocess.run(
            ["git", *command], cwd=self.path, env=os.environ | QUIET, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()
