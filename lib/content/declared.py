"""What the declaration of an event says of the competition that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from lib.content.competitions import Competition
from lib.content.revision import Revision
from lib.content.stages import Ladder, League
from lib.sport.actions import Competitor
from lib.sport.profiles import Format


class Meeting(Struct, frozen=True):
    """Two of *competitors* may meet; *about* has the other fields of their ``EventDeclared``, *title* is for people."""

    title: str
    competitors: list[Competitor]
    about: dict[str, object]


def about(competition: Competition, stage: str, round: str, shape: Format | None, revision: str) -> dict[str, object]:
    """The fields of an ``EventDeclared`` that follow from its competition, its *stage* and its *round*."""
    return {
        "sport": competition.sport,
        "competition": competition.id,
        "season": competition.season,
        "stage": stage,
        "round": round,
        "format": shape or competition.profile.format,
        "revision": revision,
        "credit": competition.credit,
    }


def ad_hoc(revision: Revision, today: date) -> Iterator[Meeting]:
    """What people may declare in competitions of *revision*: games of ladders, and of leagues that nobody draws."""
    for competition in revision.competitions:
        everybody = [one.at(today) for one in competition.competitors]
        for part in competition.plan:
            stage = part.stage
            if isinstance(stage, Ladder) or (isinstance(stage, League) and stage.draw is None):
                said = about(competition, stage.name, "", stage.format or competition.format, revision.sha)
                yield Meeting(f"{competition.title}: {stage.name}", everybody, said)
