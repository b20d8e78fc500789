"""Scoreboard and timeline in a real browser, on the real live stream."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from lib.sport import state
from lib.sport.actions import Competitor, Member
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.sport.making import action, declared

pytestmark = pytest.mark.browser

BOARD = '<tl-scoreboard event="e1" size="hero"></tl-scoreboard>'
TIMELINE = '<tl-timeline event="e1"></tl-timeline>'

STARTED = [declared(), action("period.start", period=1)]
GOAL = action("score", at=600, id="goal", participant="sales", member="Ada", period=1, clock=600.0)
OFFER = """async (record) => {
    const { feed } = await import(document.querySelector('script').src.replace('elements', 'feed'));
    feed.whole.offer(JSON.parse(record));
}"""
PERIOD_OVER = action("period.end", at=2800, period=1)


def board(page, *, score, connection="live"):
    page.wait_for_selector(f'tl-scoreboard[data-event="e1"][data-score="{score}"][data-connection="{connection}"]')
    return page.inner_text("tl-scoreboard")


def test_a_goal_reaches_an_open_page_which_leads_to_the_competition(site, page, put):
    site.put("e1", [declared(competition="cup-2026", season="2026", round="Final"), *STARTED[1:]])
    put(BOARD)
    board(page, score="0-0")
    page.wait_for_selector("tl-scoreboard a[href='/competition?id=cup-2026']:has-text('Cup 2026 · Final')")

    site.put("e1", [declared(competition="cup-2026", season="2026", round="Final"), *STARTED[1:], GOAL])

    assert "Sales" in board(page, score="1-0")


def test_an_event_that_nobody_declared_yet_appears_when_it_is(site, page, put):
    put(BOARD)
    page.wait_for_selector("tl-scoreboard:has-text('There is no event e1 yet')")

    site.put("e1", STARTED)

    board(page, score="0-0")


def test_a_state_never_goes_backwards(site, page, put):
    site.put("e1", STARTED)
    put(BOARD)
    board(page, score="0-0")

    site.put("e1", [*STARTED, GOAL], offset=20)
    board(page, score="1-0")
    # What an outdated writer sends is dropped by the server's feed already: offer it to the page itself.
    page.evaluate(
        """async () => {
            const { feed } = await import(document.querySelector('script').src.replace('elements', 'feed'));
            const held = feed.whole.records.get('e1');
            const state = { ...held.state, score: [0, 0] };
            feed.whole.offer({ state, provenance: { ...held.provenance, last_offset: 3 } });
        }"""
    )

    board(page, score="1-0")


def test_a_page_says_since_when_it_is_stale_and_comes_back_by_itself(chromium, site):
    site.put("e1", STARTED)
    page = chromium.new_page()
    with site.up():
        page.goto(f"{site.address}/page")
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", BOARD)
        board(page, score="0-0")
    stale = board(page, score="0-0", connection="stale")

    site.put("e1", [*STARTED, GOAL])
    with site.up():
        board(page, score="1-0")
    page.close()

    assert "stale since" in stale


def test_what_could_not_be_had_from_the_server_is_asked_for_again(chromium, site):
    long_ago = [declared(competition="cup"), action("event.status", at=60, status="confirmed")]
    site.put("e1", long_ago)  # the live stream does not send what was over so long ago
    page = chromium.new_page()
    with site.up():
        page.goto(f"{site.address}/page")
        page.wait_for_function("customElements.get('tl-fixtures') !== undefined")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<tl-fixtures competition=cup></tl-fixtures>')")
    page.wait_for_selector("tl-fixtures >> text=cannot be had from the server")

    with site.up():
        page.wait_for_selector('tl-fixtures [data-event="e1"]')
    page.close()


def test_a_page_is_stale_while_the_server_itself_hears_nothing(site, page, put):
    site.node.feed.stale_since = 1_780_000_000_000
    site.put("e1", STARTED)

    put(BOARD)

    assert "stale since" in board(page, score="0-0", connection="stale")


def test_names_are_text_and_never_markup(site, page, put):
    attack = "<img src=x onerror=\"document.body.dataset.hit='1'\">"
    both = [Competitor(id="a", name=attack, members=[Member(id="m", name=attack)]), Competitor(id="b", name="B")]
    named = action("event.declared", sport="football", competitors=both, title=attack, credit=attack)
    site.put("e1", [named, action("score", at=5, id="s", participant="a", member="m")])

    put(BOARD + TIMELINE + '<tl-lineups event="e1"></tl-lineups><tl-events></tl-events>')

    page.wait_for_selector("tl-timeline .tl-entry")
    page.wait_for_selector("tl-lineups .tl-lineups li")
    page.wait_for_selector("tl-events tl-scoreboard[data-score='1-0']")
    assert attack in board(page, score="1-0")
    assert page.locator("img").count() == 0
    assert page.get_attribute("body", "data-hit") is None


def test_the_clock_runs_in_the_browser_and_knows_added_time(site, page, put):
    now = datetime.now(UTC)
    from_now = (now - datetime(2026, 5, 2, 14, 0, tzinfo=UTC)).total_seconds()
    site.put("e1", [declared(), action("period.start", at=from_now - 2700 - 130, period=1)])

    put(BOARD)
    board(page, score="0-0")

    clock = page.locator("tl-scoreboard .tl-board-clock")
    first = clock.inner_text()
    assert re.fullmatch(r"45:00 \+02:[1-5]\d", first)
    page.wait_for_function("first => document.querySelector('.tl-board-clock').textContent > first", arg=first)


def test_a_number_says_which_records_and_which_rules_it_was_made_of(site, page, put):
    credit, revision = "A data set that somebody gave.", "0123456789abcdef"
    site.put("e1", [declared(credit=credit, revision=revision), *STARTED[1:], GOAL], offset=41)
    put(BOARD)
    board(page, score="1-0")

    page.click("tl-scoreboard summary:has-text('Source')")

    words = page.eval_on_selector_all("tl-scoreboard dt, tl-scoreboard dd", "all => all.map(one => one.textContent)")
    assert dict(zip(words[::2], words[1::2], strict=True)) == {
        "Topic": "sport.actions", "Partition": "0", "Offsets": "0–41", "Actions": "3", "Rules": "0123456789",
    }  # fmt: skip
    assert credit in page.inner_text("tl-scoreboard")
    state = page.get_attribute("tl-scoreboard details a:has-text('State as JSON')", "href")
    assert page.request.get(f"{site.address}{state}").json()["state"]["score"] == [1, 0]


def test_a_score_that_came_before_any_stream_says_that_it_is_connecting(page, put):
    page.route("**/api/live*", lambda route: None)  # it is asked for, and never answered
    put(BOARD)
    made_of = Provenance("sport.actions", 0, 0, 1, 2, 1)
    page.evaluate(OFFER, state.encode(EventRecord(fold("e1", STARTED), made_of)).decode())

    assert "connecting" in board(page, score="0-0", connection="connecting")


def test_the_clock_stands_where_a_period_ended(site, page, put):
    site.put("e1", [*STARTED, PERIOD_OVER, action("event.status", at=2800, id="break", status="break")])

    put(BOARD)

    text = board(page, score="0-0")
    assert "Half-time" in text
    assert "45:00 +01:40" in text


def test_kicks_stand_apart_from_the_score(site, page, put):
    kicks = [
        action("score", at=7000 + i, id=f"k{i}", participant="sales", period=5, points=points)
        for i, points in enumerate([1, 0, 1])
    ]
    site.put("e1", [*STARTED, GOAL, *kicks, action("event.status", at=8000, status="ended")])

    put(BOARD)

    assert "(2–0 pens.)" in board(page, score="1-0")


def test_a_goal_that_was_taken_back_stays_visible_with_the_reason(site, page, put):
    gone = action("retract", at=660, action="goal", reason="Offside")
    site.put("e1", [*STARTED, GOAL, gone])

    put(TIMELINE)

    row = page.locator('[data-action="goal"]')
    assert row.locator("s").inner_text().startswith("Ada")
    assert "Offside" in row.inner_text()
    assert row.get_attribute("data-void") == ""


def test_an_amended_goal_shows_what_holds_and_says_that_it_was_corrected(site, page, put):
    site.put("e1", [*STARTED, GOAL, action("amend", at=660, action="goal", fields={"member": "Grace"})])

    put(TIMELINE)

    row = page.locator('[data-action="goal"]')
    assert row.locator(".tl-what").inner_text() == "Grace"
    assert "Corrected: member Grace" in row.inner_text()


def test_each_line_of_a_timeline_has_its_sign_and_a_goal_the_score_after_it(site, page, put):
    happened = [
        GOAL,
        action("score", at=700, id="other", participant="logistics", period=1, clock=700.0),
        action("score", at=720, id="void", participant="logistics", period=1, clock=720.0),
        action("retract", at=730, id="undo", action="void"),
        *(action("sanction", at=800, id=kind, participant="sales", kind=kind) for kind in ("yellow", "red")),
        action("substitution", at=900, id="change", participant="sales", member_in="Cyd", member_out="Bob"),
        action("score", at=950, id="third", participant="sales", period=1, clock=950.0),
    ]
    site.put("e1", [*STARTED, *happened])

    put(TIMELINE)

    page.wait_for_selector('[data-action="third"]')
    rows = page.eval_on_selector_all(
        "tl-timeline [data-action]",
        """all => all.map((row) => [row.dataset.action, [
            row.querySelector('.tl-card') ? `card ${row.querySelector('.tl-card').dataset.card}`
                : row.querySelector('.tl-sign').textContent,
            row.querySelector('.tl-after').textContent]])""",
    )
    assert {name: seen for name, seen in rows if name in {one.id for one in happened}} == {
        "goal": ["sports_soccer", "1–0"], "other": ["sports_soccer", "1–1"], "void": ["sports_soccer", ""],
        "undo": ["undo", ""], "yellow": ["card yellow", ""], "red": ["card red", ""], "change": ["sync_alt", ""],
        "third": ["sports_soccer", "2–1"],
    }  # fmt: skip


def test_the_points_of_a_set_run_beside_each_other(site, page, put):
    won = ["sales", "logistics", "sales"]
    points = [action("score", at=i, id=f"p{i}", participant=who) for i, who in enumerate(won)]
    site.put("e1", [declared("table-tennis"), action("event.status", status="live"), *points])

    put(TIMELINE)

    page.wait_for_selector('tl-timeline .tl-run [data-action="p2"]')
    run = page.eval_on_selector_all(".tl-run li", "all => all.map((one) => [one.textContent, one.dataset.side])")
    assert run == [["1–0", "0"], ["1–1", "1"], ["2–1", "0"]]
    assert page.inner_text("tl-timeline .tl-set h4").split() == ["Game", "1", "2–1"]


def test_a_live_list_moves_an_event_from_next_to_now_to_finished(site, page, put):
    site.put("e1", [declared()])
    put("<tl-events></tl-events>")
    page.wait_for_selector('[data-section="next"] [data-event="e1"]')

    site.put("e1", STARTED)
    page.wait_for_selector('[data-section="now"] [data-event="e1"]')

    ended = (datetime.now(UTC) - datetime(2026, 5, 2, 14, 0, tzinfo=UTC)).total_seconds()
    site.put("e1", [*STARTED, action("event.status", at=ended, status="ended")])
    page.wait_for_selector('[data-section="finished"] [data-event="e1"]')


def test_what_will_begin_stands_before_what_should_have_begun_long_ago(site, page, put):
    now = datetime.now(UTC)
    for event, hours in (("missed", -50), ("late", -1), ("soon", 2)):
        site.put(event, [declared(subject=event, start=now + timedelta(hours=hours))])
    put("<tl-events></tl-events>")

    page.wait_for_function("""document.querySelectorAll('[data-section="next"] [data-event]').length === 3""")
    shown = page.eval_on_selector_all('[data-section="next"] [data-event]', "all => all.map(one => one.dataset.event)")
    assert shown == ["late", "soon", "missed"]


def test_a_page_has_one_stream_for_all_events_that_it_shows(site, page, put):
    opened = []
    page.on("request", lambda request: opened.append(request.url) if "/api/live" in request.url else None)
    for event in ("e1", "e2", "e3"):
        site.put(event, [declared(subject=event)])

    put("".join(f'<tl-scoreboard event="{event}"></tl-scoreboard>' for event in ("e1", "e2", "e3")))

    for event in ("e1", "e2", "e3"):
        page.wait_for_selector(f'[data-event="{event}"][data-connection="live"]')
    assert opened == [f"{site.address}/api/live?event=e1&event=e2&event=e3"]
