"""One Prometheus for many viewers: equal questions at the same time are asked once, and different ones side by side."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as TooSlow
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from lib.adapters.prometheus import Metrics, Result
from lib.charts.windows import Window
from lib.errors import TouchlineError, Unavailable

WORKERS = 8
KEEP_S = 4.0  # pages refresh every five seconds
KEEP_ERRORS_S = 1.0
MOST_KEPT = 512
DEADLINE_S = 28.0


class Question(NamedTuple):
    """A query over a window; *instant* asks for its end alone."""

    query: str
    window: Window
    instant: bool = False


Answer = Result | TouchlineError


@dataclass(slots=True)
class _Kept:
    future: Future[Any]
    done: float | None = None

    def fresh(self, now: float) -> bool:
        if self.done is None:
            return True
        return now - self.done < (KEEP_ERRORS_S if self.future.exception() else KEEP_S)


class Shared:
    """Asks *metrics*, with a bounded number of threads. What was found is kept for a moment: it must not be changed."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="metrics")
        self._ahead = ThreadPoolExecutor(2, thread_name_prefix="metrics-ahead")
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def close(self) -> None:
        """Give up what was not begun yet."""
        for pool in (self._ahead, self._pool):
            pool.shutdown(wait=False, cancel_futures=True)

    def later(self, work: Callable[[], None]) -> None:
        """Do *work*, which asks, in a thread of its own kind. Nobody waits for it; what it cannot do is not done."""

        def quietly() -> None:
            with suppress(TouchlineError):
                work()

        self._ahead.submit(quietly)

    def begin(self, questions: Sequence[Question]) -> list[Future[Result]]:
        """Begin to ask, and return at once."""
        return [self._once(one, _asking(self.metrics, one)) for one in questions]

    def ask(self, questions: Sequence[Question], deadline_s: float = DEADLINE_S) -> Iterator[tuple[int, Answer]]:
        """The answers with the numbers of their questions, each as soon as it is there; what goes wrong is an answer.

        After *deadline_s* those that are still missing are said to be unavailable.
        """
        numbers: dict[Future[Result], list[int]] = {}
        for number, future in enumerate(self.begin(questions)):
            numbers.setdefault(future, []).append(number)
        missing = dict(numbers)
        try:
            for future in as_completed(numbers, timeout=deadline_s):
                answer = _outcome(future)
                yield from ((number, answer) for number in missing.pop(future))
        except TooSlow:
            late = Unavailable(f"Prometheus has not answered within {deadline_s:g} seconds: choose a shorter range.")
            yield from ((number, late) for several in missing.values() for number in several)

    def listing(self, name: str, *arguments: Hashable) -> Any:
        """What the method *name* of Metrics says, shared in the same way; waits for it."""
        method = getattr(self.metrics, name)
        return self._once((name, *arguments), lambda: method(*arguments)).result(DEADLINE_S)

    def _once(self, key: Hashable, call: Callable[[], Any]) -> Future[Any]:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or not kept.fresh(time.monotonic()):
                kept = self._kept[key] = self._begun(call)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return kept.future

    def _begun(self, call: Callable[[], Any]) -> _Kept:
        kept = _Kept(self._pool.submit(call))

        def note(_: Future[Any]) -> None:
            kept.done = time.monotonic()

        kept.future.add_done_callback(note)
        return kept


def _asking(metrics: Metrics, one: Question) -> Callable[[], Result]:
    if one.instant:
        return lambda: metrics.instant(one.query, one.window.end)
    return lambda: metrics.range(one.query, one.window.start, one.window.end, one.window.step)


def _outcome(future: Future[Result]) -> Answer:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, TouchlineError):
        return error
    raise error
