"""How far consumer groups are behind: asked now and then, kept for an hour, and given to Prometheus."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque

import pandas as pd
from msgspec import Struct

from lib import log
from lib.adapters import instruments
from lib.adapters.cluster import Cluster, Group
from lib.errors import Unavailable

EVERY_S = 10.0
KEPT = 360

_log = log.get(__name__)


class Sample(Struct, frozen=True):
    """What all groups were behind at a moment: ``lags`` by group and topic. *at* is in ms."""

    at: int
    lags: dict[tuple[str, str], int]


class Lags:
    """Asks Kafka in a thread of its own; everybody reads what it last heard."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lags", daemon=True)
        self._samples: deque[Sample] = deque(maxlen=KEPT)
        self.groups: list[Group] = []
        self.problem = "The groups have not been asked for yet."

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Stop asking, and wait for the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=8)

    def trend(self, group: str) -> list[tuple[int, int]]:
        """The lag of *group* over all its topics: moments in ms, and offsets."""
        return [
            (one.at, sum(lag for (name, _), lag in one.lags.items() if name == group)) for one in list(self._samples)
        ]

    def frame(self) -> pd.DataFrame:
        """All that is kept: ``time`` (UTC), ``group``, ``topic``, ``lag``."""
        rows = [(one.at, *about, lag) for one in list(self._samples) for about, lag in one.lags.items()]
        frame = pd.DataFrame(rows, columns=["time", "group", "topic", "lag"])
        frame["time"] = pd.to_datetime(frame["time"].astype("int64"), unit="ms", utc=True)
        return frame

    def look(self) -> None:
        """Ask once. Raise Unavailable."""
        groups = self._cluster.groups()
        lags: dict[tuple[str, str], int] = defaultdict(int)
        for group in groups:
            for reached in group.reached:
                lags[group.name, reached.topic] += reached.lag
        self._samples.append(Sample(round(time.time() * 1000), dict(lags)))
        instruments.GROUP_LAG.clear()
        for about, lag in lags.items():
            instruments.GROUP_LAG.labels(*about).set(lag)
        self.groups, self.problem = groups, ""

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Unavailable as error:
                if not self.problem:
                    _log.warning("lags_are_unknown", error=str(error))
                self.problem = str(error)
            self._stopping.wait(EVERY_S)
