"""Competitions over HTTP: views of the newest facts at the newest revision, tables as CSV, calendars."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.content import competitions, progress
from lib.content.revision import Commit, Revision
from lib.live import competition_routes, node
from lib.live.competitions import Competitions
from lib.live.feed import Held
from lib.live.node import Node
from lib.pipeline import declarations
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.content.playing import TEAMS, Play
from tests.sport import making

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LEAGUE = f"""\
title: League of lunch
sport: football
season: "2026"
zone: Europe/Berlin
competitors: {TEAMS.replace("name: A", "name: Accounts & pens")}
stages:
- id: league
  type: league
  draw: {{}}
  dates: {{first: 2026-09-04, times: ["17:30"], venues: [North]}}
- id: final
  type: knockout
  rounds: [{{id: final, ties: [{{id: final, home: winner of league, away: runner-up of league, day: 2026-12-01}}]}}]
- {{id: ladder, type: ladder}}
fixtures: [{{id: friendly, home: a, away: b}}]
"""


SUMMER = b"""\
title: Summer
sport: running
competitors:
- {id: w, name: Workshop}
- {id: north, name: =North, kind: individual, bib: "7", team: w}
- {id: south, name: South, kind: individual, bib: "8"}
stages:
- {id: run, type: race, events: [{id: dash, title: Dash, round: Heats, entries: [north, south]}]}
- {id: steps, type: challenge, format: {discipline: challenge}}
"""


@pytest.fixture
def here(settings):
    """A node that serves the league, and nothing that is connected to anything."""
    one = Node(settings)
    found = competitions.read({"competitions/lunch.yaml": LEAGUE.encode()})
    commit = Commit("a" * 40, "Finance", datetime(2026, 9, 1, 8, tzinfo=UTC), "Begin")
    one.library.current = Revision(commit=commit, competitions=tuple(found))
    one.feed.caught_up = True
    node.use(one)
    yield one
    node.use(None)


@pytest.fixture
def client(here):
    return TestClient(Starlette(routes=competition_routes.routes()), base_url="http://lunch.example.org")


@pytest.fixture
def play(here):
    """The league as it is played; ``show`` gives what was recorded to the node's feed."""

    class Shown(Play):
        offset = 0

        def show(self):
            for event, one in self.states.items():
                self.offset += 1
                record = EventRecord(one, Provenance("sport.actions", 0, 0, self.offset, 1, 0))
                here.feed.take([Held(event, state.encode(record), 0, self.offset)])

    return Shown(here.library.current.competition("lunch"))


def test_competitions_are_listed_with_what_comes_next(client):
    (one,) = client.get("/api/competitions").json()["competitions"]

    assert (one["id"], one["title"], one["events"], one["live"]) == ("lunch", "League of lunch", 8, 0)
    assert one["next"] == "2026-09-04T15:30:00Z"
    assert [stage["kind"] for stage in one["stages"]] == ["league", "knockout", "ladder"]


def test_a_result_is_in_the_table_as_soon_as_the_feed_has_it(client, play):
    def points():
        rows = client.get("/api/competitions/lunch/table").json()["tables"][0]["rows"]
        return {row["competitor"]: row["points"] for row in rows}

    assert points() == dict.fromkeys("abcd", 0)
    play.result("a", "d", (2, 1))
    play.show()
    assert points() == {"a": 3, "b": 0, "c": 0, "d": 0}


def test_what_was_computed_is_kept_until_something_changes(here, play):
    first = here.competitions.progress("lunch")
    assert here.competitions.progress("lunch") is first

    other = competitions.read({"competitions/other.yaml": LEAGUE.encode()})[0]
    elsewhere = Play(other)
    elsewhere.result("a", "d", (1, 0))
    record = EventRecord(elsewhere.states["other-a-d"], Provenance("sport.actions", 0, 0, 1, 1, 0))
    here.feed.take([Held("other-a-d", state.encode(record), 1, 1)])
    assert here.competitions.progress("lunch") is first

    play.result("a", "d", (1, 0))
    play.show()
    second = here.competitions.progress("lunch")
    assert second.stage("league").matches[0].score == (1, 0)

    revision = here.library.current
    here.library.current = Revision(
        commit=Commit("b" * 40, "Finance", revision.commit.time, "x"), competitions=(other,)
    )
    assert here.competitions.progress("lunch") is None


def test_the_view_is_the_whole_progress_of_the_revision(client, here):
    answer = client.get("/api/competitions/lunch").json()

    assert answer["revision"] == "a" * 40
    assert answer["stages"][1]["levels"][0]["ties"][0]["home"]["name"] == "Winner of League"
    assert "Points: 3 for a win" in answer["stages"][0]["rules"][0]


