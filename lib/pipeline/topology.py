"""The topology: from actions to the states of events and participants, and from positions to tracks; exactly once.

Quix Streams carries the records, their state and the transactions; what a record means is decided in ``step`` and
``tracking``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import uuid4

from msgspec import Struct
from quixstreams import Application, State, message_context
from quixstreams.kafka.configuration import ConnectionConfig
from quixstreams.models import SerializationContext, Serializer, Topic
from quixstreams.sinks import BaseSink

from lib import log
from lib.adapters import instruments, kafka
from lib.pipeline import processing
from lib.pipeline.processing import Processing
from lib.pipeline.step import Incoming, Outcome, Rejected, Repeated, Step, Taken
from lib.pipeline.tracking import Tracking
from lib.settings import Settings

OUTPUTS = {"state": kafka.EVENTS, "participation": kafka.FIELD, "track": kafka.TRACKS}
DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_log = log.get(__name__)


class Outgoing(Struct, frozen=True):
    """A record to be written within the transaction of the record that it came from."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class OutgoingSerializer(Serializer):
    """The bytes of an Outgoing."""

    def __call__(self, value: Outgoing, ctx: SerializationContext) -> bytes | None:
        return value.value


class Checkpoints(BaseSink):
    """What is done once a checkpoint instead of once a record: states that were held back are written, and what was
    counted is measured. The checkpoint flushes its sinks before it commits, so the states and their store are in the
    same transaction as everything else."""

    def __init__(self, app: Application, step: Step, tracking: Tracking, counted: Counter[tuple[str, str]]) -> None:
        super().__init__(on_client_connect_success=lambda: None)
        self._app = app
        self._step = step
        self._tracking = tracking
        self._counted = counted

    def add(self, *_: object, **__: object) -> None:
        """Nothing is sunk by record: the step knows what waits."""

    def flush(self) -> None:
        """Write and measure."""
        for output in (*self._step.settle(), *self._tracking.settle()):
            self._app._producer.produce(topic=OUTPUTS[output.kind], key=output.key, value=output.value)
        for labels, number in self._counted.items():
            instruments.ACTIONS.labels(*labels).inc(number)
        self._counted.clear()
        instruments.POSITIONS.inc(self._tracking.positions)
        self._tracking.positions = 0


def application(settings: Settings) -> Processing:
    """The topology over the three topics, ready to run."""
    app = Processing(
        ConnectionConfig(**kafka.librdkafka_options(settings)),
        consumer_group=settings.processor_group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=0.25,
        state_dir=settings.var_dir / "cache" / "processor" / (settings.processor_id or "0"),
        consumer_poll_timeout=processing.LOOK_S,
        consumer_extra_config=_consumer_options(settings),
        producer_extra_config=_producer_options(settings),
        loglevel=None,
    )
    targets = {name: _target(app, name) for name in (kafka.EVENTS, kafka.FIELD, kafka.REJECTED)}
    step, tracking, counted = Step(), Tracking(), Counter()
    for source, one in ((kafka.ACTIONS, step), (kafka.POSITIONS, tracking)):
        _through(app, source, one, targets, counted)
    app._processing_context.sink_manager.register(Checkpoints(app, step, tracking, counted))
    return app


def _through(
    app: Application, source: str, step: Step | Tracking, targets: dict[str, Topic], counted: Counter[tuple[str, str]]
) -> None:
    """Let the records of a topic through *step*, and what comes of them to the *targets*."""
    context, line = app._processing_context, _log.bind().info  # looked up once: there is a line an action

    def take(value: bytes | None, key: bytes | None, appended: int, headers: object, state: State) -> list[Outgoing]:
        place = message_context()
        incoming = Incoming(key, value, place.topic, place.partition, place.offset, appended)
        outcome = _decided(step, incoming, state, context.checkpoint)
        counted[_note(incoming, outcome, line)] += 1
        return _outgoing(incoming, outcome)

    topic = app.topic(source, key_deserializer="bytes", value_deserializer="bytes")
    frame = app.dataframe(topic).apply(take, stateful=True, metadata=True, expand=True)
    frame = frame.set_headers(lambda out, *_: out.headers)
    frame.to_topic(lambda out, *_: targets[out.topic], key=lambda out: out.key)


def _target(app: Application, name: str) -> Topic:
    return app.topic(name, key_serializer="bytes", value_serializer=OutgoingSerializer())


def _consumer_options(settings: Settings) -> dict[str, object]:
    # A processor that dies is missed after six seconds, or at once when its successor has the same name. One that says
    # goodbye has its partitions taken over at the others' next heartbeat: so long they stand still.
    known = {"group.instance.id": settings.processor_id} if settings.processor_id else {}
    return {"session.timeout.ms": 6000, "heartbeat.interval.ms": 300, "fetch.wait.max.ms": 100, **known}


def _producer_options(settings: Settings) -> dict[str, object]:
    # Without a name of its own a process makes one up; Kafka may allow only names that begin with the group's.
    name = settings.processor_id or uuid4().hex
    return {
        "transactional.id": f"{settings.processor_group}-{name}",
        "linger.ms": 1,
        "compression.type": "lz4",
        "message.max.bytes": 2_097_152,
        "transaction.timeout.ms": 10_000,
    }


def _decided(step: Step | Tracking, incoming: Incoming, state: State, checkpoint: object) -> Outcome:
    try:
        return step.take(incoming, state, checkpoint)
    except DEFECTS as defect:  # one record that we mishandle must not stop the ones behind it
        _log.exception("defect", partition=incoming.partition, offset=incoming.offset)
        return Rejected("internal", f"{type(defect).__name__}: {defect}", "$", None)


def _note(incoming: Incoming, outcome: Outcome, line: Callable[..., None]) -> tuple[str, str]:
    """Log the outcome. Returns what it counts as: the result, and the kind of the action."""
    result, action = _RESULTS[type(outcome)], outcome.action
    said = {"partition": incoming.partition, "offset": incoming.offset}
    if action is not None:
        said |= {"id": action.id, "event_id": action.subject, "type": action.kind}
    if isinstance(outcome, Rejected):
        instruments.REJECTED.labels(outcome.reason).inc()
        said |= {"reason": outcome.reason, "error": outcome.error, "field": outcome.field}
    line(result, **said)
    if action is None:
        return result, "unknown"
    if action.kind == "passing" and isinstance(outcome, Taken):
        instruments.PASSING_DELAY.observe(max(0, incoming.appended - action.at) / 1000)
    return result, action.kind


_RESULTS = {Taken: "accepted", Repeated: "repeated", Rejected: "rejected"}


def _outgoing(incoming: Incoming, outcome: Outcome) -> list[Outgoing]:
    if isinstance(outcome, Taken):
        return [Outgoing(OUTPUTS[one.kind], one.key, one.value, []) for one in outcome.outputs]
    if isinstance(outcome, Rejected):
        return [Outgoing(kafka.REJECTED, incoming.key, incoming.value, _why(incoming, outcome))]
    return []


def _why(incoming: Incoming, outcome: Rejected) -> list[tuple[str, bytes]]:
    """The headers of a record of ``sport.rejected``; its key and value are the original bytes."""
    said = {
        "reason": outcome.reason,
        "error": outcome.error,
        "field": outcome.field,
        "stage": "verify" if outcome.action else "decode",
        "topic": incoming.topic,
        "partition": incoming.partition,
        "offset": incoming.offset,
    }
    return [(f"touchline_{name}", str(value).encode()) for name, value in said.items()]
