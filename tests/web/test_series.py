"""What an event's page says of Prometheus, with a real one behind it."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from lib.adapters.prometheus import Metrics
from lib.adapters.remote_write import RemoteWriter
from lib.live import node
from lib.live.feed import Feed, Held
from lib.local import ports
from lib.pipeline.samples import samples
from lib.sport import fold, state
from lib.sport.actions import KINDS, make
from lib.sport.state import EventRecord, Provenance
from lib.web import series
from tests.sport.making import declared

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.prometheus


@pytest.fixture
def given(prometheus, make_settings):
    return make_settings(PROMETHEUS_URL=prometheus.address)


@pytest.fixture
def metrics(given):
    made = Metrics(given)
    yield made
    made.close()


@pytest.fixture
def event() -> str:
    return f"e-{uuid4()}"


def record(event: str, *minutes_ago: int, over: bool = False) -> EventRecord:
    """An event of which the home side scored so many minutes ago."""

    def action(kind: str, ago: int, **data):
        at = NOW - timedelta(minutes=ago)
        return make(kind, KINDS[kind](**data), id=f"{kind}-{ago}", subject=event, time=at, source="test")

    actions = [declared(subject=event), *(action("score", ago, participant="sales") for ago in minutes_ago)]
    if over:
        actions.append(action("event.status", 0, status="ended"))
    sampled = round(actions[-1].time.timestamp() * 1000)
    return EventRecord(fold.fold(event, actions), Provenance("sport.actions", 0, 0, 1, len(actions), sampled))


def write(given, *records: EventRecord) -> None:
    writer = RemoteWriter(given)
    for one in records:
        assert not writer.write(samples(one)).refused
    writer.close()


def ask(metrics: Metrics, of: EventRecord, part: timedelta | None = None, asked: str = "") -> series.Answer:
    return series.ask(metrics, asked or series.questions(of)["Score"], of, part, NOW)


def test_the_samples_come_with_the_times_of_their_actions_and_without_a_sentence(given, metrics, event):
    write(given, record(event, 30), record(event, 30, 20))

    answer = ask(metrics, record(event, 30, 20))

    goals = answer.result.frame.join(answer.result.labels, on="series").query("competitor == 'sales'")
    assert goals["value"].tolist() == [1, 2]
    assert [moment.to_pydatetime() for moment in goals["time"]] == [NOW - timedelta(minutes=ago) for ago in (30, 20)]
    assert answer.sentence == ""
    assert answer.query.startswith(f'sport_event_score{{event="{event}"}}[')


def test_an_event_that_is_over_is_shown_to_its_end_and_not_its_markers(given, metrics, event):
    write(given, record(event, 30), record(event, 30, over=True))

    answer = ask(metrics, record(event, 30, over=True))

    assert len(answer.result.frame) == 4
    assert answer.result.frame["value"].notna().all()
    assert answer.sentence == ""


def test_no_such_series_is_said(metrics, event):
    answer = ask(metrics, record(event, 30))

    assert answer.result is None
    assert "no such series" in answer.sentence


def test_no_samples_in_the_chosen_time_is_said(given, metrics, event):
    write(given, record(event, 30))

    answer = ask(metrics, record(event, 30), part=timedelta(minutes=10))

    assert answer.result is None
    assert "Choose a longer time" in answer.sentence


def test_samples_that_are_behind_the_state_are_said_to_be_stale(given, metrics, event):
    write(given, record(event, 30))

    answer = ask(metrics, record(event, 30, 20))

    assert answer.result is not None
    assert answer.sentence.startswith("This is stale")


def test_samples_that_may_still_be_on_their_way_are_not_stale(given, metrics, event):
    write(given, record(event, 30))

    assert ask(metrics, record(event, 30, 0)).sentence == ""


def test_a_prometheus_that_is_away_is_said(make_settings, event):
    away = Metrics(make_settings(PROMETHEUS_URL=f"http://127.0.0.1:{ports.free()}"))

    answer = ask(away, record(event, 30))

    assert "cannot be used" in answer.sentence
    assert "do not need it" in answer.sentence


def test_a_wrong_query_is_said_in_prometheus_own_words(metrics, event):
    answer = ask(metrics, record(event, 30), asked="sport_event_score{event=")

    assert "does not take this query" in answer.sentence
    assert "parse error" in answer.sentence


def test_the_page_shows_charts_queries_and_no_error(given, metrics, event):
    def page(event: str) -> None:
        from lib.web import series

        series.event_series(event)

    write(given, record(event, 30))
    feed = Feed(given)
    feed.take([Held(event, state.encode(record(event, 30)), 0, 0)])
    node.use(SimpleNamespace(metrics=metrics, feed=feed))
    try:
        at = AppTest.from_function(page, args=(event,), default_timeout=30).run()
    finally:
        node.use(None)

    assert not at.exception
    assert [title.value for title in at.subheader] == ["Score in Prometheus", "Actions in Prometheus"]
    assert all(event in code.value for code in at.code)
    assert not at.info
    drawn = json.loads(at.get("plotly_chart")[0].proto.spec)["data"]
    (marks,) = (one for one in drawn if one["name"] == "Actions")
    assert marks["text"][0].startswith("1–0")
