"""``sport.events`` to Prometheus: every state becomes samples, at least once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec
from kafka import TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import CommitFailedError, RebalanceInProgressError

from lib import log
from lib.adapters import instruments, kafka
from lib.adapters.member import Member
from lib.adapters.remote_write import RemoteWriter, Sample, Written
from lib.errors import Unavailable
from lib.pipeline.samples import samples
from lib.settings import Settings
from lib.sport import state

GROUP = "touchline-samples"
MOST_RECORDS = 500
BACK_OFF_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, msgspec.MsgspecError)

Batch = dict[TopicPartition, list[ConsumerRecord]]

_log = log.get(__name__)


class Writer:
    """Follows ``sport.events`` as a member of a group; a position is committed once its samples are in Prometheus.

    With Prometheus away it waits where it is, with Kafka away it connects anew: neither stops the process.
    """

    def __init__(self, settings: Settings, group: str = GROUP) -> None:
        self._settings = settings
        self._group = group
        self._prometheus = RemoteWriter(settings)
        self._prometheus_trouble = Trouble("prometheus")
        self._kafka_trouble = Trouble("kafka")

    def run(self, stop: threading.Event) -> None:
        """Write until *stop* is set."""
        while not stop.is_set():
            try:
                self._follow(stop)
            except Exception as error:  # whatever goes wrong with Kafka, this thread goes on
                self._kafka_trouble.pause(error, stop)
        self._prometheus.close()

    def _follow(self, stop: threading.Event) -> None:
        with self._connected() as consumer:
            self._kafka_trouble.over()
            while not stop.is_set():
                batch = consumer.poll(timeout_ms=250)
                if batch:
                    self._take(consumer, batch, stop)

    @contextmanager
    def _connected(self) -> Iterator[Member]:
        consumer = Member(
            kafka.EVENTS,
            **kafka.options(self._settings),
            group_id=self._group,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=MOST_RECORDS,
            session_timeout_ms=6_000,  # the partitions of a member that died are taken over after this long
            heartbeat_interval_ms=2_000,
            request_timeout_ms=10_000,
            bootstrap_timeout_ms=5_000,
            reconnect_backoff_max_ms=1_000,
            metadata_max_age_ms=10_000,  # how long a topic that was made just now may stay unknown
        )
        try:
            yield consumer
        finally:
            consumer.close(autocommit=False, timeout_ms=2_000)

    def _take(self, consumer: Member, batch: Batch, stop: threading.Event) -> None:
        try:
            self._write(batch)
        except Unavailable as error:
            _rewind(consumer, batch)
            self._prometheus_trouble.pause(error, stop)
            return
        self._prometheus_trouble.over()
        self._jump(consumer, batch)
        try:
            consumer.commit()
        except (CommitFailedError, RebalanceInProgressError):  # another member writes the same once more
            _log.info("rebalanced")

    def _write(self, batch: Batch) -> None:
        oldest = self._prometheus.oldest(_now())
        given = [_samples(record, oldest) for records in batch.values() for record in records]
        result = self._prometheus.write(sample for one in given for sample in one.samples)
        _count(result)
        acknowledged = _now()
        for one in given:
            if one.samples and one.appended:
                instruments.SAMPLE_DELAY.observe(max(0, acknowledged - one.appended) / 1000)

    def _jump(self, consumer: Member, batch: Batch) -> None:
        """Leave out what is too old to be written anyway: a first start need not read years."""
        oldest = self._prometheus.oldest(_now())
        for partition, records in batch.items():
            if len(records) > 1 and 0 < records[-1].timestamp < oldest:
                end = consumer.end_offsets([partition])[partition]
                found = consumer.offsets_for_times({partition: oldest})[partition]
                target = found.offset if found else end
                if target > records[-1].offset + 1:
                    consumer.seek(partition, target)
                    _log.info("skipped_old_states", partition=partition.partition, to_offset=target)


class Sampled(NamedTuple):
    """The samples of a state, and when Kafka had the last of its actions."""

    samples: list[Sample]
    appended: int


NOTHING = Sampled([], 0)


class Trouble:
    """A part that is away: said once when it goes and once when it is back, with growing waits between."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._tries = 0

    def pause(self, error: Exception, stop: threading.Event) -> None:
        """Wait, longer each time, but not when *stop* is set."""
        if self._tries == 0:
            _log.warning(f"{self._part}_is_away", error=f"{type(error).__name__}: {error}")
        stop.wait(BACK_OFF_S[min(self._tries, len(BACK_OFF_S) - 1)])
        self._tries += 1

    def over(self) -> None:
        """The part answered."""
        if self._tries:
            _log.info(f"{self._part}_is_back", tries=self._tries)
        self._tries = 0


def _now() -> int:
    return round(time.time() * 1000)


def _samples(record: ConsumerRecord, oldest: int) -> Sampled:
    """The samples of a record; none when it is too old, or when we cannot read it: the ones behind it still count."""
    if record.value is None:
        return NOTHING
    try:
        provenance = state.provenance(record.value)
        if provenance.sampled < oldest:
            instruments.STATES_SKIPPED.labels("too_old").inc()
            return NOTHING
        return Sampled(samples(state.decode(record.value)), provenance.appended)
    except DEFECTS:
        instruments.STATES_SKIPPED.labels("unreadable").inc()
        _log.exception("unreadable_state", partition=record.partition, offset=record.offset)
        return NOTHING


def _rewind(consumer: Member, batch: Batch) -> None:
    for partition, records in batch.items():
        if partition in consumer.assignment():
            consumer.seek(partition, records[0].offset)


def _count(result: Written) -> None:
    instruments.SAMPLES.labels("written").inc(result.written)
    instruments.SAMPLES.labels("too_old").inc(result.too_old)
    instruments.SAMPLES.labels("future").inc(result.future)
    instruments.SAMPLES.labels("refused").inc(len(result.refused))
    if result.future:
        _log.warning("samples_from_the_future", count=result.future, hint="the clocks of Kafka and this machine differ")
    for sample, text in result.refused:
        _log.warning("sample_refused", name=sample.name, labels=dict(sample.labels), at=sample.timestamp, error=text)
