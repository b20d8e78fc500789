"""What ``python -m lib check`` looks at: functions, one after the other, from what is there to what is wrong with it.

A new kind of content gets a function here, in ``CHECKS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import PurePosixPath

from lib.content import access, alerts, catalogue, competitions, courses, dashboards, sports
from lib.content import revision as revisions
from lib.content.mentions import Mentions
from lib.content.mistakes import Mistakes
from lib.content.revision import Place, Revision
from lib.errors import BadContent
from lib.wiki import health
from lib.wiki import pages as wiki_pages
from lib.wiki.blocks import Block
from lib.wiki.corpus import Corpus
from lib.wiki.health import RULES, Weight

FOLDERS = (sports.FOLDER, competitions.FOLDER, courses.FOLDER, dashboards.FOLDER, alerts.FOLDER)
FILES = (catalogue.FILE, access.FILE)


@dataclass(frozen=True)
class Checked:
    """A state of the content: the *files* that declare it by their path, its wiki, and the sizes of blobs.

    *documents* are those texts of the repository that alerts may lead to, by their path; *changed* says when a page was
    changed last, where that is known.
    """

    place: Place
    files: Mapping[str, bytes]
    wiki: Corpus
    sizes: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, bytes] = field(default_factory=dict)
    changed: Callable[[str], datetime | None] = lambda page: None

    @cached_property
    def mistakes(self) -> Mistakes:
        """What keeps it from being served."""
        return Mistakes()

    @cached_property
    def declared(self) -> Revision:
        """What its files declare, as far as they are right."""
        return revisions.load(revisions.NO_COMMIT, self.files, self.place, self.mistakes)

    def within(self, folder: str) -> dict[str, bytes]:
        """The files of a folder of the content."""
        return {name: raw for name, raw in self.files.items() if name.startswith(f"{self.place.inside(folder)}/")}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a file of the repository; line and column count from 1, and 0 is the whole of it."""

    path: str
    line: int
    weight: Weight
    rule: str
    message: str
    column: int = 0


def declared(checked: Checked) -> Iterator[Problem]:
    """Whatever breaks a rule in the files of the content: the commit with it would not be served."""
    _ = checked.declared
    yield from (_of(mistake, "content") for mistake in checked.mistakes.found)


def runbooks(checked: Checked) -> Iterator[Problem]:
    """Alerts that lead to a heading which is not there."""
    yield from (_of(one, "runbook") for one in alerts.runbooks(checked.within(alerts.FOLDER), checked.documents))


def sides(checked: Checked) -> Iterator[Problem]:
    """Sides that somebody speaks for and that take part nowhere. Who takes part is known when all files are right."""
    known = sorted({one.id for competition in checked.declared.competitions for one in competition.competitors})
    path = checked.place.inside(access.FILE)
    if path in checked.files and not checked.mistakes.found:
        yield from (_of(one, "side") for one in access.strangers(path, checked.files[path], known))


def unread(checked: Checked) -> Iterator[Problem]:
    """Files of the content that nothing reads: misspelt, perhaps."""
    known = {checked.place.inside(one) for one in (*FOLDERS, *FILES)}
    for name in checked.files:
        if checked.place.seen(name) is None and not {name, str(PurePosixPath(name).parent)} & known:
            near = get_close_matches(name, known, 1, 0.8)
            meant = f" Did you mean {near[0]}?" if near else ""
            yield Problem(name, 0, "warning", "unread", f"Nothing reads this file.{meant}")


def pages(checked: Checked) -> Iterator[Problem]:
    """What is wrong with the pages of the wiki, or could be better."""
    wiki = checked.wiki
    found = health.examine(wiki, checked.sizes, checked.changed, datetime.now(UTC))
    for one in (*health.located(wiki, found), *health.mistakes(wiki)):
        path = checked.place.attachment(one.path)
        yield Problem(path, one.line, RULES[one.rule].weight, one.rule, one.text, one.column)


def mentions(checked: Checked) -> Iterator[Problem]:
    """Live blocks that name a competition, a stage, an event or a metric which is not there."""
    there = {PurePosixPath(name).stem for name in checked.within(competitions.FOLDER)}
    follow = Mentions(checked.declared.competitions, there, checked.declared.catalogue)
    for path, page in checked.wiki.pages.items():
        for block in health.live(page.text):
            for broken in follow.broken(block) if isinstance(block, Block) else ():
                file = checked.place.attachment(path + wiki_pages.SUFFIX)
                yield Problem(file, block.line, broken.weight, broken.rule, broken.text)


Check = Callable[[Checked], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (declared, runbooks, sides, unread, pages, mentions)


def run(checked: Checked) -> list[Problem]:
    """Everything that the checks find, by place."""
    found = (problem for check in CHECKS for problem in check(checked))
    return sorted(found, key=lambda one: (one.path, one.line, one.column, one.rule, one.message))


def _of(mistake: BadContent, rule: str) -> Problem:
    return Problem(mistake.path, mistake.line, "error", rule, mistake.message, mistake.column)
