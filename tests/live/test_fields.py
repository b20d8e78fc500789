"""Whoever looks into a field finds it in order, however it came, and never gets all of it."""

import time
from datetime import timedelta

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.live import node, routes
from lib.live.feed import Held
from lib.live.fields import Fields, Tracks, Wanted
from lib.live.node import Node
from lib.sport import participations, state, tracks
from lib.sport.fold import fold
from lib.sport.moments import of_field
from lib.sport.participations import MemoryField
from lib.sport.state import EventRecord, Provenance
from lib.sport.tracks import Spot, Track
from tests.sport.making import KICK_OFF, action, passing, race, runner, walked
from tests.sport.making import challenge as declared_challenge

RUNNERS = [
    runner(str(n), f"Runner {n}", team=("ops", "sales")[n % 2], category=("W", "M")[n % 3 > 0]) for n in range(1, 31)
]
START = [race(runners=RUNNERS), action("start")]


def records(given, offset=1, event="e1"):
    """The records of the field of what was *given*, and the state."""
    memory = MemoryField()
    folded = fold(event, given, memory)
    made = []
    for who in memory.ids():
        about = {
            "event": event,
            "participation": memory.get(who),
            "provenance": Provenance("sport.actions", 0, 0, offset, 1, 0),
        }
        made.append((f"{event}/{who}".encode(), msgspec.json.encode(about)))
    return folded, made


def crossings(*bibs, at=500):
    return [passing(bib, "k2", at + place) for place, bib in enumerate(bibs)]


@pytest.fixture
def fields(settings):
    one = Fields(settings)
    one.caught_up = True
    return one


def ids(page):
    return [line.id for line in page.lines]


def test_a_page_is_a_part_of_the_order(fields):
    folded, made = records([*START, *crossings("7", "3", "20")])
    fields.take(made)
    page = fields.page(folded, Wanted(), 1, 2)

    assert (ids(page), page.total, page.matching) == (["3", "20"], 30, 30)
    assert [line.rank for line in page.lines] == [2, 3]


def test_a_few_lines_stand_for_all_of_a_field(fields):
    folded, made = records([*START, *crossings(*[str(n) for n in range(30, 0, -1)])])
    fields.take(made)

    assert [line.rank for line in fields.spread(folded, 10)] == [1, 4, 7, 10, 13, 16, 19, 22, 25, 28]
    assert [line.rank for line in fields.spread(folded, 4)] == [1, 9, 17, 25]
    assert len(fields.spread(folded, 99)) == 30


def test_what_comes_later_takes_its_place(fields):
    folded, made = records([*START, *crossings("7", "3")])
    fields.take(made)
    fields.page(folded, Wanted(), 0, 5)
    folded, made = records([*START, *crossings("7", "3"), passing("20", "k2", 450)], offset=2)
    fields.take(made)

    assert ids(fields.page(folded, Wanted(), 0, 3)) == ["20", "7", "3"]


def test_a_gun_that_is_taken_back_changes_everybody(fields):
    folded, made = records([*START, *crossings("7")])
    fields.take(made)
    assert fields.page(folded, Wanted(), 0, 1).lines[0].rank == 1
    folded, _ = records([*START, *crossings("7"), action("retract", at=600, action=START[1].id)])

    assert fields.page(folded, Wanted(), 0, 1).lines[0].rank is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted("runner 7"), ["7"]),
        (Wanted("3", team="sales"), ["3", "13", "23"]),
        (Wanted(category="W", text="12"), ["12"]),
    ],
)
def test_a_field_is_searched_by_bib_name_team_and_category(fields, wanted, found):
    folded, made = records([*START, *crossings("7")])
    fields.take(made)

    assert ids(fields.page(folded, wanted, 0, 50)) == found


def test_a_record_of_a_processor_that_was_replaced_is_not_taken(fields):
    folded, new = records([*START, *crossings("7", "3")], offset=9)
    fields.take(new)
    _, old = records([*START, *crossings("7")], offset=5)
    fields.take(old)

    assert ids(fields.page(folded, Wanted(), 0, 2)) == ["7", "3"]


def test_a_bib_that_two_races_know_has_the_crossings_of_each_in_that_one_alone(fields):
    """OpenSplitTime #1881: one of the same bib, line and moment in another race was taken for its own."""
    one, ours = records([*START, *crossings("7")])
    start = [race(runners=RUNNERS, subject="e2"), action("start", subject="e2")]
    other, theirs = records([*start, *(passing(bib, "k2", 500, subject="e2") for bib in "37")], event="e2")
    fields.take([*ours, *theirs])

    first, second = (fields.page(folded, Wanted(), 0, 3).lines for folded in (one, other))
    assert [(line.id, line.rank) for line in first] == [("7", 1), ("1", None), ("2", None)]
    assert [(line.id, line.rank) for line in second] == [("3", 1), ("7", 1), ("1", None)]


