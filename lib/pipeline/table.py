"""``python -m lib table --rules NAME FILE``: the table that a file of results makes, as CSV, and why.

FILE is openfootball's JSON, or CSV with the head ``date,home,away,home_goals,away_goals``. Of a tournament each group
has its table, one after the other; ``--group`` takes one, ``--place`` compares those at the same place of all groups.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from lib.adapters.importers import results
from lib.adapters.importers.results import Group, spreadsheet
from lib.content.documents import Document
from lib.errors import Refused, WrongUse
from lib.settings import Settings
from lib.sport import standings
from lib.sport.standings import PRESETS, Adjustments, Correction, Rules, Variant, separated


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"rules: {', '.join(PRESETS)}\n\ncolumns that a CSV file may have besides:\n{spreadsheet.columns()}"
    parser.add_argument("file", metavar="FILE", type=Path, help="openfootball JSON, or CSV with a game a line")
    parser.add_argument(
        "--rules", metavar="NAME", required=True, help="a name below, or a file of rules, ending in .yaml"
    )
    parser.add_argument(
        "--deduct", metavar="TEAM=POINTS", action="append", default=[], help="points that a team loses; may be repeated"
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--group", metavar="NAME", help="the table of this group alone")
    only.add_argument(
        "--place", metavar="N", type=int, help="those at this place of each group, in a table of their own"
    )


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the table; 0 when it is printed."""
    rules = _rules(arguments.rules)
    sheet = results.read(str(arguments.file), _bytes(arguments.file))
    groups = _chosen(sheet, arguments.group)
    adjustments = Adjustments(points=tuple(_deduction(one, groups.values()) for one in arguments.deduct))
    tables = _tables(groups, rules, adjustments, arguments.place)
    sys.stdout.buffer.write(separated(row for made in tables for row in made.rows).encode())
    sys.stdout.buffer.flush()
    return 0


def _rules(named: str) -> Rules:
    if named.endswith((".yaml", ".yml")):
        return standings.rules(Document(named, _bytes(Path(named))).convert(Variant))
    try:
        return standings.rules(named)
    except Refused as error:
        raise WrongUse(f"--rules: {error}") from None


def _tables(
    groups: Mapping[str, Group], rules: Rules, adjustments: Adjustments, place: int | None
) -> Iterable[standings.Table]:
    if place is None:
        for group in groups.values():
            yield standings.table(group.competitors, group.results, rules, adjustments, group.remaining)
        return
    if not 1 <= place <= min(len(group.competitors) for group in groups.values()):
        raise WrongUse(f"--place: not every group has a place {place}.")
    members = {title: group.competitors for title, group in groups.items()}
    results_ = [one for group in groups.values() for one in group.results]
    remaining = [pair for group in groups.values() for pair in group.remaining]
    smallest = min(map(len, members.values()))
    yield standings.across(members, results_, rules, place, adjustments, smallest, remaining)


def _chosen(sheet: Mapping[str, Group], named: str | None) -> Mapping[str, Group]:
    if named is None:
        return sheet
    found = next((title for title in sheet if _short(title) == _short(named)), None)
    if found is None:
        there = ", ".join(filter(None, sheet)) or "none"
        raise WrongUse(f"--group: there is no group {named!r} in the file. There is {there}.")
    return {found: sheet[found]}


def _short(group: str) -> str:
    return re.sub(r"^group ", "", group.casefold().strip())


def _deduction(given: str, groups: Iterable[Group]) -> Correction:
    """What ``Portsmouth=9`` says."""
    team, _, points = (part.strip() for part in given.rpartition("="))
    if not team or not re.fullmatch(r"\d+(\.5)?", points):
        raise WrongUse(f"--deduct: {given!r} is not a team and its points, such as 'Portsmouth=9'.")
    names = {one.name for group in groups for one in group.competitors}
    name = " ".join(unicodedata.normalize("NFC", team).split())
    if name not in names:
        raise WrongUse(f"--deduct: there is no {team!r} in the file. {_near(name, names)}")
    return Correction(competitor=name, points=-(float(points) if "." in points else int(points)))


def _near(name: str, names: set[str]) -> str:
    """A sentence with the names that somebody may have meant."""
    by_case = {one.casefold(): one for one in sorted(names)}
    words = {word for word in name.casefold().split() if len(word) > 2}
    near = [by_case[one] for one in difflib.get_close_matches(name.casefold(), by_case, 3, 0.6)]
    near += [one for key, one in by_case.items() if words & set(key.split()) and one not in near]
    if near:
        return f"Did you mean {' or '.join(near[:5])}?"
    return f"It has {', '.join(sorted(names))}."


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from None
