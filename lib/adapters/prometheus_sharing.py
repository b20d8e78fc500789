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
from typing import Any, NamedTuple, TypeVar

from lib.adapters.prometheus import Metrics, Result
from lib.charts.windows import Window
from lib.errors import TouchlineError, Unavailable

WORKERS = 8
KEEP_S = 4.0  # pages refresh every five seconds
KEEP_ERRORS_S = 1.0
MOST_KEPT = 1_000
DEADLINE_S = 28.0

T = TypeVar("T")


class Question(NamedTuple):
    """A query over a window; *instant* asks for its end alone."""

    query: str
    window: Window
    instant: bool = False


Answer = Result | TouchlineError


@dataclass(slots=True)
class Kept:
    """What was asked, with what came of it *before*: the last that did not fail, for when this does."""

    future: Future[Any]
    keep_s: float
    before: Any = None
    done: float | None = None

    @property
    def last(self) -> Any:
        """The newest that is known, or None."""
        return self.before if self.done is None or self.future.exception() else self.future.result()

    def fresh(self, now: float) -> bool:
        """Whether it need not be asked again."""
        if self.done is None:
            return True
        return now - self.done < (min(KEEP_ERRORS_S, self.keep_s) if self.future.exception() else self.keep_s)


class Shared:
    """Asks *metrics*, with a bounded number of threads. What was found is kept for a moment: it must not be changed."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.monotonic) -> None:
        self.metrics = metrics
        self._clock = clock
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="metrics")
        self._several = ThreadPoolExecutor(4, thread_name_prefix="metrics-several")
        self._ahead = ThreadPoolExecutor(2, thread_name_prefix="metrics-ahead")
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def close(self) -> None:
        """Give up what was not begun yet."""
        for pool in (self._ahead, self._several, self._pool):
            pool.shutdown(wait=False, cancel_futures=True)

    def later(self, work: Callable[[], None]) -> None:
        """Do *work*, which asks, in a thread of its own kind. Nobody waits for it; what it cannot do is not done."""

        def quietly() -> None:
            with suppress(TouchlineError):
                work()

        self._ahead.submit(quietly)

    def begin(self, questions: Sequence[Question]) -> list[Future[Result]]:
        """Begin to ask, and return at once."""
        return [self.once(one, _asking(self.metrics, one)).future for one in questions]

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
            late = _late(deadline_s)
            yield from ((number, late) for several in missing.values() for number in several)

    def listing(self, name: str, *arguments: Hashable) -> Any:
        """What the method *name* of Metrics says, shared in the same way; waits for it. Raise Unavailable, BadQuery."""
        method = getattr(self.metrics, name)
        return waited(self.once((name, *arguments), lambda: method(*arguments)).future)

    def once(
        self, key: Hashable, call: Callable[[], Any], keep_s: float | None = None, *, several: bool = False
    ) -> Kept:
        """What *call* finds in one of the threads, under a *key* and for *keep_s* seconds: asked again only after them.

        *several*: it asks here itself, so that it must not take a thread that it waits for.

        Returns at once. What nobody has asked for the longest time is forgotten.
        """
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or not kept.fresh(self._clock()):
                pool = self._several if several else self._pool
                kept = self._kept[key] = self._begun(
                    pool.submit(call), KEEP_S if keep_s is None else keep_s, kept and kept.last
                )
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return kept

    def _begun(self, future: Future[Any], keep_s: float, before: Any) -> Kept:
        kept = Kept(future, keep_s, before)

        def note(_: Future[Any]) -> None:
            kept.done = self._clock()

        kept.future.add_done_callback(note)
        return kept


def waited(future: Future[T], deadline_s: float | None = None) -> T:
    """What *future* finds, within *deadline_s* or else DEADLINE_S. Raise Unavailable when that is too short."""
    deadline_s = DEADLINE_S if deadline_s is None else deadline_s
    try:
        return future.result(deadline_s)
    except TooSlow:
        raise _late(deadline_s) from None


def _late(deadline_s: float) -> Unavailable:
    return Unavailable(f"Prometheus has not answered within {deadline_s:g} seconds: choose a shorter range.")


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