def test_as_it_stands_and_as_it_was(client, play):
    play.result("a", "d", (2, 1))
    play.result("b", "c", (5, 0), status="live")
    play.show()

    def first(**query):
        return client.get("/api/competitions/lunch/table", params=query).json()["tables"][0]["rows"][0]["competitor"]

    assert (first(), first(live=1), first(live="0")) == ("a", "b", "a")
    assert first(at="2026-09-04T15:00:00Z") == first(at="2026-09-04T15:00:00+00:00") == "a"
    rows = client.get("/api/competitions/lunch/table", params={"at": "2026-09-04T15:00:00Z"}).json()["tables"][0][
        "rows"
    ]
    assert not any(row["played"] for row in rows)


def test_a_table_as_csv(client, play):
    play.result("a", "d", (2, 1))
    play.show()

    answer = client.get("/api/competitions/lunch/table", params={"format": "csv", "stage": "league"})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, first, *_ = answer.text.splitlines()
    assert head == "rank,competitor,played,won,drawn,lost,for,against,difference,points,explanation"
    assert first.startswith("1,Accounts & pens,1,1,0,0,2,1,1,3,above ")
    ladder = client.get("/api/competitions/lunch/table", params={"format": "csv", "stage": "ladder"}).text
    assert ladder.splitlines()[:2] == ["rank,competitor,played,won", "1,Accounts & pens,0,0"]


def test_a_table_after_a_round_leaves_out_what_belongs_to_a_later_one(client, play):
    """The first game of round 1 is played after all others."""
    first, *others = [*play.progress().stage("league").matches]
    for match in [*others, first]:
        play.record(match.event, match.home.id, match.away.id, (1, 0), stage="league")
    play.show()

    def played(address, **query):
        (table,) = client.get(address, params=query).json()["tables"]
        return {row["played"] for row in table["rows"]}

    table = "/api/competitions/lunch/table"
    assert played(table, round="Round 1") == {1}
    assert played(table) == {3}
    whole = client.get("/api/competitions/lunch", params={"round": "Round 1"}).json()
    assert {row["played"] for row in whole["stages"][0]["tables"][0]["rows"]} == {1}
    lines = client.get(table, params={"round": "Round 2", "format": "csv"}).text.splitlines()[1:]
    assert [line.split(",")[2] for line in lines] == ["2"] * 4


def test_a_deduction_holds_from_its_day_on_without_any_other_change(here):
    text = LEAGUE.replace("draw: {}", "draw: {}\n  deductions: [{competitor: a, points: 1, day: 2026-10-01}]", 1)
    found = competitions.read({"competitions/lunch.yaml": text.encode()})
    revision = Revision(commit=here.library.current.commit, competitions=tuple(found))
    now = [datetime(2026, 9, 30, 21, tzinfo=UTC)]
    served = Competitions(here.feed, here.fields, lambda: revision, lambda: now[0])

    before = served.progress("lunch").stage("league").tables[0].row_of("a").points
    now[0] = datetime(2026, 9, 30, 22, tzinfo=UTC)  # midnight in Berlin

    assert (before, served.progress("lunch").stage("league").tables[0].row_of("a").points) == (0, -1)


RATED = LEAGUE.replace("season:", "ratings: {system: elo}\nseason:").replace(
    "{id: ladder, type: ladder}", "{id: ladder, type: ladder, rating: {system: elo}}"
)


@pytest.fixture
def rated(here, play):
    """The league with ratings; a has beaten d, and is to meet b in an event that is declared."""
    found = competitions.read({"competitions/lunch.yaml": RATED.encode()})
    here.library.current = Revision(commit=here.library.current.commit, competitions=tuple(found))
    play.record("lunch-a-d", "a", "d", (2, 1))
    play.record("lunch-a-b", "a", "b", (0, 0), status="postponed")
    play.record("duel", "c", "d", (2, 1), stage="ladder")
    play.show()


def test_what_is_to_be_expected_of_an_event_is_told_until_it_is_over(client, rated, play):
    answer = client.get("/api/events/lunch-a-b/expected").json()

    told = answer["expected"]
    assert (answer["event"], answer["competition"], told["system"]) == ("lunch-a-b", "lunch", "elo")
    assert told["home"] == {"id": "a", "name": "Accounts & pens", "rating": 1516.0, "expected": 0.523}
    assert (told["away"]["id"], told["away"]["expected"]) == ("b", 0.477)
    (stage, *_) = client.get("/api/competitions/lunch").json()["stages"]
    assert {one["event"]: one.get("expected") for one in stage["matches"]}["lunch-a-b"] == 0.523
    assert client.get("/api/events/lunch-a-d/expected").json()["expected"] is None
    assert client.get("/api/events/nothing/expected").status_code == 404


