"""What is wrong with a request is said with its status, field and reason, before Kafka is asked for anything."""

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.adapters import producer
from lib.live import tokens
from lib.live.access import Gate
from lib.live.ingest import MAX_BODY, Ingest
from lib.sport import actions
from lib.sport.profiles import SetsFormat
from tests.sport.making import action, declared

ONE = {"content-type": "application/cloudevents+json"}
GOAL = actions.encode(action("score", participant="sales"))


@pytest.fixture(autouse=True)
def away_soon(monkeypatch):
    """No Kafka is there in these tests: it is not waited for."""
    monkeypatch.setattr(producer, "DELIVERY_S", 0.2)


@pytest.fixture
def client(make_settings):
    def make(**environment):
        settings = make_settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1", **environment)
        ingest = Ingest(settings, Gate(settings))
        app = Starlette(routes=[Route("/api/actions", ingest.post, methods=["POST"])])
        return TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000))

    return make


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        (b"{", "$", "malformed"),
        (b"\xff\xfe", "$", "malformed"),
        (b"[]", "$", "malformed"),
        (GOAL.replace(b'"sales"', b"1"), "$.data.participant", "malformed"),
        (GOAL.replace(b'"participant"', b'"who"'), "$.data", "malformed"),
        (GOAL.replace(b"action.score", b"action.goal"), "$.type", "unknown_type"),
        (GOAL.replace(b"Z", b""), "$.time", "malformed"),
        (GOAL.replace(b'"1.0"', b'"0.3"'), "$.specversion", "malformed"),
    ],
)
def test_a_bad_action_is_400_with_field_and_reason(client, body, field, reason):
    answer = client().post("/api/actions", content=body, headers=ONE)

    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert answer.json()["reason"] == reason
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_415_and_says_what_to_send(client, kind):
    answer = client().post("/api/actions", content=GOAL, headers={"content-type": kind})

    assert answer.status_code == 415
    assert "application/cloudevents+json" in answer.json()["error"]


def test_a_large_body_is_413(client):
    assert client().post("/api/actions", content=b" " * (MAX_BODY + 1), headers=ONE).status_code == 413


def test_a_large_action_is_400(client):
    answer = client().post("/api/actions", content=b" " * 70_000, headers=ONE)

    assert (answer.status_code, answer.json()["reason"]) == (400, "too_large")


@pytest.mark.parametrize("body", [b"{}", b"[", b"[]", b"null"])
def test_a_batch_that_is_none_is_400(client, body):
    headers = {"content-type": "application/cloudevents-batch+json"}

    assert client().post("/api/actions", content=body, headers=headers).status_code == 400


def test_a_batch_without_one_good_action_is_400_and_says_why_for_each(client):
    headers = {"content-type": "application/cloudevents-batch+json"}
    answer = client().post("/api/actions", content=b'[{}, 7, "x"]', headers=headers)

    assert answer.status_code == 400
    assert [one["index"] for one in answer.json()["results"]] == [0, 1, 2]


def test_binary_mode_needs_data_that_is_json(client):
    headers = {"content-type": "application/json", "ce-id": "1", "ce-type": "touchline.action.score"}
    answer = client().post("/api/actions", content=b"participant=sales", headers=headers)

    assert (answer.status_code, answer.json()["field"]) == (400, "$.data")


def test_without_the_token_it_is_401(client):
    answer = client(API_TOKEN="gate").post("/api/actions", content=GOAL, headers=ONE)

    assert answer.status_code == 401


def test_a_page_of_another_site_is_403(client):
    answer = client().post("/api/actions", content=GOAL, headers=ONE | {"origin": "https://elsewhere.example"})

    assert answer.status_code == 403


OPPONENT = declared("table-tennis", format=SetsFormat(confirmation="opponent")).data
GAMES = [[11, 7]] * 3


@pytest.fixture
def speak(make_settings, tmp_path):
    """Send an action with the token of somebody who speaks for Sales; the status, and why not. 503 is Kafka's absence:
    the action was allowed."""
    shown, file = tokens.make(), tmp_path / "tokens.yaml"
    entry = f"{{name: Ada, sha256: {tokens.digest(shown)}, role: reader, sides: [sales]}}"
    file.write_text(f"tokens: [{entry}]\n")
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1", API_TOKENS_FILE=str(file))

    def send(one, event=OPPONENT):
        ingest = Ingest(settings, Gate(settings), lambda id: event)
        client = TestClient(Starlette(routes=[Route("/api/actions", ingest.post, methods=["POST"])]))
        headers = ONE | {"authorization": f"Bearer {shown}"}
        answer = client.post("/api/actions", content=actions.encode(one), headers=headers)
        return answer.status_code, answer.json().get("reason", "")

    return send


