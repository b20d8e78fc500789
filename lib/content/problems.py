"""What ``python -m lib check`` looks at: functions, one after the other, from what is there to what is wrong with it.

A new kind of content gets a function here, in ``CHECKS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lib.content import revision as revisions
from lib.content.revision import Place
from lib.errors import BadContent
from lib.wiki import health
from lib.wiki.corpus import Corpus
from lib.wiki.health import RULES, Weight


@dataclass(frozen=True, slots=True)
class Checked:
    """A state of the content: the *files* that declare it by their path, its wiki, and the sizes of blobs."""

    place: Place
    files: Mapping[str, bytes]
    wiki: Corpus
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a file of the repository; *line* counts from 1, and 0 is the file as a whole."""

    path: str
    line: int
    weight: Weight
    rule: str
    message: str


def declared(checked: Checked) -> Iterator[Problem]:
    """A file of the content that breaks a rule: the commit with it would not be served."""
    try:
        revisions.load(revisions.NO_COMMIT, checked.files, checked.place)
    except BadContent as error:
        message = str(error).removeprefix(f"{error.path}:").removeprefix(f"{error.line}:").strip()
        yield Problem(error.path, error.line, "error", "content", message)


def pages(checked: Checked) -> Iterator[Problem]:
    """What is wrong with the pages of the wiki, or could be better."""
    wiki = checked.wiki
    found = health.examine(wiki, checked.sizes, lambda page: None, datetime.now(UTC))
    for one in (*health.located(wiki, found), *health.mistakes(wiki)):
        path = checked.place.attachment(one.path)
        yield Problem(path, one.line, RULES[one.rule].weight, one.rule, one.text)


Check = Callable[[Checked], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (declared, pages)


def run(checked: Checked) -> list[Problem]:
    """Everything that the checks find, by place."""
    found = (problem for check in CHECKS for problem in check(checked))
    return sorted(found, key=lambda one: (one.path, one.line, one.rule, one.message))
