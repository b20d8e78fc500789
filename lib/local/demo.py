"""``python -m lib.local.demo``: what ``run`` shows a newcomer, until it is told to stop.

A finished World Cup, a league in mid-season and a step challenge; a final that is played again and again, challenges on
a table-tennis ladder, a lunch run. Everything goes through Kafka like anything else. The events that the demo plays
have ids that begin with ``demo-``: those that it did not finish last time, because it was killed, it abandons when it
starts again.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from lib import log
from lib import settings as settings_module
from lib.adapters import kafka, states
from lib.adapters.producer import Producer
from lib.content import competitions, courses
from lib.content.competitions import Competition
from lib.errors import Unavailable
from lib.local import autumn_steps, crowd, evening
from lib.local.evening import Table
from lib.local.lunch_run import Run
from lib.pipeline import importer, replay
from lib.pipeline.replay import Player
from lib.settings import ROOT, Settings
from lib.sport import state
from lib.sport.actions import Action
from lib.sport.state import SummaryState
from lib.stopping import told_to_stop

FOLDER = ROOT / "content" / "demo"
WORLD_CUP = FOLDER / "worldcup-2026.json"
LEAGUE = FOLDER / "department-league.json"
FINAL = (FOLDER / "world-cup-2018-final.json.gz", FOLDER / "world-cup-2018-final-lineups.jsonl")
COMPETITIONS = ROOT / "content" / "competitions"
COURSES = ROOT / "content" / "courses"

PREFIX = "demo-"
SPEED = 10.0
PAUSE_S = 20.0
RETRY_S = 3.0
MATCH_TAKES = timedelta(minutes=9)
UNFINISHED = {
    "scheduled": "cancelled",
    **dict.fromkeys(("live", "break", "suspended", "ended"), "abandoned"),  # an ended one waits for its confirmation
}

T = TypeVar("T")

_log = log.get(__name__)


def main() -> int:
    """Play until SIGTERM or Ctrl-C."""
    settings = settings_module.read()
    log.configure(settings.log_level)
    demo = Demo(settings, told_to_stop())
    try:
        demo.run()
    finally:
        demo.close()
    return 0


@dataclass
class Demo:
    """Everything that is played, each part in a thread of its own, until *stop* is set."""

    settings: Settings
    stop: threading.Event
    open: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._producer = Producer(self.settings)
        self._player = Player(self._producer.send, self.stop.wait)
        self._stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"

    def run(self) -> None:
        """Tidy up, bring what has happened so far, and play the rest."""
        known = self._insist(self._known)
        if known is None:
            return
        self.open.update(unfinished(known))
        self._insist(self._close_open)
        for file in (WORLD_CUP, LEAGUE):
            self._insist(partial(self._import, file, known))
        self._insist(self._walk)
        office = declared("office-table-tennis")
        tables = evening.tables(office, f"{PREFIX}table-tennis-{self._stamp}", seed=int(self._stamp.replace("-", "")))
        final = replay.choose(importer.gather(FINAL), None)
        parts = [partial(self._final, final), self._run, *(partial(self._match, table) for table in tables)]
        with ThreadPoolExecutor(max_workers=len(parts)) as pool:
            try:
                for done in as_completed([pool.submit(self._again_and_again, part) for part in parts]):
                    done.result()
            finally:  # if one part has a defect, the others end too, and the supervisor starts all of them again
                self.stop.set()

    def close(self) -> None:
        """Say of every event that has begun, or was announced, that it will not go on."""
        try:
            self._close_open()
        except Unavailable as error:
            _log.warning("demo_left_events_open", events=sorted(self.open), error=str(error))
        self._producer.close()

    def _known(self) -> dict[str, SummaryState]:
        kafka.ensure_topics(self.settings)
        return {event: state.summary(raw).state for event, raw in states.read(self.settings).items()}

    def _import(self, file: Path, known: Mapping[str, SummaryState]) -> None:
        """Import a file, unless all of its events have results: that they were declared, Git alone may have done."""
        recorded = importer.gather([file])
        events = {action.subject for action in recorded}
        if not all(event in known and known[event].status != "scheduled" for event in events):
            importer.send(self._producer, recorded)
            _log.info("demo_imported", file=file.name, events=len(events), actions=len(recorded))

    def _walk(self) -> None:
        """Give each day's steps so far; those that were given before are known by their ids."""
        importer.send(self._producer, autumn_steps.walked(declared("autumn-steps"), datetime.now(UTC).date()))

    def _again_and_again(self, part: Callable[[int], bool]) -> None:
        for number in count():
            if not part(number) or self.stop.wait(PAUSE_S):
                return

    def _final(self, recorded: list[Action], number: int) -> bool:
        now = datetime.now(UTC)
        event = f"{PREFIX}world-cup-2018-final-{now:%Y%m%d-%H%M%S}"
        return self._play(event, crowd.loud(replay.plan(recorded, event, now, SPEED), seed=number))

    def _run(self, number: int) -> bool:
        now = datetime.now(UTC).replace(microsecond=0)
        event = f"{PREFIX}lunch-run-{now:%Y%m%d-%H%M%S}"
        return self._play(event, Run(declared("lunch-run"), event, seed=number).actions(now))

    def _match(self, table: Table, number: int) -> bool:
        """A match, and the announcement of the next one."""
        now = datetime.now(UTC).replace(microsecond=0)
        announced = [table.announce(number + 1, now, now + MATCH_TAKES)]
        announced += crowd.predictions(announced[0], seed=number)
        if number == 0:
            announced.append(table.announce(number, now, now))
        self.open[table.event(number + 1)] = "cancelled"
        return self._play(table.event(number), [*announced, *crowd.loud(table.play(number, now), seed=number)])

    def _play(self, event: str, planned: list[Action]) -> bool:
        self.open[event] = "abandoned"
        _log.info("demo_plays", event_id=event, actions=len(planned))
        if not self._player.play(planned):
            return False
        del self.open[event]
        return True

    def _close_open(self) -> None:
        for event, status in sorted(self.open.items()):
            replay.stop(self._producer.send, event, status, "The demo was stopped.")
            del self.open[event]

    def _insist(self, attempt: Callable[[], T]) -> T | None:
        """What *attempt* returns, once Kafka is there; None when we are told to stop before."""
        while not self.stop.is_set():
            try:
                return attempt()
            except Unavailable as error:
                _log.warning("demo_waits", error=str(error))
                self.stop.wait(RETRY_S)
        return None


def declared(id: str) -> Competition:
    """A competition of the sample company."""
    path = COMPETITIONS / f"{id}.yaml"
    lines = courses.read({str(one): one.read_bytes() for one in COURSES.iterdir()})
    return competitions.read({str(path): path.read_bytes()}, lines=lines)[0]


def unfinished(known: Mapping[str, SummaryState]) -> dict[str, str]:
    """The demo's events that are not over, each with the status that ends it."""
    return {
        event: UNFINISHED[one.status]
        for event, one in known.items()
        if event.startswith(PREFIX) and one.status in UNFINISHED
    }


if __name__ == "__main__":
    sys.exit(main())
