"""The pages of a wiki: their paths, their order and their tree.

A page's path is that of its file in the wiki's folder, without ``.md``: ``teams/sales``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SUFFIX = ".md"
# What a folder's own page is called, best first; the same names make the home page of the wiki.
OWN = ("index", "README", "readme", "home", "Home")


def path_of(file: str) -> str | None:
    """The page that *file* holds, or None for an attachment."""
    return file.removesuffix(SUFFIX) if file.endswith(SUFFIX) and file != SUFFIX else None


def own(folder: str, pages: Mapping[str, str]) -> str | None:
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


@dataclass(slots=True)
class Branch:
    """A page, a folder, or a folder with its own page. *path* is None where there is nothing to open."""

    title: str
    path: str | None = None
    children: list[Branch] = field(default_factory=list)


def tree(pages: Mapping[str, str]) -> list[Branch]:
    """The pages (path to title) as a tree: the home page first, then by title, a folder where its title stands."""
    top = Branch("")
    folders = {"": top}
    for path, title in pages.items():
        folder = path.rpartition("/")[0]
        if path == own(folder, pages) and folder:
            branch = _folder(folder, folders)
            branch.path, branch.title = path, title
        else:
            _folder(folder, folders).children.append(Branch(title, path))
    first = home(pages)
    for branch in folders.values():
        branch.children.sort(key=lambda child: (child.path != first, child.title.casefold(), child.path or ""))
    return top.children


def _folder(folder: str, folders: dict[str, Branch]) -> Branch:
    if folder not in folders:
        branch = folders[folder] = Branch(spoken(folder))
        _folder(folder.rpartition("/")[0], folders).children.append(branch)
    return folders[folder]


def nearest(path: str, pages: Mapping[str, str], most: int = 3) -> list[str]:
    """Up to *most* pages that somebody who asked for *path* may have meant: of the same name, elsewhere."""
    name = _plain(path.rpartition("/")[2])
    same = [
        known for known, title in pages.items() if name and name in (_plain(known.rpartition("/")[2]), _plain(title))
    ]
    return same[:most]


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
