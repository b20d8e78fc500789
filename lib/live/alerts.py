"""The alerts of Prometheus, as this process last heard of them: pages draw from here, and never wait for Prometheus."""

from __future__ import annotations

import threading

from lib import log
from lib.adapters.prometheus import BadQuery, Metrics
from lib.adapters.prometheus_answers import Alert
from lib.errors import Unavailable

EVERY_S = 15.0

_log = log.get(__name__)


class Alerts:
    """Asks in a thread of its own. While Prometheus is away, *problem* says so and nothing is known to fire."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
        self.active: list[Alert] = []
        self.problem = ""

    @property
    def firing(self) -> list[Alert]:
        """Those that fire, the most pressing first."""
        return [one for one in self.active if one.state == "firing"]

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Stop asking, and wait for the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=12)

    def look(self) -> None:
        """Ask once."""
        try:
            self.active, self.problem = sorted(self._metrics.alerts(), key=_press), ""
        except (Unavailable, BadQuery) as error:
            if not self.problem:
                _log.warning("alerts_are_unknown", error=str(error))
            self.active, self.problem = [], str(error)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.look()
            self._stopping.wait(EVERY_S)


def _press(one: Alert) -> tuple[bool, bool, float]:
    """Those first that fire, of these those that somebody has to act on at once, of these the oldest."""
    since = one.active_at.timestamp() if one.active_at else 0.0
    return one.state != "firing", one.labels.get("severity") != "page", since
