"""What one app process has for the streams page: started and stopped with it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakSet

from lib.adapters.cluster import Cluster
from lib.live.feed import Feed
from lib.live.streams.lags import Lags
from lib.live.streams.redriving import Redriving
from lib.live.streams.rejected import Rejected
from lib.live.streams.tail import Tail
from lib.settings import Settings

MOST_SEARCHES = 4


class Streams:
    """The readers of Kafka that people may start: a few searches at a time, one tail, one index of rejections."""

    def __init__(self, settings: Settings, feed: Feed) -> None:
        self.settings = settings
        self.cluster = Cluster(settings)
        self.lags = Lags(Cluster(settings))
        self.tail = Tail(settings)
        self.rejected = Rejected(settings, self.cluster)
        self.redriving = Redriving(settings, feed, self.rejected)
        self._stoppers: WeakSet[threading.Event] = WeakSet()
        self.searches = ThreadPoolExecutor(MOST_SEARCHES, thread_name_prefix="search")

    def stopper(self) -> threading.Event:
        """What ends a search once it is set; it is when the process ends."""
        made = threading.Event()
        self._stoppers.add(made)
        return made

    def start(self) -> None:
        """Begin to ask for lags; everything else begins when somebody wants it."""
        self.lags.start()

    def stop(self) -> None:
        """End all reading."""
        for stopper in list(self._stoppers):
            stopper.set()
        self.lags.stop()
        self.tail.stop()
        self.rejected.stop()
        self.redriving.close()
        self.searches.shutdown(wait=True, cancel_futures=True)
        self.cluster.close()
