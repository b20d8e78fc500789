"""The pages of a wiki: their paths, their order and their tree.

A page's path is that of its file in the wiki's folder, without ``.md``: ``teams/sales``.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

SUFFIX = ".md"
# What a folder's own page is called, best first; the same names make the home page of the wiki.
OWN = ("index", "README", "readme", "home", "Home", "_index")


def path_of(file: str) -> str | None:
    """The page that *file* holds, or None for an attachment."""
    return file.removesuffix(SUFFIX) if file.endswith(SUFFIX) and file.rpartition("/")[2] != SUFFIX else None


def folder_of(path: str) -> str:
    """The folder that a page or a folder lies in; the empty folder is the wiki itself."""
    return path.rpartition("/")[0]


def own(folder: str, pages: Container[str]) -> str | None:
    """The page that stands for *folder*, where one does; the empty folder is the wiki itself."""
    prefix = f"{folder}/" if folder else ""
    return next((prefix + name for name in OWN if prefix + name in pages), None)


def home(pages: Mapping[str, str]) -> str | None:
    """The page to begin with; None in an empty wiki."""
    return own("", pages) or min(pages, key=lambda path: (path.count("/"), path), default=None)


def spoken(path: str) -> str:
    """A title made of a path, for a page that gives itself none: ``teams/night-shift`` is *Night shift*."""
    *folders, name = path.split("/")
    words = (folders[-1] if name in OWN and folders else name).replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or path


def nearest(path: str, pages: Mapping[str, str], most: int = 3) -> list[str]:
    """Up to *most* pages that somebody who asked for *path* may have meant: of the same name, elsewhere."""
    name = _plain(path.rpartition("/")[2])
    same = [
        known for known, title in pages.items() if name and name in (_plain(known.rpartition("/")[2]), _plain(title))
    ]
    return same[:most]


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
