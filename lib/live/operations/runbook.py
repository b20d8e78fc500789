"""The runbook, ``docs/operations.md``, so that what to do is where an alert is seen."""

from __future__ import annotations

import re
from functools import cache

from lib.settings import ROOT

FILE = "docs/operations.md"

_HEADING = re.compile(r"^(#{2,3}) (.+)$", re.MULTILINE)
# Links to other documents lead nowhere in the app: their words stay.
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|/)[^)]*\)")


@cache
def sections() -> dict[str, str]:
    """The sections by their heading, in order, each as Markdown; one holds those below it."""
    text = _LINK.sub(r"\1", (ROOT / FILE).read_text())
    found = list(_HEADING.finditer(text))
    made = {}
    for number, heading in enumerate(found):
        after = (one.start() for one in found[number + 1 :] if len(one[1]) <= len(heading[1]))
        made[heading[2]] = text[heading.start() : next(after, len(text))].strip()
    return made


def anchor(heading: str) -> str:
    """The anchor that Git hosts give to a heading."""
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def section(written: str) -> str:
    """The heading of the section that an alert's annotation names, such as ``docs/operations.md#appstale``.

    Empty where it is elsewhere.
    """
    return next((heading for heading in sections() if written == f"{FILE}#{anchor(heading)}"), "")
