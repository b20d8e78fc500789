"""What panels say, with a real Prometheus behind them: the five reasons for nothing, and drawings."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import QueryParams

from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_sharing import Shared
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.charts.windows import Shift, window
from lib.content import dashboards
from lib.content.catalogue import Catalogue
from lib.content.documents import Document
from lib.content.panels import Panel
from lib.live import dashboards as live
from lib.live import panels
from lib.live.panels import Asking, Compared
from lib.local import ports
from lib.settings import ROOT

NOW = datetime.now(UTC).replace(microsecond=0)

pytestmark = pytest.mark.prometheus


@pytest.fixture(scope="module")
def shared(prometheus, tmp_path_factory):
    """Asks a Prometheus with a series that goes on, and one that ended two days ago."""
    from lib import settings

    given = settings.read({"PROMETHEUS_URL": prometheus.address, "VAR_DIR": str(tmp_path_factory.mktemp("var"))})
    writer = RemoteWriter(given)
    at = [round((NOW - timedelta(seconds=15 * n)).timestamp() * 1000) for n in range(240, -1, -1)]
    writer.write(
        Sample("panel_goes_on", (("side", side),), n * factor, t)
        for side, factor in (("a", 1.0), ("b", 2.0))
        for n, t in enumerate(at)
    )
    old = round((NOW - timedelta(days=2)).timestamp() * 1000)
    writer.write(Sample("panel_is_old", (("side", "a"),), 1.0, old + 15_000 * n) for n in range(10))
    halted = round((NOW - timedelta(minutes=30)).timestamp() * 1000)
    writer.write(Sample("panel_halted", (), float(n), halted + 15_000 * n) for n in range(-20, 0))
    writer.close()
    made = Shared(Metrics(given))
    yield made
    made.close()


def panel(query, kind="TimeSeriesChart", spec="{}"):
    text = f"""
kind: Panel
spec:
  display: {{name: P}}
  plugin: {{kind: {kind}, spec: {spec}}}
  queries:
  - kind: TimeSeriesQuery
    spec:
      plugin: {{kind: PrometheusTimeSeriesQuery, spec: {{query: '{query}'}}}}
"""
    return Document("p.yaml", text.encode()).convert(Panel)


def ask(shared, query, range_="1h", **more):
    asking = Asking(window(range_, "", "", "medium", NOW), **more)
    (answer,) = panels.answers(shared, {"p": panel(query)}, asking)
    return answer


def test_lines_come_with_what_was_asked_and_nothing_to_say(shared):
    answer = ask(shared, "panel_goes_on")

    assert [one.name for one in answer.drawing.lines] == ["a", "b"]
    assert answer.drawing.lines[0].values[-2] == pytest.approx(239, abs=2)
    assert answer.queries == ["panel_goes_on"]
    assert answer.notes == []


def test_no_such_series_is_said_with_the_names_that_are_near(shared):
    (note,) = ask(shared, "sum(panel_goes_onn)").notes

    assert note.kind == "no-series"
    assert "no metric panel_goes_onn. Did you mean panel_goes_on" in note.text


def test_a_label_that_fits_nothing_is_no_such_series_either(shared):
    (note,) = ask(shared, 'panel_goes_on{side="zz"}').notes

    assert note.kind == "no-series"
    assert 'panel_goes_on{side="zz"} matches none' in note.text


def test_no_data_in_this_range_says_when_there_was_some(shared):
    answer = ask(shared, "panel_is_old")

    assert answer.drawing is None
    assert answer.notes[0].kind == "no-data"
    assert abs(answer.notes[0].at - (NOW - timedelta(days=2)).timestamp()) < 600


def test_what_has_ended_within_the_range_is_stale_since_then(shared):
    answer = ask(shared, "panel_halted")

    assert answer.drawing.lines
    assert answer.notes[0].kind == "stale"
    assert answer.notes[0].text.startswith("Stale since")


def test_a_comparison_that_no_longer_holds_is_not_stale(shared):
    assert ask(shared, "panel_goes_on < 10").notes == []


def test_a_wrong_query_says_where(shared):
    (note,) = ask(shared, "sum(rate(panel_goes_on))").notes

    assert (note.kind, note.offset) == ("wrong", 9)
    assert "expected type range vector" in note.text


def test_a_prometheus_that_is_away_is_said_by_each_panel(make_settings):
    away = Shared(Metrics(make_settings(PROMETHEUS_URL=f"http://127.0.0.1:{ports.free()}")))

    (note,) = ask(away, "up").notes

    assert note.kind == "away"
    assert "cannot be used" in note.text


def test_an_earlier_time_is_drawn_faintly_beside(shared):
    before = Compared(" · before", Shift.by(timedelta(minutes=15)))
    answer = ask(shared, "panel_goes_on", range_="15m", compared=[before])

    now, before = (next(one for one in answer.drawing.lines if one.name == name) for name in ("a", "a · before"))
    assert before.faint
    assert now.values[-5] - before.values[-5] == pytest.approx(60, abs=2)


def test_a_table_of_all_samples_stands_behind_a_panel(shared):
    frame = panels.tidy(shared, panel("panel_goes_on"), Asking(window("5m", "", "", "15s", NOW)))

    assert list(frame.columns) == ["time", "value", "__name__", "side", "query"]
    assert len(frame) == 42


@pytest.mark.parametrize(
    ("kind", "spec", "drawn"),
    [
        ("StatChart", "{}", "Numbers"),
        ("GaugeChart", "{max: 10}", "Numbers"),
        ("BarChart", "{}", "Bars"),
        ("Table", "{}", "Rows"),
        ("HeatMapChart", "{}", "Heat"),
    ],
)
def test_each_kind_has_its_drawing(shared, kind, spec, drawn):
    asking = Asking(window("1h", "", "", "medium", NOW))
    (answer,) = panels.answers(shared, {"p": panel("panel_goes_on", kind, spec)}, asking)

    assert type(answer.drawing).__name__ == drawn
    assert answer.plugin["kind"] == kind


@pytest.mark.parametrize(
    ("address", "offered", "held"),
    [
        ("", ["a", "b"], ["a"]),
        ("var-least=300", ["b"], ["b"]),
        ("var-least=300&var-side=a", ["b"], ["a"]),  # what an address names may have no series yet
        ("var-least=900", [], []),
    ],
)
def test_a_variable_offers_what_a_query_finds_now_with_the_variables_before_it(shared, address, offered, held):
    least, side = chosen(shared, "panel_goes_on > $least", "side", address)

    assert least.values == [address.partition("least=")[2][:3] or "0"]
    assert (side.title, [one.value for one in side.choices], side.values) == ("side", offered, held)
    assert side.problem == ""


def test_a_variable_of_a_query_that_finds_no_such_label_or_is_refused_offers_nothing_and_says_why(shared):
    _, without = chosen(shared, "sum(panel_goes_on)", "side")
    _, refused = chosen(shared, "panel_goes_on * on () panel_goes_on", "side")

    assert (without.choices, without.problem) == ([], "")
    assert refused.choices == []
    assert "many-to-many" in refused.problem


def chosen(shared, expr, label, address=""):
    """What there is to choose of a fixed list, and then of the values of *label* in what *expr* finds."""
    text = f"""
