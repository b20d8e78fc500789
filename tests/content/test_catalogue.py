import re
from datetime import date

import pytest

from lib.adapters import instruments
from lib.adapters.prometheus import Metrics
from lib.content import catalogue
from lib.content.catalogue import Catalogue
from lib.errors import BadContent
from lib.pipeline.samples import samples
from lib.settings import ROOT
from lib.sport import fold
from lib.sport.profiles import ChallengeFormat
from lib.sport.state import EventRecord, Provenance
from tests.sport import making
from tests.sport.making import action, declared

PATH = "content/metrics.yaml"

GOOD = """\
labels:
  event: The event's id.
metrics:
  - name: sport_event_live
    type: gauge
    source: pushed
    labels: [event]
    help: 1 while it is on.
"""


@pytest.fixture(scope="module")
def ours() -> Catalogue:
    return catalogue.read(PATH, (ROOT / PATH).read_bytes())


def labels_of(ours: Catalogue, *sources: str) -> dict[str, set[str]]:
    return {one.name: set(one.labels) for one in ours.metrics if one.source in sources}


def emitted() -> dict[str, set[str]]:
    """Each metric of the samples of one event of each discipline, with the labels that it had."""
    football = [
        declared(competition="cup"),
        action("period.start", at=0, period=1),
        action("score", at=1, participant="sales", period=1),
        action("sanction", at=2, participant="sales", kind="red"),
        action("sanction", at=3, participant="sales", kind="foul"),
        action("cheer", at=4, participant="sales"),
    ]
    tennis = [declared("table-tennis", competition="cup"), action("score", at=1, participant="sales")]
    race = [making.race(competition="cup"), action("start")]
    may = ChallengeFormat(target=300_000, first_day=date(2026, 5, 1), last_day=date(2026, 5, 31))
    challenge = [making.challenge(may, competition="cup"), making.walked("ada", 4000, "2026-05-02")]
    found: dict[str, set[str]] = {}
    for actions in (football, tennis, race, challenge):
        record = EventRecord(fold.fold("e1", actions), Provenance("sport.actions", 0, 0, 1, 2, 1000))
        for sample in samples(record):
            found.setdefault(sample.name, set()).update(name for name, _ in sample.labels)
    return found


def test_the_catalogue_has_each_pushed_metric_with_its_labels_and_no_other(ours):
    assert emitted() == labels_of(ours, "pushed")


def test_the_catalogue_has_each_scraped_metric_with_type_help_and_labels_and_no_other(ours):
    collectors = instruments.REGISTRY._collector_to_names
    scraped = {}
    for collector in collectors:
        (family,) = collector.describe()
        name = f"{family.name}_total" if family.type == "counter" else family.name
        scraped[name] = (family.type, family.documentation, list(collector._labelnames))

    assert scraped == {one.name: (one.type, one.help, one.labels) for one in ours.metrics if one.source != "pushed"}


def test_the_exposition_holds_every_scraped_metric(ours):
    body, content_type = instruments.exposition()

    assert content_type.startswith("text/plain")
    for one in ours.metrics:
        assert (f"# TYPE {one.name} {one.type}" in body.decode()) == (one.source != "pushed")


def test_every_label_that_is_explained_is_used(ours):
    assert set(ours.labels) == {label for one in ours.metrics for label in one.labels}


def test_the_documentation_describes_every_metric(ours):
    page = (ROOT / "docs" / "metrics.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]

    expected = [
        f"| `{one.name}` | {one.type} | {one.unit} | {', '.join(one.labels)} | {one.help} |" for one in ours.metrics
    ]
    explained = [f"| `{name}` | {text} |" for name, text in ours.labels.items()]
    assert rows == expected + explained


def test_a_series_of_a_histogram_belongs_to_its_metric(ours):
    assert ours.find("touchline_page_seconds_bucket").name == "touchline_page_seconds"
    assert ours.find("sport_event_score").unit == "points"
    assert ours.find("sport_event_score_count") is None
    assert ours.find("up") is None


@pytest.mark.parametrize(
    ("wrong", "right", "line", "message"),
    [
        ("type: gauge", "type: number", 5, "Allowed are"),
        ("type: gauge", "type: counter", 4, "ends in _total"),
        ("labels: [event]", "labels: [event, player]", 7, "each person or action"),
        ("labels: [event]", "labels: [event, event]", 7, "twice"),
        ("labels: [event]", "labels: [sport]", 7, "says nothing about sport"),
        ("help: 1 while it is on.", "help: ''", 8, "length"),
        ("name: sport_event_live", "name: Sport-Live", 4, "match"),
        ("name: sport_event_live", "name: sport_event_live\n    unit: seconds", 4, "_seconds"),
        ("    source: pushed\n", "    source: pushed\n    colour: red\n", 7, "colour"),
    ],
)
def test_a_mistake_is_refused_with_its_line(wrong, right, line, message):
    with pytest.raises(BadContent, match=message) as refused:
        catalogue.read(PATH, GOOD.replace(wrong, right).encode())

    assert (refused.value.path, refused.value.line) == (PATH, line)


def test_a_metric_that_is_there_twice_is_refused():
    entry = GOOD[GOOD.index("  - name") :]

    with pytest.raises(BadContent, match="twice") as refused:
        catalogue.read(PATH, (GOOD + entry).encode())

    assert refused.value.line == 9


@pytest.mark.prometheus
def test_prometheus_takes_every_query_of_the_documentation(prometheus, make_settings):
    queries = re.findall(r"`((?:sum|last_over_time)[^`]*\([^`]*)`", (ROOT / "docs" / "metrics.md").read_text())
    metrics = Metrics(make_settings(PROMETHEUS_URL=prometheus.address))

    assert len(queries) == 4
    for query in queries:
        metrics.instant(query)
    metrics.close()
