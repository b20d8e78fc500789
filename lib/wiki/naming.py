"""What a page may be called: a path that is safe on every file system, and that no other page has but for its case."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterable, Mapping

from lib.errors import Refused

MOST_CHARACTERS = 200
# The least that file systems allow for one part of a path, in UTF-8, with the ending.
MOST_BYTES_OF_PART = 240
# Windows opens a device for these, whatever the ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\\:*?"<>|#%\[\]^]')
_LETTER_OR_MARK = re.compile(r"[^\w.-]+")


def checked(path: str) -> str:
    """*path* in its composed form, when a page may be called so. Raise Refused with the reason.

    Names come from a URL, a form or a link: they can lead neither out of the wiki nor to Git's own files, and every
    system that clones the repository can write them.
    """
    path = unicodedata.normalize("NFC", path)
    if not path or len(path) > MOST_CHARACTERS:
        raise Refused(f"The path of a page has 1 to {MOST_CHARACTERS} characters.")
    for part in path.split("/"):
        _check_part(part, path)
    return path


def _check_part(part: str, path: str) -> None:
    if not part or part.startswith(".") or part.endswith("."):
        raise Refused(f"No part of {path!r} may be empty, or begin or end with a full stop.")
    if part != part.strip() or len(part.encode(errors="replace")) > MOST_BYTES_OF_PART:
        raise Refused(f"A part of {path[:60]!r} is too long, or begins or ends with a space.")
    if found := _FORBIDDEN.search(part) or next((c for c in part if unicodedata.category(c)[0] == "C"), None):
        sign = found if isinstance(found, str) else found[0]
        raise Refused(f"The path of a page may not have the character {sign!r}.")
    if _DEVICES.fullmatch(part):
        raise Refused(f"{part!r} is the name of a device on Windows: choose another one.")


def collision(path: str, others: Iterable[str]) -> str | None:
    """The one of *others* that *path* cannot stand beside: the same but for its case, or a file where it has a folder.

    File systems of macOS and Windows hold only one of them.
    """
    wanted = path.casefold()
    for other in others:
        seen = other.casefold()
        if other != path and (seen == wanted or wanted.startswith(f"{seen}/") or seen.startswith(f"{wanted}/")):
            return other
        if other != path and _folder_differs(path, other):
            return other
    return None


def _folder_differs(path: str, other: str) -> bool:
    """Whether the two lie in folders of the same name in another case."""
    for one, two in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if one.casefold() != two.casefold():
            return False
        if one != two:
            return True
    return False


def from_title(title: str, folder: str = "") -> str:
    """A path for a page with this title: ``Rules & fair play`` in *teams* is ``teams/rules-fair-play``."""
    name = _LETTER_OR_MARK.sub("-", unicodedata.normalize("NFC", title).casefold()).strip("-._") or "page"
    return f"{folder}/{name}" if folder else name


def suggested(typed: str, pages: Mapping[str, str], most: int) -> list[tuple[str, str]]:
    """Up to *most* pages (path and title) that somebody who has *typed* this may mean, the likeliest first.

    The title or the last part of the path begins with it, a word of them does, or it is anywhere in them.
    """
    wanted = _plain(typed)
    ranked = ((_rank(wanted, _plain(path.rpartition("/")[2]), _plain(title)), path) for path, title in pages.items())
    best = heapq.nsmallest(most, ((rank, len(path), path) for rank, path in ranked if rank is not None))
    return [(path, pages[path]) for _, _, path in best]


def _rank(wanted: str, name: str, title: str) -> int | None:
    for rank, found in enumerate(
        (
            wanted in (name, title),
            name.startswith(wanted) or title.startswith(wanted),
            f" {wanted}" in name or f" {wanted}" in title,
            wanted in name or wanted in title,
        )
    ):
        if found:
            return rank
    return None


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()
