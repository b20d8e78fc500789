"""What the queries of a page get from a real Prometheus, which is stopped for a moment where it has to be slow."""

import asyncio
import os
import signal
from datetime import UTC, datetime

import pytest

from lib.adapters import prometheus_sharing
from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_sharing import Shared
from lib.live import answers
from lib.local import ports
from lib.wiki import blocks

pytestmark = pytest.mark.prometheus

NOW = datetime.now(UTC).replace(microsecond=0)
TEAMS = " or ".join(f'label_replace(vector({n}), "team", "t{n}", "", "")' for n in range(1, 16))
TWO = 'label_replace(vector(1), "team", "a", "", "") or label_replace(vector(0) / 0, "team", "b", "", "")'


def block(kind, query, **more):
    lines = [
        f"  query: '{query.replace(chr(39), chr(39) * 2)}'",
        *(f"  {name}: '{value}'" for name, value in more.items()),
    ]
    return blocks.read("\n".join([f"{kind}:", *lines]), 7)


class Counting(Metrics):
    """Counts how often it is asked."""

    count = 0

    def instant(self, query, at=None):
        self.count += 1
        return super().instant(query, at)


@pytest.fixture
def metrics(prometheus, make_settings):
    made = Counting(make_settings(PROMETHEUS_URL=prometheus.address))
    yield made
    made.close()


@pytest.fixture
def shared(metrics):
    made = Shared(metrics)
    yield made
    made.close()


@pytest.fixture
def away(make_settings):
    made = Metrics(make_settings(PROMETHEUS_URL=f"http://127.0.0.1:{ports.free()}"))
    yield made
    made.close()


def test_a_chart_has_a_named_line_for_each_series_the_highest_first(shared):
    answer = answers.ask(shared, block("chart", TWO, last="4m", names="team {team} {{none}}!"), NOW)

    end = int(NOW.timestamp() * 1000)
    assert [(line.name, line.points[-1]) for line in answer.lines] == [
        ("team a !", (end, 1)),
        ("team b !", (end, None)),
    ]
    assert answer.lines[0].points[0] == (end - 240_000, 1)
    assert (answer.query, answer.at, answer.notes) == (TWO, end, ())


def test_a_chart_shows_no_more_lines_than_one_can_tell_apart(shared):
    answer = answers.ask(shared, block("chart", TEAMS), NOW)

    assert [line.name for line in answer.lines] == [f"t{number}" for number in range(15, 3, -1)]
    assert [note.kind for note in answer.notes] == ["warning"]
    assert "15 series; the 12 highest are shown" in answer.notes[0].text


def test_a_stat_is_one_number_and_one_that_finds_several_says_so(shared):
    assert answers.ask(shared, block("stat", "vector(3)"), NOW).lines[0].points == [(int(NOW.timestamp() * 1000), 3)]
    assert len(answers.ask(shared, block("stat", "vector(3)", last="1m"), NOW).lines[0].points) > 50
    (note,) = answers.ask(shared, block("stat", TEAMS), NOW).notes
    assert "finds 15 series; a stat shows one number" in note.text


def test_a_query_with_an_event_in_all_of_its_selectors_is_about_it(shared):
    def about(query):
        return answers.ask(shared, block("chart", query), NOW).event

    assert about('sport_event_score{event="a"} / ignoring(x) sum(sport_event_actions{event="a",x!="y"})') == "a"
    assert about('sport_event_score{event="a"} + sport_event_score{event="b"}') == ""
    assert about('sport_event_score{event="a"} + sport_event_score') == ""
    assert about('sport_event_score{event=~"a"}') == ""


def test_many_viewers_ask_once_and_not_before_it_is_due(metrics):
    clock, wanted = [0.0], block("stat", "vector(3)", every="10s")

    async def many():
        here = Shared(metrics, clock=lambda: clock[0])
        await asyncio.gather(*(answers.get(here, wanted) for _ in range(50)))
        first = metrics.count
        for clock[0] in (9.9, 10.0):
            await answers.get(here, wanted)
        return first, metrics.count

    assert asyncio.run(many()) == (1, 2)


def test_while_prometheus_is_away_the_last_answer_is_given_with_its_age(metrics, away):
    clock, wanted = [0.0], block("stat", "vector(3)")

    async def lost():
        here = Shared(metrics, clock=lambda: clock[0])
        first = await answers.get(here, wanted)
        here.metrics, clock[0] = away, 20.0
        return first, await answers.get(here, wanted)

    first, later = asyncio.run(lost())

    assert [(note.kind, note.text) for note in later.notes] == [("away", "Prometheus does not answer.")]
    assert (later.lines, later.at) == (first.lines, first.at) != ((), 0)


def test_a_slow_prometheus_keeps_nobody_waiting_for_longer_than_the_deadline(metrics, prometheus, monkeypatch):
    monkeypatch.setattr(answers, "DEADLINE_S", 0.1)
    wanted = block("stat", "vector(3)")

    async def slow():
        here = Shared(metrics)
        os.kill(prometheus.pid, signal.SIGSTOP)
        try:
            first = await answers.get(here, wanted)
        finally:
            os.kill(prometheus.pid, signal.SIGCONT)
        async with asyncio.timeout(20):
            while not (later := await answers.get(here, wanted)).lines:
                await asyncio.sleep(0.01)
        return first, later

    first, later = asyncio.run(slow())

    assert (first.lines, first.notes[0].text) == ((), "Prometheus has not answered yet.")
    assert later.lines[0].points[0][1] == 3
    assert metrics.count == 1


def test_a_query_that_prometheus_does_not_take_says_so_with_its_line(metrics):
    answer = asyncio.run(answers.get(Shared(metrics), block("stat", "sum(")))

    (note,) = answer.notes
    assert (note.kind, note.offset) == ("wrong", 4)
    assert note.text.startswith("Prometheus does not take this query: ")
    assert note.text.endswith("It is in line 7.")


def test_what_nobody_looks_at_any_more_is_forgotten(metrics, monkeypatch):
    monkeypatch.setattr(prometheus_sharing, "MOST_KEPT", 3)

    async def many():
        here = Shared(metrics)
        for number in [0, *range(8), 0]:
            await answers.get(here, block("stat", f"vector({number})"))

    asyncio.run(many())

    assert metrics.count == 9


@pytest.mark.parametrize(
    ("said", "seconds"), [({}, 15), ({"every": "5s"}, 5), ({"every": "1s"}, 2), ({"every": "2m"}, 120)]
)
def test_a_query_is_asked_as_often_as_its_page_says_but_not_all_the_time(said, seconds):
    assert answers.every(block("stat", "up", **said)) == seconds