def test_members_of_a_challenge_have_lines_too(fields):
    folded, made = records([declared_challenge(), walked("cyd", 10, "2026-05-02")])
    fields.take(made)

    assert ids(fields.page(folded, Wanted(), 0, 5)) == ["cyd", "ada", "bob"]


def test_positions_are_those_of_the_last_quarter_of_an_hour(settings):
    now, one = round(time.time() * 1000), Tracks(settings)
    block = Track("e1", 7, {"1": Spot(now - 1000, 1.0, 2.0), "2": Spot(now - 3_600_000, 1.0, 2.0)})
    one.take([(b"e1/7", tracks.encode(block)), (b"e2/7", tracks.encode(Track("e2", 7)))])

    assert one.spots("e1").keys() == {"1"}
    assert one.spots("nowhere") == {}


def test_a_part_of_a_field_is_served(settings):
    here = Node(settings)
    node.use(here)
    try:
        folded, made = records([*START, *crossings("7", "3")])
        here.feed.take(
            [Held("e1", state.encode(EventRecord(folded, Provenance("sport.actions", 0, 0, 1, 1, 0))), 0, 1)]
        )
        here.fields.take(made)
        client = TestClient(Starlette(routes=routes.routes()))

        answer = client.get("/api/events/e1/field?limit=1&offset=1").json()
        assert (answer["matching"], [line["id"] for line in answer["lines"]]) == (30, ["3"])
        assert client.get("/api/events/e1/field?limit=all").status_code == 400
        assert client.get("/api/events/e9/field").status_code == 404
        assert len(client.get("/api/events/e1/field?limit=9999999").json()["lines"]) == 30
    finally:
        node.use(None)


@pytest.fixture
def served(settings):
    """A site that has a race in which somebody passed at 500 s, was corrected at 600 s, and passed again at 700 s."""
    here = Node(settings)
    node.use(here)
    later = [action("amend", at=600, action="p-7-k2-500", fields={"bib": "8"}), passing("9", "k2", 700)]
    folded, made = records([*START, *crossings("7", "3"), *later, action("event.status", at=800, status="ended")])
    here.feed.take([Held("e1", state.encode(EventRecord(folded, Provenance("sport.actions", 0, 0, 1, 1, 0))), 0, 1)])
    here.fields.take(made)
    yield TestClient(Starlette(routes=routes.routes()))
    node.use(None)


@pytest.mark.parametrize(
    ("seconds", "order", "status"),
    [(499, [], "live"), (550, ["7", "3"], "live"), (650, ["8", "3"], "live"), (900, ["8", "3", "9"], "ended")],
)
def test_a_race_is_told_as_it_was(served, seconds, order, status):
    at = (KICK_OFF + timedelta(seconds=seconds)).isoformat()

    whole = served.get("/api/events/e1", params={"at": at}).json()["state"]
    part = served.get("/api/events/e1/field", params={"at": at, "limit": 3}).json()["lines"]

    assert [line["id"] for line in whole["race"]["leaders"] if line.get("splits")] == order
    assert [line["id"] for line in part if line.get("splits")] == order
    assert whole["status"] == status


def test_a_moment_without_a_zone_is_refused(served):
    for path in ("/api/events/e1", "/api/events/e1/field"):
        answer = served.get(path, params={"at": "2026-05-02T14:00"})
        assert (answer.status_code, "no moment with its zone" in answer.json()["error"]) == (400, True)


def test_the_past_is_computed_once_until_the_race_goes_on(served, monkeypatch):
    computed = []
    monkeypatch.setattr("lib.live.fields.moments.of_field", lambda *given: computed.append(1) or of_field(*given))
    for query in ("", "", "&limit=1"):
        served.get(f"/api/events/e1/field?at=2026-05-02T14:09Z{query}")
    node.current().fields.take(records([*START, *crossings("7", "3"), passing("9", "k2", 400)], offset=9)[1])
    served.get("/api/events/e1/field?at=2026-05-02T14:09Z")

    assert len(computed) == 2


def test_a_participation_is_the_same_after_its_encoding():
    _, made = records([*START, *crossings("7"), action("result.status", at=9, bib="7", status="DNF")])
    [(_, raw)] = made
    record = msgspec.json.decode(raw, type=participations.ParticipationRecord)

    assert record.participation.passings[0].data.checkpoint == "k2"
    assert record.participation.statuses[0].data.status == "DNF"
