"""Asking Prometheus: PromQL in, tidy numbers out.

prometheus-api-client has the connections of our session, which holds the credentials (``prometheus_session``).
Requests go round its own, which put a POST's query into the address, drop warnings and Prometheus' reasons, fail on
NaN, on nothing found and on native histograms, overwrite labels called ``value``, and know no alerts and rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import quote

import msgspec
import requests
from prometheus_api_client import PrometheusConnect
from urllib3.util.retry import Retry

from lib.adapters import prometheus_answers, prometheus_session
from lib.adapters.prometheus_answers import (
    Alert,
    BadQuery,
    Described,
    Envelope,
    Result,
    RuleGroup,
)
from lib.charts import windows
from lib.content.promql import quoted, selector
from lib.settings import Settings

__all__ = ["Alert", "BadQuery", "Listing", "Metrics", "Result", "RuleGroup", "quoted", "selector"]

QUERY_S = 25  # Prometheus gives up a query a little earlier than we do, and says so
TIMEOUT_S = (prometheus_session.CONNECT_S, QUERY_S + 5)
MOST_LISTED = 10_000
PLAIN = {"Accept-Encoding": "identity"}  # packing costs both sides more than a near network does

T = TypeVar("T")
Form = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Listing:
    """Names in alphabetical order; *cut* when there are more of them than were wanted."""

    names: list[str]
    cut: bool = False


class Metrics:
    """Queries of one Prometheus. Many threads may share it.

    Every method raises BadQuery for what Prometheus does not take, and Unavailable for a Prometheus that is away, too
    slow, or no Prometheus.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session = prometheus_session.session(settings)
        self._client = PrometheusConnect(
            settings.prometheus, session=self._session, retry=Retry(0, read=False), timeout=TIMEOUT_S
        )

    @property
    def address(self) -> str:
        """Where it is, without the user and password that are needed there."""
        return prometheus_session.shown(self._settings.prometheus)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def instant(self, query: str, at: datetime | None = None) -> Result:
        """The values of *query* at one moment, now unless said otherwise; of ``x[5m]``, all in those five minutes."""
        return self._ask("query", query, {"time": at.timestamp()} if at else {})

    def range(self, query: str, start: datetime, end: datetime, step: timedelta | None = None) -> Result:
        """The values of *query* from *start* to *end*. Without a *step* there are about 250; too small a one grows."""
        step = windows.clamped(step, end - start)
        times = {"start": start.timestamp(), "end": end.timestamp(), "step": step.total_seconds()}
        return self._ask("query_range", query, times, step)

    def series(self, selector: str, start: datetime, end: datetime, limit: int = MOST_LISTED) -> list[dict[str, str]]:
        """The labels of at most *limit* series that match *selector* and have a sample between *start* and *end*."""
        form = {"match[]": selector, **_between(start, end), "limit": limit}
        return self._get("POST", "series", form, list[dict[str, str]], selector)[:limit]

    def labels(self, selector: str, start: datetime, end: datetime, limit: int = MOST_LISTED) -> Listing:
        """The names of the labels that series have; of all when *selector* is empty."""
        return self._list("labels", selector, start, end, limit)

    def values(self, label: str, selector: str, start: datetime, end: datetime, limit: int = MOST_LISTED) -> Listing:
        """The values of *label*; ``__name__`` gives the names of metrics."""
        return self._list(f"label/{quote(label, safe='')}/values", selector, start, end, limit)

    def described(self) -> dict[str, Described]:
        """Type, help and unit of the metrics that Prometheus scrapes itself. It knows nothing of what is pushed."""
        found = self._get("GET", "metadata", {}, dict[str, list[Described]])
        return {name: entries[0] for name, entries in found.items() if entries}

    def alerts(self) -> list[Alert]:
        """Alerts that are pending or fire."""
        return self._get("GET", "alerts", {}, dict[str, list[Alert]])["alerts"]

    def rules(self) -> list[RuleGroup]:
        """The rules that Prometheus has loaded, with their state."""
        return self._get("GET", "rules", {}, dict[str, list[RuleGroup]])["groups"]

    def formatted(self, query: str) -> str:
        """*query*, laid out as Prometheus does it."""
        return self._get("POST", "format_query", {"query": query}, str, query)

    def version(self) -> str:
        """Which Prometheus this is, such as ``2.42.0``."""
        return self._get("GET", "status/buildinfo", {}, dict[str, str]).get("version", "")

    def _ask(self, path: str, query: str, form: Form, step: timedelta | None = None) -> Result:
        envelope = self._envelope("POST", path, {"query": query, "timeout": f"{QUERY_S}s", **form}, query)
        try:
            return prometheus_answers.result(query, envelope, step)
        except msgspec.DecodeError as error:
            raise self._strange(str(error)) from None

    def _list(self, path: str, selector: str, start: datetime, end: datetime, limit: int) -> Listing:
        # A server before 3.2 does not know `limit`; one more than wanted tells whether there are more.
        form = {"match[]": selector} if selector else {}
        found = self._get("GET", path, form | _between(start, end) | {"limit": limit + 1}, list[str], selector)
        return Listing(sorted(found[:limit]), len(found) > limit)

    def _get(self, method: str, path: str, form: Form, kind: type[T], query: str = "") -> T:
        try:
            return prometheus_answers.data(self._envelope(method, path, form, query), kind)
        except (msgspec.DecodeError, KeyError) as error:
            raise self._strange(str(error)) from None

    def _envelope(self, method: str, path: str, form: Form, query: str) -> Envelope:
        sent = {"params": form} if method == "GET" else {"data": form}
        try:
            response = self._session.request(
                method,
                f"{self._settings.prometheus}/api/v1/{path}",
                headers=PLAIN,
                timeout=TIMEOUT_S,
                allow_redirects=False,
                **sent,
            )
            return prometheus_answers.opened(response.content, query)
        except requests.RequestException as error:
            raise prometheus_session.away(self._settings, error) from None
        except msgspec.DecodeError:
            raise self._strange(f"status {response.status_code}") from None
        except BadQuery as bad:
            if bad.kind not in prometheus_answers.IN_TROUBLE:
                raise
            raise prometheus_session.away(self._settings, f"it says {str(bad)!r}") from None

    def _strange(self, what: str) -> Exception:
        return prometheus_session.away(self._settings, f"it answers with {what}, and not as Prometheus does")


def _between(start: datetime, end: datetime) -> dict[str, object]:
    return {"start": start.timestamp(), "end": end.timestamp()}
