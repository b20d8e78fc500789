"""Each view of a competition's page, with a cup of which some was played."""

from datetime import UTC, datetime

import pytest

from lib.content import competitions
from lib.content.revision import Commit, Revision
from lib.live import node
from lib.live.feed import Held
from lib.live.node import Node
from lib.local import ports
from lib.sport import standings, state
from lib.sport.state import EventRecord, Provenance
from tests.content.playing import KICK_OFF, TEAMS, Play
from tests.web.test_past import mounted, visit

CUP = f"""\
title: Office cup
sport: basketball
competitors: {TEAMS}
stages:
- {{id: league, type: league, draw: {{}}}}
- {{id: cup, type: knockout, entries: [winner of league, runner-up of league], rounds: [{{id: final, title: Final}}]}}
"""


@pytest.fixture
def here(make_settings):
    """A node that knows the cup, and a game in which somebody scored."""
    one = Node(make_settings(KAFKA_PORT=ports.free()))
    play = Play(competitions.read({"competitions/cup.yaml": CUP.encode()})[0])
    first = play.progress().matches().__next__()
    play.record(first.event, first.home.id, first.away.id, (0, 0), status="live", stage="league")
    scored = [
        play._action(first.event, KICK_OFF, "score", participant=first.home.id, member=who, points=points, period=1)
        for who, points in (("ada", 3), ("ada", 2), ("bob", 2))
    ]
    play.forget(first.event)
    both = [play.competition.competitor(side.id) for side in (first.home, first.away)]
    about = {"sport": "basketball", "competition": "cup", "stage": "league", "start": KICK_OFF, "competitors": both}
    play.add(first.event, play._action(first.event, KICK_OFF, "event.declared", **about), *scored)
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    one.library.current = Revision(commit=commit, competitions=(play.competition,))
    one.feed.caught_up = True
    for event, found in play.states.items():
        record = EventRecord(found, Provenance("sport.actions", 0, 0, 9, 5, 1))
        one.feed.take([Held(event, state.encode(record), 0, 0)])
    node.use(one)
    yield one
    one.streams.stop()
    one.ingest.close()
    node.use(None)


def test_the_bracket_is_official_until_somebody_wants_it_as_it_stands(here):
    at = visit("competition", id="cup", view="Bracket")
    assert mounted(at)["tl-bracket"]["attributes"] == {"competition": "cup", "live": "0"}

    at.toggle[0].set_value(True).run()

    assert mounted(at)["tl-bracket"]["attributes"]["live"] == "1"


def test_fixtures_are_those_of_one_or_of_two_and_the_address_keeps_whom(here):
    at = visit("competition", id="cup", view="Fixtures")
    assert [len(one.options) for one in at.selectbox if one.label == "Competitor"] == [4]

    at.selectbox(key="fixtures.one").select("a").run()
    assert mounted(at)["tl-rounds"]["attributes"]["team"] == "a"
    assert "/calendar/cup.ics?competitor=a" in " ".join(one.value for one in at.caption)
    at.selectbox(key="fixtures.other").select("b").run()

    given = mounted(at)["tl-rounds"]["attributes"]
    assert (given["team"], given["against"]) == ("a", "b")
    assert at.query_params["h2h"] == "a,b"


def test_statistics_count_what_the_sport_counts(here):
    at = visit("competition", id="cup", view="Statistics")

    table = at.dataframe[0].value
    assert table[["Name", "Points", "Events"]].values.tolist() == [["ada", 5, 1], ["bob", 2, 1]]


def test_the_list_has_the_icon_of_the_sport_and_its_words(here):
    at = visit("competition")

    [link] = at.get("page_link")
    assert (link.proto.label, link.proto.icon) == (":material/sports_basketball: Office cup", "")
    assert at.caption[0].value == "7 games · 1 live · 6 to come"


def test_rules_and_state_are_told_in_the_words_of_the_sport(here):
    at = visit("competition", id="cup", view="Rules")

    assert "4 competitors in one table, 6 games." in [one.value for one in at.markdown]
    assert "Who loses is out: final." in [one.value for one in at.markdown]
    [league, _] = [one.value.split("\n") for one in at.markdown if one.value.startswith("1. ")]
    assert league[0] == "1. Points: 3 for a win, 1 for a draw, 0 for a loss."
    assert league[-2:] == ["5. Else the place is shared.", f"6. Source: {standings.PRESETS['simple'].source}"]
    assert at.caption[0].value.startswith("7 games · 1 live")
