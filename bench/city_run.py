"""A race of 50,000, as its gateways, mats and phones would send it: for ``bench.race``."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from confluent_kafka import Producer

from lib.adapters import kafka
from lib.sport import actions
from lib.sport.actions import Action, Data, Entrant, Entries, EventDeclared, Passing, Position, Start
from lib.sport.field_facts import Fix, shard_of
from lib.sport.profiles import Checkpoint, RaceFormat

EVENT = "city-run"
FIELD = 50_000
IN_ONE = 500
GUN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
COURSE = RaceFormat(checkpoints=[Checkpoint("start"), Checkpoint("k5", 5000), Checkpoint("finish", 10_000)])


def declaration() -> Iterator[Action]:
    """The race with its field, and the gun."""
    yield _make("event.declared", EventDeclared(sport="running", format=COURSE), "declared", GUN)
    for page in range(FIELD // IN_ONE):
        bibs = range(1 + page * IN_ONE, 1 + (page + 1) * IN_ONE)
        entrants = [Entrant(id=str(bib), name=f"Runner Number {bib}", team=f"team-{bib % 40}") for bib in bibs]
        yield _make("entry", Entries(entrants=entrants), f"entries-{page}", GUN)
    yield _make("start", Start(), "gun", GUN)


def crossings(count: int) -> Iterator[Action]:
    """*count* runners at five kilometres; of every tenth the mat tells twice."""
    for bib in range(1, count + 1):
        at = GUN + timedelta(seconds=1200 + bib / 20)
        passing = _make("passing", Passing(bib=str(bib), checkpoint="k5"), f"crossing-{bib}", at)
        yield from [passing] * (2 if bib % 10 == 0 else 1)


def parts() -> list[list[Fix]]:
    """A position of everybody, in pieces of at most 500, each of one part of the field."""
    chance, by_part = random.Random(7), defaultdict(list)
    for bib in map(str, range(1, FIELD + 1)):
        place = round(52.5 + chance.random() / 10, 6), round(13.4 + chance.random() / 10, 6)
        by_part[shard_of(bib)].append(Fix(bib, *place, 0, round(chance.random() * 10_000, 1), 3.2))
    return [fixes[start : start + IN_ONE] for fixes in by_part.values() for start in range(0, len(fixes), IN_ONE)]


def together(pieces: list[list[Fix]], at: datetime) -> Iterator[Action]:
    """Everybody's position at one moment: many in an action, as a gateway sends them."""
    for number, fixes in enumerate(pieces):
        yield _make("position", Position(positions=fixes), f"fixes-{number}-{at.timestamp()}", at)


def apart(pieces: list[list[Fix]], count: int) -> Iterator[Action]:
    """*count* positions, each an action of its own, as phones send them."""
    everybody = [fix for fixes in pieces for fix in fixes]
    for number in range(count):
        fix, at = everybody[number % FIELD], GUN + timedelta(seconds=number // FIELD)
        data = Position(bib=fix.who, lat=fix.lat, lon=fix.lon, distance=fix.distance, speed=fix.speed)
        yield _make("position", data, f"fix-{number}", at)


class Sender:
    """Appends actions as fast as the broker takes them."""

    def __init__(self, address: str) -> None:
        self._producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random", "linger.ms": 5})

    def append(self, given: Iterable[Action]) -> None:
        """Append all, and wait for the broker."""
        for one in given:
            self._producer.produce(kafka.log_of(one.key), key=one.key, value=actions.encode(one))
            self._producer.poll(0)
        self._producer.flush()


def _make(kind: str, data: Data, name: str, at: datetime) -> Action:
    return actions.make(kind, data, id=name, subject=EVENT, time=at, source="bench")
