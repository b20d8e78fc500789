import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from lib.adapters import prometheus_sharing
from lib.adapters.prometheus import BadQuery, Metrics
from lib.adapters.prometheus_sharing import Question, Shared
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.charts.windows import Window
from lib.errors import Unavailable
from lib.local import ports

NOW = datetime.now(UTC).replace(microsecond=0)
WINDOW = Window(NOW - timedelta(hours=1), NOW, timedelta(minutes=1)).aligned()

pytestmark = pytest.mark.prometheus


class Counting(Metrics):
    """Counts what really goes to Prometheus, and may be made to wait for it."""

    def __init__(self, settings):
        super().__init__(settings)
        self.asked = []
        self.gate = threading.Event()
        self.gate.set()

    def range(self, query, *arguments):
        self.asked.append(query)
        self.gate.wait(60)
        return super().range(query, *arguments)


@pytest.fixture
def metrics(prometheus, make_settings):
    settings = make_settings(PROMETHEUS_URL=prometheus.address)
    writer = RemoteWriter(settings)
    writer.write([Sample("shared", (), 7.0, round(NOW.timestamp() * 1000) - 90_000)])
    writer.close()
    made = Counting(settings)
    yield made
    made.close()


@pytest.fixture
def shared(metrics):
    made = Shared(metrics)
    yield made
    made.close()


def test_many_viewers_of_one_chart_cost_one_query(metrics, shared):
    metrics.gate.clear()
    futures = [shared.begin([Question("shared", WINDOW)])[0] for _ in range(50)]
    metrics.gate.set()

    assert {future.result(60).frame["value"].iloc[0] for future in futures} == {7.0}
    assert metrics.asked == ["shared"]


def test_what_was_found_is_kept_for_a_moment_only(metrics):
    clock = [0.0]
    shared = Shared(metrics, clock=lambda: clock[0])
    (first,) = (answer for _, answer in shared.ask([Question("shared", WINDOW)]))
    (second,) = (answer for _, answer in shared.ask([Question("shared", WINDOW)]))
    clock[0] = prometheus_sharing.KEEP_S
    (third,) = (answer for _, answer in shared.ask([Question("shared", WINDOW)]))
    shared.close()

    assert first is second
    assert third is not first
    assert len(metrics.asked) == 2


def test_questions_are_asked_side_by_side_and_answered_as_they_come(metrics, shared):
    metrics.gate.clear()
    questions = [Question("shared", WINDOW), Question("vector(3)", WINDOW, instant=True)]

    answers = shared.ask(questions)

    assert next(answers)[0] == 1  # the first one is still waiting
    metrics.gate.set()
    assert next(answers)[0] == 0


def test_one_wrong_query_does_not_cost_the_others_their_answers(shared):
    found = dict(shared.ask([Question("shared", WINDOW), Question("sum(", WINDOW)]))

    assert found[0].frame["value"].iloc[0] == 7.0
    assert isinstance(found[1], BadQuery)


def test_what_is_not_answered_in_time_is_said_to_be_unavailable(metrics, shared):
    metrics.gate.clear()
    began = time.monotonic()

    ((_, answer),) = shared.ask([Question("shared", WINDOW)], deadline_s=0.3)

    assert isinstance(answer, Unavailable)
    assert "0.3 seconds" in str(answer)
    assert time.monotonic() - began < 30
    metrics.gate.set()


def test_a_prometheus_that_is_away_is_an_answer_too(make_settings):
    shared = Shared(Metrics(make_settings(PROMETHEUS_URL=f"http://127.0.0.1:{ports.free()}")))

    found = dict(shared.ask([Question("up", WINDOW), Question("down", WINDOW)]))

    assert all(isinstance(answer, Unavailable) for answer in found.values())


def test_the_same_question_twice_is_answered_twice(shared):
    found = dict(shared.ask([Question("shared", WINDOW), Question("shared", WINDOW)]))

    assert sorted(found) == [0, 1]
