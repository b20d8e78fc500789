import pytest

from lib.content import catalogue, dashboards
from lib.content.catalogue import Catalogue
from lib.content.revision import Commit, Place, load
from lib.errors import BadContent
from lib.settings import ROOT
from tests.content.test_revision import COMMIT

NONE = Catalogue(labels={}, metrics=[])
GOOD = """\
kind: Dashboard
spec:
  display: {name: A match}
  variables:
  - kind: ListVariable
    spec:
      name: event
      plugin:
        kind: PrometheusLabelValuesVariable
        spec: {labelName: event, matchers: ['sport_event_live']}
  panels:
    goals:
      kind: Panel
      spec:
        display: {name: Goals}
        plugin:
          kind: BarChart
          spec: {sort: desc}
        queries:
        - kind: TimeSeriesQuery
          spec:
            plugin:
              kind: PrometheusTimeSeriesQuery
              spec: {query: 'sum by (competitor) (sport_event_score{event="$event"})'}
  layouts:
  - kind: Grid
    spec:
      items:
      - {x: 0, y: 0, width: 12, height: 8, content: {$ref: '#/spec/panels/goals'}}
"""


def read(text, known=NONE):
    return dashboards.read({"content/dashboards/match.yaml": text.encode()}, known)


def known():
    return catalogue.read("metrics.yaml", (ROOT / "content" / "metrics.yaml").read_bytes())


def test_a_dashboard_is_read_with_its_panels_and_variables():
    board = read(GOOD)["match"]

    assert board.panels["goals"].queries[0].query.startswith("sum by")
    assert board.variable("event").spec.plugin.spec.matchers == ["sport_event_live"]
    assert (board.duration, board.layouts[0].spec.items[0].content.panel) == ("1h", "goals")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sort: desc", "sort: big", r":18:\d+: .*sort: Invalid enum value 'big'. Allowed are asc, desc, none"),
        ("sort: desc", "order: desc", r":18:\d+: .*unknown field `order`. The fields are calculation, format, sort"),
        ("kind: BarChart", "kind: Pie", r":17:\d+: .*'Pie'. Allowed are TimeSeriesChart, BarChart, StatChart"),
        ("$event", "$evnt", r":24:\d+: .*\$evnt is no variable here. Did you mean event"),
        ("sum by", "sum (by", r":24:\d+: .*this is not PromQL: "),
        ("panels/goals", "panels/gols", r":29:\d+: .*no panel. Allowed are #/spec/panels/goals"),
        ("width: 12", "width: 30", r":29:\d+: .*<= 24"),
        ("x: 0", "x: 20", r":29:\d+: .*x and width together are 24"),
        ("    goals:", "    go-als:", r":11:\d+: .*'go-als' is no id"),
        ("labelName", "label", r":10:\d+: .*unknown field `label`. The fields are labelName, matchers"),
        ("'sport_event_live'", "'sport_event_live{'", r":10:\d+: .*not PromQL"),
        ("kind: Dashboard", "kind: Board", r":1:\d+: kind: "),
        (
            "- {x: 0",
            "- {x: 0, y: 2, width: 4, height: 1, content: {$ref: '#/spec/panels/goals'}}\n      - {x: 0",
            r":30:\d+: .*lies over goals",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line_its_field_and_what_is_allowed(old, new, said):
    assert old in GOOD

    with pytest.raises(BadContent, match=rf"match\.yaml{said}"):
        read(GOOD.replace(old, new, 1))


def test_a_metric_of_ours_has_to_be_in_the_catalogue():
    with pytest.raises(BadContent, match=r"no metric sport_event_scores .*Did you mean sport_event_score\?"):
        read(GOOD.replace("sport_event_score{", "sport_event_scores{"), known())

    assert read(GOOD.replace("sport_event_score{", "somebody_elses{"), known())


def test_a_panel_that_is_shown_nowhere_is_refused():
    with pytest.raises(BadContent, match="no layout shows this panel"):
        read(GOOD.replace("      - {x: 0", "      # - {x: 0").replace("items:", "items: []"))


def test_the_name_of_the_file_is_the_id():
    with pytest.raises(BadContent, match="the file's name is the id"):
        dashboards.read({"dashboards/a b.yaml": GOOD.encode()}, NONE)
    with pytest.raises(BadContent, match="another file"):
        dashboards.read({"dashboards/a.yaml": GOOD.encode(), "dashboards/a.yml": GOOD.encode()}, NONE)


def test_a_revision_has_the_dashboards_of_its_folder():
    files = {"content/dashboards/match.yaml": GOOD.encode(), "content/wiki/index.md": b"# Hi"}

    revision = load(COMMIT, files, Place())

    assert list(revision.dashboards) == ["match"]
    assert isinstance(revision.commit, Commit)


def test_the_samples_are_good():
    files = {str(path): path.read_bytes() for path in (ROOT / "content" / "dashboards").glob("*.yaml")}

    assert set(dashboards.read(files, known())) == {"match", "league", "participation", "platform"}
