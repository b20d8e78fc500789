"""What the explore page is answered, over a real Prometheus."""

import os
import signal
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec
import pytest
from starlette.datastructures import QueryParams
from starlette.requests import Request

from lib.adapters import prometheus_sharing
from lib.adapters.prometheus_sharing import Shared
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.content import catalogue
from lib.content.revision import Commit, Revision
from lib.live import dashboards, node, questions
from lib.live.feed import Held
from lib.live.node import Node
from lib.settings import ROOT
from lib.sport import state
from lib.sport.actions import make
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.content.test_dashboards import read as board
from tests.sport.making import KINDS, declared

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
CATALOGUE = catalogue.read("metrics.yaml", (ROOT / "content" / "metrics.yaml").read_bytes())
COMMIT = Commit("a" * 40, "Finance", NOW, "Begin")

pytestmark = pytest.mark.prometheus


def match(event, began, second):
    """An event that *began* when its first half did, and its *second* half so many minutes later."""
    given = [declared(subject=event)]
    for number, minutes in enumerate((0, second), 1):
        data, time = KINDS["period.start"](period=number), began + timedelta(minutes=minutes)
        given.append(make("period.start", data, id=f"{event}-{number}", subject=event, time=time, source="t"))
    record = EventRecord(fold(event, given), Provenance("sport.actions", 0, 0, 9, 3, round(began.timestamp() * 1000)))
    return Held(event, state.encode(record), 0, 0)


@pytest.fixture(scope="module")
def here(prometheus, tmp_path_factory):
    """A node with the catalogue and two events, one of today and one of yesterday, with their samples."""
    from lib import settings
    from tests.content.test_dashboards import GOOD

    given = settings.read({"PROMETHEUS_URL": prometheus.address, "VAR_DIR": str(tmp_path_factory.mktemp("var"))})
    one = Node(given)
    one.library.current = Revision(COMMIT, catalogue=CATALOGUE, dashboards=board(GOOD, CATALOGUE))
    writer = RemoteWriter(given)
    for event, began, second, more in (("q-today", NOW - HOUR / 2, 15, 0), ("q-yesterday", NOW - 24 * HOUR, 20, 10)):
        one.feed.take([match(event, began, second)])
        labels = (("competitor", "sales"), ("event", event))
        start = round(began.timestamp() * 1000)
        writer.write(Sample("sport_event_score", labels, float(n + more), start + 60_000 * n) for n in range(30))
    writer.write([Sample("q_unheard_of", (), 1.0, round(NOW.timestamp() * 1000) - 60_000)])
    writer.close()
    node.use(one)
    yield one
    node.use(None)
    one.queries.close()
    one.metrics.close()


def ask(endpoint, query=(), **path):
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "path_params": path}
    return endpoint(Request(scope | {"query_string": urlencode(query).encode()}))


def answered(endpoint, query=(), **path):
    response = ask(endpoint, query, **path)
    assert response.status_code == 200, response.body
    return msgspec.json.decode(response.body)


def test_a_query_is_answered_with_lines_and_what_was_asked(here):
    answer = answered(
        questions.query, [("query", "sport_event_score[$__range]"), ("query", "vector(3)"), ("range", "15m")]
    )

    assert answer["queries"] == ["sport_event_score[15m]", "vector(3)"]
    assert answer["notes"][0]["kind"] == "wrong"
    assert answer["drawing"]["lines"][0]["values"][-1] == 3


def test_another_event_is_laid_over_period_by_period(here):
    query = [
        ("query", 'sport_event_score{event="q-today"}'),
        ("from", (NOW - timedelta(minutes=20)).isoformat()),
        ("to", NOW.isoformat()),
        ("event", "q-today"),
        ("other", "q-yesterday"),
    ]

    lines = answered(questions.query, query)["drawing"]["lines"]

    today, other = (one["values"] for one in lines)
    both = [(a, b) for a, b in zip(today, other, strict=True) if a is not None and b is not None]
    halves = [[b - a for a, b in both if (a < 15) is first] for first in (True, False)]
    assert lines[1]["faint"]
    assert "Sales – Logistics" in lines[1]["name"]
    assert min(len(one) for one in halves) > 50
    usual = [max(set(one), key=one.count) for one in halves]
    assert usual == [10, 15], "a goal a minute, and yesterday's second half began five minutes later"


def test_an_event_that_has_not_begun_cannot_be_compared(here):
    response = ask(questions.query, [("query", "up"), ("event", "q-today"), ("other", "nothing")])

    assert response.status_code == 400
    assert "has not begun" in response.body.decode()


@pytest.mark.parametrize(
    "query", [[], [("query", " ")], [("query", "up"), ("range", "soon")], [("query", "up"), ("from", "x")]]
)
def test_a_question_that_is_none_is_refused_in_a_sentence(here, query):
    response = ask(questions.query, query)

    assert response.status_code == 400
    assert msgspec.json.decode(response.body)["error"]


