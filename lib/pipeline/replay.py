"""``python -m lib replay FILE…``: play a recorded match as if it happened now.

The replay is an event of its own, with a new id each time. Its clock runs at the speed of the replay, so that pages
show the minute of the match; pauses without a running clock are cut short.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import Progress

from lib.adapters import kafka
from lib.adapters.importers.script import Script, identity
from lib.adapters.producer import Producer, Receipt
from lib.errors import Unavailable, WrongUse
from lib.pipeline import importer
from lib.settings import Settings
from lib.sport import actions
from lib.sport.actions import Action, ClockAdjust, EventDeclared, EventStatus, Id, PeriodEnd, PeriodStart

COMPETITION = "replays"
LONGEST_PAUSE = timedelta(seconds=10)
BATCH = 100
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0)

Send = Callable[[Sequence[tuple[str, bytes]]], list[Receipt | Unavailable]]
Wait = Callable[[float], bool]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="files of one recorded match")
    parser.add_argument("--speed", type=_speed, default=10.0, help="how many times faster than it was (default: 10)")
    parser.add_argument("--match", metavar="ID", help="which event, when the files hold several")
    parser.add_argument(
        "--event", type=_id, metavar="ID", help="id of the new event (default: the old one's and the time)"
    )
    parser.add_argument("--start-at", type=float, default=0.0, metavar="MINUTES", help="skip so much of the recording")
    importer.add_start(parser)


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Play to the end; Ctrl-C abandons the event."""
    recorded = choose(importer.gather(arguments.files, arguments.start), arguments.match)
    begins = datetime.now(UTC)
    event = arguments.event or f"{recorded[0].subject}-{begins:%Y%m%d-%H%M%S}"
    planned = plan(recorded, event, begins, arguments.speed, timedelta(minutes=arguments.start_at))
    kafka.ensure_topics(settings)
    producer = Producer(settings)
    player = Player(producer.send, Event().wait)
    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(f"{settings.app_url}/event?id={event}", total=len(planned))
            player.play(planned, lambda count: bar.advance(task, count))
    except KeyboardInterrupt:
        stop(producer.send, event, "abandoned", "The replay was stopped.")
        raise
    finally:
        producer.close()
    return 0


def choose(recorded: list[Action], event: str | None) -> list[Action]:
    """The actions of one event, its declaration first, the others in their order. Raise WrongUse when it is not clear
    which."""
    events = dict.fromkeys(action.subject for action in recorded)
    if event is None and len(events) > 1:
        raise WrongUse(f"The files hold {len(events)} events: choose one with --match, such as {next(iter(events))}.")
    chosen = [action for action in recorded if action.subject == (event or next(iter(events), None))]
    if not chosen or not isinstance(chosen[0].data, EventDeclared):
        raise WrongUse(f"The files do not declare {f'the event {event}' if event else 'an event'}.")
    return sorted(chosen, key=lambda action: (not isinstance(action.data, EventDeclared), action.order))


def plan(
    recorded: Sequence[Action], event: str, begins: datetime, speed: float, skipped: timedelta = timedelta()
) -> list[Action]:
    """*recorded*, as it will happen as *event*, with new ids, moments and clock rates; *begins* is the kick-off.

    With *skipped*, it begins that much later into the match; whatever comes before lies in the past, and is sent at
    once.
    """
    offsets = list(_offsets(recorded, speed))
    opening = min(1, len(recorded) - 1)  # what follows the declaration, in sports without periods
    kick_off = next((at for at, action in enumerate(recorded) if isinstance(action.data, PeriodStart)), opening)
    until = recorded[kick_off].time + skipped
    first = next(
        (at for at, action in enumerate(recorded) if at >= kick_off and action.time >= until), len(offsets) - 1
    )
    moments = [_whole_ms(begins + offset - offsets[first]) for offset in offsets]
    return [
        _replayed(action, event, moments[number], number, speed, moments[kick_off])
        for number, action in enumerate(recorded)
    ]


