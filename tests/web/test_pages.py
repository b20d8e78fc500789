"""The pages of live sport, run as Streamlit runs them, with a feed that was filled by hand."""

import json
import time
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

import msgspec
import pytest
from streamlit.testing.v1 import AppTest

from lib.adapters import kafka, reader
from lib.adapters.producer import Producer
from lib.adapters.prometheus_answers import Alert
from lib.live import node
from lib.live.access import Caller
from lib.live.feed import Feed, Held
from lib.live.history import Located
from lib.live.node import Node
from lib.local import ports
from lib.settings import ROOT
from lib.sport import actions, state, tracks
from lib.sport.fold import fold
from lib.sport.participations import MemoryField, ParticipationRecord
from lib.sport.profiles import SetsFormat
from lib.sport.state import EventRecord, Provenance
from lib.sport.tracks import Spot, Track
from lib.web import contests, site, visitor
from tests import screens
from tests.charts.matches import FINAL_2018, recorded
from tests.sport import making
from tests.sport.making import action, declared

LONG_AGO = datetime(2026, 5, 2, tzinfo=UTC)


def held(event, *more):
    given = [declared(subject=event), *more]
    record = EventRecord(fold(event, given), Provenance("sport.actions", 0, 0, 9, len(given), 1))
    return Held(event, state.encode(record), 0, 0)


def test_pictures_are_taken_of_every_page():
    shown = {urlsplit(address).path.strip("/") or site.HOME for address in screens.PAGES.values()}

    assert shown == {name for rows in site.SECTIONS.values() for name, *_ in rows}
    assert screens.README.keys() <= screens.PAGES.keys() >= screens.ACTS.keys()
    assert screens.shown("phone") == screens.shown("desktop") == screens.shown("tv", tv=True) == [*screens.PAGES]
    assert screens.shown("tv") == screens.shown("4k") == ["board"]


@pytest.fixture
def here(make_settings, monkeypatch):
    """A node that knows three events: one that goes on, one that comes, one that is over. Its Kafka is away."""
    monkeypatch.setattr(reader, "PATIENCE_S", 1)
    one = Node(make_settings(KAFKA_PORT=ports.free()))
    one.feed.caught_up = True
    one.feed.take(
        [
            held("on", action("score", subject="on", participant="sales")),
            held("next"),
            held("over", action("event.status", subject="over", status="ended")),
        ]
    )
    node.use(one)
    yield one
    one.streams.stop()
    one.ingest.close()
    node.use(None)


@pytest.fixture
def visit(here):
    """Open a page by its name, as a link would."""

    def visit(name, **query):
        at = AppTest.from_file(str(ROOT / "lib" / "web" / "frame.py"), default_timeout=60)
        at.query_params.update(query)
        at.run()
        return at.switch_page(str(ROOT / "pages" / f"{name}.py")).run() if name != "home" else at

    return visit


def mounted(at):
    """The live elements on a page, as (tag, event)."""
    found = [json.loads(one.proto.json or one.proto.mixed.json) for one in at.get("bidi_component")]
    return [(one["tag"], one["attributes"].get("event")) for one in found]


def test_home_shows_the_live_list_and_the_ways_into_wiki_and_recording(visit):
    at = visit("home")

    assert not at.exception
    assert mounted(at) == [("tl-events", None)]
    assert len(at.get("page_link")) == 2


def test_home_says_when_the_events_are_still_being_read(here, visit):
    here.feed.caught_up = False

    assert "still being read" in visit("home").info[0].value


def test_an_event_has_its_scoreboard_timeline_and_line_ups(visit):
    at = visit("event", id="on")

    assert not at.exception
    assert mounted(at)[:3] == [("tl-scoreboard", "on"), ("tl-cheer", "on"), ("tl-timeline", "on")]


def test_charts_say_that_kafka_is_away_and_the_score_stays(visit):
    at = visit("event", id="on", view="Charts")

    assert not at.exception
    assert "Kafka" in at.warning[0].value
    assert ("tl-scoreboard", "on") in mounted(at)


@pytest.fixture
def match(here, broker, make_settings):
    """A match whose actions are in a real Kafka, some of them cheers."""
    settings, event = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address), f"match-{uuid.uuid4()}"
    kafka.ensure_topics(settings)
    given = [
        declared(subject=event),
        action("period.start", subject=event, period=1),
        action("play", at=60, subject=event, participant="sales", kind="shot", period=1, clock=60.0, x=90, y=50),
        action("score", at=61, subject=event, participant="sales", period=1, clock=61.0),
        action("cheer", at=62, subject=event, participant="sales", count=9),
    ]
    producer = Producer(settings)
    places = producer.send([(event, actions.encode(one)) for one in given])
    producer.close()
    made_of = Provenance(kafka.ACTIONS, places[0].partition, places[0].offset, places[-1].offset, len(given), 1)
    here.feed = Feed(settings)
    here.feed.take([Held(event, state.encode(EventRecord(fold(event, given), made_of)), 0, 0)])
    yield event, places
    here.feed.stop()


