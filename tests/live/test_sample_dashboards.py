"""The dashboards of the sample company, each of their panels asked of a real Prometheus that has what they show."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import QueryParams

from lib import settings
from lib.adapters import instruments
from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_sharing import Shared
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.charts.windows import window
from lib.content import catalogue, dashboards, variables
from lib.live import dashboards as live
from lib.live import panels
from lib.live.panels import Asking
from lib.local import packages
from lib.local import prometheus as local_prometheus
from lib.pipeline.samples import samples
from lib.settings import ROOT
from lib.sport import fold
from lib.sport.actions import KINDS, make
from lib.sport.state import EventRecord, Provenance
from tests.conftest import require
from tests.sport.making import declared

NOW = datetime.now(UTC).replace(microsecond=0)
KICK_OFF = NOW - timedelta(hours=2, minutes=30)
FOLDER = ROOT / "content" / "dashboards"
BOARDS = dashboards.read(
    {path.name: path.read_bytes() for path in FOLDER.glob("*.yaml")},
    catalogue.read("metrics.yaml", (ROOT / "content" / "metrics.yaml").read_bytes()),
)
SPARSE = [  # second half an hour after the first one began; nothing but goals and cards between
    (0, "period.start", {"period": 1}),
    (600, "score", {"participant": "sales", "period": 1, "clock": 600.0}),
    (2820, "score", {"participant": "logistics", "period": 1, "clock": 2820.0}),
    (2900, "period.end", {"period": 1}),
    (3600, "period.start", {"period": 2}),
    (3700, "sanction", {"participant": "sales", "kind": "yellow"}),
    (3800, "sanction", {"participant": "sales", "kind": "second-yellow"}),
    (3900, "sanction", {"participant": "logistics", "kind": "foul"}),
    (6299, "score", {"participant": "sales", "method": "header"}),
    (6400, "event.status", {"status": "ended"}),
]
POINTS = [(60 * n, "score", {"participant": "sales"}) for n in range(15)]

pytestmark = pytest.mark.prometheus


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Asks a Prometheus of its own, with two matches, written action by action, and with what a platform counts."""
    require(packages.PROMETHEUS)
    with local_prometheus.server(tmp_path_factory.mktemp("prometheus")) as server:
        given = settings.read({"PROMETHEUS_URL": server.address, "VAR_DIR": str(tmp_path_factory.mktemp("var"))})
        writer = RemoteWriter(given)
        for samples_ in (_match("football", SPARSE), _match("table-tennis", POINTS), _platform()):
            writer.write(samples_)
        writer.close()
        made = Shared(Metrics(given))
        yield made
        made.close()


def _match(sport, told):
    """The samples of each state of a match in the competition *shown*, as if the processor had been there all along."""
    event = f"shown-{sport}"
    actions = [declared(sport, subject=event, competition="shown")]
    for at, kind, data in told:
        time = KICK_OFF + timedelta(seconds=at)
        actions.append(make(kind, KINDS[kind](**data), id=f"{event}-{at}", subject=event, time=time, source="t"))
        sampled = round(time.timestamp() * 1000)
        provenance = Provenance("sport.actions", 0, 0, len(actions), len(actions), sampled)
        yield from samples(EventRecord(fold.fold(event, actions), provenance))


def _platform():
    """All that our processes count, growing, a sample of each every fifteen seconds of the last hour."""
    families = [family for collector in instruments.REGISTRY._collector_to_names for family in _labelled(collector)]
    for n in range(240):
        at = round((NOW - timedelta(seconds=15 * (239 - n))).timestamp() * 1000)
        yield Sample("up", (("job", "touchline-app"),), 1.0, at)
        for name, labels in families:
            yield Sample(name, tuple(sorted(labels.items())), float(n), at)


def _labelled(collector):
    """The series of a collector with some value for each of its labels, by the names that are scraped."""
    (family,) = collector.describe()
    labels = {name: f"some-{name}" for name in collector._labelnames}
    if family.type == "histogram":
        return [(f"{family.name}_bucket", labels | {"le": bound}) for bound in ("0.1", "1.0", "+Inf")]
    return [(f"{family.name}_total" if family.type == "counter" else family.name, labels)]


def asked(shared, board, query, names=()):
    """The answers of the panels of a dashboard by their names, as an address with *query* asks for them."""
    spec = BOARDS[board]
    at = window("3h", "", "", "medium", NOW)
    found = live.choose(shared, spec.variables, QueryParams(query), at, {})
    selection = {one.name: one.values for one in found}
    choices = {one.name: [choice.value for choice in one.choices] for one in found}

    def fill(text, of):
        return variables.interpolated(text, spec.variables, selection, choices, of.times)

    wanted = {name: panel for name, panel in spec.panels.items() if not names or name in names}
    return {one.panel: one for one in panels.answers(shared, wanted, Asking(at, fill))}


@pytest.mark.parametrize(
    ("board", "query", "empty"),
    [
        ("league", "var-competition=shown", set()),
        ("match", "var-event=shown-football", {"points"}),
        ("match", "var-event=shown-table-tennis", {"goals", "cards", "minute"}),
        ("participation", "var-competition=shown", set()),
        ("platform", "", set()),
    ],
)
def test_every_panel_shows_something_where_there_is_something(shared, board, query, empty):
    answers = asked(shared, board, query)

    assert {name for name, one in answers.items() if one.drawing is None} == empty
    notes = [(name, note) for name, one in answers.items() for note in one.notes if note.kind not in {"info", "stale"}]
    assert {name for name, _ in notes} == empty, notes


def test_each_goal_of_a_sparse_match_is_in_its_minutes(shared):
    answer = asked(shared, "league", "var-competition=shown", ["minutes"])["minutes"]

    assert [(bar.name, bar.value) for bar in answer.drawing.bars] == [
        ("00-15", 1), ("15-30", 0), ("30-45", 1), ("45-60", 0), ("60-75", 0), ("75-90", 1), ("extra", 0),
    ]  # fmt: skip


def test_discipline_is_told_by_side_and_kind(shared):
    answer = asked(shared, "league", "var-competition=shown", ["discipline"])["discipline"]

    assert answer.drawing.columns == ["competitor", "value A", "value B", "value C"]
    assert answer.drawing.rows == [["logistics", 0, 0, 1], ["sales", 1, 1, 0]]


def test_participation_counts_departments_and_the_events_that_each_played(shared):
    answers = asked(shared, "participation", "var-competition=shown", ["departments", "events", "played"])

    assert [answers[name].drawing.numbers[0].value for name in ("departments", "events")] == [2, 2]
    assert {bar.name: bar.value for bar in answers["played"].drawing.bars} == {"sales": 2, "logistics": 2}
