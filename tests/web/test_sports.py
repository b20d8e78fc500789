"""What things are called, and what can be recorded, follows the sport: in a browser, from the files that we ship."""

from datetime import UTC, datetime

import pytest

from lib.content import competitions, sports
from lib.content.revision import Commit, Revision
from lib.settings import ROOT
from tests.sport.making import action, declared

pytestmark = pytest.mark.browser

COMMIT = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
CHESS = b"title: Club\nsport: chess\ncompetitors: [{id: sales, name: Sales}, {id: logistics, name: Logistics}]\n"
SHOWN = "".join(f'<tl-{name} event="e1"></tl-{name}>' for name in ("recorder", "timeline", "scoreboard", "lineups"))


@pytest.fixture
def opened(site, page, put):
    """What an event of a sport is shown by, with the sports as their files say, and other HTML after it."""

    def opened(sport, *happened, more=""):
        files = {str(path): path.read_bytes() for path in (ROOT / "content" / "sports").iterdir()}
        known = sports.read(files)
        club = competitions.read({"competitions/club.yaml": CHESS}, known)
        site.node.library.current = Revision(commit=COMMIT, sports=known, competitions=tuple(club))
        page.reload()
        site.put("e1", [declared(sport), *happened])
        put(SHOWN + more)
        return page

    return opened


def test_basketball_is_recorded_in_ones_twos_and_threes_in_quarters(site, opened):
    page = opened("basketball", action("period.start", period=2))

    page.click('tl-recorder [data-do="goal-3"][data-side="1"]')
    page.wait_for_selector('tl-scoreboard[data-score="0-3"]')
    page.click('tl-recorder [data-do="goal-1"][data-side="0"]')
    page.wait_for_selector('tl-scoreboard[data-score="1-3"]')

    assert [one.data.points for one in site.log.records] == [3, 1]
    page.wait_for_selector('tl-timeline .tl-entry:has-text("3 points") .tl-icon:text-is("sports_basketball")')
    assert page.inner_text("tl-scoreboard .tl-board-status").startswith("Live\nQuarter 2")
    assert "Foul" in page.inner_text('tl-recorder [data-do="card"][data-side="0"]')
    assert "Goal" not in page.inner_text("body")


def test_basketball_has_no_shoot_out_and_no_methods_of_football(opened):
    page = opened(
        "basketball",
        action("lineup", participant="sales", members=[{"id": "ada", "name": "Ada"}]),
        *(
            action(f"period.{what}", at=n * 900 + late, period=n)
            for n in range(1, 5)
            for what, late in (("start", 0), ("end", 600))
        ),
    )

    page.wait_for_selector("tl-recorder [data-do=period-start]:has-text('Start extra time 1')")
    assert page.locator("tl-recorder [data-do=period-start]").count() == 1
    page.click('tl-recorder [data-do="goal-2"][data-side="0"]')
    assert page.locator("dialog [role=radiogroup]").count() == 0
    page.wait_for_selector("dialog:not([data-quiet])")
    page.click('dialog [data-member="ada"]')
    page.wait_for_selector("tl-lineups li:has-text('Ada') .tl-mark:text-is('2 points')")


def test_chess_is_a_game_and_table_tennis_is_played_in_games(opened):
    page = opened("chess", more='<tl-rounds competition="club"></tl-rounds>')

    page.wait_for_selector("tl-rounds:has-text('No game is planned yet.')")
    assert page.locator("tl-recorder [data-do=goal], tl-recorder [data-do^=goal-]").count() == 0

    page = opened("table-tennis", *(action("score", at=n, participant="sales") for n in range(11)))
    page.wait_for_selector("tl-timeline .tl-set h4:has-text('Game 1')")
    page.wait_for_selector("tl-recorder [data-do=set-end]:has-text('Give the game')")
    page.click("tl-recorder [data-do=end]")
    page.wait_for_selector("dialog h4:text-is('End the match?')")