@pytest.mark.kafka
def test_a_match_has_charts_of_what_the_stream_says_and_its_actions_as_a_table(visit, match):
    event, places = match

    at = visit("event", id=event, view="Charts")
    at.toggle(key=f"{event}-actions.table").set_value(True).run()

    assert not at.exception
    assert [one.value for one in at.subheader] == ["Score over time", "Actions a minute", "On the pitch"]
    [table] = at.dataframe
    assert table.value["kind"].tolist() == ["event.declared", "period.start", "play", "score"]
    assert table.value["offset"].tolist() == [one.offset for one in places[:-1]]


def test_an_unknown_event_is_answered_with_a_sentence_and_the_known_ones(visit):
    at = visit("event", id="nope")

    assert "There is no event `nope`" in at.warning[0].value
    assert mounted(at) == [("tl-events", None)]


def test_without_an_id_an_event_can_be_chosen(visit):
    at = visit("event")

    at.selectbox[0].select("over").run()

    assert at.query_params["id"] == "over"
    assert mounted(at)[0] == ("tl-scoreboard", "over")


def test_recording_offers_what_goes_on_first_and_the_form_for_a_new_event(visit):
    at = visit("record")

    assert not at.exception
    assert at.selectbox[0].options[0] == "Sales 1–0 Logistics · live"
    assert mounted(at) == [("tl-declare", None)]


def test_the_address_chooses_what_is_recorded(visit):
    at = visit("record", event="next")

    assert ("tl-recorder", "next") in mounted(at)


def test_an_event_that_was_declared_a_moment_ago_can_be_recorded(visit):
    assert ("tl-recorder", "brand-new") in mounted(visit("record", event="brand-new"))


def test_choosing_another_event_changes_the_address(visit):
    at = visit("record", event="next")

    at.selectbox(key="record.event").select("on").run()

    assert at.query_params["event"] == "on"
    assert ("tl-recorder", "on") in mounted(at)


def put(here, event, given):
    """Let the node know of an event of many participants, with its field."""
    field = MemoryField()
    provenance = Provenance("sport.actions", 0, 0, 9, len(given), 1)
    record = EventRecord(fold(event, given, field), provenance)
    for who in field.ids():
        one = ParticipationRecord(event, field.get(who), provenance)
        here.fields.take([(f"{event}/{who}".encode(), msgspec.json.encode(one))])
    here.feed.take([Held(event, state.encode(record), 0, 1)])


@pytest.fixture
def run(here):
    crossings = [making.passing("1", "k2", 400), making.passing("2", "k2", 420), making.passing("1", "finish", 1000)]
    put(here, "e1", [making.race(title="Spring run"), action("start"), *crossings])


@pytest.fixture
def steps(here):
    put(here, "e1", [making.challenge(title="May on foot"), making.walked("ada", 4000, "2026-05-02")])


def test_whoever_has_to_confirm_a_result_is_asked_that_alone(here, visit):
    shape = SetsFormat(confirmation="opponent")
    result = action("result", id="result", subject="asked", participant="logistics", score=[3, 1])
    given = [declared("table-tennis", subject="asked", format=shape), result]
    record = EventRecord(fold("asked", given), Provenance("sport.actions", 0, 0, 9, 2, 1))
    here.feed.take([Held("asked", state.encode(record), 0, 0)])

    assert ("tl-confirm", "asked") in mounted(visit("event", id="asked"))
    for query, tag in (({"for": "sales"}, "tl-confirm"), ({}, "tl-recorder")):
        assert [one for one, event in mounted(visit("record", event="asked", **query)) if event] == [tag]


@pytest.mark.usefixtures("run")
def test_a_race_has_its_leaderboard_and_its_field_as_a_file(visit):
    at = visit("event", id="e1")

    assert not at.exception
    assert mounted(at) == [("tl-scoreboard", "e1"), ("tl-cheer", "e1"), ("tl-leaderboard", "e1"), ("tl-timeline", "e1")]
    assert [one.label for one in at.tabs] == ["Leaderboard", "Map", "Charts", "Timeline", "Prometheus"]
    assert contests._field("e1").splitlines()[1].startswith("1.0,1,Ada,ops")


@pytest.mark.usefixtures("run")
def test_a_race_has_charts_of_gaps_and_splits_and_says_when_there_is_no_map(visit):
    at = visit("event", id="e1", view="Charts")

    assert not at.exception
    assert [one.value for one in at.subheader] == ["Places", "Gaps", "Splits"]
    assert "no map yet" in visit("event", id="e1", view="Map").info[0].value


@pytest.mark.usefixtures("run")
def test_a_race_with_positions_has_a_map(here, visit):
    now = round(time.time() * 1000)
    here.tracks.take([(b"e1/7", tracks.encode(Track("e1", 7, {"2": Spot(now, 52.5, 13.4)})))])
    at = visit("event", id="e1", view="Map")

    assert not at.exception
    assert [one.value for one in at.subheader] == ["Course"]


