"""``python -m bench.sync``: a commit, until its page is served and found. In a wiki of 15,000 pages and 10,000 commits.

Three ways lead to it: the commit itself, which is seen on this machine, ``POST /api/hooks/git``, which asks to look at
once, and a repository behind a URL that is asked every second. Measured, too, are commits of 1 and of 100 pages, one
that changes the rules of a league of 20 until its table is another one, and the history of a page. Against reading the
same revision whole, and against ``git log --follow`` for the history.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench import handbook, wiki
from bench.report import quantiles, report, say
from lib import log, settings
from lib.adapters.git import Repository, history
from lib.content.progress import Match
from lib.live import past
from lib.live.competitions import Competitions
from lib.live.feed import Feed, Held
from lib.live.fields import Fields
from lib.live.library import Library
from lib.sport import fold, state
from lib.sport.actions import Competitor, EventDeclared, EventStatus, Result, make
from lib.sport.state import EventRecord, Provenance
from lib.wiki.search import MOST

TIMES = 8
SHOWN = 50  # versions of a page
WORD = "unmistakable{number}"
TEAMS = ", ".join(f"{{{{id: team-{number:02}, name: Team {number:02}}}}}" for number in range(20))
LEAGUE_FILE = "content/competitions/league.yaml"
LEAGUE = f"""\
title: A league
sport: football
competitors: [{TEAMS}]
rules: {{{{points: {{{{win: {{win}}}}}}}}}}
stages: [{{{{id: league, type: league, draw: {{{{legs: 2}}}}}}}}]
"""


def main() -> None:
    """Commit, and wait, again and again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=wiki.PAGES)
    handbook.add_argument(parser)
    given = parser.parse_args()
    log.configure("warning")
    with tempfile.TemporaryDirectory() as name:
        if given.folder:
            measure(handbook.committed(given.folder, Path(name)), Path(name))
        else:
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
    figures["rules_seconds"] = _rules_seconds(local, repository)
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
    _wait(lambda: library.whole, 600)
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
        sha = _commit(repository, {f"{page}.md": text for page, text in texts.items()}, f"Change {number}")
        if looks:
            library.branch.look()
        _served(library, sha)
        found = library.current.search(word, MOST)
        html = library.page(pages[-1]).html
        taken.append(time.perf_counter() - began)
        if word not in html or found.total != len(pages):
            raise SystemExit(f"{word} is not in the page, or not found.")
    say(f"{len(pages)} pages: {', '.join(f'{one:.3f}' for one in taken)} s")
    return round(statistics.median(taken), 3)


def _rules_seconds(library: Library, repository: Path) -> float:
    """The median of how long it takes until a commit of other rules has made another table of the same results."""
    _served(library, _commit(repository, {LEAGUE_FILE: LEAGUE.format(win=3)}, "A league"))
    given = settings.read({})
    feed = Feed(given)
    competitions = Competitions(feed, Fields(given), lambda: library.current)
    feed.caught_up = True
    feed.take(_played(competitions.progress("league").matches()))
    taken = []
    for number in range(TIMES):
        win = 2 + number % 2
        began = time.perf_counter()
        sha = _commit(repository, {LEAGUE_FILE: LEAGUE.format(win=win)}, f"{win} points for a win")
        _wait(lambda sha=sha: competitions.progress("league").revision == sha, 60)
        taken.append(time.perf_counter() - began)
        first = competitions.progress("league").stages[0].tables[0].rows[0]
        if first.points != win * first.won + first.drawn:
            raise SystemExit("The table is not that of the new rules.")
    say(f"rules: {', '.join(f'{one:.3f}' for one in taken)} s")
    return round(statistics.median(taken), 3)


def _played(matches: Iterable[Match]) -> Iterator[Held]:
    """The state of each match; who comes first in the list wins at home, and draws away."""
    now = datetime.now(UTC)
    for number, match in enumerate(matches):
        both = [Competitor(id=one.id, name=one.name) for one in (match.home, match.away)]
        score = [2, 1] if match.home.id < match.away.id else [1, 1]
        declared = EventDeclared(sport="football", competition="league", competitors=both)
        given = (
            ("event.declared", declared),
            ("result", Result(score=score)),
            ("event.status", EventStatus(status="confirmed")),
        )
        about = {"subject": match.event, "time": now, "source": "bench"}
        done = [make(kind, data, id=f"{match.event}-{kind}", **about) for kind, data in given]
        record = EventRecord(fold.fold(match.event, done), Provenance("sport.actions", 0, 0, number, 3, 0))
        yield Held(match.event, state.encode(record), 0, number)


def _served(library: Library, sha: str) -> None:
    _wait(lambda: library.current.sha == sha, 60)


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
    for path, text in texts.items():
        stream += f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"
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
