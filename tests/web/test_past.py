"""Pages as they were: an event at a moment, a competition, a page of the wiki; nothing in them follows the present."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from lib.errors import Refused
from lib.live import node, reading
from lib.live.feed import Held
from lib.live.node import Node
from lib.local import ports
from lib.settings import ROOT
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.checkout import Checkout
from tests.content.playing import TEAMS, Play
from tests.sport.making import action, declared

LEAGUE = f"title: Lunch\nsport: football\ncompetitors: {TEAMS}\nstages: [{{id: league, type: league, draw: {{}}}}]\n"
HALF = "2026-05-02T14:30:00Z"
GOALS = [action("score", subject="final", participant="sales", period=1, at=minute * 60) for minute in (10, 20, 40)]
MATCH = [declared(subject="final"), *GOALS, action("event.status", subject="final", status="confirmed", at=5400)]
TEXT = "# Rules\n\nOne.\n\nThis is what we play by.\n"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A wiki with a page that was written at eight, moved at nine, and changed at ten."""
    made = Checkout(tmp_path / "origin")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-09-01T08:00:00Z")
    made.commit({"content/competitions/lunch.yaml": LEAGUE, "content/wiki/old.md": TEXT})
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-09-01T09:00:00Z")
    made.commit({"content/wiki/old.md": None, "content/wiki/rules.md": TEXT})
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-09-01T10:00:00Z")
    made.commit({"content/wiki/rules.md": f"{TEXT}\nTwo.\n\n```live\ntable: lunch\n```\n"})
    return made


@pytest.fixture
def here(checkout, make_settings):
    """A node that knows a match, and a league of which some was played."""
    one = Node(make_settings(KAFKA_PORT=ports.free(), CONTENT_REPO=checkout.path))
    one.library.branch.step()
    one.feed.caught_up = True
    play = Play(one.library.current.competition("lunch"))
    for match in play.progress().matches():
        play.record(match.event, match.home.id, match.away.id, (1, 0))
    states = {"final": fold("final", MATCH)} | play.states
    records = {event: EventRecord(found, Provenance("sport.actions", 0, 0, 9, 5, 1)) for event, found in states.items()}
    one.feed.take(Held(event, state.encode(record), 0, 0) for event, record in records.items())
    node.use(one)
    yield one
    one.streams.stop()
    one.ingest.close()
    node.use(None)


def visit(name, **query):
    at = AppTest.from_file(str(ROOT / "lib" / "web" / "frame.py"), default_timeout=60)
    at.query_params.update(query)
    at = at.run().switch_page(str(ROOT / "pages" / f"{name}.py")).run()
    assert not at.exception
    return at


def mounted(at):
    """What the elements of a page were given, by tag."""
    found = [json.loads(one.proto.json or one.proto.mixed.json) for one in at.get("bidi_component")]
    return {one.get("tag", one["module"].rpartition("/")[2]): one for one in found}


def banner(at):
    return next((one.value for one in at.markdown if ":material/history:" in one.value), "")


def test_an_event_is_shown_as_it_was_and_leads_back_to_now(here):
    at = visit("event", id="final", at=HALF)

    assert "on Sat 02 May 2026 at 14:30:00" in banner(at)
    board = mounted(at)["tl-scoreboard"]
    assert json.loads(board["whole"])["state"]["score"] == [2, 0]
    assert board["attributes"]["at"] == "2026-05-02T14:30:00.000Z"
    assert mounted(at)["tl-timeline"]["attributes"]["at"] == board["attributes"]["at"]
    back = next(one for one in at.button if one.label == "Back to now").click().run()
    assert "at" not in back.query_params
    assert json.loads(mounted(back)["tl-scoreboard"]["whole"])["state"]["score"] == [3, 0]


def test_the_minute_of_an_event_is_chosen_on_its_page_and_kept_in_the_address(here):
    at = visit("event", id="final")
    assert "at" not in mounted(at)["tl-scoreboard"]["attributes"]

    at.slider[0].set_value(10).run()

    assert at.query_params["at"] == "2026-05-02T14:20:00.000Z"
    assert json.loads(mounted(at)["tl-scoreboard"]["whole"])["state"]["score"] == [2, 0]


def test_what_is_neither_moment_nor_revision_is_said_and_the_present_is_shown(here):
    at = visit("event", id="final", at="yesterday")

    assert "'yesterday': no moment with its zone" in at.warning[0].value
    assert "This is how it is now." in at.warning[0].value
    assert "at" not in mounted(at)["tl-scoreboard"]["attributes"]


