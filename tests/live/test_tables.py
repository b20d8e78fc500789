"""Tables as files: what a stranger wrote is opened by a spreadsheet as text, whichever file it is in."""

import csv
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.adapters.remote_write import RemoteWriter, Sample
from lib.content import competitions
from lib.content.revision import Commit, Revision
from lib.live import openapi, routes, tables
from lib.live.history import Located
from lib.local import ports
from lib.pipeline import declarations
from lib.sport.actions import KINDS, make
from tests.content.test_dashboards import GOOD, read
from tests.sport.making import action, declared
from tests.web.hosting import Site

FORMULA = "=HYPERLINK(1)"
NOW = datetime.now(UTC)
LATER = NOW + timedelta(hours=1)
CONTENT = {
    "competitions/cup.yaml": f"""\
title: Cup
sport: football
predictions: {{exact: 4}}
competitors: [{{id: sales, name: "{FORMULA}"}}, {{id: logistics, name: Logistics}}]
stages: [{{id: league, type: league, draw: {{}}}}]
""".encode(),
    "competitions/summer.yaml": f"""\
title: Summer
sport: running
competitors: [{{id: north, name: "{FORMULA}", kind: individual, bib: "7"}}]
stages: [{{id: run, type: race, medals: true, events: [{{id: dash, title: Dash, round: Heats, entries: [north]}}]}}]
""".encode(),
}
WALKED = {
    "/api/events/{id}/actions": "/api/events/one/actions?",
    "/api/competitions/{id}/actions": "/api/competitions/cup/actions?",
    "/api/competitions/{id}/table": "/api/competitions/cup/table?",
    "/api/competitions/{id}/contests": "/api/competitions/summer/contests?",
    "/api/competitions/{id}/leaders": "/api/competitions/cup/leaders?what=goals&",
    "/api/competitions/{id}/medals": "/api/competitions/summer/medals?",
    "/api/competitions/{id}/predictors": "/api/competitions/cup/predictors?",
    "/api/dashboards/{id}/panels/{panel}": "/api/dashboards/match/panels/goals?var-event=formula&",
    "/api/query": "/api/query?query=sport_event_score%7Bevent%3D%22formula%22%7D&",
}


@pytest.fixture
def client(prometheus, make_settings, monkeypatch):
    """Our routes, where everything that has a name is called like a formula; Kafka is away."""
    given = make_settings(PROMETHEUS_URL=prometheus.address, KAFKA_PORT=ports.free())
    site = Site(given)
    writer = RemoteWriter(given)
    at = round(NOW.timestamp() * 1000) - 120_000
    writer.write([Sample("sport_event_score", (("competitor", FORMULA), ("event", "formula")), 1.0, at)])
    writer.close()
    with TestClient(Starlette(routes=routes.routes(), lifespan=site._lifespan), base_url="http://localhost") as client:
        found = competitions.read(CONTENT)
        commit = Commit("a" * 40, "Finance", NOW, "Begin")
        revision = Revision(commit, competitions=tuple(found), dashboards=read(GOOD))
        site.node.library.current = revision
        match = [declared(subject="one", competition="cup", start=LATER)]
        site.put("one", match)
        told = [one for one in declarations.news(revision, {}, NOW) if one.subject == "summer-dash"]
        line = action("passing", at=13.1, bib="7", subject="summer-dash", checkpoint="finish")
        over = action("event.status", at=14, status="confirmed", subject="summer-dash")
        site.put("summer-dash", [*told, action("start", subject="summer-dash"), line, over])
        stranger, foretold = {"X-Touchline-Viewer": "a" * 16}, {"score": [1, 0], "name": FORMULA}
        assert client.put("/api/events/one/prediction", json=foretold, headers=stranger).is_success
        match += [_later("score", participant="sales", member=FORMULA), _later("event.status", status="confirmed")]
        drawn = "cup-sales-logistics"
        goal = _later("score", drawn, participant="sales", member=FORMULA)
        site.put(drawn, [declared(subject=drawn, competition="cup", start=LATER), goal])
        site.put("one", [*match, *site.log.records], offset=9)
        monkeypatch.setattr(site.node.feed, "actions", lambda event: [Located(one, 0, 0, one.at) for one in match])
        yield client


def _later(kind, subject="one", **data):
    return make(kind, KINDS[kind](**data), id=kind, subject=subject, time=LATER, source="test")


def test_every_route_that_gives_csv_is_walked():
    described = {
        path
        for path, operations in openapi.document()["paths"].items()
        for one in operations.get("get", {}).get("parameters", ())
        if one["name"] == "format" and "csv" in one["description"]
    }

    assert described == WALKED.keys()


@pytest.mark.prometheus
@pytest.mark.parametrize("address", WALKED.values(), ids=WALKED.keys())
def test_a_name_that_is_a_formula_is_text_in_the_file(client, address):
    answer = client.get(f"{address}format=csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    cells = [cell for row in csv.reader(answer.text.splitlines()) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_names_of_columns_and_of_categories_are_text_and_numbers_stay_numbers():
    frame = pd.DataFrame({FORMULA: pd.Series(["@a", "-7", None], dtype="category"), "n": [-1.5, 2, None]})

    assert tables.text(frame) == f"'{FORMULA},n\n'@a,-1.5\n-7,2.0\n,\n"
    assert tables.text(frame.set_axis(["a", "a"], axis=1)).startswith("a,a\n'@a,-1.5")
    assert frame[FORMULA].tolist()[:2] == ["@a", "-7"]
