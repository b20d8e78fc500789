"""What a branch would do to what an app serves, over HTTP and on its page, by the facts that the app holds."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from lib.errors import Unavailable
from lib.live import node, routes
from lib.live.feed import Held
from lib.live.node import Node
from lib.local import ports
from lib.settings import ROOT
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.checkout import Checkout
from tests.content.playing import Play
from tests.content.test_effects import CUP
from tests.sport.making import declared

RESULTS = {("b", "a"): (1, 0), ("a", "c"): (5, 0), ("a", "d"): (1, 0), ("b", "c"): (1, 0), ("d", "b"): (1, 0)}
MOVED = CUP.replace("day: 2026-12-01", "day: 2026-12-05, venue: Garden") + "format: {discipline: score, periods: 4}\n"


@pytest.fixture
def here(tmp_path, make_settings):
    """A node that serves ``main`` of a cup whose group is over; a branch has other rules, another one is broken."""
    checkout = Checkout(tmp_path / "origin")
    checkout.commit({"content/competitions/cup.yaml": CUP, "content/wiki/index.md": "# Home"})
    for branch, rules in (("rules", "fifa-2026"), ("broken", "fifa-1066")):
        checkout.git("checkout", "--quiet", "-b", branch, "main")
        checkout.commit({"content/competitions/cup.yaml": CUP.replace("fifa-2022", rules)}, f"Rules of {rules}")
    for tag, text in (("moved", MOVED), ("without", CUP.partition("fixtures:")[0])):
        checkout.git("checkout", "--quiet", "--detach", "main")
        checkout.commit({"content/competitions/cup.yaml": text}, f"Fixtures {tag}")
        checkout.git("tag", tag)
    checkout.git("checkout", "--quiet", "main")
    one = Node(make_settings(KAFKA_PORT=ports.free(), CONTENT_REPO=checkout.path))
    one.library.branch.step()
    one.feed.caught_up = True
    one.feed.take(played(one))
    node.use(one)
    yield one
    one.streams.stop()
    one.ingest.close()
    node.use(None)


def played(here):
    """The states of the group's events."""
    cup = Play(here.library.current.competition("cup"))
    for match in cup.progress().stage("groups").matches:
        sides = (match.home.id, match.away.id)
        cup.record(match.event, *sides, RESULTS.get(sides) or RESULTS.get(sides[::-1], (0, 0))[::-1])
    for event, one in cup.states.items():
        yield Held(event, state.encode(EventRecord(one, Provenance("sport.actions", 0, 0, 9, 3, 1))), 0, 0)


@pytest.fixture
def client(here):
    return TestClient(Starlette(routes=routes.routes(), middleware=routes.MIDDLEWARE), client=("127.0.0.1", 5))


def test_a_branch_is_planned_over_http_as_json_and_as_markdown(client):
    found = client.get("/api/plan?revision=rules").json()
    text = client.get("/api/plan?revision=rules&format=markdown")

    assert found["events"] == 6
    assert [one["area"] for one in found["effects"]] == ["standings", "brackets", "competitions"]
    assert text.headers["content-type"].startswith("text/markdown")
    assert "with fifa-2026 rules instead of fifa-2022 B passes A" in text.text


def test_what_lies_between_two_revisions_is_planned_also_when_the_later_one_is_served(client):
    there = client.get("/api/plan?revision=main..rules").json()
    back = client.get("/api/plan?revision=rules..main").json()

    assert (there["base"], there["head"]) == (back["head"], back["base"])
    assert [one["area"] for one in back["effects"]] == ["standings", "brackets", "competitions"]
    assert "A: from place 2 to 1" in back["effects"][0]["why"][0]
    assert client.get("/api/plan?revision=main..main").json()["effects"] == []
    # Where the earlier one was never served, the one before it was.
    assert client.get("/api/plan?revision=broken..rules").json()["base"] == there["base"]


def test_a_standing_is_told_by_the_rules_of_any_revision(here, client):
    def first(**query):
        answer = client.get("/api/competitions/cup/table", params={"stage": "groups"} | query).json()
        return answer["revision"], answer["tables"][0]["rows"][0]["competitor"]

    main, rules = (here.library.repository.resolve(one) for one in ("main", "rules"))
    assert first() == first(at="main") == (main, "a")
    assert first(at="rules") == first(at=rules) == first(at=rules[:10]) == (rules, "b")
    assert first() == (main, "a")
    for name, status in (("nothing", 404), ("broken", 400), ("--all", 400)):
        assert client.get(f"/api/competitions/cup/table?at={name}").status_code == status


