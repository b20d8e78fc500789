"""The steps of an autumn challenge: invented, plausible, and for each day the same whenever it is asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from lib.adapters.importers.script import Script
from lib.content import declared, progress
from lib.content.competitions import Competition
from lib.sport.actions import Action
from lib.sport.profiles import ChallengeFormat

EVENING = time(21)
USUAL, LEAST = 8_200, 900
FORGOTTEN = 0.07  # of the days; some of them are entered by hand
BY_HAND = 0.5


def walked(competition: Competition, today: date) -> list[Action]:
    """The challenge of a *competition*, and what its members have done on each day before *today*."""
    (challenge,) = declared.fixtures(competition, progress.of(competition, {}), "")
    script, shape = Script(challenge.event, "demo"), competition.format
    before = datetime.combine(shape.first_day - timedelta(days=7), EVENING, competition.time_zone)
    script.take("event.declared", before.astimezone(UTC), challenge.data)
    for day in _days(shape, today):
        at = datetime.combine(day, EVENING, competition.time_zone).astimezone(UTC)
        for team in competition.competitors:
            for member in team.members:
                chance = random.Random(f"{competition.id}/{member.id}/{day}")
                if chance.random() < FORGOTTEN:
                    if chance.random() < BY_HAND:
                        script.add("activity", at, member=member.id, value=7_000, unit="steps", day=day)
                    continue
                steps = _steps(chance, member.id, day)
                about = {"unit": "steps", "day": day, "source": "device", "total": True}
                script.add("activity", at, member=member.id, value=steps, **about)
    return script.actions


def _days(shape: ChallengeFormat, today: date) -> Iterator[date]:
    day = shape.first_day
    while day < today and day <= shape.last_day:
        yield day
        day += timedelta(days=1)


def _steps(chance: random.Random, member: str, day: date) -> int:
    """Everybody has a habit, and Sundays are for long walks or for the sofa."""
    habit = USUAL * random.Random(member).uniform(0.7, 1.6)
    spread = 0.6 if day.weekday() == 6 else 0.25
    return max(LEAST, round(habit * chance.lognormvariate(0, spread)))
