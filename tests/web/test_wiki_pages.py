"""Pages of the wiki in a real browser: from page to page, what is around a page, and blocks that live in it."""

import json
import re
from itertools import permutations

import pytest
from playwright.sync_api import expect

from lib.adapters.git.history import History
from lib.live import current, intake
from lib.live.intake import Intake
from lib.live.routes import assets_digest
from tests.live.test_current import event
from tests.sport.making import action, declared
from tests.waiting import wait_for

pytestmark = pytest.mark.browser

STATES = ["live", "break", "confirmed", "abandoned", "cancelled", "scheduled", "postponed"]
LONG = "\n\n".join(f"## Part {number}\n\n{'Some words. ' * 120}" for number in range(12))
PAGES = {
    "index.md": "# Home\n\n[[rules]], [teams](teams/index.md) and [[Nowhere]].\n",
    "rules.md": f"---\ntags: [play]\n---\n# The rules\n\n[down](#part-9) [out](/api/config)\n\n{LONG}\n",
    "teams/index.md": "# Teams\n\n[home](../index.md)\n",
    "teams/sales.md": "# Sales\n\n```python\nx = 1\n```\n\n```mermaid\ngraph LR\n  a --> b\n```\n",
}


@pytest.fixture
def page(wiki):
    """The page of the browser; `PAGES` are as they are above."""
    wiki.commit(PAGES)
    return wiki.page


COUNT_CHANGES = """
  new MutationObserver((all) => { window.changes += all.length; })
    .observe(document.querySelector('article'), { childList: true, subtree: true })
"""


