"""What a page says of itself in its front matter, as far as we know what it means.

---
title: Night shift
description: Who works at night, and what to do when the lights go out.
tags: [operations, shifts]
keywords: [lights out]
aliases: [Graveyard shift]
search:
  boost: 2
  exclude: false
---
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# A page cannot make itself more important than this, or than this times less.
MOST_BOOST = 10.0


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of a page beside its text.

    *keywords* are words that somebody may search it by; *boost* multiplies its score, and *hidden* keeps it out.
    """

    description: str = ""
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    boost: float = 1.0
    hidden: bool = False


NONE = Meta()


def read(values: Mapping[str, object]) -> Meta:
    """Read the *values* of a front matter. What cannot be understood is as if it were not there."""
    if not values:
        return NONE
    search = values.get("search")
    search = search if isinstance(search, Mapping) else {}
    return Meta(
        description=_line(values.get("description")),
        tags=_words(values.get("tags")),
        keywords=_listed(values.get("keywords")),
        aliases=_lines(values.get("aliases")),
        boost=_boost(search.get("boost")),
        hidden=str(search.get("exclude", "")).lower() in {"true", "yes", "1", "on"},
    )


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _lines(value: object) -> tuple[str, ...]:
    """A list of names, or a single one."""
    several = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(line for one in several if (line := _line(one))))


def _listed(value: object) -> tuple[str, ...]:
    """A list, or what has commas between it."""
    return _lines(value.split(",") if isinstance(value, str) else value)


def _words(value: object) -> tuple[str, ...]:
    """A list of tags, or tags with commas between them; lone words with spaces between them are tags, too."""
    if isinstance(value, str) and "," not in value:
        value = value.split()
    return tuple(dict.fromkeys(tag.lstrip("#").casefold() for tag in _listed(value) if tag.lstrip("#")))


def _boost(value: object) -> float:
    try:
        boost = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 1.0
    return min(max(boost, 1 / MOST_BOOST), MOST_BOOST) if boost > 0 else 1.0