def test_without_ratings_nothing_is_expected(client, play):
    play.record("lunch-a-b", "a", "b", (0, 0), status="postponed")
    play.show()

    assert client.get("/api/events/lunch-a-b/expected").json()["expected"] is None


def test_the_csv_of_a_ladder_by_rating_has_the_ratings(client, rated):
    lines = client.get("/api/competitions/lunch/table", params={"format": "csv", "stage": "ladder"}).text.splitlines()

    assert lines[:2] == ["rank,competitor,played,won,rating", "1,C,1,1,1516.0"]


def test_those_who_scored_are_there_as_json_and_csv(client, here):
    both = [here.library.current.competition("lunch").competitor(one) for one in "ad"]
    about = {"subject": "lunch-a-d", "sport": "football", "competition": "lunch", "competitors": both}
    goal = making.action("score", id="goal", subject="lunch-a-d", participant="a", member="ada", period=1, at=60)
    told = [making.action("event.declared", id="told", at=-60, **about), goal]
    record = EventRecord(fold("lunch-a-d", told), Provenance("sport.actions", 0, 0, 1, 1, 0))
    here.feed.take([Held("lunch-a-d", state.encode(record), 0, 1)])

    (leader,) = client.get("/api/competitions/lunch/leaders").json()["leaders"]
    lines = client.get("/api/competitions/lunch/leaders", params={"format": "csv"}).text.splitlines()
    early = client.get("/api/competitions/lunch/leaders", params={"at": "2020-01-01T00:00Z"}).json()

    assert (leader["rank"], leader["member"], leader["competitor"], leader["count"]) == (1, "ada", "a", 1)
    assert lines == ["rank,shared,member,name,competitor,count,penalties,events", "1,False,ada,ada,a,1,0,1"]
    assert early["leaders"] == []
    assert client.get("/api/competitions/lunch/leaders?what=own-goals").status_code == 400


def test_no_name_in_a_table_is_a_formula(client, here, play):
    text = LEAGUE.replace("name: Accounts & pens", "name: =Accounts")
    found = competitions.read({"competitions/lunch.yaml": text.encode()})
    here.library.current = Revision(commit=here.library.current.commit, competitions=tuple(found))

    for stage in ("league", "ladder"):
        lines = client.get("/api/competitions/lunch/table", params={"format": "csv", "stage": stage}).text
        assert ",'=Accounts," in lines


@pytest.fixture
def summer(here):
    """A competition whose race has been run; its challenge has not begun."""
    commit = here.library.current.commit
    found = competitions.read({"competitions/summer.yaml": SUMMER})
    here.library.current = Revision(commit=commit, competitions=tuple(found))
    told = [one for one in declarations.news(here.library.current, {}, NOW) if one.subject == "summer-dash"]
    gun, line = making.action("start", subject="summer-dash"), {"subject": "summer-dash", "checkpoint": "finish"}
    run = [*told, gun, making.action("passing", at=13.1, bib="8", **line)]
    run.append(making.action("passing", at=14, bib="7", **line))
    record = EventRecord(fold("summer-dash", run), Provenance("sport.actions", 0, 0, 1, 1, 0))
    here.feed.take([Held("summer-dash", state.encode(record), 0, 1)])
    return run


def test_who_gave_up_is_told_so_in_a_file(client, here, summer):
    """PikaTimer exported them as started: PikaTimer#53."""
    gone = [one for one in summer if getattr(one.data, "bib", "") != "7"]
    gone.append(making.action("result.status", subject="summer-dash", at=20, bib="7", status="DNF"))
    record = EventRecord(fold("summer-dash", gone), Provenance("sport.actions", 0, 0, 2, 1, 0))
    here.feed.take([Held("summer-dash", state.encode(record), 0, 2)])

    lines = client.get("/api/competitions/summer/contests", params={"format": "csv"}).text.splitlines()

    assert lines[2] == "summer-dash,Dash,Heats,live,,,7,'=North,Workshop,DNF,,,"


def test_races_and_challenges_as_csv_with_who_leads_and_no_text_that_is_a_formula(client, summer):
    answer = client.get("/api/competitions/summer/contests", params={"format": "csv"})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="summer-contests.csv"' in answer.headers["content-disposition"]
    assert answer.text.splitlines() == [
        "event,title,round,status,start,place,id,name,team,state,time_s,gap_s,amount",
        "summer-dash,Dash,Heats,live,,1,8,South,,finished,14.0,0.0,",
        "summer-dash,Dash,Heats,live,,2,7,'=North,Workshop,finished,14.0,0.9,",
    ]


