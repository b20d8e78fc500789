"""Fixtures, as files declare them: listed with their dates, or how they are drawn and when rounds are played."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from lib.sport.actions import Id, Moment, Name, Text

Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Hours and minutes: 17:30")]
Few = Annotated[int, Meta(ge=1, le=9)]


class Declaration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a file declares: unknown fields are mistakes."""


class Fixture(Declaration, kw_only=True):
    """An event that is planned: *home* meets *away*.

    *id* is its own within the competition; in a stage it may be left out, and follows from who plays. Without a time of
    day *day* says when. In a stage whose fixtures are drawn, it says when and where the pair meets instead.
    """

    id: Id | None = None
    home: Id
    away: Id
    start: Moment | None = None
    day: date | None = None
    venue: Text = ""
    stage: Text = ""
    round: Text = ""


class Dates(Declaration, kw_only=True):
    """When rounds are played: every so many days from *first*, without the days to *skip*, or on the *days* listed.

    *times* and *venues* go to the fixtures of a round in turn. Times are those of the competition's zone.
    """

    first: date | None = None
    every: Annotated[int, Meta(ge=1, le=366)] = 7
    skip: Annotated[list[date], Meta(max_length=400)] = []
    days: Annotated[list[date], Meta(max_length=400)] = []
    times: Annotated[list[Clock], Meta(max_length=50)] = []
    venues: Annotated[list[Name], Meta(max_length=50)] = []


class Draw(Declaration, kw_only=True):
    """Everybody meets everybody, so many *legs* often. The order is as listed, or drawn by lot with a *seed*."""

    legs: Few = 1
    seed: int | None = None


def words(id: str) -> str:
    """An id as a title: ``round-of-16`` becomes ``Round of 16``, ``semi-final-1`` becomes ``Semi-final 1``."""
    text = re.sub(r"(?<!semi)(?<!quarter)[-_]", " ", id)
    return text[:1].upper() + text[1:]