kind: Dashboard
spec:
  display: {{name: D}}
  variables:
  - kind: ListVariable
    spec: {{name: least, plugin: {{kind: StaticListVariable, spec: {{values: ["0", "300", "900"]}}}}}}
  - kind: ListVariable
    spec:
      name: side
      plugin: {{kind: PrometheusPromQLVariable, spec: {{expr: '{expr}', labelName: {label}}}}}
  panels: {{}}
  layouts: []
"""
    board = dashboards.read({"content/dashboards/d.yaml": text.encode()}, Catalogue(labels={}, metrics=[]))["d"]
    return live.choose(shared, board.variables, QueryParams(address), window("1h", "", "", "medium", NOW), {})


def test_the_league_dashboard_tells_home_from_away(shared):
    matches = {"one": (3, 1), "two": (2, 0), "three": (1, 1), "four": (0, 1)}
    writer = RemoteWriter(shared.metrics._settings)
    for match, score in matches.items():
        for side, competitor, goals in zip(("home", "away"), ("sales", "legal"), score, strict=True):
            labels = {"competition": "sided", "event": f"sided-{match}", "competitor": competitor, "side": side}
            at = round((NOW - timedelta(minutes=5)).timestamp() * 1000)
            writer.write([Sample("sport_event_score", tuple(sorted(labels.items())), float(goals), at)])
    writer.close()
    league = ROOT / "content" / "dashboards" / "league.yaml"
    board = dashboards.read({league.name: league.read_bytes()}, Catalogue(labels={}, metrics=[]))["league"]

    def fill(text, window):
        times = {f"${name}": value for name, value in window.times.items()}
        for name, value in {"$competition": "sided", **times}.items():
            text = text.replace(name, value)
        return text

    asking = Asking(window("1h", "", "", "medium", NOW), fill)
    (answer,) = panels.answers(shared, {"sides": board.panels["sides"]}, asking)

    assert [(bar.name, round(bar.value, 3)) for bar in answer.drawing.bars] == [
        ("Goals at home", round(6 / 9, 3)),
        ("Home ahead", 0.5),
        ("Level", 0.25),
        ("Away ahead", 0.25),
    ]
