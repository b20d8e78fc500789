"""A lunch run of five kilometres: invented, plausible, timed at each kilometre, the same again for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from lib.adapters.importers.script import Script
from lib.content.competitions import Competition
from lib.sport import courses
from lib.sport.actions import Action, Competitor
from lib.sport.profiles import RaceFormat

PACE_S = (3.7 * 60, 7.4 * 60)  # seconds a kilometre, of the best and of the slowest
WARM_UP = timedelta(seconds=45)
POSITION_EVERY = timedelta(seconds=10)
CLOSED_AFTER = timedelta(seconds=30)
AWAY, STOPPED = 0.06, 0.05


@dataclass(frozen=True)
class Run:
    """One run of a *competition*, as the event with an id."""

    competition: Competition
    event: str
    seed: int

    @property
    def _shape(self) -> RaceFormat:
        """How it is run, with the line of its course."""
        return self.competition.stages[0].format

    def actions(self, at: datetime) -> list[Action]:
        """The whole run, declared *at* a moment and started soon after, in the order of time."""
        chance, script = random.Random(self.seed), Script(self.event, "demo")
        start = at + WARM_UP
        self._declare(script, at, start)
        script.add("start", start)
        last = start
        for runner in (one for one in self.competition.competitors if one.kind == "individual"):
            if chance.random() < AWAY:
                script.add("result.status", start, bib=runner.bib, status="DNS")
            else:
                last = max(last, self._run(script, chance, runner, start))
        script.add("event.status", last + CLOSED_AFTER, status="ended")
        script.add("event.status", last + 2 * CLOSED_AFTER, status="confirmed")
        return sorted(script.actions, key=lambda one: one.order)

    def _declare(self, script: Script, at: datetime, start: datetime) -> None:
        script.add(
            "event.declared",
            at,
            sport=self.competition.sport,
            competitors=[self.competition.competitor(one.id) for one in self.competition.competitors],
            competition=self.competition.id,
            season=self.competition.season,
            stage=self.competition.stages[0].name,
            title="Lunch run",
            start=start,
            venue="Park gate",
            format=self._shape,
        )

    def _run(self, script: Script, chance: random.Random, runner: Competitor, start: datetime) -> datetime:
        """The crossings and positions of one runner; the moment of the last one."""
        shape = self._shape
        pace = chance.triangular(*PACE_S, 5.3 * 60)
        at = start + timedelta(seconds=chance.uniform(1, 15))
        stops_at = chance.randint(1, 4) if chance.random() < STOPPED else len(shape.checkpoints)
        script.add("passing", at, bib=runner.bib, checkpoint=shape.checkpoints[0].id)
        for number, (here, there) in enumerate(pairwise(shape.checkpoints), 1):
            if number > stops_at:
                script.add("result.status", at, bib=runner.bib, status="DNF", reason="A stitch")
                break
            metres = there.distance - here.distance
            took = timedelta(seconds=round(metres / 1000 * pace * chance.uniform(0.95, 1.07), 1))
            self._positions(script, runner, at, took, here.distance, metres)
            at += took
            script.add("passing", at, bib=runner.bib, checkpoint=there.id)
        return at

    def _positions(
        self, script: Script, runner: Competitor, begins: datetime, took: timedelta, metres: float, more: float
    ) -> None:
        line, whole = self._shape.course, courses.length(self._shape.course)
        for number in range(1, int(took / POSITION_EVERY) + 1):
            part = number * POSITION_EVERY / took
            lat, lon = courses.at(line, whole * (metres + part * more) / self._shape.checkpoints[-1].distance)
            place = {"lat": round(lat, 6), "lon": round(lon, 6), "distance": round(metres + part * more, 1)}
            speed = round(more / took.total_seconds(), 2)
            script.add("position", begins + part * took, bib=runner.bib, speed=speed, **place)
