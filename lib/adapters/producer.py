"""Appending actions to ``sport.actions``, or positions to ``sport.positions``, and knowing that they are there."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from kafka import KafkaProducer
from kafka.errors import KafkaError

from lib.adapters import kafka
from lib.errors import Unavailable
from lib.settings import Settings

DELIVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the broker put a record."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be appended."""

    topic: str
    key: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


class Producer:
    """Appends records in order and waits for the broker. Safe to use from many threads; connects when first used.

    A record is given up after five seconds. Should it have been written although no answer came, then sending it again
    with the same id is harmless: the processor takes an id once.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._client: KafkaProducer | None = None

    def send(self, records: Sequence[tuple[str, bytes]], topic: str = "") -> list[Receipt | Unavailable]:
        """Append (key, value) records; for each its place, or why it could not be written.

        Without a *topic*, they are actions, and each goes to the log that its key belongs into.

        Raise Unavailable when not even a connection can be had: then none was written.
        """
        return self.append([Record(topic or kafka.log_of(key), key, value) for key, value in records])

    def append(self, records: Sequence[Record]) -> list[Receipt | Unavailable]:
        """The same for records of any topic, with headers."""
        client = self._connected()
        futures = [self._start(client, record) for record in records]
        receipts = [self._receipt(future) for future in futures]
        if any(isinstance(receipt, Unavailable) for receipt in receipts):
            self._forget(client)
        return receipts

    def close(self) -> None:
        """Let go of the connection. What was sent has been waited for already."""
        with self._lock:
            if self._client is not None:
                self._client.close(timeout=1)
                self._client = None

    def _connected(self) -> KafkaProducer:
        with self._lock:
            if self._client is None:
                try:
                    self._client = KafkaProducer(
                        **kafka.options(self._settings),
                        acks="all",
                        enable_idempotence=True,
                        linger_ms=0,
                        allow_auto_create_topics=False,
                        max_block_ms=round(DELIVERY_S * 1000),
                        request_timeout_ms=round(DELIVERY_S * 800),
                        delivery_timeout_ms=round(DELIVERY_S * 1000),
                        bootstrap_timeout_ms=round(DELIVERY_S * 1000),
                        reconnect_backoff_max_ms=1000,
                    )
                except KafkaError as error:
                    raise kafka.away(self._settings, error) from error
            return self._client

    def _forget(self, client: KafkaProducer) -> None:
        """Start afresh next time: an idempotent producer may not recover from a batch that it gave up."""
        with self._lock:
            if self._client is client:
                self._client = None
        client.close(timeout=0)

    def _start(self, client: KafkaProducer, record: Record) -> object:
        try:
            return client.send(record.topic, key=record.key.encode(), value=record.value, headers=list(record.headers))
        except KafkaError as error:
            return error

    def _receipt(self, future: object) -> Receipt | Unavailable:
        try:
            if isinstance(future, KafkaError):
                raise future
            metadata = future.get(timeout=DELIVERY_S * 2)  # type: ignore[attr-defined]
        except KafkaError as error:
            return kafka.away(self._settings, error)
        return Receipt(metadata.topic, metadata.partition, metadata.offset)
