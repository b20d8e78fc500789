"""Templates: pages that new pages may begin with. They are the pages of one folder of the wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

FOLDERS = ("templates/", "_templates/")
# What is filled in, and what it becomes.
PLACES = {"title": "The title of the new page.", "date": "The day on which it is begun, as 2026-05-02."}

_PLACE = re.compile(r"\{\{\s*(" + "|".join(PLACES) + r")\s*\}\}")


def listed(pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The templates among *pages*: path, and what it is called in a list."""
    for path in sorted(pages):
        for folder in FOLDERS:
            if path.startswith(folder) and not path.endswith(("/index", "/README")):
                yield path, path.removeprefix(folder).replace("-", " ").capitalize()


def filled(text: str, title: str, today: date) -> str:
    """A template's *text* for a page of this *title*."""
    values = {"title": title, "date": today.isoformat()}
    return _PLACE.sub(lambda found: values[found[1]], text)
