"""One webhook: reads ``sport.events``, and posts what is news in its competition, at least once and in order.

Its position is in Kafka, in a consumer group of its own, so that a receiver that is slow or dead holds nobody else.
What came before the position is read once, at the start, so as to know what is news after it; a webhook that is new is
told of what comes from then on.
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.structs import OffsetAndMetadata
from msgspec import Struct

from lib import log
from lib.adapters import instruments, kafka, webhook
from lib.adapters.importers.script import identity
from lib.adapters.webhook import Forbidden, Message
from lib.content.webhooks import Webhook
from lib.errors import NOT_JSON, Unavailable
from lib.pipeline.writer import Trouble
from lib.settings import Settings
from lib.sport import news, state
from lib.sport.news import News
from lib.sport.state import EventState, Number

GROUP = "touchline-webhook-"
WAITS_S = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
MOST_REFUSALS = 5  # who says so often that a message is wrong means it
FRESH_S = 3600.0  # a position that is not committed for a week is forgotten by the broker

_log = log.get(__name__)


class Side(Struct):
    """Who takes part."""

    id: str
    name: str


class Told(Struct, omit_defaults=True):
    """What a message says: the event as it is then, and the *action* because of which it is told."""

    event: str
    competition: str
    sport: str
    status: str
    score: list[Number]
    competitors: list[Side]
    action: str
    action_type: str
    shootout: list[int] | None = None
    participant: str = ""
    reason: str = ""
    url: str = ""


class Body(Struct):
    """A message, in the form that Standard Webhooks suggests. *timestamp* is when it happened."""

    type: str
    timestamp: datetime
    data: Told


class _Stopped(Exception):
    """Told to stop in the middle of something: it is done again next time."""


class Postman:
    """Follows for one *hook* of a *competition*; *wait* waits so many seconds, and says whether to stop."""

    def __init__(self, settings: Settings, competition: str, hook: Webhook, secret: str) -> None:
        self._settings, self._competition, self._hook, self._secret = settings, competition, hook, secret
        self._inside = frozenset(settings.webhook_inside.lower().split())
        self._trouble = Trouble("kafka")
        self._held: dict[str, bytes] = {}
        self._seen: dict[str, int] = {}
        self._starts: dict[TopicPartition, int] = {}
        self._wait: Callable[[float], bool] = lambda seconds: True

    @property
    def group(self) -> str:
        """The consumer group that has its position."""
        return f"{GROUP}{self._competition}-{hashlib.sha256(self._hook.url.encode()).hexdigest()[:12]}"

    def run(self, stop: threading.Event) -> None:
        """Post until *stop* is set."""
        self._wait = stop.wait
        while not stop.is_set():
            try:
                self._follow(stop)
            except _Stopped:
                return
            except Exception as error:  # whatever goes wrong with Kafka, this thread goes on
                self._trouble.pause(error, stop)

    def _follow(self, stop: threading.Event) -> None:
        consumer = self._connected()
        try:
            self._begin(consumer)
            self._trouble.over()
            committed = time.monotonic()
            while not stop.is_set():
                polled = consumer.poll(timeout_ms=250)
                for partition, records in polled.items():
                    for record in records:
                        self._take(consumer, partition, record)
                if polled or time.monotonic() - committed > FRESH_S:
                    self._commit(consumer, {one: consumer.position(one) for one in consumer.assignment()})
                    committed = time.monotonic()
        finally:
            consumer.close(autocommit=False, timeout_ms=2_000)

    def _connected(self) -> KafkaConsumer:
        return KafkaConsumer(
            **kafka.options(self._settings),
            group_id=self.group,  # without being a member: the position alone
            isolation_level="read_committed",
            enable_auto_commit=False,
            max_poll_records=200,
            request_timeout_ms=10_000,
            bootstrap_timeout_ms=5_000,
            reconnect_backoff_max_ms=1_000,
        )

    def _begin(self, consumer: KafkaConsumer) -> None:
        """Read from the beginning; what is news begins at the position, and for somebody new at the end."""
        partitions = kafka.made(consumer, kafka.EVENTS)
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        for one in partitions:
            position = consumer.committed(one)
            self._starts[one] = ends[one] if position is None else position
        self._held.clear()
        self._seen.clear()
        self._commit(consumer, self._starts)
        consumer.seek_to_beginning(*partitions)

    def _commit(self, consumer: KafkaConsumer, positions: dict[TopicPartition, int]) -> None:
        consumer.commit({one: OffsetAndMetadata(max(at, self._starts[one]), "", -1) for one, at in positions.items()})

    def _take(self, consumer: KafkaConsumer, partition: TopicPartition, record: ConsumerRecord) -> None:
        """Post what is news in a record, if it is of ours."""
        try:
            after = self._ours(record)
        except NOT_JSON as error:  # not written by us, and of no use to anybody
            _log.warning("unreadable_state", partition=record.partition, offset=record.offset, error=str(error))
            return
        if after is None:
            return
        raw = self._held.get(after.id)
        self._held[after.id] = record.value
        if record.offset < self._starts[partition]:
            return
        told = [one for one in news.between(raw and state.decode(raw).state, after) if one.kind in self._hook.tells]
        for one in told:
            self._deliver(_message(self._settings, self._hook, one, after), record.timestamp / 1000)
        if told:
            self._commit(consumer, {partition: record.offset + 1})

    def _ours(self, record: ConsumerRecord) -> EventState | None:
        """The state of a record; None if it is of another competition, or older than what was seen."""
        if record.key is None or record.value is None:
            return None
        summary, event = state.summary(record.value), record.key.decode()
        declared, last = summary.state.declared, summary.provenance.last_offset
        if declared is None or declared.competition != self._competition or last < self._seen.get(event, 0):
            return None
        self._seen[event] = last
        return state.decode(record.value).state

    def _deliver(self, message: Message, at: float) -> None:
        """Post a message until it is taken, refused for good, or *at*, when it happened, was too long ago."""
        refusals, tries = 0, 0
        while True:
            try:
                if webhook.post(self._hook.url, message, self._secret, self._inside) == "delivered":
                    return self._note("delivered", message)
                refusals, why = refusals + 1, "The receiver says that the message is wrong."
            except Forbidden as error:
                return self._note("refused", message, str(error))
            except Unavailable as error:
                why = str(error)
            if refusals >= MOST_REFUSALS:
                return self._note("refused", message, why)
            if time.time() - at > self._settings.webhook_hours * 3600:
                return self._note("given_up", message, why)
            self._note("delayed", message, why)
            if self._wait(WAITS_S[min(tries, len(WAITS_S) - 1)] * random.uniform(0.8, 1.2)):
                raise _Stopped
            tries += 1

    def _note(self, result: str, message: Message, why: str = "") -> None:
        """Count and log. The address is not logged: whoever knows it may post there, too."""
        instruments.WEBHOOKS.labels(self._competition, result).inc()
        say = _log.info if result == "delivered" else _log.warning
        say(f"webhook_{result}", competition=self._competition, group=self.group, id=message.id, error=why)


def _message(settings: Settings, hook: Webhook, one: News, after: EventState) -> Message:
    """The same news give the same message, with the same id."""
    action, declared = one.action, after.declared
    told = Told(
        event=after.id,
        competition=declared.competition,
        sport=declared.sport,
        status=after.status,
        score=after.score,
        shootout=after.shootout,
        competitors=[Side(side.id, side.name) for side in declared.competitors[:2]],
        action=action.id,
        action_type=action.kind,
        participant=getattr(action.data, "participant", None) or "",
        reason=getattr(action.data, "reason", ""),
        url=f"{settings.public_url.rstrip('/')}/event?id={after.id}" if settings.public_url else "",
    )
    body = Body(f"event.{one.kind}", action.time, told)
    id = identity("webhook", hook.url, after.id, one.kind, action.id)
    return Message(f"msg_{id}", msgspec.json.encode(body).decode())
