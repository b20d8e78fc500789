"""A folder of files on this machine, as it is now, with what is not committed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lib.errors import Unavailable


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files in *folder*, by their path in it. What begins with a dot, and links, are left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix(), path


def read(path: Path) -> bytes:
    """The content of a file. Raise Unavailable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}.") from None


def name_of(raw: bytes) -> str:
    """A name for a content, which no other content has. (It is not the one that Git gives it.)"""
    return hashlib.sha256(raw).hexdigest()