@pytest.mark.usefixtures("steps")
def test_a_challenge_has_its_leaderboard_and_its_progress(visit):
    at = visit("event", id="e1", view="Charts")

    assert not at.exception
    assert ("tl-leaderboard", "e1") in mounted(at)
    assert [one.value for one in at.subheader] == ["Progress", "By day"]


@pytest.mark.usefixtures("run")
def test_a_race_is_recorded_with_the_timer(visit):
    at = visit("record", event="e1")

    assert "Spring run · live" in at.selectbox[0].options
    assert ("tl-timer", "e1") in mounted(at)


@pytest.mark.usefixtures("steps")
def test_a_challenge_is_recorded_with_its_form(visit):
    assert ("tl-activity", "e1") in mounted(visit("record", event="e1"))


@pytest.mark.parametrize(
    ("view", "tag"),
    [
        ("Messages", "tl-messages"),
        ("Live", "tl-tail"),
        ("Rejected", "tl-rejected"),
        ("Topics", "tl-topics"),
        ("Groups", "tl-groups"),
    ],
)
def test_each_view_of_the_streams_opens_also_while_kafka_is_away(visit, view, tag):
    at = visit("streams", view=view)

    assert not at.exception
    assert [json.loads(one.proto.json or one.proto.mixed.json)["tag"] for one in at.get("bidi_component")] == [tag]


@pytest.fixture
def firing(here):
    """Two alerts of events fire, and one waits."""
    here.alerts.active = [
        Alert("firing", {"alertname": "ClockStands", "event": "on"}, {"summary": "It stands"}, LONG_AGO),
        Alert("firing", {"alertname": "LiveEventSilent", "event": "next"}, {"summary": "It is silent"}, LONG_AGO),
        Alert("firing", {"alertname": "ProcessorBehind", "severity": "page"}, {"summary": "It is late"}, LONG_AGO),
        Alert("pending", {"alertname": "AppStale", "severity": "page"}, {"summary": "It waits"}, LONG_AGO),
    ]


def test_home_shows_what_fires_and_leads_to_what_can_be_done(firing, visit):
    at = visit("home")

    assert [one.value.split("**")[1] for one in at.warning] == ["It stands", "It is silent"]
    assert [one.value.split("**")[1] for one in at.error] == ["It is late"]
    links = [one.proto.query_string for one in at.get("page_link") if one.proto.label == "Record it"]
    assert links == ["event=on", "event=next"]


def test_operations_show_what_fires(firing, visit):
    at = visit("operations")

    assert not at.exception
    assert [one.value.split("**")[1] for one in (*at.warning, *at.error)][:3] == [
        "It stands",
        "It is silent",
        "It is late",
    ]


def test_who_may_only_read_is_not_told_of_alerts(firing, visit, monkeypatch):
    monkeypatch.setattr(visitor, "current", lambda: Caller("session", "Ann", frozenset({"read"})))

    at = visit("home")

    assert mounted(at) == [("tl-events", None)]
    assert not at.warning
    assert not at.error


def test_home_says_nothing_of_alerts_while_none_fires(visit):
    at = visit("home")

    assert not at.warning
    assert not at.error


def test_analysis_says_that_kafka_is_away(visit):
    at = visit("event", id="on", view="Analysis")

    assert not at.exception
    assert "Kafka" in at.warning[0].value


def test_analysis_has_each_figure_with_its_numbers_and_files(here, visit, monkeypatch):
    given = recorded(FINAL_2018)
    event = given[0].subject
    record = EventRecord(fold(event, given), Provenance("sport.actions", 0, 0, 9, len(given), 1))
    here.feed.take([Held(event, state.encode(record), 0, 0)])
    located = [Located(one, 0, place, one.at) for place, one in enumerate(given)]
    monkeypatch.setattr(here.feed, "actions", lambda wanted: located)

    at = visit("event", id=event, view="Analysis")

    assert not at.exception
    names = [one.short for one in record.state.declared.competitors]
    assert [one.value for one in at.subheader] == [
        "Win probability", "Momentum", "Shots and expected goals", "Expected goals so far", "Possession by minute",
        *(f"Pass network {name}" for name in names),
    ]  # fmt: skip
    assert len(at.get("plotly_chart")) == len(at.subheader)
    assert len(at.toggle) == 6
    at.toggle[0].set_value(True).run()
    assert list(at.dataframe[0].value.columns) == ["minute", "home", "draw", "away"]


def test_without_content_the_competition_page_says_how_one_is_declared(visit):
    at = visit("competition")

    assert not at.exception
    assert "No competition is declared" in at.info[0].value


def test_the_board_is_one_element(visit):
    at = visit("board")

    assert not at.exception
    assert mounted(at) == [("tl-screen", None)]
