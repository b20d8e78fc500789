"""Sending rejected actions again: tried first against today's rules, then appended, with a fact that says so.

The action keeps its id, so that it counts once however often it is sent. Who sent it again is in its headers, and in
``sport.redriven``, which also keeps the same rejection from being sent twice by accident: see
docs/decisions/0032-redrive.md.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from msgspec import Meta, Struct

from lib import log
from lib.adapters import kafka, reader, rejections
from lib.adapters.producer import Producer, Receipt, Record
from lib.adapters.reader import Reader
from lib.adapters.rejections import Redriven, Spot
from lib.errors import BadAction, Refused, Unavailable
from lib.live.feed import Feed
from lib.live.streams.rejected import Rejected
from lib.settings import Settings
from lib.sport import actions, repair
from lib.sport.repair import Change
from lib.sport.state import EventState
from lib.sport.trial import Trial, Verdict

MOST_AT_ONCE = 1_000

_log = log.get(__name__)


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rejections are to be sent again, and how they are changed: fields of all of them, or the *text* of one.

    *again* sends what was sent again before; *by* is who says that he does this.
    """

    spots: Annotated[list[Spot], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    changes: Annotated[list[Change], Meta(max_length=20)] = []
    text: str | None = None
    again: bool = False
    by: Annotated[str, Meta(max_length=200)] = ""

    @property
    def words(self) -> str:
        """What is changed, for the trail."""
        return "edited by hand" if self.text is not None else "; ".join(one.words for one in self.changes)


class Tried(Struct, frozen=True):
    """What would become of one."""

    spot: Spot
    verdict: Literal["accepted", "repeated", "rejected", "redriven"]
    id: str = ""
    kind: str = ""
    event: str = ""
    reason: str = ""
    error: str = ""
    field: str = ""


class Effect(Struct, frozen=True):
    """What an event is, and what it would be."""

    event: str
    score: list[int] | None
    score_after: list[int]
    status: str | None
    status_after: str
    taken: int


class Sent(Struct, frozen=True):
    """What became of sending one: its place in ``sport.actions``, or why it was not sent."""

    spot: Spot
    place: Spot | None = None
    error: str = ""


class Redriving:
    """Tries and sends. For threads that may wait; one redrive at a time in a process."""

    def __init__(self, settings: Settings, feed: Feed, rejected: Rejected) -> None:
        self._settings = settings
        self._feed = feed
        self._rejected = rejected
        self._producer = Producer(settings)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the connection."""
        self._producer.close()

    def attempt(self, wish: Wish) -> tuple[list[Tried], list[Effect]]:
        """What would happen, in the order of time. Raise Refused, Unavailable."""
        originals = self._originals(wish)
        self._rejected.catch_up()
        trials: dict[str, Trial] = {}
        tried = []
        for spot, raw in originals.items():
            try:
                fresh = _changed(wish, raw)
                event = repair.key(fresh)
            except BadAction as bad:
                tried.append(Tried(spot, "rejected", reason=bad.reason, error=str(bad), field=bad.field))
                continue
            verdict = self._trial(trials, event).take(fresh, round(time.time() * 1000))
            tried.append(_tried(spot, event, verdict))
        tried = [self._warned(one) for one in tried] if not wish.again else tried
        return tried, [self._effect(event, trial, tried) for event, trial in trials.items()]

    def redrive(self, wish: Wish, by: str) -> list[Sent]:
        """Send them again, each once. Raise Refused, Unavailable: then none was sent."""
        originals = self._originals(wish)
        with self._lock:
            self._rejected.catch_up()
            sent, records = [], []
            for spot, raw in originals.items():
                try:
                    records.append((spot, *self._ready(wish, spot, raw, by)))
                except Refused as refused:
                    sent.append(Sent(spot, error=str(refused)))
            sent += self._append(records, wish, by)
        return sorted(sent, key=lambda one: one.spot)

    def _originals(self, wish: Wish) -> dict[Spot, bytes]:
        """The bytes of the rejected records, in the order in which they were sent first."""
        if wish.text is not None and len(wish.spots) != 1:
            raise Refused("A text replaces one action: choose one alone, or change fields.")
        try:
            with reader.reading(self._settings, kafka.REJECTED) as source:
                found = _records(source, wish.spots)
        except KafkaError as error:
            raise kafka.away(self._settings, error) from error
        missing = set(wish.spots) - found.keys()
        if missing:
            one = min(missing)
            raise Refused(f"{kafka.REJECTED} has no record in partition {one.partition} at offset {one.offset}.")
        ordered = sorted(found.items(), key=lambda item: (rejections.rejection(item[1]).origin or item[0], item[0]))
        return {spot: record.value or b"" for spot, record in ordered}

    def _trial(self, trials: dict[str, Trial], event: str) -> Trial:
        if event not in trials:
            record = self._feed.record(event)
            taken = [one.action for one in self._feed.actions(event)] if record else []
            trials[event] = Trial(event, record.state if record else None, taken)
        return trials[event]

    def _warned(self, one: Tried) -> Tried:
        entry = self._rejected.entry(one.spot)
        if entry is None or entry.redriven is None:
            return one
        error = _already(entry.redriven)
        return Tried(one.spot, "redriven", one.id, one.kind, one.event, "redriven", error)

    def _effect(self, event: str, trial: Trial, tried: Iterable[Tried]) -> Effect:
        record = self._feed.record(event)
        before, after = record.state if record else None, trial.state or EventState(id=event)
        return Effect(
            event=event,
            score=before.score if before else None,
            score_after=after.score,
            status=before.status if before else None,
            status_after=after.status,
            taken=sum(one.verdict == "accepted" and one.event == event for one in tried),
        )

    def _ready(self, wish: Wish, spot: Spot, raw: bytes, by: str) -> tuple[Record, str]:
        """The record to append, and the action's id. Raise Refused when it was sent before, or is no action."""
        entry = self._rejected.entry(spot)
        if entry is not None and entry.redriven is not None and not wish.again:
            raise Refused(_already(entry.redriven))
        fresh = _changed(wish, raw)
        action = actions.decode(fresh)
        trail = rejections.trail(spot, by, datetime.now(UTC).isoformat(timespec="milliseconds"), wish.words)
        return Record(kafka.log_of(action.key), action.key, fresh, trail), action.id

    def _append(self, records: Sequence[tuple[Spot, Record, str]], wish: Wish, by: str) -> list[Sent]:
        """First the actions, then the facts: should we die between the two, sending again is harmless, because of the
        id, and nothing that counts as sent is missing."""
        if not records:
            return []
        receipts = self._producer.append([record for _, record, _ in records])
        sent, facts, now = [], [], round(time.time() * 1000)
        for (spot, record, id_), receipt in zip(records, receipts, strict=True):
            if not isinstance(receipt, Receipt):
                sent.append(Sent(spot, error=str(receipt)))
                continue
            place = Spot(receipt.partition, receipt.offset)
            fact = Redriven(spot, place, record.key, id_, by, now, wish.words)
            facts.append(Record(kafka.REDRIVEN, record.key, rejections.encode(fact)))
            sent.append(Sent(spot, place))
            _log.info("redriven", id=id_, event_id=record.key, by=by, partition=place.partition, offset=place.offset)
        for receipt in self._producer.append(facts):
            if isinstance(receipt, Unavailable):
                _log.warning("redrive_not_noted", error=str(receipt))
        return sent


def _records(source: Reader, spots: Iterable[Spot]) -> dict[Spot, ConsumerRecord]:
    """The records at *spots*, as far as there are some."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for spot in spots:
        wanted[spot.partition].add(spot.offset)
    earliest, latest, found = source.earliest(), source.latest(), {}
    starts = {one: max(min(offsets), earliest[one]) for one, offsets in wanted.items() if one in latest}
    ends = {one: min(max(wanted[one]) + 1, latest[one]) for one in starts}
    for batch in source.read(starts, ends, threading.Event()):
        for record in batch:
            if record.offset in wanted[record.partition]:
                found[Spot(record.partition, record.offset)] = record
    return found


def _changed(wish: Wish, raw: bytes) -> bytes:
    return wish.text.encode() if wish.text is not None else repair.changed(raw, wish.changes)


def _tried(spot: Spot, event: str, verdict: Verdict) -> Tried:
    action = verdict.action
    return Tried(
        spot, verdict.result, action.id if action else "", action.kind if action else "", event,
        verdict.reason, verdict.error, verdict.field,
    )  # fmt: skip


def _already(fact: Redriven) -> str:
    when = datetime.fromtimestamp(fact.at / 1000, UTC)
    who = fact.by or "somebody"
    place = f"{kafka.ACTIONS}, partition {fact.place.partition}, offset {fact.place.offset}"
    return f"It was sent again by {who} at {when:%Y-%m-%d %H:%M:%S} UTC already, to {place}."
