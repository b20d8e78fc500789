"""All kinds of live blocks and values on one page: what each shows, where it is from, and since when it is stale."""

from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from lib import settings
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.local import ports
from lib.settings import ROOT
from lib.wiki import kinds
from tests.checkout import Checkout
from tests.sport.making import KICK_OFF, action, declared, passing, race
from tests.web.hosting import Site
from tests.web.reading import Wiki

pytestmark = [pytest.mark.prometheus, pytest.mark.browser]

CUP = """\
title: Office cup
sport: football
predictions: {}
competitors: [{id: sales, name: Sales}, {id: logistics, name: Logistics}]
stages:
- {id: league, type: league, fixtures: [{id: one, home: sales, away: logistics}]}
- id: final
  type: knockout
  rounds: [{id: final, ties: [{id: final, home: runner-up of league, away: winner of league}]}]
"""
MATCH = "cup-one"
QUERY = f'sport_event_score{{event="{MATCH}"}}'
BLOCKS = {
    "scoreboard": f"scoreboard: {MATCH}",
    "timeline": f"timeline: {MATCH}",
    "board": "board:",
    "fixtures": "fixtures: cup",
    "table": "table: cup",
    "bracket": "bracket: cup",
    "predictors": "predictors: cup",
    "leaderboard": "leaderboard: run",
    "stat": f"stat: {{query: 'sum({QUERY})', title: Goals, every: 2s}}",
    "chart": "chart: {query: sum(sport_event_score), title: Of all, every: 2s}",
    "panel": f"panel: {{panel: match/score, event: {MATCH}, range: 1h}}",
}
ABOUT_ONE = [f"chart: {{query: 'sport_event_score{{event=\"{name}\"}}', every: 2s}}" for name in (MATCH, "busy")]
NOTE = "panel: participation/note"
VALUES = {
    "score": (f"= score({MATCH})", "2–1"),
    "status": (f"= status({MATCH})", "Live"),
    "clock": (f"= clock({MATCH})", "45:00 +"),
    "winner": ("= winner(done)", "Sales"),
    "stat": (f"= stat(sum({QUERY}))", "3"),
}
# What the source of a block names, apart from the sentence of its kind; REVISION is that of the rules, ADDRESS that of
# Prometheus.
OF_EVENT = ["Topic\nsport.actions", "Partition\n0", "Offsets\n0–7"]
OF_EVENTS = ["sport.actions, partition 0\noffsets 0–"]
OF_COMPETITION = ["Competition\nOffice cup", "Revision in Git\nREVISION"]
OF_QUERY = ["PromQL\n", "Prometheus\nADDRESS"]
NAMED = {
    **dict.fromkeys(("scoreboard", "timeline", "leaderboard"), OF_EVENT),
    **dict.fromkeys(("board", "fixtures"), OF_EVENTS),
    **dict.fromkeys(("table", "bracket", "predictors"), OF_COMPETITION),
    **dict.fromkeys(("stat", "chart", "panel"), OF_QUERY),
}


def page_of_all() -> str:
    inline = [f"`{text}`" for text, _ in VALUES.values()]
    return "\n\n".join([*inline, *(f"```live\n{text}\n```" for text in (*BLOCKS.values(), *ABOUT_ONE, NOTE))])


class Shown:
    """The page of all blocks. It can be cut off from its server, once."""

    def __init__(self, wiki: Wiki, stack: ExitStack, revision: str, address: str) -> None:
        self.wiki, self.page, self.revision, self.address = wiki, wiki.page, revision, address
        self._stack = stack

    def foot(self, name: str):
        """The foot of the block of a kind."""
        return self.page.locator(f".tl-live:has(> {kinds.BLOCKS[name].tag}) > tl-source").first

    def value(self, name: str):
        return self.page.locator(f'tl-value[show="{name}"]')

    def cut(self) -> None:
        """Take the server away."""
        self._stack.close()


