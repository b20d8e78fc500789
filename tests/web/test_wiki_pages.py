"""Pages of the wiki in a real browser: live blocks that follow their competition, links, and nothing that runs."""

import json
from itertools import permutations

import pytest

from lib.live.routes import assets_digest
from lib.web import wiki
from lib.wiki import markdown
from lib.wiki.links import Context
from tests.sport.making import action, declared
from tests.web.test_wiki import event
from tests.wiki.test_safety import PAYLOADS, PLACES, filled

pytestmark = pytest.mark.browser

SHOW = """async ([module, data]) => {
  const { mount } = await import(module);
  window.place ??= document.body.appendChild(document.createElement('div'));
  window.leave = await mount(window.place, data);
}"""
STATES = ["live", "break", "confirmed", "abandoned", "cancelled", "scheduled", "postponed"]


@pytest.fixture
def show(page):
    """Show Markdown as the page *path*, the way that Streamlit mounts it."""

    def show(text: str, path: str = "index", **events: str) -> None:
        html = markdown.render(text, path, Context({"index": "Home", "rules": "Rules"})).html
        data = {"part": "page", "page": path, "html": html, "events": events, "routes": ["/wiki", "/event"]}
        page.evaluate(SHOW, [f"/assets/{assets_digest()}/wiki.js", data])

    return show


def match(name: str, minute: int, status: str = "live"):
    began = declared(subject=name, at=minute * 60, competition="cup")
    return [began, action("event.status", at=minute * 60 + 1, subject=name, status=status)]


def test_a_block_of_a_competition_follows_it_to_the_next_event(site, page, show):
    site.put("first", match("first", 0))
    show("```live\nscoreboard: {competition: cup}\n```", cup="first")
    page.wait_for_selector('tl-scoreboard[data-event="first"][data-score="0-0"]')

    site.put("second", match("second", 10))

    page.wait_for_selector('tl-scoreboard[data-event="second"][data-score="0-0"]')
    assert page.get_attribute(".tl-live-more", "href") == "/event?id=second"


def test_a_block_of_a_competition_without_an_event_waits_for_the_first_one(site, page, show):
    show("```live\nscoreboard: {competition: cup}\n```")
    page.wait_for_selector("p:has-text('The competition cup has no event yet')")

    site.put("first", match("first", 0))

    page.wait_for_selector('tl-scoreboard[data-event="first"][data-score="0-0"]')


def test_a_page_that_is_shown_again_unchanged_keeps_its_elements(site, page, show):
    site.put("first", match("first", 0))
    show("```live\nscoreboard: first\n```")
    page.evaluate("document.querySelector('tl-scoreboard').kept = true")

    show("```live\nscoreboard: first\n```")

    assert page.evaluate("document.querySelector('tl-scoreboard').kept")


def test_the_browser_and_the_server_choose_the_same_event(page):
    for statuses in permutations(STATES, 3):
        events = [event(f"e{number}", status, number) for number, status in enumerate(statuses)]
        states = [{"id": one.state.id, "status": one.state.status} for one in events]
        for state, one in zip(states, events, strict=True):
            state["declared"] = {"competition": "league", "start": one.state.declared.start.isoformat()}
        script = "async ([m, s]) => (await import(m)).current(s, 'league', undefined) ?? null"

        chosen = page.evaluate(script, [f"/assets/{assets_digest()}/wiki.js", states])

        assert chosen == wiki.current(events, "league"), statuses


def test_a_link_to_a_page_changes_the_address_without_a_reload(page, show):
    show("# Home\n\n[[rules]]")
    page.evaluate("window.told = []; window.addEventListener('popstate', () => told.push(location.search))")

    page.click("article >> text=rules")

    assert page.url.endswith("/wiki?page=rules")
    assert page.evaluate("told") == ["?page=rules"]


def test_a_link_to_a_heading_scrolls_to_it(page, show):
    show("[down](#end)\n\n" + "text\n\n" * 80 + "## End\n\n" + "text\n\n" * 80)

    page.click("text=down")

    page.wait_for_function("Math.abs(document.querySelector('#wiki-end').getBoundingClientRect().top) < 120")
    assert page.url.endswith("#end")


def test_a_link_out_of_the_app_is_left_to_the_browser(page, show):
    show("[api](/api/config)")

    with page.expect_navigation():
        page.click("article >> text=api")

    assert "revision" in json.loads(page.inner_text("body"))


POKE = """() => {
  for (const node of window.place.querySelectorAll('*'))
    for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load']) node.dispatchEvent(new Event(name));
  return [...document.links].filter((link) => !link.protocol.match(/^(https?|mailto):$/)).length;
}"""


def test_nothing_that_an_author_writes_runs(page, show):
    ran = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))

    for place in PLACES:
        for payload in PAYLOADS:
            show(filled(place, payload))
            assert page.evaluate(POKE) == 0, (place, payload)

    assert ran == []
