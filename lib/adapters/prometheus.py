"""Asking Prometheus: PromQL in, tidy numbers out.

prometheus-api-client holds the connection. Queries go round its own, which put a POST's query into the address, drop
warnings and Prometheus' reasons, fail on NaN and on nothing found, and overwrite labels called ``value``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
import numpy as np
import pandas as pd
import requests
from msgspec import Raw, Struct
from prometheus_api_client import PrometheusApiClientException, PrometheusConnect
from urllib3.util.retry import Retry

from lib.adapters import prometheus_session
from lib.errors import Refused
from lib.settings import Settings

QUERY_S = 25  # Prometheus gives up a query a little earlier than we do, and says so
TIMEOUT_S = (prometheus_session.CONNECT_S, QUERY_S + 5)
MOST_POINTS = 11_000  # of a series in one answer: Prometheus' own limit
USUAL_POINTS = 250


class BadQuery(Refused):
    """A query that Prometheus does not take, in its own words. *kind* is its word for it, such as ``bad_data``."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Result:
    """What a query found.

    *frame* has a row for each value: ``series`` (a number from 0), ``time`` (UTC) and ``value`` (NaN and infinities
    as they are). *labels* has a row for each series, with its number as index and a column for each label; what a
    series does not have is empty. *step* is what was really asked for, after limits; None for an instant.
    """

    query: str
    frame: pd.DataFrame
    labels: pd.DataFrame
    warnings: list[str] = field(default_factory=list)
    step: timedelta | None = None

    @property
    def empty(self) -> bool:
        """Whether there is not one value."""
        return self.frame.empty

    def wide(self) -> pd.DataFrame:
        """A row for each time, a column for each series."""
        return self.frame.pivot(index="time", columns="series", values="value")


class Series(Struct):
    """A series as Prometheus answers it: one value, or several, or native histograms, which are not numbers."""

    metric: dict[str, str] = {}
    value: tuple[float, str] | None = None
    values: list[tuple[float, str]] = []
    histogram: Raw | None = None
    histograms: Raw | None = None

    @property
    def points(self) -> list[tuple[float, str]]:
        """Its numbers, with times in seconds."""
        return [self.value] if self.value else self.values


class Data(Struct, rename="camel"):
    """The answer to a query; the form of *result* depends on its type."""

    result_type: str
    result: Raw


class Envelope(Struct, rename="camel"):
    """What every answer of Prometheus' API is wrapped in."""

    status: Literal["success", "error"]
    data: Data | None = None
    error_type: str = ""
    error: str = ""
    warnings: list[str] = []


class Metrics:
    """Queries of one Prometheus. Many threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session = prometheus_session.session(settings)
        self._client = PrometheusConnect(
            settings.prometheus, session=self._session, retry=Retry(0, read=False), timeout=TIMEOUT_S
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def instant(self, query: str, at: datetime | None = None) -> Result:
        """The values of *query* at one moment, now unless said otherwise; of ``x[5m]``, all in those five minutes.

        Raise BadQuery, or Unavailable.
        """
        return self._ask("query", query, {"time": at.timestamp()} if at else {})

    def range(self, query: str, start: datetime, end: datetime, step: timedelta | None = None) -> Result:
        """The values of *query* from *start* to *end*. Without a *step* there are about 250; a small one is enlarged.

        Raise BadQuery, or Unavailable.
        """
        step = clamped(step, end - start)
        times = {"start": start.timestamp(), "end": end.timestamp(), "step": step.total_seconds()}
        return replace(self._ask("query_range", query, times), step=step)

    def series(self, selector: str, start: datetime, end: datetime) -> list[dict[str, str]]:
        """The labels of each series that matches *selector* and has a sample between *start* and *end*.

        Raise BadQuery, or Unavailable.
        """
        try:
            return self._client.get_series(start, end, params={"match[]": selector})
        except PrometheusApiClientException as error:
            self.instant(selector)  # says why in Prometheus' own words
            raise prometheus_session.away(self._settings, error) from None
        except (requests.RequestException, ValueError) as error:
            raise prometheus_session.away(self._settings, error) from None

    def _ask(self, path: str, query: str, form: dict[str, float]) -> Result:
        try:
            response = self._session.post(
                f"{self._settings.prometheus}/api/v1/{path}",
                data={"query": query, "timeout": f"{QUERY_S}s", **form},
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
            return _result(query, _opened(response.content))
        except requests.RequestException as error:
            raise prometheus_session.away(self._settings, error) from None
        except msgspec.DecodeError:
            why = f"it answers with status {response.status_code}, and not as Prometheus does"
            raise prometheus_session.away(self._settings, why) from None


def clamped(step: timedelta | None, span: timedelta) -> timedelta:
    """The *step* that gives no more points in *span* than Prometheus takes; without one, a usual one in seconds."""
    usual = timedelta(seconds=max(1, span // timedelta(seconds=USUAL_POINTS)))
    least = timedelta(milliseconds=math.ceil(span / timedelta(milliseconds=MOST_POINTS - 1)))
    return max(step or usual, least, timedelta(milliseconds=1))


def quoted(value: str) -> str:
    """*value* as a string in PromQL."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def selector(name: str, **labels: str) -> str:
    """The series called *name* with these *labels*, in PromQL."""
    return f"{name}{{{','.join(f'{label}={quoted(value)}' for label, value in labels.items())}}}"


def _opened(body: bytes) -> Envelope:
    envelope = _envelopes.decode(body)
    if envelope.status == "error":
        raise BadQuery(envelope.error_type, envelope.error)
    return envelope


def _result(query: str, envelope: Envelope) -> Result:
    found = _series(envelope.data)
    warnings = [*envelope.warnings]
    histograms = sum(one.histogram is not None or one.histograms is not None for one in found)
    if histograms:
        warnings.append(f"{histograms} series are native histograms, of which there is nothing to draw.")
    return Result(query, _frame(found), _labels(found), warnings)


def _series(data: Data) -> list[Series]:
    if data.result_type == "scalar":
        return [Series(value=_scalars.decode(data.result))]
    if data.result_type == "string":
        raise BadQuery("bad_data", "The query gives a text, and not numbers.")
    return _many.decode(data.result)


def _frame(found: list[Series]) -> pd.DataFrame:
    points = [(number, at, value) for number, one in enumerate(found) for at, value in one.points]
    numbers, times, values = zip(*points, strict=True) if points else ((), (), ())
    milliseconds = np.round(np.array(times, dtype="float64") * 1000).astype("datetime64[ms]")
    return pd.DataFrame(
        {
            "series": np.array(numbers, dtype="int64"),
            "time": pd.DatetimeIndex(milliseconds).tz_localize(UTC),
            "value": np.array([float(value) for value in values], dtype="float64"),
        }
    )


def _labels(found: list[Series]) -> pd.DataFrame:
    index = pd.RangeIndex(len(found), name="series")
    return pd.DataFrame([one.metric for one in found], index=index, dtype="object").fillna("")


_envelopes = msgspec.json.Decoder(Envelope)
_many = msgspec.json.Decoder(list[Series])
_scalars = msgspec.json.Decoder(tuple[float, str])