# As a reader does: what still moves the page lets go, and where they are is noted.
SCROLL = """async (top) => {
  dispatchEvent(new Event('wheel'));
  document.scrollingElement.scrollTo(0, top);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def match(name: str, minute: int, status: str = "live", competition: str = "cup"):
    began = declared(subject=name, at=minute * 60, competition=competition)
    return [began, action("event.status", at=minute * 60 + 1, subject=name, status=status)]


def top(page) -> int:
    return page.evaluate("document.scrollingElement.scrollTop")


def test_a_reader_goes_from_page_to_page_and_back_without_a_reload(wiki, page):
    wiki.open("/wiki", "index")
    page.evaluate("window.kept = true")

    page.click("article >> text=rules")
    wiki.shows("rules")
    page.evaluate(SCROLL, 1500)
    page.evaluate("document.querySelector('.tl-neighbours [rel=prev]').click()")  # where it is, without scrolling to it
    wiki.shows("teams/sales")
    assert (page.url.partition("/wiki")[2], page.title(), top(page)) == ("?page=teams/sales", "Sales · Touchline", 0)

    page.go_back()
    wiki.shows("rules")
    page.wait_for_function("document.scrollingElement.scrollTop === 1500")
    page.go_back()
    wiki.shows("index")
    page.go_forward()
    wiki.shows("rules")
    page.wait_for_function("document.scrollingElement.scrollTop === 1500")
    assert page.evaluate("window.kept")


def test_streamlit_hears_of_it_once_the_reader_has_arrived_and_draws_nothing_again(wiki, page):
    wiki.open("/wiki", "index")
    page.evaluate("window.changes = 0")

    page.click("article >> text=rules")
    wiki.shows("rules")
    page.evaluate(COUNT_CHANGES)
    page.wait_for_function("window.runs === 2")
    page.wait_for_timeout(100)  # what might be drawn would be by now

    assert page.evaluate("window.changes") == 0


def test_a_page_is_fetched_when_the_pointer_is_on_its_link_and_not_again_with_the_click(wiki, page):
    wiki.open("/wiki", "index")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/wiki/" in request.url else None)

    with page.expect_response("**/api/wiki/rules"):
        page.hover("article >> text=rules")
    page.click("article >> text=rules")
    wiki.shows("rules")

    assert len(asked) == 1


def test_a_deep_link_leads_to_its_heading_and_a_reload_to_where_the_reader_was(wiki, page):
    wiki.open("/wiki?page=rules#part-7", "rules")
    page.wait_for_function("Math.abs(document.querySelector('#wiki-part-7').getBoundingClientRect().top) < 120")

    page.evaluate(SCROLL, 700)
    page.reload()
    wiki.mount("rules")

    page.wait_for_function("document.scrollingElement.scrollTop === 700")


def test_a_link_within_the_page_scrolls_and_the_contents_follow(wiki, page):
    wiki.open("/wiki?page=rules", "rules")

    page.click("text=down")

    page.wait_for_selector(".tl-contents [aria-current]:has-text('Part 9')")
    page.wait_for_url("**#part-9")
    page.evaluate(SCROLL, 0)
    page.wait_for_function("!document.querySelector('.tl-contents [aria-current]')")


def test_a_link_out_of_the_wiki_is_left_to_the_browser(wiki, page):
    wiki.open("/wiki?page=rules", "rules")

    with page.expect_navigation():
        page.click("text=out")

    assert "revision" in json.loads(page.inner_text("body"))


def test_a_page_that_is_not_there_says_what_can_be_done(wiki, page):
    wiki.open("/wiki", "index")

    page.click("article >> text=Nowhere")

    wiki.shows("Nowhere")
    assert "Nothing in this wiki is called Nowhere" in page.inner_text("article")
    assert "content/wiki/Nowhere.md" in page.inner_text("article")


def test_a_new_revision_comes_into_the_page_that_is_open(wiki, page):
    wiki.open("/wiki", "index")
    page.hover("article >> text=teams")  # lets the browser hear of the next revision
    wiki.commit({"index.md": "# Home, again\n\n[[rules]]", "zebra.md": "# Zebra"})

    page.hover("article >> text=rules")

    page.wait_for_selector("article h1:has-text('Home, again')")
    page.wait_for_selector(".tl-tree >> text=Zebra")


def test_the_tree_opens_folder_by_folder_and_remembers(wiki, page):
    wiki.open("/wiki", "index")
    rows = page.locator(".tl-tree a")
    expect(rows.nth(1)).to_have_text("Teams")
    assert (rows.first.inner_text(), page.locator(".tl-tree >> text=Sales").count()) == ("Home", 0)

    page.click(".tl-tree [aria-label='Pages below Teams']")
    page.wait_for_selector(".tl-tree >> text=Sales")
    wiki.open("/wiki", "index")
    page.click(".tl-tree >> text=Sales")

    wiki.shows("teams/sales")
    page.wait_for_selector(".tl-tree [data-page='teams/sales'][aria-current='page']")


def test_a_folder_with_thousands_of_pages_shows_a_part_of_them(wiki, page):
    wiki.commit({f"many/p{number:04}.md": f"# P{number:04}" for number in range(1000)})

    wiki.open("/wiki?page=many/p0500", "many/p0500")

    page.wait_for_selector(".tl-tree [aria-current=page]")
    assert page.locator(".tl-tree a").count() < 200
    page.click(".tl-tree-more >> nth=1")
    page.wait_for_selector(".tl-tree [data-page='many/p0650']")


def test_the_keyboard_is_enough(wiki, page):
    wiki.open("/wiki", "index")

    following = page.get_attribute(".tl-neighbours [rel=next]", "href")
    page.keyboard.press("n")
    wiki.shows(following.partition("page=")[2])
    page.keyboard.press("g")
    page.keyboard.press("h")
    wiki.shows("index")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] >> text=Go to the home page")
    page.keyboard.press("Escape")

    expect(page.locator("dialog[open]")).to_have_count(0)


def test_code_is_copied_and_a_diagram_is_drawn_as_an_image(wiki, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    wiki.open("/wiki?page=teams/sales", "teams/sales")

    page.hover(".tl-code")
    page.click(".tl-copy")
    page.wait_for_selector(".tl-copy[data-done=true]")
    assert page.evaluate("navigator.clipboard.readText()") == "x = 1"

    page.wait_for_selector("tl-diagram img[src^='data:image/svg+xml']")
    page.wait_for_function("document.querySelector('tl-diagram img').naturalWidth > 50")


def test_paper_has_the_page_alone_and_all_of_its_code(wiki, page):
    wiki.open("/wiki?page=teams/sales", "teams/sales")

    page.emulate_media(media="print", color_scheme="dark")
    style = "node => { const { whiteSpace, color } = getComputedStyle(node); return [whiteSpace, color]; }"
    code, article = page.locator("article pre code").first.evaluate(style), page.locator("article").evaluate(style)
    around = page.locator(".tl-top, .tl-contents, .tl-copy, .tl-neighbours").filter(visible=True).count()
    page.emulate_media(media="null", color_scheme="null")

    assert (code[0], article[1], around) == ("pre-wrap", "rgb(0, 0, 0)", 0)


def test_a_block_of_a_competition_waits_for_an_event_and_follows_it_to_the_next(wiki, page):
    wiki.commit({"index.md": "```live\nscoreboard: {competition: cup}\n```\n\nIt is `= score(competition: cup)`."})
    wiki.open("/wiki", "index")
    page.wait_for_selector("p:has-text('The competition cup has no event yet')")

    wiki.site.put("first", match("first", 0))
    page.wait_for_selector('tl-scoreboard[data-event="first"][data-score="0-0"]')
    page.wait_for_function("document.querySelector('tl-value').textContent === '0–0'")
    wiki.site.put("second", [*match("second", 10), action("score", at=700, subject="second", participant="sales")])

    page.wait_for_selector('tl-scoreboard[data-event="second"][data-score="1-0"]')
    page.wait_for_function("document.querySelector('tl-value').textContent === '1–0'")
    expect(page.locator(".tl-live-more").first).to_have_attribute("href", "/event?id=second")


def test_the_fixtures_of_a_competition_move_as_it_is_played(wiki, page):
    wiki.site.put("third", match("third", 0, "confirmed", "league"))
    wiki.commit({"index.md": "```live\nfixtures: league\n```"})
    wiki.open("/wiki", "index")
    page.wait_for_selector('tl-fixtures [data-event="third"][data-score="0-0"]')

    wiki.site.put("fourth", match("fourth", 10, competition="league"))

    page.wait_for_selector('tl-fixtures section:has-text("Now") [data-event="fourth"]')


SHOW_THEN = """async ([folder, sha]) => {
  const { mount } = await import(`${folder}/wiki-then.js`);
  const { html } = await (await fetch(`/api/wiki/index?at=${sha}`)).json();
  await mount(document.body.appendChild(document.createElement('main')), { html, at: sha });
}"""


def test_nothing_in_a_page_as_it_was_shows_the_present(wiki, page):
    wiki.site.put("now", match("now", 0, competition="then"))
    then = wiki.commit({"index.md": "It was `= score(now)`.\n\n```live\nscoreboard: now\n```\n"})
    wiki.commit({"index.md": "# Another"})
    wiki.open("/wiki", "index")

    page.evaluate(SHOW_THEN, [f"/assets/{assets_digest()}", then])

    page.wait_for_selector("main article >> text=It was (a live value).")
    assert page.locator("main").inner_text().strip().endswith("Here is a live block.")
    assert page.locator("main :is(tl-value, tl-scoreboard, tl-source)").count() == 0


CHOOSE = (
    "async ([module, all]) => { const m = await import(module); return all.map((one) => m.current(one, 'league')); }"
)


def test_the_browser_and_the_server_choose_the_same_event(wiki, page):
    wiki.open("/wiki", "index")
    programmes = [
        [event(f"e{number}", status, number) for number, status in enumerate(statuses)]
        for statuses in permutations(STATES, 3)
    ]

    chosen = page.evaluate(
        CHOOSE, [f"/assets/{assets_digest()}/competitions.js", [[sent(one) for one in some] for some in programmes]]
    )

    assert chosen == [current.events(some, {"league"}).get("league") for some in programmes]


def sent(one):
    """As the live stream sends it, as far as it matters."""
    declaration = {"competition": "league", "start": one.state.declared.start.isoformat()}
    return {"id": one.state.id, "status": one.state.status, "declared": declaration}


def test_a_page_that_has_nothing_but_a_name_shows_it(wiki, page):
    wiki.commit({"one.md": "---\ntitle: Number one\n---\n", "two.md": "---\ntitle: Number two\n---\n"})

    wiki.open("/wiki?page=one", "one")
    expect(page.locator("article h1")).to_have_text("Number one")
    page.click(".tl-neighbours [rel=next]")

    expect(page.locator("article h1")).to_have_text("Number two")


def test_search_finds_as_one_types_and_is_used_by_keyboard(wiki, page):
    wiki.open("/wiki", "index")

    page.keyboard.press("/")
    page.keyboard.type("words part")
    page.wait_for_selector(".tl-search [data-result=rules] mark")
    expect(page.locator(".tl-search input")).to_have_attribute("aria-activedescendant", "tl-option-0")
    page.keyboard.press("Enter")

    wiki.shows("rules")
    page.wait_for_url("**#part-*")
    page.wait_for_selector("dialog", state="hidden")
    page.keyboard.press("/")
    page.fill(".tl-search input", "")
    page.wait_for_selector(".tl-search >> text=Seen last")
    page.keyboard.press("Escape")
    page.click(".tl-tags >> text=play")
    page.wait_for_selector(".tl-search [data-result=rules]")
    page.keyboard.press("Escape")

    page.keyboard.press("/")
    page.fill(".tl-search input", "teams")
    page.wait_for_selector(".tl-search [data-result='teams/index'] mark")
    second = page.locator(".tl-search [data-result]").nth(1).get_attribute("data-result")
    for key, option in (("ArrowUp", -1), ("ArrowDown", 0), ("ArrowDown", 1)):
        page.keyboard.press(key)
        active = page.locator(".tl-search [data-result]").nth(option)
        assert active.get_attribute("aria-selected") == "true"
        assert page.get_attribute(".tl-search input", "aria-activedescendant") == active.get_attribute("id")
    page.keyboard.press("Enter")

    wiki.shows(second)
    page.wait_for_selector("dialog", state="hidden")


def test_somebody_who_types_faster_than_the_server_gets_what_they_typed(wiki, page):
    wiki.open("/wiki", "index")

    page.keyboard.press("/")
    page.keyboard.type("sales", delay=0)
    page.keyboard.press("Enter")

    wiki.shows("teams/sales")


def test_while_a_large_wiki_is_still_read_a_reader_is_told_so_and_then_gets_the_rest_by_itself(wiki, page, monkeypatch):
    library, early = wiki.site.node.library, []
    monkeypatch.setattr(intake, "MANY", 1)
    whole = Intake(library.repository, library.place, early.append).load(None, library.current.sha)
    [library.current] = early

    wiki.open("/wiki?page=teams/index", "teams/index")
    foot = page.locator(".tl-foot")
    expect(foot).to_contain_text("still being found out")
    page.keyboard.press("/")
    page.keyboard.type("words part")
    status = page.locator(".tl-search-status")
    expect(status).to_contain_text("The texts are still being read.")
    library.current = whole

    page.wait_for_selector(".tl-search [data-result=rules] mark")
    expect(status).not_to_contain_text("still")
    expect(foot).to_contain_text("One page links here")
    expect(foot).not_to_contain_text("still")


def test_a_page_that_was_moved_is_found_as_soon_as_the_history_is_read(wiki, page, monkeypatch):
    library = wiki.site.node.library
    wiki.commit({"away.md": "# A page that moves\n\nIt says something.\n"})
    wiki.commit({"away.md": None, "here.md": "# A page that moves\n\nIt says something.\n"})
    wait_for(lambda: library.moved("away"))

    with monkeypatch.context() as early:
        early.setattr(library._chronicle, "history", History())
        wiki.open("/wiki?page=away", "away")
        expect(page.locator("article")).to_contain_text("Its history is still being read")

    wiki.shows("here")
    expect(page).to_have_url(re.compile(r"page=here$"))
    expect(page.locator("article")).to_contain_text("It says something.")
