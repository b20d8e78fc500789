"""What is to be expected of a match, in a real browser: before it begins, where a competition has ratings."""

from datetime import UTC, datetime

import pytest

from lib.content import competitions
from lib.content.revision import Commit, Revision
from tests.content.playing import TEAMS, Play

pytestmark = pytest.mark.browser

CUP = f"""\
title: Office cup
sport: football
ratings: {{system: elo}}
competitors: {TEAMS}
stages:
- {{id: league, type: league, draw: {{legs: 2}}}}
"""


def test_the_stronger_side_is_expected_to_win_until_the_match_begins(site, page, put):
    found = competitions.read({"competitions/cup.yaml": CUP.encode()})
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    site.node.library.current = Revision(commit=commit, competitions=tuple(found))
    play = Play(found[0])
    first, second = (one for one in play.progress().matches() if {one.home.id, one.away.id} == {"a", "b"})
    both = {one: [found[0].competitor(id) for id in (one.home.id, one.away.id)] for one in (first, second)}
    play.record(first.event, first.home.id, first.away.id, (3, 0) if first.home.id == "a" else (0, 3), stage="league")
    about = {"sport": "football", "competition": "cup", "stage": "league", "competitors": both[second]}
    declared = play._action(second.event, datetime(2026, 10, 1, tzinfo=UTC), "event.declared", **about)
    play.add(second.event, declared)

    def show():
        for number, event in enumerate(play.states, 10):
            site.put(event, play._actions[event], offset=number * len(play._actions[event]))
        site.node.competitions.note(site.node.feed.all_held())

    show()
    put(f'<tl-expected event="{second.event}"></tl-expected><tl-expected event="{first.event}"></tl-expected>')

    shown = page.wait_for_selector("tl-expected .tl-foreseen")
    assert "by the Elo ratings" in shown.inner_text()
    shares = {id: int(page.get_attribute(f"tl-expected [data-side={id}]", "data-share")) for id in "ab"}
    assert shares["a"] > 50 > shares["b"]
    assert sum(shares.values()) == 100
    assert page.locator(f'tl-expected[event="{first.event}"] .tl-foreseen').count() == 0, "it is over"

    play.add(second.event, play._action(second.event, datetime(2026, 10, 1, 1, tzinfo=UTC), "period.start", period=1))
    show()
    page.wait_for_function("!document.querySelector('tl-expected .tl-foreseen')")
