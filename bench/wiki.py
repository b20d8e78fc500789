"""A wiki like those that companies have, made up from a seed: pages, folders, links, and years of commits.

Its statistics are those that were counted in the handbook of a real organisation and in wikis of thousands of pages:
sizes are log-normal (median 4.6 KB, mean 6.7 KB), a heading stands in each 850 bytes, a page has 13 links of which half
lead to other pages, words come as often as Zipf's law says, and a page speaks mostly of its own subject. Most commits
change one page, a quarter add some, one in thirty moves a page, one in sixty deletes some.
"""

from __future__ import annotations

import argparse
import hashlib
import posixpath
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np

from bench.report import say
from lib.settings import ROOT

PAGES, COMMITS, FOLDERS, PHOTOS = 15_000, 10_000, 400, 300
MEDIAN, SPREAD = 4_100, 0.87
VOCABULARY = 60_000
BEGAN, PACE_S = 1_500_000_000, 20_000  # the time of the first commit, and from one to the next
AUTHORS = ("Sales", "Logistics", "Workshop", "People", "Design", "Legal", "Finance", "Support", "Research", "Canteen")
COMMON = """the to and a of for in is your or on that with are be if can it this will as an we from have not by at how
use our they about their all do what was has more when which there but out up one other new time some into than them"""
ONSETS = "b c d f g h l m n p r s t v b c d f g l m n p r s t k br ch cl dr gr pl pr sh st tr th"
NUCLEI = "a e i o u a e i o a e ea ou"
CODAS = "- - n r s t l m nd nt st ck ng ll x"
AT_ONCE = 500


