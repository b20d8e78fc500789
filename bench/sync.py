"""``python -m bench.sync``: a commit, until its page is served and found. In a wiki of 15,000 pages and 10,000 commits.

Three ways lead to it: the commit itself, which is seen on this machine, ``POST /api/hooks/git``, which asks to look at
once, and a repository behind a URL that is asked every second. Measured, too, are commits of 1 and of 100 pages, and
the history of a page. Against reading the same revision whole, and against ``git log --follow`` for the history.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import wiki
from bench.report import quantiles, report, say
from lib import log, settings
from lib.adapters.git import Repository, history
from lib.live import past
from lib.live.library import Library
from lib.wiki.search import MOST

TIMES = 8
SHOWN = 50  # versions of a page
WORD = "unmistakable{number}"


def main() -> None:
    """Commit, and wait, again and again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=wiki.PAGES)
    given = parser.parse_args()
    log.configure("warning")
    with tempfile.TemporaryDirectory() as name:
        measure(shutil.copytree(wiki.made(given.pages), f"{name}/wiki.git"), Path(name))


def measure(repository: Path, home: Path) -> None:
    """Follow *repository*, as a path and as a URL."""
    local, whole = _opened(repository, home / "local")
    chance = random.Random(3)
    pages = sorted(local.current.pages)
    figures: dict[str, float] = {"pages": len(pages)}
    figures["seconds"] = _seconds(local, repository, chance.sample(pages, 1), looks=False)
    figures["hook_seconds"] = _seconds(local, repository, chance.sample(pages, 1), looks=True)
    figures["hundred_pages_seconds"] = _seconds(local, repository, chance.sample(pages, 100), looks=True)
    history_, asked = _histories(local, chance.sample(pages, 40))
    figures |= {f"history_{name}": value for name, value in history_.items()}
    local.stop()
    remote, _ = _opened(repository, home / "remote", f"file://{repository}")
    figures["url_seconds"] = _seconds(remote, repository, chance.sample(pages, 1), looks=False)
    remote.stop()
    against = {"whole_seconds": round(whole, 2)} | {f"git_log_follow_{name}": value for name, value in asked.items()}
    report("sync", figures, against, figures["seconds"] / whole)


def _opened(repository: Path, var: Path, address: str = "") -> tuple[Library, float]:
    """A library that follows, with its history, and how long it took to read the wiki."""
    environment = {"CONTENT_REPO": address or str(repository), "WIKI_ROOT": ".", "VAR_DIR": str(var)}
    given = settings.read(environment | {"CONTENT_POLL_SECONDS": "1"})
    library = Library(given, Repository(given))
    began = time.perf_counter()
    library.start()
    _wait(lambda: library.current, 600)
    seconds = time.perf_counter() - began
    say(f"read in {seconds:.1f} s")
    _wait(lambda: library.recent_changes(1), 600)
    say(f"its history in {time.perf_counter() - began - seconds:.1f} s more")
    return library, seconds


def _seconds(library: Library, repository: Path, pages: list[str], *, looks: bool) -> float:
    """The median of how long it takes until a commit that changes *pages* is in the last of them, and is found."""
    taken = []
    for number in range(TIMES):
        word = WORD.format(number=time.time_ns())
        texts = {page: f"{library.current.text(page)}\n\nThis is {word}.\n" for page in pages}
        began = time.perf_counter()
        sha = _commit(repository, texts, f"Change {number}")
        if looks:
            library.branch.look()
        _wait(lambda sha=sha: library.current.sha == sha, 60)
        found = library.search(word, MOST)
        html = library.page(pages[-1]).html
        taken.append(time.perf_counter() - began)
        if word not in html or found.total != len(pages):
            raise SystemExit(f"{word} is not in the page, or not found.")
    say(f"{len(pages)} pages: {', '.join(f'{one:.3f}' for one in taken)} s")
    return round(statistics.median(taken), 3)


def _histories(library: Library, pages: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """How long the history of a page takes as it is shown, with what each version added; and git for the list alone."""
    ours, theirs = [], []
    for page in pages:
        began = time.perf_counter()
        versions = past.of_page(library, page, SHOWN)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        asked = history.ask(library.repository, library.current.place.page_file(page), library.current.sha)
        theirs.append(time.perf_counter() - began)
        if {one.sha for one in versions} != {step.commit.sha for step in asked[:SHOWN]}:
            say(f"{page}: {len(versions)} versions, and {len(asked)} by git")
    return quantiles(ours), quantiles(theirs)


def _commit(repository: Path, texts: Mapping[str, str], message: str) -> str:
    """Commit *texts*, as somebody's push would: in one go, without a checkout."""
    stream = f"commit refs/heads/main\ncommitter Bench <bench@example.org> now\ndata {len(message)}\n{message}\n"
    stream += "from refs/heads/main^0\n"
    for page, text in texts.items():
        stream += f"M 100644 inline {page}.md\ndata {len(text.encode())}\n{text}\n"
    git = ["git", "-C", str(repository)]
    subprocess.run(
        [*git, "fast-import", "--quiet", "--date-format=now"], input=stream.encode(), check=True, capture_output=True
    )
    return subprocess.run([*git, "rev-parse", "main"], check=True, capture_output=True, text=True).stdout.strip()


def _wait(condition: Callable[[], object], most: float) -> None:
    until = time.monotonic() + most
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("That did not happen in time.")
        time.sleep(0.005)


if __name__ == "__main__":
    main()