@pytest.fixture(scope="module")
def shown(chromium, prometheus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("blocks")
    given = {"APP_PORT": ports.free(), "CONTENT_REPO": folder / "origin", "PROMETHEUS_URL": prometheus.address}
    read = settings.read({name: str(value) for name, value in (given | {"VAR_DIR": folder / "var"}).items()})
    site, checkout = Site(read), Checkout(folder / "origin")
    boards = [f"content/dashboards/{name}.yaml" for name in ("match", "participation")]
    checkout.commit({"content/competitions/cup.yaml": CUP} | {one: (ROOT / one).read_text() for one in boards})
    play(site)
    sample(read)
    stack = ExitStack()
    stack.enter_context(site.up())
    page = chromium.new_page(viewport={"width": 1300, "height": 9000})
    page.set_default_timeout(60_000)
    wiki = Wiki(page, site, checkout)
    revision = wiki.commit({"index.md": page_of_all()})
    wiki.open(wanted="index")
    yield Shown(wiki, stack, revision, prometheus.address)
    stack.close()
    page.close()
    assert wiki.errors == []


def play(site: Site) -> None:
    """A match that goes on, one that is over, a race, and a match with more goals than a chart has marks."""
    now = (datetime.now(UTC) - KICK_OFF).total_seconds()

    def match(name: str, *more, **about):
        began = action("period.start", subject=name, at=now - 2700 - 130, period=1, id=f"{name}-began")
        return [declared(subject=name, **about), began, *more]

    def goal(name: str, ago: float, side: str = "sales"):
        return action("score", subject=name, at=now - ago, participant=side, period=1, id=f"{name}-{ago:g}")

    goals = [goal(MATCH, 1500), goal(MATCH, 900), goal(MATCH, 600, "logistics")]
    site.put(MATCH, match(MATCH, *goals, competition="cup", stage="league"), offset=7)
    over = action("event.status", subject="done", at=now, status="confirmed", id="done-over")
    site.put("done", match("done", goal("done", 60), over), offset=7)
    run = [race(subject="run", competition="summer"), action("start", subject="run", at=now - 600, id="gun")]
    site.put("run", [*run, passing("1", "k2", now - 60, subject="run", id="k2")], offset=7)
    site.put("busy", match("busy", *(goal("busy", 1000 + ago) for ago in range(410))), offset=7)


def sample(given) -> None:
    """What the processor would write of the matches."""
    writer, now = RemoteWriter(given), round(datetime.now(UTC).timestamp() * 1000)
    writer.write(
        Sample("sport_event_score", (("event", event), ("competitor", side)), goals, now - 15_000 * ago)
        for event in (MATCH, "busy")
        for side, goals in (("sales", 2.0), ("logistics", 1.0))
        for ago in range(200, -1, -1)
    )
    writer.close()


@pytest.mark.parametrize("name", kinds.BLOCKS)
def test_a_block_says_that_it_is_live_and_names_its_source(shown, name):
    foot = shown.foot(name)
    shown.page.wait_for_function("foot => foot.dataset.connection === 'live'", arg=foot.element_handle())
    assert foot.locator("summary").inner_text().split() == ["Source", "Connection:", "live"]

    foot.locator("summary").focus()
    shown.page.keyboard.press("Enter")

    told = foot.inner_text()
    assert kinds.BLOCKS[name].source in told
    for words in NAMED[name]:
        assert words.replace("REVISION", shown.revision[:10]).replace("ADDRESS", shown.address) in told


@pytest.mark.parametrize("name", kinds.VALUES)
def test_a_value_shows_what_it_asks_for_and_names_its_source(shown, name):
    value, (_, words) = shown.value(name), VALUES[name]
    begins = "([one, words]) => one.textContent.startsWith(words)"

    shown.page.wait_for_function(begins, arg=[value.element_handle(), words])

    assert kinds.VALUES[name].source in value.get_attribute("title")
    assert ("partition 0" if "event" in kinds.VALUES[name].subject else QUERY) in value.get_attribute("title")


def test_a_chart_about_one_event_has_its_actions_as_marks_and_says_how_many_are_left_out(shown):
    charts = shown.page.locator("tl-chart")
    charts.nth(1).locator('line.mark[data-mark="goal"]').nth(2).wait_for(state="attached")

    charts.nth(2).locator('[data-note="left-out"]').wait_for()

    assert "11 earlier actions are not marked" in charts.nth(2).inner_text()
    assert charts.nth(2).locator("line.mark").count() == 400
    assert charts.nth(0).locator("line.mark").count() == 0


def test_a_panel_that_is_text_asks_nothing_and_lacks_nothing(shown):
    panel = shown.page.locator(".tl-panel[data-kind=Markdown]")
    panel.get_by_text("A department takes part in an event").wait_for()

    foot = shown.page.locator(".tl-live:has(> tl-board-panel) > tl-source").last
    shown.page.wait_for_function("foot => foot.dataset.connection === 'live'", arg=foot.element_handle())

    assert panel.locator("[data-note]").count() == 0


@pytest.fixture(scope="module")
def cut(shown):
    """The same page, whose server is gone: it is the last that a test looks at."""
    shown.cut()
    return shown


@pytest.mark.parametrize("name", kinds.BLOCKS)
def test_a_block_that_is_cut_off_says_since_when(cut, name):
    foot = cut.foot(name)

    cut.page.wait_for_function("foot => foot.dataset.connection === 'stale'", arg=foot.element_handle())

    assert "stale since " in foot.locator("summary").inner_text()


@pytest.mark.parametrize("name", kinds.VALUES)
def test_a_value_that_is_cut_off_looks_stale(cut, name):
    value = cut.value(name)
    decorated = "one => getComputedStyle(one).textDecorationStyle === 'dotted'"

    cut.page.wait_for_function(decorated, arg=value.element_handle())

    assert "stale since" in value.get_attribute("title") or "This is from" in value.get_attribute("title")