def test_races_and_challenges_of_one_stage_as_json(client, summer):
    everything = client.get("/api/competitions/summer/contests").json()
    steps = client.get("/api/competitions/summer/contests", params={"stage": "steps"}).json()

    assert [one["event"] for one in everything["contests"]] == ["summer-dash", "summer-steps"]
    assert everything["contests"][0]["race"]["leaders"][0]["name"] == "South"
    assert [one["event"] for one in steps["contests"]] == ["summer-steps"]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/competitions/dinner/contests", 404, "There is no competition 'dinner'."),
        ("/api/competitions/lunch/contests?stage=league", 404, "no stage 'league' with a race or a challenge"),
        ("/api/competitions/dinner", 404, "There is no competition 'dinner'."),
        ("/api/competitions/dinner/table", 404, "There is no competition 'dinner'."),
        ("/api/competitions/lunch/table?stage=final", 404, "no stage 'final' with a table. There is league, ladder."),
        ("/api/competitions/lunch/table?group=x", 404, "There is no table 'x' in league. There is league."),
        ("/api/competitions/lunch/table?round=Round 9", 404, "Nobody has played in a round 'Round 9' of league."),
        ("/api/competitions/lunch?at=yesterday", 404, "at is 'yesterday'"),
        ("/api/competitions/lunch?at=2026-09-04T12:00", 400, "no moment with its zone"),
        ("/api/competitions/lunch?live=perhaps", 400, "live is 'perhaps'"),
        ("/calendar/dinner.ics", 404, "There is no competition 'dinner'."),
        ("/calendar/lunch.ics?competitor=x", 404, "There is no competitor 'x' in lunch."),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(client, address, status, said):
    answer = client.get(address)

    assert answer.status_code == status
    assert said in answer.json()["error"]


def entries(client, **query):
    answer = client.get("/calendar/lunch.ics", params=query)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert calendar["x-wr-calname"].startswith("League of lunch")
    return {str(one["summary"]): one for one in calendar.events}


def test_a_calendar_has_every_fixture_with_a_date(client):
    found = entries(client)

    first = found["Accounts & pens – D"]
    assert first.start == datetime(2026, 9, 4, 15, 30, tzinfo=UTC)
    assert first.end == datetime(2026, 9, 4, 17, 15, tzinfo=UTC)
    assert (str(first["location"]), str(first["status"])) == ("North", "CONFIRMED")
    assert str(first["url"]) == "http://lunch.example.org/event?id=lunch-a-d"
    assert found["Winner of League – Runner-up of League"].start == date(2026, 12, 1)
    assert len(found) == 7


def test_a_fixture_keeps_its_uid_whoever_plays_and_whatever_becomes_of_it(client, play):
    before = entries(client)
    play.record("lunch-a-d", "a", "d", (0, 0), status="cancelled")
    play.record("lunch-b-c", "b", "c", (0, 0), status="postponed")
    for match in [one for one in play.progress().stage("league").matches if one.number > 1]:
        play.result(match.home.id, match.away.id, (1, 0) if match.home.id < match.away.id else (0, 1))
    play.record("lunch-b-c", "b", "c", (1, 0))
    play.show()

    after = entries(client)

    assert after["Accounts & pens – D"]["uid"] == before["Accounts & pens – D"]["uid"]
    assert str(after["Accounts & pens – D"]["status"]) == "CANCELLED"
    assert after["B – C 1–0"]["uid"] == before["B – C"]["uid"]
    final = after["Accounts & pens – B"]
    assert final["uid"] == before["Winner of League – Runner-up of League"]["uid"]
    assert str(final["url"]).endswith("id=lunch-final-a-b")
    assert len({str(one["uid"]) for one in after.values()}) == len(after)


def test_a_postponed_fixture_is_marked(client, play):
    play.record("lunch-b-c", "b", "c", (0, 0), status="postponed")
    play.show()

    assert str(entries(client)["Postponed: B – C"]["status"]) == "TENTATIVE"


def test_a_calendar_of_one_competitor_has_only_theirs(client):
    found = entries(client, competitor="a")

    assert len(found) == 3
    assert all("Accounts & pens" in title for title in found)


def test_events_from_before_the_feed_had_caught_up_are_there(here, play):
    here.feed.caught_up = False
    play.result("a", "d", (2, 1))
    play.show()
    assert here.competitions.progress("lunch").stage("league").matches[0].score == (2, 1)

    play.result("b", "c", (2, 1))
    play.show()
    here.feed.caught_up = True

    assert here.competitions.progress("lunch").stage("league").matches[1].score == (2, 1)
    assert isinstance(here.competitions.progress("lunch"), progress.Progress)


def test_a_view_that_has_not_changed_costs_a_few_bytes(client, play):
    play.show()
    first = client.get("/api/competitions/lunch")

    again = client.get("/api/competitions/lunch", headers={"If-None-Match": first.headers["etag"]})
    play.result("a", "b", (1, 0))
    play.show()
    changed = client.get("/api/competitions/lunch", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