def test_bracket_fixtures_and_calendar_are_those_of_the_revision(client):
    def told(at):
        whole = client.get(f"/api/competitions/cup?at={at}").json()
        return whole["stages"][-1]["levels"][-1]["ties"][0]["home"]["name"], whole["loose"][0]["day"]

    assert told("main") == ("A", "2026-12-01")
    assert told("rules") == ("B", "2026-12-01")
    assert told("moved") == ("A", "2026-12-05")
    calendars = [client.get(f"/calendar/cup.ics?at={name}").text for name in ("main", "moved")]
    assert ["Garden" in one for one in calendars] == [False, True]
    meeting = client.get("/api/competitions/cup/meetings?at=moved&one=a&other=b")
    assert (meeting.status_code, meeting.json()["won"], meeting.json()["lost"]) == (200, 0, 1)


def test_an_event_is_told_as_any_revision_declares_it_and_keeps_the_format_that_it_began_with(here, client):
    friendly = declared(subject="cup-friendly", competition="cup")
    record = EventRecord(fold("cup-friendly", [friendly]), Provenance("sport.actions", 0, 0, 9, 1, 1))
    here.feed.take([Held("cup-friendly", state.encode(record), 0, 0)])
    begun = next(one.state.id for one in here.feed.summaries() if one.state.status == "confirmed")

    def told(event, at):
        found = client.get(f"/api/events/{event}?at={at}").json()["state"]
        return found["declared"]["revision"], found["declared"].get("venue", ""), found["declared"]["format"]["periods"]

    main, moved = (here.library.repository.resolve(one) for one in ("main", "moved"))
    assert told("cup-friendly", "main") == (main, "", 2)
    assert told("cup-friendly", "moved") == (moved, "Garden", 4)
    assert told(begun, "moved") == (moved, "North", 2)
    assert client.get(f"/api/events/{begun}?at=moved").json()["state"]["status"] == "confirmed"
    for at, status, said in (
        ("without", 404, "says nothing of the event 'cup-friendly': Cup has no such fixture there."),
        ("broken", 400, "content/competitions/cup.yaml:8"),
        ("nothing", 404, "at is 'nothing': no moment with its zone"),
    ):
        answer = client.get(f"/api/events/cup-friendly?at={at}")
        assert (answer.status_code, said in answer.json()["error"]) == (status, True)


def test_the_rules_of_a_revision_that_git_does_not_give_are_a_503(here, client, monkeypatch):
    def away(name):
        raise Unavailable("Git does not answer.")

    monkeypatch.setattr(here.library, "declared", away)
    answer = client.get("/api/competitions/cup/table?at=rules")

    assert (answer.status_code, answer.json()) == (503, {"error": "Git does not answer."})


def test_what_cannot_be_planned_is_said_with_its_status(client):
    broken, nothing, wrong, missing = (
        client.get("/api/plan", params={"revision": one}) for one in ("broken", "nothing", "--all", "")
    )

    assert "content/competitions/cup.yaml:8:3: " in broken.json()["errors"][0]
    assert (broken.status_code, nothing.status_code) == (200, 404)
    assert (wrong.status_code, missing.status_code) == (400, 400)


def test_nobody_plans_who_may_not_read(here, client):
    token = client.get("/api/plan?revision=rules", headers={"authorization": "Bearer guessed"})

    assert token.status_code == 401


def visit(**query):
    at = AppTest.from_file(str(ROOT / "lib" / "web" / "frame.py"), default_timeout=60)
    at.query_params.update(query)
    return at.run().switch_page(str(ROOT / "pages" / "plan.py")).run()


def test_the_page_offers_branches_and_shows_the_table_before_and_after(here):
    at = visit()
    (choice,) = at.selectbox
    assert {one.partition(" · ")[0] for one in choice.options} == {"broken", "rules"}
    choice.select("rules").run()

    assert not at.exception
    assert at.query_params["revision"] == "rules"
    told = " ".join(one.value for one in at.markdown)
    assert "with fifa-2026 rules instead of fifa-2022 B passes A" in told
    frame = at.dataframe[0].value
    assert frame.loc[0].to_list() == [1, "B", 6, "Goes on", 2, 6]


def test_the_page_opens_the_range_that_a_step_of_the_history_links_to(here):
    at = visit(revision="main..rules")

    assert not at.exception
    assert at.selectbox[0].value == "main..rules"
    assert "with fifa-2026 rules instead of fifa-2022 B passes A" in " ".join(one.value for one in at.markdown)


def test_the_page_says_what_is_wrong_with_a_branch_that_would_not_be_served(here):
    at = visit(revision="broken")

    assert "would not be served" in at.error[0].value
    assert "content/competitions/cup.yaml:8" in " ".join(one.value for one in at.markdown)
