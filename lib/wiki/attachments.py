"""Files that a page brings along: where they go, and which are taken."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath

from lib.errors import Refused
from lib.wiki import naming

FOLDER = "attachments"
MOST_BYTES = 10 * 1024 * 1024
# What each kind begins with, as (offset, bytes). A kind that a browser would run is not among them.
SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".png": ((0, b"\x89PNG\r\n\x1a\n"),),
    ".jpg": ((0, b"\xff\xd8\xff"),),
    ".gif": ((0, b"GIF87a"), (0, b"GIF89a")),
    ".webp": ((8, b"WEBP"),),
    ".avif": ((4, b"ftypavif"), (4, b"ftypavis")),
    ".pdf": ((0, b"%PDF-"),),
    ".mp4": ((4, b"ftyp"),),
    ".webm": ((0, b"\x1aE\xdf\xa3"),),
}
ALIASES = {".jpeg": ".jpg"}
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def place(page: str, name: str) -> str:
    """Where the file *name* of *page* is kept: in a folder beside the page. Raise Refused for what is no name."""
    if "/" in name:
        raise Refused(f"{name[:60]!r} is not the name of a file.")
    folder = page.rpartition("/")[0]
    return naming.checked(f"{folder}/{FOLDER}/{name}" if folder else f"{FOLDER}/{name}")


def named(name: str, content: bytes) -> str:
    """A name made of *name* that no other file has: it holds a digest of the content. Raise Refused as *check* does."""
    stem = _NOT_IN_NAMES.sub("-", PurePosixPath(name).stem.casefold()).strip("-._")[:60] or "file"
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}{_kinds(name, content)[0]}"


def check(name: str, content: bytes) -> None:
    """Raise Refused for a kind or a size that is not taken, and for a file that is not what its name says."""
    if _ending(name) not in _kinds(name, content):
        raise Refused(f"{name[:60]!r} is not what its name says.")


def _kinds(name: str, content: bytes) -> list[str]:
    """The endings that the content deserves, whatever the file is called."""
    if not 0 < len(content) <= MOST_BYTES:
        raise Refused(f"A file has 1 byte to {MOST_BYTES // 1024 // 1024} MiB; {name[:60]!r} has {len(content)}.")
    if _ending(name) == ".svg":
        raise Refused("An SVG may hold scripts, so it is not taken here. Send a PNG, or commit it with Git.")
    found = [kind for kind, signs in SIGNATURES.items() if any(content.startswith(sign, at) for at, sign in signs)]
    if not found:
        known = ", ".join(kind.removeprefix(".").upper() for kind in SIGNATURES)
        raise Refused(f"{name[:60]!r} is none of the kinds of files that are taken: {known}.")
    return found


def _ending(name: str) -> str:
    ending = PurePosixPath(name).suffix.lower()
    return ALIASES.get(ending, ending)
