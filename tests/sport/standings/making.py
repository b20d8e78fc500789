"""Short ways to make results and tables for tests."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping

from lib.adapters.importers import results as files
from lib.settings import ROOT
from lib.sport import standings
from lib.sport.actions import Competitor
from lib.sport.results import Result
from lib.sport.standings import Adjustments, Correction, Row, Rules, Table, Variant
from lib.sport.standings.adjustments import NONE

DATA = ROOT / "tests" / "data"
NOTHING: Mapping[str, int] = {}
WORLD_CUP_2026 = ROOT / "content" / "demo" / "worldcup-2026.json"


def results(text: str, **more) -> list[Result]:
    """Results of lines such as ``Japan 2-2 Senegal``; *more* holds for each."""
    made = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines()))):
        left, _, right = line.partition("-")
        home, mine = left.rsplit(maxsplit=1)
        theirs, away = right.split(maxsplit=1)
        made.append(
            Result(event=f"e{number:03}", home=home, away=away, score=(int(mine), int(theirs)), time=number, **more)
        )
    return made


def competitors(some: Iterable[Result]) -> list[Competitor]:
    """All that take part."""
    return [Competitor(id=name, name=name) for name in sorted({name for one in some for name in (one.home, one.away)})]


def table(
    some: str | list[Result],
    rules: str | Variant | Rules = "simple",
    adjustments: Adjustments = NONE,
    **more,
) -> Table:
    """The table of all that take part in some results."""
    some = results(some) if isinstance(some, str) else some
    rules = rules if isinstance(rules, Rules) else standings.rules(rules)
    return standings.table(competitors(some), some, rules, adjustments, **more)


def ranks(made: Table) -> list[tuple[int, str]]:
    """Rank and name of each row."""
    return [(row.rank, row.name) for row in made.rows]


def why(made: Table, one: str) -> str:
    """The explanation of a row."""
    return made.row(one).explanation


def figures(row: Row) -> tuple[str, int, int]:
    """What a newspaper prints."""
    return row.name, row.points, row.difference


def file(name: str) -> dict[str, files.Group]:
    """The groups in a file of the test data."""
    path = WORLD_CUP_2026 if name == WORLD_CUP_2026.name else DATA / name
    return files.read(name, path.read_bytes())


def league(name: str, rules: str, deducted: Mapping[str, int] = NOTHING) -> Table:
    """The table of a file without groups; of some, points were *deducted*."""
    group = file(name)[""]
    adjustments = Adjustments(points=tuple(Correction(one, -points) for one, points in deducted.items()))
    return standings.table(group.competitors, group.results, standings.rules(rules), adjustments, group.remaining)


def tables(name: str, rules: str, adjustments: Adjustments = NONE) -> dict[str, Table]:
    """The table of each group in a file."""
    return {
        title: standings.table(group.competitors, group.results, standings.rules(rules), adjustments, group.remaining)
        for title, group in file(name).items()
    }


def packed(text: str) -> bytes:
    """A text as a gzip file."""
    return gzip.compress(text.encode())
