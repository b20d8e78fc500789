"""Somebody's folder of Markdown as a wiki to measure with, in place of the one that is made up."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path


def add_argument(parser: argparse.ArgumentParser) -> None:
    """``--folder``, which names it."""
    parser.add_argument("--folder", type=Path, help="a folder of Markdown, in place of the wiki that is made up")


def committed(folder: Path, home: Path) -> Path:
    """A bare repository in *home* with the files of *folder*, in one commit."""
    made = home / "handbook.git"
    git = ["git", f"--git-dir={made}", f"--work-tree={folder}"]
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(made)], check=True)
    subprocess.run([*git, "add", "--all", "--force", "."], check=True)
    author = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    subprocess.run([*git, *author, "commit", "--quiet", "--message", "All"], check=True)
    return made