@pytest.mark.parametrize(
    "one",
    [
        action("event.status", status="confirmed", participant="sales"),
        action("result", id="r", participant="sales", games=GAMES),
        action("decision", kind="note", participant="sales", reason="It was 11-9."),
    ],
    ids=["confirms", "enters", "objects"],
)
def test_whoever_speaks_for_a_side_gives_its_word(speak, one):
    assert speak(one) == (503, "")


@pytest.mark.parametrize(
    "one",
    [
        action("event.status", status="confirmed", participant="logistics"),
        action("event.status", status="confirmed"),
        action("result", id="r", participant="logistics", games=GAMES),
        action("result", id="r", games=GAMES),
        action("decision", kind="award", participant="sales", reason="Because."),
        action("decision", id="d", kind="note", participant="sales", score=[3, 0], reason="Because."),
        action("event.status", status="forfeited", participant="sales"),
        action("amend", id="a", action="x", fields={"participant": "sales"}, reason="No."),
        action("retract", action="x", reason="No."),
        action("score", participant="sales"),
        declared("table-tennis"),
    ],
    ids=[
        "for the other side", "for nobody", "in the other one's name", "in nobody's name", "decides", "sets a score",
        "forfeits", "amends", "retracts", "scores", "declares",
    ],
)  # fmt: skip
def test_and_nothing_else(speak, one):
    assert speak(one) == (403, "not_your_side")


@pytest.mark.parametrize("event", [None, declared("football").data], ids=["unknown", "confirmed by anyone"])
def test_nor_where_nobody_asks_for_the_opponents_word(speak, event):
    assert speak(action("event.status", status="confirmed", participant="sales"), event) == (403, "not_your_side")


def test_too_many_at_once_is_429_and_says_when_to_come_back(client):
    headers = {"content-type": "application/cloudevents-batch+json"}
    one = client(API_RATE="1")
    body = b"[" + b",".join([GOAL] * 20) + b"]"
    one.post("/api/actions", content=body, headers=headers)
    answer = one.post("/api/actions", content=body.replace(b"[", b"[{},"), headers=headers)

    assert answer.status_code == 207
    assert [part["status"] for part in answer.json()["results"]] == [400, *[429] * 20]
    assert "Too many actions" in answer.json()["results"][1]["error"]
    assert int(answer.headers["retry-after"]) >= 1
    assert one.post("/api/actions", content=GOAL, headers=ONE).status_code == 429


def test_without_kafka_it_is_503_and_says_when_to_come_back(client):
    answer = client().post("/api/actions", content=GOAL, headers=ONE)

    assert answer.status_code == 503
    assert "Kafka at 127.0.0.1:1 does not answer" in answer.json()["error"]
    assert answer.headers["retry-after"] == "1"


def test_without_kafka_a_batch_still_answers_for_each_of_its_actions(client):
    headers = {"content-type": "application/cloudevents-batch+json"}
    answer = client().post("/api/actions", content=b"[%b,{},%b]" % (GOAL, GOAL), headers=headers)

    assert answer.status_code == 207
    assert [part["status"] for part in answer.json()["results"]] == [503, 400, 503]
    assert answer.json()["results"][0]["id"] == actions.decode(GOAL).id
    assert answer.headers["retry-after"] == "1"


def test_an_action_in_binary_mode_may_have_every_attribute(client):
    headers = {"content-type": "application/json"} | {
        f"ce-{name}": value
        for name, value in {
            "specversion": "1.0", "id": "1", "source": "s", "type": "touchline.action.score", "subject": "e1",
            "time": datetime.now(UTC).isoformat(), "recordedby": "me", "sequence": "x",
        }.items()
    }  # fmt: skip
    answer = client().post("/api/actions", content=b'{"participant":"sales"}', headers=headers)

    assert (answer.status_code, answer.json()["field"]) == (400, "$.sequence")