@dataclass(frozen=True, slots=True)
class Player:
    """Sends actions when their moments come. *wait* waits so many seconds and says whether to stop; *now* tells the
    time in seconds."""

    send: Send
    wait: Wait
    now: Callable[[], float] = time.time

    def play(self, planned: Iterable[Action], advance: Callable[[int], object] = lambda count: None) -> bool:
        """Send all of *planned*; False when it was stopped before the end. While Kafka is away, nothing is skipped."""
        waiting = deque(planned)
        while waiting:
            due = list(self._due(waiting))
            if due:
                if not self._deliver(due):
                    return False
                advance(len(due))
            elif self.wait(min(1.0, waiting[0].time.timestamp() - self.now())):
                return False
        return True

    def _due(self, waiting: deque[Action]) -> Iterator[Action]:
        for _ in range(BATCH):
            if not waiting or waiting[0].time.timestamp() > self.now():
                return
            yield waiting.popleft()

    def _deliver(self, due: list[Action]) -> bool:
        tries = 0
        while due:
            due = self._left(due)
            if due:
                if self.wait(BACK_OFF_S[min(tries, len(BACK_OFF_S) - 1)]):
                    return False
                tries += 1
        return True

    def _left(self, due: list[Action]) -> list[Action]:
        """What has to be sent again: everything from the first that failed, so that a declaration stays the first."""
        try:
            receipts = self.send([(action.key, actions.encode(action)) for action in due])
        except Unavailable:
            return due
        failed = (number for number, receipt in enumerate(receipts) if isinstance(receipt, Unavailable))
        return due[next(failed, len(due)) :]


def stop(send: Send, event: str, status: str, reason: str) -> None:
    """Say that *event* will not be played to its end. Raise Unavailable."""
    action = Script(event, "replay").add("event.status", _whole_ms(datetime.now(UTC)), status=status, reason=reason)
    for receipt in send([(event, actions.encode(action))]):
        if isinstance(receipt, Unavailable):
            raise receipt


def _offsets(recorded: Sequence[Action], speed: float) -> Iterator[timedelta]:
    """When each action happens, counted from the first that is no declaration."""
    offset, before, running = timedelta(), None, False
    for action in recorded:
        if not isinstance(action.data, EventDeclared):
            gap = (action.time - before) / speed if before else timedelta()
            offset += gap if running else min(gap, LONGEST_PAUSE)
            before = action.time
            running = _runs(action, running)
        yield offset


def _runs(action: Action, before: bool) -> bool:
    """Whether the event's clock runs after *action*."""
    match action.data:
        case PeriodStart():
            return True
        case ClockAdjust(running=running):
            return running
        case PeriodEnd():
            return False
        case EventStatus(status=status):
            return before and status == "live"
    return before


def _replayed(action: Action, event: str, at: datetime, number: int, speed: float, starts: datetime) -> Action:
    data = action.data
    changes: dict[str, Any] = {}
    if isinstance(data, EventDeclared):
        changes = {"competition": COMPETITION, "title": _title(data), "start": starts}
    elif isinstance(data, PeriodStart | ClockAdjust):
        changes = {"rate": min(1000.0, data.rate * speed)}
    elif getattr(data, "action", None):
        changes = {"action": identity(event, data.action)}
    return msgspec.structs.replace(
        action,
        id=identity(event, action.id),
        source="replay",
        subject=event,
        time=at,
        sequence=number,
        data=msgspec.structs.replace(data, **changes),
    )


def _title(declared: EventDeclared) -> str:
    sides = " – ".join(one.name for one in declared.competitors)
    day = f", {declared.start.day} {declared.start:%B %Y}" if declared.start else ""
    return f"Replay: {declared.title or sides}{day}"[:1000]


def _whole_ms(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _id(text: str) -> str:
    try:
        return msgspec.convert(text, Id)
    except msgspec.ValidationError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an id: letters, digits and any of . _ : ~ - make one"
        ) from None


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a speed between 0.1 and 1000")
    return speed
