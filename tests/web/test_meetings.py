"""What a bracket looks like, and fixtures of one competitor and of two against each other, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest

from lib.content import competitions
from lib.content.revision import Commit, Revision
from tests.content.playing import TEAMS, Play

pytestmark = pytest.mark.browser

CUP = f"""\
title: Office cup
sport: football
competitors: {TEAMS}
stages:
- {{id: league, type: league, draw: {{legs: 4}}}}
- id: cup
  type: knockout
  entries: [a, b, c, d]
  third_place: true
  rounds: [{{id: semi, title: Semi-final}}, {{id: final, title: Final}}]
"""


@pytest.fixture
def play(site, page):
    """The cup as it is played; ``show`` gives what was recorded to the site."""

    class Shown(Play):
        def show(self):
            for event in self.states:
                site.put(event, self._actions[event], offset=len(self._actions[event]))
            site.node.competitions.note(site.node.feed.all_held())

    found = competitions.read({"competitions/cup.yaml": CUP.encode()})
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    site.node.library.current = Revision(commit=commit, competitions=tuple(found))
    return Shown(found[0])


def test_two_against_each_other_have_only_the_games_that_count(play, page, put):
    meetings = [one for one in play.progress().matches() if {one.home.id, one.away.id} == {"a", "b"}]
    start = datetime(2026, 9, 1, tzinfo=UTC)
    results = [("confirmed", 2, 1), ("ended", 0, 3), ("abandoned", 5, 0), ("cancelled", 0, 0)]
    for number, (match, (status, home, away)) in enumerate(zip(meetings, results, strict=False)):
        scores = (home, away) if match.home.id == "a" else (away, home)
        at = start + timedelta(days=number)
        play.record(match.event, match.home.id, match.away.id, scores, status=status, stage="league", at=at)
    play.show()
    put('<tl-rounds competition="cup" team="a" against="b" live="1"></tl-rounds>')

    page.wait_for_selector("tl-rounds .tl-balance[data-balance='1-0-1']:has-text('2 matches')")
    assert "Goals over all: 2–4" in page.inner_text(".tl-balance")
    assert page.locator("tl-rounds [data-match]").count() == len(meetings)

    last = meetings[3]
    scores = (1, 1)
    play.forget(last.event)
    play.record(last.event, last.home.id, last.away.id, scores, status="confirmed", stage="league", at=start)
    play.show()
    page.wait_for_selector("tl-rounds .tl-balance[data-balance='1-1-1']:has-text('3 matches')")


def test_fixtures_of_one_competitor_are_theirs_alone(play, page, put):
    put('<tl-rounds competition="cup" stage="league" team="c"></tl-rounds>')

    page.wait_for_selector("tl-rounds [data-match]")
    rows = page.locator("tl-rounds [data-match]")
    assert rows.count() == 12
    assert all(rows.nth(n).locator("[data-side=c]").count() == 1 for n in range(12))


def test_a_tie_stands_midway_beside_those_that_feed_it_and_the_third_place_apart(play, page, put):
    put('<tl-bracket competition="cup"></tl-bracket>')
    page.wait_for_selector("tl-bracket .tl-bracket-apart")
    box = {one.get_attribute("data-tie"): one.bounding_box() for one in page.locator("tl-bracket [data-tie]").all()}
    middle = {tie: one["y"] + one["height"] / 2 for tie, one in box.items()}
    semis = sorted((tie for tie in box if tie.startswith("semi")), key=middle.get)

    assert middle["final"] == pytest.approx(sum(middle[one] for one in semis) / 2, abs=2)
    assert box["final"]["x"] > max(box[one]["x"] + box[one]["width"] for one in semis)
    third = page.locator(".tl-bracket-apart [data-tie]").get_attribute("data-tie")
    assert third not in {"final", *semis}
    assert box[third]["y"] > max(middle.values()) - box[third]["height"]
    fed = page.locator(".tl-bracket-cell[data-fed]").all()
    assert len(fed) == 1
    style = fed[0].get_attribute("style")
    assert "--from: 25%" in style
    assert "--to: 75%" in style