def test_a_competition_is_shown_as_it_was(here):
    at = visit("competition", id="lunch", at="2026-09-04T17:30:00Z")

    assert "As it was" in banner(at)
    assert mounted(at)["tl-table"]["attributes"]["at"] == "2026-09-04T17:30:00.000Z"
    assert "&at=2026-09-04T17:30:00.000Z" in " ".join(one.value for one in at.caption)


@pytest.fixture
def dinner(checkout):
    """A revision that is not served, by which the league has another title, a season, and another way to count."""
    checkout.git("checkout", "--quiet", "--detach")
    text = LEAGUE.replace("title: Lunch", "title: Dinner\nseason: '2030'\nrules: bundesliga")
    sha = checkout.commit({"content/competitions/lunch.yaml": text}, "Dine, not lunch")
    checkout.git("tag", "dinner")
    checkout.git("checkout", "--quiet", "main")
    return sha


@pytest.mark.parametrize("view", ["Tables", "Fixtures", "Statistics", "Rules"])
def test_a_competition_is_shown_by_the_rules_of_a_revision_and_leads_back_to_now(dinner, here, view):
    at = visit("competition", id="lunch", at="dinner", view=view, places="true")

    assert at.title[0].value == "Dinner"
    assert f"By the rules of {dinner[:10]}, of 1 September 2026" in banner(at)
    assert any("Dine, not lunch" in one.value for one in at.caption)
    shown = mounted(at)
    for tag in {"tl-table", "tl-rounds"} & shown.keys():
        assert shown[tag]["attributes"]["at"] == dinner
    back = next(one for one in at.button if one.label == "Back to now").click().run()
    assert (back.title[0].value, "at" in back.query_params) == ("Lunch", False)


def test_an_event_is_shown_as_a_revision_declares_it_or_it_is_said_that_it_does_not(dinner, here):
    event = next(one.state.id for one in here.feed.summaries() if one.state.id != "final")

    at = visit("event", id=event, at=dinner[:8])
    assert f"By the rules of {dinner[:10]}" in banner(at)
    whole = json.loads(mounted(at)["tl-scoreboard"]["whole"])["state"]
    assert (whole["declared"]["season"], whole["declared"]["revision"], whole["score"]) == ("2030", dinner, [1, 0])
    told = " ".join(one.value for one in at.markdown)
    assert "season: added (2030)" in told
    assert "format" not in told, "it keeps the one that it began with"
    assert "Its rules:" in told

    at = visit("event", id="final", at="dinner")
    assert at.error[0].value.endswith("says nothing of the event 'final': it belongs to no competition.")
    assert "Back to now" in [one.label for one in at.button]


def test_a_revision_is_chosen_on_a_page_and_kept_in_the_address(dinner, here):
    at = visit("competition", id="lunch")

    next(one for one in at.text_input if "revision" in one.label).input("dinner").run()

    assert at.query_params["at"] == "dinner"
    assert at.title[0].value == "Dinner"


def test_a_table_is_shown_after_a_round_and_the_way_there_as_a_chart(here):
    at = visit("competition", id="lunch")
    choice = next(one for one in at.selectbox if one.label == "After a round")
    assert choice.options == ["Round 1", "Round 2", "Round 3"]

    choice.select("Round 2").run()

    assert mounted(at)["tl-table"]["attributes"]["round"] == "Round 2"
    assert "&round=Round+2" in " ".join(one.value for one in at.caption)
    assert not banner(at)
    next(one for one in at.toggle if one.label == "Places by round").set_value(True).run()
    assert not at.exception
    assert "Places by round" in [one.value for one in at.subheader]


def test_a_page_is_shown_as_it_was_at_a_moment_or_in_a_revision_under_its_name_of_then(here, checkout):
    moved, first = checkout.git("rev-parse", "HEAD~1"), checkout.git("rev-parse", "HEAD~2")

    for asked in ("2026-09-01T09:30:00Z", moved, moved[:10]):
        at = visit("wiki", page="rules", at=asked)
        assert "on Tue 01 Sep 2026 at 09:00:00" in banner(at)
        assert f"revision {moved[:10]}" in banner(at)
        assert "Two." not in mounted(at)["wiki-then.js"]["html"]
    assert reading.past(here.library, "rules", first).page.path == "old"
    assert reading.past(here.library, "rules", "2026-09-01T08:30:00Z").page.path == "old"


def test_a_page_that_was_not_there_yet_is_said_to_be_none(here):
    with pytest.raises(Refused, match="There was no page 'rules' at this moment"):
        reading.past(here.library, "rules", "2025-01-01T00:00:00Z")
    assert "There was no page" in visit("wiki", page="rules", at="2025-01-01T00:00Z").error[0].value
