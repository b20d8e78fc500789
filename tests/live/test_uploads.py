"""A file of a watch that is uploaded counts like any other action, or is refused with what is wrong."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.live import node, routes
from lib.live.feed import Held
from lib.live.node import Node
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.profiles import ChallengeFormat
from lib.sport.state import EventRecord, Provenance
from tests.adapters import recordings
from tests.sport.making import challenge, declared, race
from tests.web.hosting import Log

EVENTS = {"run": [race(subject="run")], "km": [challenge(ChallengeFormat(unit="km"))], "match": [declared()]}
DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def log():
    return Log(lambda event: None)


@pytest.fixture
def upload(make_settings, log):
    """Send a file as one participant's."""
    here = Node(make_settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1"))
    here.ingest._producer = log
    for event, given in EVENTS.items():
        record = EventRecord(fold(event, given), Provenance("sport.actions", 0, 0, 1, 1, 0))
        here.feed.take([Held(event, state.encode(record), 0, 1)])
    node.use(here)

    def send(raw, client=("127.0.0.1", 50000), **query):
        app = TestClient(Starlette(routes=routes.routes()), base_url="http://localhost", client=client)
        return app.post("/api/activities", params=query, content=raw)

    yield send
    node.use(None)


def test_an_upload_is_an_activity_of_a_challenge(upload, log):
    answer = upload(recordings.fit(), event="km", participant="ada")

    assert (answer.status_code, answer.json()["distance"], answer.json()["steps"]) == (202, 210, 3000)
    assert [(one.kind, one.data.value, one.data.member) for one in log.records] == [("activity", 210, "ada")]
    assert answer.json()["actions"] == [log.records[0].id]


def test_an_upload_is_positions_in_a_race(upload, log):
    answer = upload(recordings.fit(600), event="run", participant="7")

    assert (answer.status_code, [len(one.data.fixes) for one in log.records]) == (202, [500, 100])
    assert {one.key for one in log.records} == {log.records[0].key} != {"run"}


@pytest.mark.parametrize(
    ("raw", "query", "status", "sentence"),
    [
        (b"not a track", {"event": "km", "participant": "ada"}, 422, "neither a GPX nor a FIT"),
        ((DATA / "activity-unexpected-eof.fit").read_bytes(), {"event": "km", "participant": "ada"}, 422, "768"),
        (recordings.fit(), {"event": "match", "participant": "ada"}, 422, "neither a race nor a challenge"),
        (recordings.fit(), {"event": "moon", "participant": "ada"}, 404, "no event 'moon'"),
        (recordings.fit(), {"event": "km"}, 400, "participant"),
        (recordings.fit(), {"event": "km", "participant": "a b"}, 422, "$.data.member"),
        (recordings.fit(), {"event": "km", "participant": "ada", "zone": "Moon/Sea"}, 400, "time zone"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(upload, log, raw, query, status, sentence):
    answer = upload(raw, **query)

    assert answer.status_code == status
    assert sentence in f"{answer.json()['error']} {answer.json().get('field', '')}"
    assert not log.records


def test_who_may_not_record_may_not_upload(upload, log):
    answer = upload(recordings.fit(), client=("10.0.0.7", 50000), event="km", participant="ada")

    assert answer.status_code in {401, 403}
    assert not log.records


def test_kafka_away_is_503(upload, log):
    log.away = True

    assert upload(recordings.fit(), event="km", participant="ada").status_code == 503
