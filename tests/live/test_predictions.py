"""Predictions over HTTP: one for each browser, until the event starts; the table of the best."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.content import competitions
from lib.content.revision import Commit, Revision
from lib.live import node, routes
from tests.sport.making import action, declared
from tests.web.hosting import Site

SOON = datetime.now(UTC) + timedelta(hours=1)
CUP = b"""\
title: Office cup
sport: football
predictions: {exact: 4}
competitors: [{id: sales, name: Sales}, {id: logistics, name: Logistics}]
"""
ANN, BO = ({"X-Touchline-Viewer": key * 16} for key in "ab")


@pytest.fixture
def site(settings, unhurried):
    """A node with a log in memory, which declares the cup and two of its events; what is sent to it is folded."""
    site = Site(settings)
    app = Starlette(routes=routes.routes(), lifespan=site._lifespan)
    with TestClient(app, base_url="http://localhost", client=("10.1.2.3", 1)) as site.client:
        commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
        found = competitions.read({"competitions/cup.yaml": CUP})
        site.node.library.current = Revision(commit=commit, competitions=tuple(found))
        for event in ("one", "two"):
            site.put(event, [declared(subject=event, competition="cup", start=SOON)])
        site.put("friendly", [declared(subject="friendly")])
        yield site
    assert node._current is None


def predict(site, home, away, who=ANN, event="one", **more):
    body = {"score": [home, away], "name": "Ann"} | more
    return site.client.put(f"/api/events/{event}/prediction", json=body, headers=who)


def about(site, who=ANN, event="one"):
    return site.client.get(f"/api/events/{event}/prediction", headers=who).json()


def finish(site, home, away, event="one"):
    goals = [action("score", at=n, subject=event, participant=side) for side, many, first in
             (("sales", home, 10), ("logistics", away, 50)) for n in range(first, first + many)]  # fmt: skip
    shift = {"start": SOON - timedelta(hours=3)}
    ended = action("event.status", at=100, subject=event, status="confirmed")
    given = [declared(subject=event, competition="cup", **shift), *goals, ended]
    # The event is played after all predictions came: by the clock of the test, that was before its kick-off.
    given = [_later(one) for one in given]
    site.put(event, [*given, *[one for one in site.log.records if one.subject == event]], offset=99)


def _later(one):
    return msgspec.structs.replace(one, time=one.time + (SOON - datetime(2026, 5, 2, 14, tzinfo=UTC)))


def test_somebody_who_may_only_read_predicts_and_a_second_time_replaces_the_first(site):
    assert [predict(site, 2, 1).status_code, predict(site, 0, 0).status_code] == [202, 202]

    assert (about(site)["own"]["score"], about(site)["count"]) == ([0, 0], 1)
    assert {one.data.voter for one in site.log.records} == {site.log.records[0].data.voter}


def test_what_is_recorded_of_a_browser_does_not_let_others_speak_for_it(site):
    predict(site, 2, 1)
    voter = site.log.records[0].data.voter

    assert ANN["X-Touchline-Viewer"] not in json.dumps(voter)
    assert about(site, {"X-Touchline-Viewer": voter})["own"] is None


def test_how_others_predict_is_shown_to_those_who_have_and_to_all_from_the_start_on(site):
    predict(site, 2, 1)
    before = about(site, BO)
    predict(site, 1, 1, BO)
    after = about(site, BO)
    finish(site, 2, 1)
    stranger = about(site, {})

    assert (before["count"], before["tendency"], before["shares"]) == (1, None, [])
    assert (after["count"], after["tendency"]) == (2, [1, 1, 0])
    assert (stranger["is_open"], stranger["tendency"]) == (False, [1, 1, 0])


def test_a_prediction_is_taken_back(site):
    predict(site, 2, 1)
    predict(site, 3, 1)

    assert site.client.delete("/api/events/one/prediction", headers=ANN).status_code == 202
    assert (about(site)["own"], about(site)["count"]) == (None, 0)
    assert site.client.delete("/api/events/one/prediction", headers=ANN).status_code == 404


@pytest.mark.parametrize(
    ("event", "who", "body", "status", "sentence"),
    [
        ("friendly", ANN, {"score": [1, 0]}, 404, "does not declare"),
        ("moon", ANN, {"score": [1, 0]}, 404, "no event"),
        ("one", {}, {"score": [1, 0]}, 400, "X-Touchline-Viewer".lower()),
        ("one", ANN, {"score": [1]}, 400, "score"),
        ("one", ANN, {"score": [-1, 0]}, 400, "score"),
    ],
)
def test_what_is_no_prediction_is_refused_with_a_reason(site, event, who, body, status, sentence):
    answer = site.client.put(f"/api/events/{event}/prediction", json=body, headers=who)

    assert (answer.status_code, sentence in answer.json()["error"]) == (status, True)
    assert not site.log.records


def test_a_page_of_another_site_predicts_nothing(site):
    assert predict(site, 1, 0, ANN | {"Origin": "https://evil.example"}).status_code == 403


def test_predictions_are_closed_when_the_event_has_started(site):
    finish(site, 1, 0)

    answer = predict(site, 1, 0)

    assert (answer.status_code, answer.json()["reason"]) == (409, "too_late")


def test_who_predicts_again_and_again_has_to_wait(site):
    answers = [predict(site, 1, 0).status_code for _ in range(12)]

    assert answers[:10] == [202] * 10
    assert answers[-1] == 429


def test_the_best_are_those_with_the_most_points_and_one_finds_oneself(site):
    predict(site, 2, 1)
    predict(site, 1, 0, BO, name=" Bo  Li ")
    predict(site, 0, 0, BO, event="two", name="Bo Li")
    finish(site, 2, 1)

    found = site.client.get("/api/competitions/cup/predictors?limit=1", headers=BO).json()
    lines = site.client.get("/api/competitions/cup/predictors?format=csv").text.splitlines()

    assert [(one["name"], one["points"]) for one in found["places"]] == [("Ann", 4)]
    assert (found["own"]["name"], found["own"]["points"], found["total"]) == ("Bo Li", 2, 2)
    assert [line.rsplit(",", 1)[0] for line in lines[1:]] == ["1,Ann,4,1,0,0,1", "2,Bo Li,2,0,1,0,1"]
    assert about(site)["own"]["points"] == 4


def test_a_competition_that_takes_none_has_no_table(site):
    assert site.client.get("/api/competitions/moon/predictors").status_code == 404
