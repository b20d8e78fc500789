"""The alerts that Prometheus has found: pending, or firing."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
import requests
from msgspec import Struct

from lib.adapters import prometheus_session
from lib.settings import Settings

TIMEOUT_S = (prometheus_session.CONNECT_S, 10)


class Alert(Struct, frozen=True, rename="camel"):
    """An alert of a rule for one set of labels; *active_at* is since when its condition has held."""

    labels: dict[str, str]
    annotations: dict[str, str]
    state: Literal["pending", "firing"]
    active_at: datetime

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.labels.get("alertname", "")

    @property
    def severity(self) -> str:
        """``page`` or ``warn``; empty for a rule that is none of ours."""
        return self.labels.get("severity", "")

    @property
    def summary(self) -> str:
        """What is, in a sentence."""
        return self.annotations.get("summary", self.name)


class _Data(Struct):
    alerts: list[Alert]


class _Answer(Struct):
    data: _Data


def active(settings: Settings, session: requests.Session) -> list[Alert]:
    """All that are pending or firing, those first that somebody has to act on. Raise Unavailable."""
    try:
        answer = session.get(f"{settings.prometheus}/api/v1/alerts", timeout=TIMEOUT_S, allow_redirects=False)
        answer.raise_for_status()
        found = _answers.decode(answer.content).data.alerts
    except (requests.RequestException, msgspec.DecodeError) as error:
        raise prometheus_session.away(settings, error) from None
    return sorted(found, key=lambda one: (one.state != "firing", one.severity != "page", one.active_at))


_answers = msgspec.json.Decoder(_Answer)