def test_samples_are_files_in_which_no_text_is_a_formula(here):
    query = [("query", 'label_replace(vector(1), "who", "=cmd()", "", "")'), ("range", "5m"), ("format", "csv")]

    csv = ask(questions.query, query)
    json = ask(questions.query, [*query[:2], ("format", "json")])

    assert csv.headers["content-type"].startswith("text/csv")
    assert ",'=cmd()," in csv.body.decode().splitlines()[1]
    assert msgspec.json.decode(json.body)[0]["who"] == "=cmd()"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("yelow crds", "sport_event_cards"),
        ("sport score", "sport_event_score"),
        ("delay of smples", "touchline_sample_delay_seconds"),
        ("viewrs", "touchline_viewers"),
        ("penalty header", "sport_event_goals"),  # by the meaning of its label
    ],
)
def test_metrics_are_found_roughly_and_come_with_what_the_catalogue_says(here, words, name):
    (first, *_) = answered(questions.metrics, [("q", words)])["metrics"]

    assert first["name"] == name
    assert first["help"]
    assert first["type"] in {"gauge", "histogram"}


def test_what_prometheus_has_and_what_it_will_have_is_told_apart(here):
    rows = {row["name"]: row for row in answered(questions.metrics)["metrics"]}

    assert rows["sport_event_score"]["live"]
    assert not rows["touchline_viewers"]["live"]


def test_what_nobody_described_is_found_by_its_name(here):
    (first, *_) = answered(questions.metrics, [("q", "unheard")])["metrics"]

    assert (first["name"], first["live"], first["help"]) == ("q_unheard_of", True, "")


def test_labels_come_with_their_meaning_and_events_with_their_names(here):
    labels = answered(questions.labels, [("metric", "sport_event_score")])["labels"]
    values = answered(questions.labels, [("metric", "sport_event_score"), ("label", "event")])["values"]

    assert {one["name"]: one["help"] for one in labels}["event"] == "The event's id."
    ours = [one for one in values if one["value"].startswith("q-")]
    assert [one["value"] for one in ours] == ["q-today", "q-yesterday"]  # the newest first
    assert ours[0]["name"].startswith("Sales – Logistics")


def test_alerts_rules_and_layout_come_from_prometheus(here):
    assert answered(questions.rules)["version"].startswith("2.")
    assert answered(questions.layout, [("query", "sum(up)by(a)")])["query"] == "sum by (a) (up)"
    assert ask(questions.layout, [("query", "sum(")]).status_code == 400


@pytest.mark.parametrize("endpoint", [questions.metrics, questions.labels, questions.rules])
def test_a_prometheus_that_hangs_is_said_to_be_away(here, prometheus, monkeypatch, endpoint):
    monkeypatch.setattr(prometheus_sharing, "DEADLINE_S", 0.1)
    monkeypatch.setattr(here, "queries", Shared(here.metrics))

    with halted(prometheus):
        response = ask(endpoint)

    assert response.status_code == 503
    assert "has not answered within 0.1 seconds" in response.body.decode()


def test_a_variable_whose_prometheus_hangs_says_so(here, prometheus, monkeypatch):
    monkeypatch.setattr(prometheus_sharing, "DEADLINE_S", 0.1)
    monkeypatch.setattr(here, "queries", Shared(here.metrics))

    with halted(prometheus):
        (event,) = dashboards.viewed(here, "match", QueryParams()).chosen

    assert "has not answered" in event.problem


@contextmanager
def halted(prometheus):
    """With a *prometheus* that takes connections and says nothing."""
    os.kill(prometheus.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(prometheus.pid, signal.SIGCONT)


def test_marks_come_for_a_range(here):
    marks = answered(questions.happened, [("range", "1h")])["marks"]

    assert [(one["event"], one["text"]) for one in marks] == [
        ("q-today", "Period 1 begins"),
        ("q-today", "Period 2 begins"),
    ]


def test_a_panel_of_a_dashboard_follows_its_variables(here):
    one = answered(dashboards.panel, [("var-event", "q-yesterday"), ("range", "2d")], id="match", panel="goals")
    gone = ask(dashboards.panel, [("var-event", "x")], id="match", panel="nothing")

    assert one["queries"] == ['sum by (competitor) (sport_event_score{event="q-yesterday"})']
    assert 30 < one["drawing"]["bars"][0]["value"] <= 39
    assert gone.status_code == 404
    assert "has no panel 'nothing'" in gone.body.decode()


def test_what_is_chosen_cannot_leave_its_quotes(here):
    answer = answered(dashboards.panel, [("var-event", 'x"} or vector(1) #')], id="match", panel="goals")

    assert answer["queries"] == ['sum by (competitor) (sport_event_score{event="x\\"} or vector(1) #"})']
    assert answer["notes"][0]["kind"] == "no-series"
