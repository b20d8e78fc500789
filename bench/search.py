"""``python -m bench.search``: a keystroke, and the ranked results on the server.

Asked are questions that readers would type, for pages that are known to be meant: those of ``bench/queries.tsv`` with
``--folder``, the handbook that they are about, and otherwise words of titles, headings and texts of a wiki of 15,000
pages. Each is asked again with a slip of the finger, and again letter by letter. Against SQLite's FTS5 with the same
entries, the same weights of the fields, and the last word as a prefix, in the same run.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench import handbook, wiki
from bench.report import quantiles, report, say
from lib import log, settings
from lib.adapters.git import Repository
from lib.content.revision import Revision
from lib.live import searching
from lib.live.library import Library
from lib.wiki.search import words
from lib.wiki.search.index import entries

QUERIES = Path(__file__).with_suffix("").parent / "queries.tsv"
ASKED = 400
SEED = 11
LETTERS = "etaoinsrhl"
WEIGHTS = "7.0, 3.0, 3.5, 1.0"
Ask = Callable[[str], list[str]]


class Question(NamedTuple):
    """What somebody types, and the pages of which one is meant."""

    text: str
    wanted: frozenset[str]


def main() -> None:
    """Read the wiki, ask, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    handbook.add_argument(parser)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        repository = handbook.committed(given.folder, Path(name)) if given.folder else wiki.made()
        environment = {"CONTENT_REPO": str(repository), "WIKI_ROOT": ".", "VAR_DIR": name, "LOG_LEVEL": "warning"}
        measure(settings.read(environment), given.folder is not None)


def measure(given: settings.Settings, written: bool) -> None:
    """Read the wiki of *given*, and ask it what was *written* for it, or is made of it."""
    log.configure(given.log_level)
    library = Library(given, Repository(given))
    began = time.perf_counter()
    library.branch.step()
    say(f"{len(library.current.pages):,} pages read in {time.perf_counter() - began:.1f} s")
    chance = random.Random(SEED)
    questions = [*(_read() if written else _made(library.current, chance))]
    slips = [Question(text, one.wanted) for one in questions if (text := _slip(one.text, chance))]
    ours, seconds = _asked(lambda text: [hit.page for hit in library.current.search(text, 10).hits], questions)
    typos, _ = _asked(lambda text: [hit.page for hit in library.current.search(text, 10).hits], slips)
    keys = [_timed(lambda text: searching.answer(library, text, 10), text) for text in _keystrokes(questions)]
    fts, fts_build = _fts(library.current)
    theirs, fts_seconds = _asked(fts, questions)
    fts_typos, _ = _asked(fts, slips)
    fts_keys = [_timed(fts, text) for text in _keystrokes(questions)]
    figures = quantiles(keys) | {
        "whole_p95_ms": quantiles(seconds)["p95_ms"],
        "top1": _share(ours, questions, 1),
        "top3": _share(ours, questions, 3),
        "typo_top10": _share(typos, slips, 10),
        "questions": len(questions),
        "keystrokes": len(keys),
        "pages": len(library.current.pages),
    }
    against = {f"fts5_{name}": value for name, value in quantiles(fts_keys).items()} | {
        "fts5_whole_p95_ms": quantiles(fts_seconds)["p95_ms"],
        "fts5_top3": _share(theirs, questions, 3),
        "fts5_typo_top10": _share(fts_typos, slips, 10),
        "fts5_build_s": round(fts_build, 2),
    }
    report("search", figures, against, figures["p95_ms"] / against["fts5_p95_ms"])


def _asked(ask: Ask, questions: Sequence[Question]) -> tuple[list[list[str]], list[float]]:
    answers, seconds = [], []
    for question in questions:
        began = time.perf_counter()
        answers.append(ask(question.text))
        seconds.append(time.perf_counter() - began)
    return answers, seconds


def _timed(ask: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    ask(text)
    return time.perf_counter() - began


def _share(answers: Sequence[list[str]], questions: Sequence[Question], first: int) -> float:
    right = sum(bool(one.wanted & set(answer[:first])) for one, answer in zip(questions, answers, strict=True))
    return round(right / len(questions), 3)


def _keystrokes(questions: Sequence[Question]) -> Iterator[str]:
    """Some of the questions, letter by letter."""
    for question in questions[: ASKED // 8]:
        for length in range(2, len(question.text) + 1):
            yield question.text[:length]


def _read() -> Iterator[Question]:
    for line in QUERIES.read_text().splitlines():
        if not line.startswith("#"):
            text, _, wanted = line.partition("\t")
            yield Question(text, frozenset(f"pages/{page}" for page in wanted.split()))


def _made(revision: Revision, chance: random.Random) -> Iterator[Question]:
    """A page's title, the beginning of it, a heading with a word of the title, or three words of its text."""
    titles: dict[str, set[str]] = {}
    for page, title in revision.pages.items():
        titles.setdefault(title, set()).add(page)
    for page in chance.sample(sorted(revision.pages), ASKED):
        title, same = revision.pages[page], frozenset(titles[revision.pages[page]])
        written = revision.wiki.pages[page].written()
        sections = [one for one in written.sections if one.level > 1 and len(one.text) > 100]
        kind = chance.random()
        if kind < 0.35 or not sections:
            yield Question(title.lower(), same)
        elif kind < 0.55 and len(title) > 7:
            yield Question(title[:-2].lower(), same)
        elif kind < 0.8:
            yield Question(f"{title.split()[-1]} {chance.choice(sections).heading}".lower(), same)
        else:
            yield Question(_words(chance.choice(sections).text, chance), frozenset({page}))


def _words(text: str, chance: random.Random) -> str:
    """Three long words that stand near each other."""
    found = [word for word in words.WORD.findall(text) if len(word) > 5] or [text[:20]]
    at = chance.randrange(max(1, len(found) - 4))
    return " ".join(found[at : at + 3]).lower()


def _slip(text: str, chance: random.Random) -> str:
    """*text* with a letter of its longest word swapped, left out, doubled or another one; nothing for short words."""
    found = text.split()
    number = max(range(len(found)), key=lambda one: len(found[one]))
    word = found[number]
    if len(word) < 4 or not word.isalpha():
        return ""
    at, letter = chance.randrange(1, len(word) - 1), chance.choice(LETTERS)
    slipped = chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        ]
    )
    return " ".join([*found[:number], slipped, *found[number + 1 :]]) if slipped != word else ""


def _fts(revision: Revision) -> tuple[Ask, float]:
    """The same entries in SQLite's full text search."""
    began = time.perf_counter()
    database = sqlite3.connect(":memory:")
    columns = "page UNINDEXED, title, tags, heading, body"
    database.execute(f"CREATE VIRTUAL TABLE entries USING fts5({columns}, prefix='2 3', tokenize='unicode61')")
    for page, held in revision.wiki.pages.items():
        first, *others = entries(held.written().sections)
        rows = [(page, held.title, " ".join(held.meta.tags), "", first.text)]
        rows += [(page, "", "", section.heading, section.text) for section in others]
        database.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", rows)
    asked = f"SELECT page FROM entries WHERE entries MATCH ? ORDER BY bm25(entries, 0, {WEIGHTS}) LIMIT 60"

    def ask(text: str) -> list[str]:
        found = [f'"{word}"' for word in words.WORD.findall(text)]
        rows = database.execute(asked, [" ".join(found) + "*"]).fetchall() if found else []
        return [*dict.fromkeys(page for (page,) in rows)][:10]

    return ask, time.perf_counter() - began


if __name__ == "__main__":
    main()
