"""``python -m lib import FILE…``: append the actions of recorded matches and tournaments, or what somebody did.

All files are read and checked before anything is sent. Importing a file twice changes nothing: its actions have the
same ids, and the processor takes an id once. When a file was corrected, name the one that it replaces, so that what it
does not say any more is retracted.

With ``--event`` and ``--participant`` the files are recordings of watches and phones, in GPX or FIT: they become
positions in a race, and activities in a challenge.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console
from rich.progress import Progress

from lib.adapters import importers, kafka, states
from lib.adapters.importers import workouts
from lib.adapters.importers.tracks import Recorded
from lib.adapters.importers.workouts import Whose
from lib.adapters.producer import Producer
from lib.errors import BadAction, BadImport, Unavailable, WrongUse
from lib.settings import Settings
from lib.sport import actions, fold, verify
from lib.sport import state as state_module
from lib.sport.actions import Action, EventDeclared
from lib.sport.participations import MemoryField
from lib.sport.state import EventState

BATCH = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", type=Path, help="openfootball, Wyscout v2, a recording, GPX or FIT"
    )
    parser.add_argument("--replaces", metavar="OLD", type=Path, help="the file that FILE corrects, as imported before")
    parser.add_argument("--event", metavar="ID", help="the race or the challenge that a GPX or FIT file belongs to")
    parser.add_argument("--participant", metavar="BIB", help="whose GPX or FIT file it is: the bib, or the member")
    parser.add_argument("--sport", default="", help="the sport of a GPX or FIT file that does not say one")
    parser.add_argument("--zone", type=zone, default=UTC, help="the time zone of its days, such as Europe/Berlin")
    add_start(parser)


def add_start(parser: argparse.ArgumentParser) -> None:
    """The option for what a Wyscout file leaves out."""
    parser.add_argument("--start", type=moment, help="when a Wyscout match started, such as 2018-07-15T15:00Z")


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Import the files; 0 when the broker has all of their actions."""
    if (arguments.event is None) != (arguments.participant is None):
        raise WrongUse("--event and --participant go together: they say whose GPX or FIT file it is.")
    somebody = arguments.event is not None
    recorded = what_somebody_did(settings, arguments) if somebody else gather(arguments.files, arguments.start)
    if arguments.replaces:
        recorded += importers.corrections(gather([arguments.replaces], arguments.start), recorded)
    kafka.ensure_topics(settings)
    producer = Producer(settings)
    try:
        with Progress(
            console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal
        ) as bar:
            task = bar.add_task("Importing", total=len(recorded))
            send(producer, recorded, lambda count: bar.advance(task, count))
    finally:
        producer.close()
    return 0


def what_somebody_did(settings: Settings, arguments: argparse.Namespace) -> list[Action]:
    """The actions of GPX and FIT files. Raise BadImport, WrongUse, or Unavailable where the event cannot be seen."""
    known = states.read(settings).get(arguments.event)
    declared = state_module.summary(known).state.declared if known else None
    if declared is None:
        raise WrongUse(f"There is no event {arguments.event!r}: declare it first.")
    whose = Whose(arguments.event, arguments.participant, declared, arguments.sport, arguments.zone)
    recorded = [(file, workouts.read(str(file), _bytes(file))) for file in arguments.files]
    return [action for file, one in recorded for action in _meant(file, one, whose)]


def _meant(file: Path, recorded: Recorded, whose: Whose) -> list[Action]:
    try:
        return workouts.actions(recorded, whose)
    except BadImport as error:
        raise BadImport(f"{file}: {error}") from None


def zone(text: str) -> ZoneInfo:
    """An option's time zone. Raise what argparse turns into a sentence."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise argparse.ArgumentTypeError(f"{text!r} is not a time zone, such as Europe/Berlin") from None


def moment(text: str) -> datetime:
    """An option's moment in UTC. Raise what argparse turns into a sentence."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment with its zone, such as 2018-07-15T15:00Z")
    return found.astimezone(UTC)


def gather(files: Iterable[Path], start: datetime | None = None) -> list[Action]:
    """The checked actions of all *files* together, each once, declarations first. Raise BadImport or WrongUse."""
    found: dict[str, Action] = {}
    for file in files:
        for action in importers.read(str(file), _bytes(file), start):
            if found.setdefault(action.id, action) != action:
                raise BadImport(f"{file}: another action already has the id {action.id}.")
    recorded = sorted(found.values(), key=lambda action: not isinstance(action.data, EventDeclared))
    check(recorded)
    return recorded


def check(recorded: Sequence[Action]) -> None:
    """Raise BadImport if the processor would not take an action. Events that are declared elsewhere are left to it."""
    by_event: dict[str, list[Action]] = defaultdict(list)
    for action in recorded:
        by_event[action.subject].append(action)
    now = round(time.time() * 1000)
    for event, its_actions in by_event.items():
        if isinstance(its_actions[0].data, EventDeclared):
            _check_event(event, its_actions, now)


def send(producer: Producer, recorded: Sequence[Action], advance: Callable[[int], object] = lambda count: None) -> None:
    """Append all actions. Raise Unavailable when Kafka does not take them all; what it took does no harm."""
    for batch in _batches(recorded):
        receipts = producer.send([(action.key, actions.encode(action)) for action in batch])
        for receipt in receipts:
            if isinstance(receipt, Unavailable):
                raise Unavailable(f"{receipt} Do this again when it does: nothing is counted twice.")
        advance(len(batch))


def _check_event(event: str, its_actions: list[Action], now: int) -> None:
    state, seen, field = EventState(id=event), {}, MemoryField()
    for action in its_actions:
        try:
            verify.verify(action, state, now, seen.get, field)
        except BadAction as error:
            raise BadImport(f"{event}: {action.kind} {action.id}: {error.field}: {error}") from None
        state = fold.add(state, action, seen.get, field)
        seen[action.id] = action


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from None


def _batches(recorded: Sequence[Action]) -> Iterator[Sequence[Action]]:
    for start in range(0, len(recorded), BATCH):
        yield recorded[start : start + BATCH]