class Language:
    """Words that look like words, and how often they come."""

    def __init__(self, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        weights = 1 / (np.arange(VOCABULARY) + 2.7) ** 1.05
        self._sums = np.cumsum(weights / weights.sum())
        self.words = np.array(_words(random.Random(seed)), dtype=object)

    def subjects(self, count: int) -> np.ndarray:
        """Numbers of words that a text may be about: neither those of every text, nor with the same chance."""
        return (300 * (VOCABULARY / 300) ** self.dice.random(count)).astype(int)

    def text(self, page: Page, count: int) -> list[str]:
        """The next *count* words of a text about a page's own words, and about those of its folder."""
        while len(page.words) < count:
            page.words += self._drawn(AT_ONCE, page.own, page.shared)
        taken, page.words = page.words[:count], page.words[count:]
        return taken

    def _drawn(self, count: int, own: np.ndarray, shared: np.ndarray) -> list[str]:
        numbers = np.minimum(np.searchsorted(self._sums, self.dice.random(count)), VOCABULARY - 1)
        chance = self.dice.random(count)
        numbers = np.where(chance < 0.08, self.dice.choice(own, count), numbers)
        numbers = np.where(chance > 0.88, self.dice.choice(shared, count), numbers)
        return list(self.words[numbers])


@dataclass
class Page:
    """A page as it is now."""

    path: str
    title: str
    own: np.ndarray
    shared: np.ndarray
    blocks: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # some that were drawn, and not used yet

    @property
    def text(self) -> str:
        """The Markdown."""
        return "\n\n".join(self.blocks) + "\n"


class Maker:
    """Writes commits in the language of ``git fast-import``."""

    def __init__(self, pages: int, commits: int, seed: int, out: IO[bytes]) -> None:
        self._chance, self._language, self._out = random.Random(seed), Language(seed), out
        self._pages: list[Page] = []
        self._taken: set[str] = set()
        self._most, self._commits, self._number = pages, commits, 0
        self._folders = [*self._make_folders()]

    def make(self) -> None:
        """All commits."""
        adding = round((self._commits - 1) * 0.25 * 1.5)
        self._commit("The wiki as it was before", [*self._added(max(1, self._most - adding), images=True)])
        for left in range(self._commits - 2, -1, -1):
            kind = self._chance.random()
            if not left:
                self._commit("More pages", [*self._added(self._most - len(self._pages))])
            elif kind < 0.25 and len(self._pages) < self._most - 3:
                self._commit("Add pages", [*self._added(self._several())])
            elif kind < 0.283:
                self._commit("Move a page", [self._moved()])
            elif kind < 0.30:
                self._commit("Remove what is out of date", [self._removed() for _ in range(self._several())])
            else:
                self._commit("Bring pages up to date", [self._edited() for _ in range(self._several())])

    def _commit(self, message: str, changes: list[bytes]) -> None:
        who = self._chance.choice(AUTHORS)
        at = BEGAN + self._number * PACE_S
        head = f"commit refs/heads/main\ncommitter {who} <{who.lower()}@example.org> {at} +0000\n"
        self._out.write(head.encode() + _data(f"{message} ({self._number})".encode()) + b"".join(changes))
        self._number += 1

    def _several(self) -> int:
        return min(1 + int(self._chance.expovariate(1.4)), 6)

    def _added(self, count: int, images: bool = False) -> Iterator[bytes]:
        if images:
            for number in range(PHOTOS):
                yield _file(f"images/photo-{number}.png", _png(number, self._chance))
        new = [self._new() for _ in range(count)]
        self._pages += new
        for page in new:
            page.blocks = [*self._blocks(page)]
            yield _file(f"{page.path}.md", page.text.encode())

    def _new(self) -> Page:
        folder, shared = self._chance.choice(self._folders)
        own = self._language.subjects(6)
        words = [*self._language.words[own[: self._chance.choice([1, 2, 2, 3])]]]
        if self._chance.random() < 0.7:
            words.insert(0, self._language.words[self._chance.choice(shared)])
        name = "index" if f"{folder}index" not in self._taken else "-".join(words)
        while folder + name in self._taken:
            name += f"-{self._chance.randrange(100)}"
        self._taken.add(folder + name)
        return Page(folder + name, " ".join(words).capitalize(), own, shared)

    def _edited(self) -> bytes:
        page = self._chance.choice(self._pages)
        number = self._chance.randrange(1, len(page.blocks)) if len(page.blocks) > 1 else 0
        page.blocks.insert(number + 1, self._paragraph(page, 400))
        return _file(f"{page.path}.md", page.text.encode())

    def _moved(self) -> bytes:
        page = self._chance.choice(self._pages)
        folder, _ = self._chance.choice(self._folders)
        before, page.path = page.path, f"{folder}{page.path.rpartition('/')[2]}-{self._number}"
        self._taken.add(page.path)
        return f'R "{before}.md" "{page.path}.md"\n'.encode()

    def _removed(self) -> bytes:
        page = self._pages.pop(self._chance.randrange(len(self._pages)))
        return f"D {page.path}.md\n".encode()

    def _blocks(self, page: Page) -> Iterator[str]:
        left = min(max(int(self._language.dice.lognormal(np.log(MEDIAN), SPREAD)), 120), 400_000)
        yield self._front(page) + f"# {page.title}"
        while left > 0:
            block = self._block(page, left)
            yield block
            left -= len(block)

    def _front(self, page: Page) -> str:
        if self._chance.random() < 0.4:
            return ""
        tags = ", ".join(self._language.words[page.shared[:3]])
        described = f"description: {self._sentence(page, 9)}\n" if self._chance.random() < 0.5 else ""
        return f"---\ntitle: {page.title}\n{described}tags: [{tags}]\n---\n\n"

    def _block(self, page: Page, left: int) -> str:
        dice = self._chance.random()
        if dice < 0.37:
            heading = " ".join(self._language.text(page, self._chance.randint(1, 4))).capitalize()
            return f"{'#' * self._chance.choice([2, 2, 2, 3])} {heading}"
        if dice < 0.49:
            return "\n".join(f"- {self._sentence(page, 10)}" for _ in range(self._chance.randint(3, 9)))
        if dice < 0.50:
            rows = [" | ".join(self._language.text(page, 3)) for _ in range(5)]
            return "\n".join([f"| {rows[0]} |", "| --- | --- | --- |", *(f"| {row} |" for row in rows[1:])])
        if dice < 0.52:
            code = "\n".join("_".join(self._language.text(page, 3)) for _ in range(4))
            return f"```sh\n{code}\n```"
        return self._paragraph(page, min(left, 700))

    def _paragraph(self, page: Page, size: int) -> str:
        sentences = [self._sentence(page, 14) for _ in range(max(1, min(size, self._chance.randint(200, 900)) // 85))]
        for _ in range(self._chance.choice([0, 1, 2, 3])):
            sentences.insert(self._chance.randrange(len(sentences) + 1), self._link(page))
        return " ".join(sentences)

    def _sentence(self, page: Page, words: int) -> str:
        return " ".join(self._language.text(page, self._chance.randint(words // 2, words * 2))).capitalize() + "."

    def _link(self, page: Page) -> str:
        dice, other = self._chance.random(), self._chance.choice(self._pages)
        if dice < 0.45:
            return f"See [the page](https://example.org/{other.title.replace(' ', '-')}) outside."
        if dice < 0.48:
            photo = f"images/photo-{self._chance.randrange(PHOTOS)}.png"
            return f"![A photo]({_relative(photo, page.path)})"
        if dice < 0.58:
            return f"See [[{other.title}]]."
        gone = "-which-is-gone" if dice > 0.99 else ""
        return f"See [{other.title}]({_relative(other.path + gone, page.path)}.md)."

    def _make_folders(self) -> Iterator[tuple[str, np.ndarray]]:
        paths = [""]
        while len(paths) < FOLDERS:
            parent = self._chance.choice([one for one in paths if one.count("/") <= self._chance.choice([0, 0, 1, 3])])
            name = self._language.words[int(self._language.subjects(1)[0])]
            if f"{parent}{name}/" not in paths:
                paths.append(f"{parent}{name}/")
        for path in paths:
            yield path, self._language.subjects(40)


def _words(chance: random.Random) -> list[str]:
    words = dict.fromkeys(COMMON.split())
    onsets, nuclei, codas = ONSETS.split(), NUCLEI.split(), CODAS.replace("-", " ").split(" ")
    while len(words) < VOCABULARY:
        syllables = 1 + (chance.random() < 0.9) + (chance.random() < 0.5) + (chance.random() < 0.15)
        syllables = (chance.choice(onsets) + chance.choice(nuclei) for _ in range(syllables))
        words["".join(syllables) + chance.choice(codas)] = None
    return [*words]


def _relative(path: str, page: str) -> str:
    return posixpath.relpath(path, page.rpartition("/")[0] or ".")


def _data(raw: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(raw), raw)


def _file(path: str, raw: bytes) -> bytes:
    return f"M 100644 inline {path}\n".encode() + _data(raw)


def _png(number: int, chance: random.Random) -> bytes:
    """Something of the size of a photo; one in fifty is larger than anybody wants to load."""
    size = 1_500_000 if number % 50 == 0 else 40_000
    return b"\x89PNG\r\n\x1a\n" + zlib.compress(chance.randbytes(size), 0)


def pages_of(repository: Path) -> list[str]:
    """The paths of all pages of a wiki that was made."""
    command = ["git", "-C", str(repository), "ls-tree", "-r", "--name-only", "main"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name.removesuffix(".md") for name in listed if name.endswith(".md")]


def made(pages: int = PAGES, commits: int = COMMITS, seed: int = 7) -> Path:
    """The bare repository of such a wiki, its pages at the top; it is kept under ``var`` for the next time."""
    state = hashlib.sha256(Path(__file__).read_bytes() + f"{pages} {commits} {seed}".encode()).hexdigest()[:12]
    path = ROOT / "var" / "bench" / f"wiki-{state}.git"
    if not path.exists():
        say(f"Making a wiki of {pages:,} pages and {commits:,} commits in {path}")
        fresh = path.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(fresh)], check=True)
        importing = subprocess.Popen(["git", "-C", str(fresh), "fast-import", "--quiet"], stdin=subprocess.PIPE)
        Maker(pages, commits, seed, importing.stdin).make()
        importing.stdin.close()
        if importing.wait():
            sys.exit("git fast-import failed.")
        fresh.rename(path)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--commits", type=int, default=COMMITS)
    given = parser.parse_args()
    say(str(made(given.pages, given.commits)))
