"""Writing samples to Prometheus: remote write 1.0, as docs/decisions/0003-remote-write.md promises it.

Specification: https://prometheus.io/docs/specs/prw/remote_write_spec/ (version 1.0); the messages are prompb's
WriteRequest, TimeSeries, Label and Sample, in protobuf and a snappy block.
"""

from __future__ import annotations

import struct
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import requests
from cramjam import snappy

from lib.adapters import prometheus_session
from lib.settings import Settings

AHEAD_MS = 5_000
MOST_SAMPLES = 5_000  # in one request
READ_S = 15.0
STALE = struct.pack("<Q", 0x7FF0000000000002)  # the one NaN that ends a series

TOO_OLD = ("too old sample", "out of bounds")
CURES = {
    401: "it does not accept our credentials (PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD)",
    403: "it does not let us write (PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD)",
    404: "it does not take remote writes; start it with --web.enable-remote-write-receiver",
}

Labels = tuple[tuple[str, str], ...]


class Sample(NamedTuple):
    """A value of a series at *timestamp*, in ms since the epoch. A *value* of None ends the series there."""

    name: str
    labels: Labels
    value: float | None
    timestamp: int


class RefusedSample(NamedTuple):
    """A sample that Prometheus will never take, and what it said."""

    sample: Sample
    text: str


@dataclass(slots=True)
class Written:
    """What became of the samples of one call: numbers, and those that were refused."""

    written: int = 0
    too_old: int = 0
    future: int = 0
    refused: list[RefusedSample] = field(default_factory=list)


class RemoteWriter:
    """Writes samples so that one bad sample never takes others with it. For one thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session = prometheus_session.session(settings)
        self._url = f"{settings.prometheus}/api/v1/write"
        self._window_ms = round(settings.prometheus_window_hours * 3_600_000)

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def oldest(self, now: int) -> int:
        """The earliest time, in ms, of which Prometheus still takes samples at *now*."""
        return now - self._window_ms

    def write(self, samples: Iterable[Sample]) -> Written:
        """Write *samples*, in any order; equal ones may come again. Returns when each is stored or given up.

        Raise Unavailable when Prometheus is away or busy: then some may be stored, and all may be written again.
        """
        now, result = round(time.time() * 1000), Written()
        ready: dict[tuple[str, Labels, int], Sample] = {}
        for sample in samples:
            if sample.timestamp > now + AHEAD_MS:
                result.future += 1
            elif sample.timestamp < self.oldest(now):
                result.too_old += 1
            else:
                ready.setdefault((sample.name, sample.labels, sample.timestamp), sample)
        for part in _parts([ready[key] for key in sorted(ready)]):
            self._write(part, result)
        return result

    def _write(self, samples: Sequence[Sample], result: Written) -> None:
        problem = self._send(samples)
        if problem is None:
            result.written += len(samples)
        elif len(samples) > 1:  # all or nothing: halve, until the bad one is alone
            middle = len(samples) // 2
            self._write(samples[:middle], result)
            self._write(samples[middle:], result)
        elif _is_too_old(problem):
            result.too_old += 1
        else:
            result.refused.append(RefusedSample(samples[0], problem))

    def _send(self, samples: Sequence[Sample]) -> str | None:
        """None when all are stored, else what Prometheus has against at least one of them."""
        body = bytes(snappy.compress_raw(encode(samples)))
        try:
            response = self._session.post(
                self._url,
                data=body,
                headers=HEADERS,
                timeout=(prometheus_session.CONNECT_S, READ_S),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise prometheus_session.away(self._settings, error) from None
        return self._problem(response)

    def _problem(self, response: requests.Response) -> str | None:
        if response.status_code // 100 == 2:
            return None
        text = response.text.strip()[:500]
        if response.status_code in {400, 413} or _is_too_old(text):
            return text or f"status {response.status_code}"
        why = CURES.get(response.status_code, f"it answers with status {response.status_code}, {text!r}")
        raise prometheus_session.away(self._settings, why)


HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}


def encode(samples: Iterable[Sample]) -> bytes:
    """*samples* as a WriteRequest: one TimeSeries a series, labels sorted by name, samples in order of time."""
    series: dict[tuple[str, Labels], list[tuple[int, float | None]]] = defaultdict(list)
    for name, labels, value, timestamp in samples:
        series[name, labels].append((timestamp, value))
    return b"".join(_series(key, values) for key, values in series.items())


def _series(key: tuple[str, Labels], values: list[tuple[int, float | None]]) -> bytes:
    values.sort(key=_first)
    return _nested(0x0A, _labels(*key) + b"".join(_sample(value, timestamp) for timestamp, value in values))


@lru_cache(maxsize=50_000)
def _labels(name: str, labels: Labels) -> bytes:
    return b"".join(
        _nested(0x0A, _nested(0x0A, label.encode()) + _nested(0x12, value.encode()))
        for label, value in sorted([("__name__", name), *labels])
        if value  # an empty label is no label
    )


def _sample(value: float | None, timestamp: int) -> bytes:
    bits = STALE if value is None else struct.pack("<d", value)
    return _nested(0x12, b"\x09" + bits + b"\x10" + _varint(timestamp))


def _nested(tag: int, body: bytes) -> bytes:
    return bytes((tag,)) + _varint(len(body)) + body


def _varint(number: int) -> bytes:
    number &= 0xFFFF_FFFF_FFFF_FFFF  # a negative int64 is written as its two's complement
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _parts(samples: Sequence[Sample]) -> Iterator[Sequence[Sample]]:
    for start in range(0, len(samples), MOST_SAMPLES):
        yield samples[start : start + MOST_SAMPLES]


def _first(pair: tuple[int, float | None]) -> int:
    return pair[0]


def _is_too_old(text: str) -> bool:
    return any(known in text for known in TOO_OLD)
