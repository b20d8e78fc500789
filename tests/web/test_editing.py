"""Editing in a real browser, in the real app, on a real repository."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import expect

from lib.adapters import kafka
from lib.local.platform import Platform, running
from tests.checkout import Checkout
from tests.waiting import wait_for

pytestmark = [pytest.mark.kafka, pytest.mark.browser]

WAIT_MS = 60_000
HALL = "# The hall\n\nIt opens at nine.\n\nBring shoes.\n"
PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff"
    b"\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
).decode()
MOVE = "Keep the rules\n\nwith those who play by them."
PASTE = """([field, data]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "image.png", { type: "image/png" }));
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The repository as a server has it."""
    folder = tmp_path_factory.mktemp("editing")
    made = Checkout(folder / "origin")
    pages = {
        "index": "# Home\n\nSee [[the hall]] and [[opening hours]].\n",
        "the-hall": HALL,
        "templates/meeting": "# {{title}}\n\n## Who\n",
    }
    rules = "# Rules\n\nWhoever is late begins with a point less than the others.\n"
    pages |= {"old-rules": rules, "teams/index": "# Teams\n\n[rules](rules.md)\n"}
    made.commit({f"content/wiki/{page}.md": text for page, text in pages.items()})
    made.commit({"content/wiki/old-rules.md": None, "content/wiki/teams/rules.md": rules}, MOVE)
    cloned = made.cloned(folder / "bare.git")
    cloned.git("config", "uploadpack.allowFilter", "true")
    return cloned


@pytest.fixture(scope="module")
def address(broker, bare, tmp_path_factory):
    """The app, to which the repository is a remote."""
    folder, repository = tmp_path_factory.mktemp("app"), bare.path.as_uri()
    one = Platform(folder, broker.address, "http://127.0.0.1:1", CONTENT_REPO=repository)
    kafka.ensure_topics(one.settings)
    with running(one.app()):
        yield one.settings.app_url


@pytest.fixture
def person(chromium, address):
    """Somebody at a browser of his own: ``open(path)`` gives a window with the editor, or any page."""
    contexts = []

    def make(name="Finance"):
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(f"localStorage.setItem('touchline.name', '{name}')")
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)

        def open_(path):
            page = context.new_page()
            page.goto(address + path)
            return page

        return open_

    yield make
    for context in contexts:
        context.close()


def text_of(bare, page):
    return bare.git("show", f"main:content/wiki/{page}.md") + "\n"


def field(page):
    return page.locator("tl-editor textarea.tl-edit-field")


def saved(page, text):
    """Save, and wait until the page is shown with *text*, without a reload."""
    page.evaluate("window.kept = true")
    page.keyboard.press("Control+s")
    page.locator("article.tl-wiki", has_text=text).wait_for()
    page.wait_for_url("**/wiki?page=**")
    assert page.evaluate("window.kept")


def test_a_page_is_written_beside_its_preview_and_shown_at_once(person, bare):
    page = person()("/edit?page=the-hall")
    field(page).fill(HALL + "\nNo food, **please**.\n")
    page.locator(".tl-edit-view strong", has_text="please").wait_for()

    saved(page, "No food, please.")

    assert text_of(bare, "the-hall") == HALL + "\nNo food, **please**.\n"
    assert bare.git("log", "-1", "--format=%an", "main") == "Finance"


def test_keys_and_buttons_write_markdown_and_names_of_pages_are_suggested(person):
    page = person()("/edit?page=index")
    field(page).fill("")
    field(page).press_sequentially("- one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    field(page).press_sequentially("see [[hal")
    page.locator('[role="option"]', has_text="The hall").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type(" ")
    page.keyboard.press("Control+b")
    page.keyboard.type("now")

    written = "- one\n  - two\n  see [[The hall]] **now**"
    expect(field(page)).to_have_value(written)
    page.keyboard.press("Control+z")
    expect(field(page)).not_to_have_value(written)


def test_two_who_change_the_same_place_decide_and_lose_nothing(person, bare):
    finance, legal = person("Finance")("/edit?page=the-hall"), person("Legal")("/edit?page=the-hall")
    text = text_of(bare, "the-hall")
    for page, hour in ((finance, "eight"), (legal, "ten")):
        field(page).fill(text.replace("nine", hour) + f"\n{hour} is fine.\n")
    saved(legal, "It opens at ten.")

    finance.keyboard.press("Control+s")
    finance.get_by_role("heading", name="Somebody else has changed the same place").wait_for()
    for number, hour in enumerate(("eight", "ten")):
        expect(finance.locator(".tl-version mark").nth(number)).to_have_text(hour)
    expect(finance.get_by_role("button", name="Save the result")).to_be_disabled()
    for place in finance.locator(".tl-place").all():
        place.get_by_label("Use both").check()
    finance.locator(".tl-place textarea").first.fill("It opens at eight, in winter at ten.\n")
    finance.get_by_role("button", name="Save the result").click()

    finance.locator("article.tl-wiki", has_text="in winter at ten").wait_for()
    result = text_of(bare, "the-hall")
    assert all(words in result for words in ("eight, in winter at ten", "eight is fine.", "ten is fine."))


def test_a_save_that_the_remote_does_not_take_is_told_and_goes_out_once_it_may(person, bare):
    hook = bare.path / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'Frozen until Monday.' >&2\nexit 1\n")
    hook.chmod(0o755)
    page = person()("/edit?page=the-hall")
    field(page).fill(text_of(bare, "the-hall") + "\nWater is free.\n")

    page.keyboard.press("Control+s")

    told = page.locator(".tl-edit-status[data-kind=waiting]", has_text="Frozen until Monday.")
    told.wait_for()
    assert told.inner_text().startswith("Committed here, and not yet where it belongs: ")
    assert "Water is free." not in text_of(bare, "the-hall")
    assert "Water is free." in field(page).input_value()
    hook.unlink()
    page.wait_for_url("**/wiki?page=the-hall")
    page.locator("article.tl-wiki", has_text="Water is free.").wait_for()
    assert "Water is free." in text_of(bare, "the-hall")


def kept(page, words):
    """Wait until there is a draft with *words*."""
    page.wait_for_function("words => Object.values(localStorage).some((one) => one.includes(words))", arg=words)


def test_what_was_typed_is_thrown_away_only_by_somebody_who_says_so(person, bare):
    page = person()("/edit?page=the-hall")
    field(page).fill("# The hall\n\nLong thought about.\n")
    kept(page, "Long thought about")

    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("dialog").get_by_role("button", name="Go on writing").click()
    expect(field(page)).to_have_value(re.compile("Long thought about"))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("dialog").get_by_role("button", name="Throw it away").click()

    page.wait_for_url("**/wiki?page=the-hall")
    assert not page.evaluate("Object.values(localStorage).some((one) => one.includes('Long thought about'))")
    page = person()("/edit?page=the-hall")
    field(page).wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url("**/wiki?page=the-hall")


def test_a_draft_survives_a_closed_tab(person, bare):
    open_ = person()
    page = open_("/edit?page=the-hall")
    field(page).fill("# The hall\n\nNever saved.\n")
    kept(page, "Never saved")
    page.close()

    again = open_("/edit?page=the-hall")
    again.get_by_text("that was never saved").wait_for()
    expect(field(again)).to_have_value(text_of(bare, "the-hall"))
    again.get_by_role("button", name="Go on with it").click()
    expect(field(again)).to_have_value(re.compile("Never saved"))

    again.reload()
    again.get_by_text("is here again").wait_for()
    expect(field(again)).to_have_value(re.compile("Never saved"))
    again.get_by_role("button", name="Discard it").click()
    expect(field(again)).to_have_value(text_of(bare, "the-hall"))


def test_a_pasted_image_is_seen_at_once_and_saved_with_its_page(person, bare):
    page = person()("/edit?page=the-hall")
    field(page).fill("# The hall\n\n")
    field(page).press("Control+End")
    page.evaluate(PASTE, [field(page).element_handle(), PNG])
    page.locator('.tl-edit-view img[src^="blob:"]').wait_for()

    saved(page, "The hall")

    page.locator('article.tl-wiki img[src*="/attachments/the-hall-"]').wait_for()
    wait_for(lambda: page.evaluate("document.querySelector('article.tl-wiki img').naturalWidth") == 1)
    files = bare.git("show", "--format=", "--name-only", "main").split()
    assert len(files) == 2
    assert files[0].startswith("content/wiki/attachments/the-hall-")


def test_files_are_dropped_and_chosen_and_those_that_no_draft_can_keep_are_told(person, tmp_path):
    page = person()("/edit?page=the-hall")
    (tmp_path / "plan.png").write_bytes(base64.b64decode(PNG))
    box = field(page).bounding_box()
    place = {"x": box["x"] + 50, "y": box["y"] + 50}
    files = {"items": [], "files": [str(tmp_path / "plan.png")], "dragOperationsMask": 1}
    browser = page.context.new_cdp_session(page)
    # Chromium lets a field have files in any case; others do only where this is cancelled.
    field(page).evaluate("one => one.addEventListener('dragover', (it) => { window.taken = it.defaultPrevented; })")

    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": kind, **place, "data": files})
    page.locator('.tl-edit-view img[src^="blob:"]').wait_for()
    assert page.evaluate("window.taken")
    expect(field(page)).to_have_value(re.compile(r"]\(attachments/plan-"))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Image or file").click()
    film = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"x" * 2_500_000}
    chooser.value.set_files(film)

    page.get_by_text("too large for this browser to keep them").wait_for()
    expect(field(page)).to_have_value(re.compile(r"]\(attachments/film-"))


def test_a_new_page_comes_from_a_link_that_leads_nowhere_and_from_a_template(person, bare):
    page = person()("/wiki?page=index")
    page.locator("article.tl-wiki a.broken").click()
    page.get_by_role("link", name="Write this page").click()
    expect(field(page)).to_have_value("# Opening hours\n\n")
    page.get_by_role("button", name="Meeting").click()
    expect(field(page)).to_have_value("# Opening hours\n\n## Who\n")

    saved(page, "Who")

    assert text_of(bare, "opening-hours") == "# Opening hours\n\n## Who\n"


def test_a_page_is_moved_and_deleted_from_the_editor(person, bare):
    open_ = person()
    page = open_("/edit?page=opening-hours")
    field(page).fill(text_of(bare, "opening-hours") + "\nLeft in a tab.\n")
    kept(page, "Left in a tab")
    page.close()

    page = open_("/edit?page=opening-hours")
    field(page).fill("# Opening hours\n\nAlways.\n\n## Who\n")
    page.get_by_role("button", name="Move").click()
    page.get_by_text("only what is saved goes along").wait_for()
    saved(page, "Always.")
    page = open_("/edit?page=opening-hours")
    page.get_by_role("button", name="Move").click()
    page.get_by_label("New path").fill("guides/hours")
    page.get_by_role("dialog").get_by_role("button", name="Move").click()
    page.wait_for_url("**/wiki?page=guides/hours")
    assert "[[" in text_of(bare, "index")

    page = open_("/edit?page=opening-hours")
    page.get_by_role("button", name="Go on with it").click()
    saved(page, "Left in a tab.")
    assert text_of(bare, "guides/hours") == "# Opening hours\n\nAlways.\n\n## Who\n\nLeft in a tab.\n"

    page = open_("/edit?page=guides/hours")
    page.get_by_role("button", name="Delete").click()
    page.get_by_text("One page links to it").wait_for()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/wiki")
    assert bare.git("ls-tree", "-r", "--name-only", "main", "content/wiki/guides") == ""


def test_a_page_says_where_it_is_who_links_to_it_and_who_changed_it_and_is_found_under_its_old_address(person):
    page = person()("/wiki?page=old-rules")
    page.locator('article[data-wiki-page="teams/rules"]').wait_for()

    page.wait_for_url("**/wiki?page=teams/rules")
    crumbs = page.locator(".tl-crumbs a")
    expect(crumbs).to_have_text(["Home", "Teams"])
    assert [one.get_attribute("href") for one in crumbs.all()] == ["/wiki?page=index", "/wiki?page=teams/index"]
    page.locator(".tl-backlinks summary", has_text="One page links here").click()
    expect(page.locator(".tl-backlinks a")).to_have_text(["Teams"])
    change = page.locator(".tl-wiki-change")
    for words in ("Last changed by Finance on ", "Keep the rules"):
        expect(change).to_contain_text(words)
    change.get_by_role("link").click()
    page.wait_for_url("**/history?page=teams/rules")
    page.locator(".tl-version-row", has_text="Keep the rules").wait_for()

    page.go_back()
    page.locator('article[data-wiki-page="teams/rules"]').wait_for()
    page.locator("[data-tool=edit]").wait_for()
    page.keyboard.press("e")
    page.wait_for_url("**/edit?page=teams/rules")
    expect(field(page)).to_have_value(re.compile("^# Rules"))

    for there, where in (("/history", ".tl-version-row >> text=Keep the rules"), ("/edit", "h1 >> text=Rules")):
        page.goto(page.url.partition("/edit")[0].partition("/history")[0] + f"{there}?page=old-rules")
        page.locator(where).first.wait_for()


def test_the_history_shows_two_versions_side_by_side_and_restores_one(person, bare):
    page = person()("/edit?page=the-hall&section=the-hall")
    field(page).fill("# The hall\n\nOpen all day.\n")
    saved(page, "Open all day.")
    before = text_of(bare, "the-hall")
    page.get_by_role("link", name="History").first.click()

    page.locator(".tl-diff ins", has_text="Open").first.wait_for()
    page.get_by_role("button", name="What readers see").click()
    page.wait_for_url("**view=text**")
    page.get_by_role("button", name="Who wrote what").click()
    page.locator(".tl-blame td", has_text="Open all day.").wait_for()
    page.locator(".tl-version-row").last.get_by_label("To", exact=False).last.check()
    page.get_by_role("button", name="The page then").click()
    page.locator(".tl-history-page article", has_text="Bring shoes.").wait_for()
    page.get_by_role("button", name="Restore this version").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()

    page.wait_for_url("**/wiki?page=the-hall")
    page.locator("article.tl-wiki", has_text="Bring shoes.").wait_for()
    assert text_of(bare, "the-hall") == HALL != before
    page.goto(page.url.replace("/wiki", "/history").partition("?")[0])
    page.locator(".tl-entries .tl-subject", has_text="Restore the-hall").wait_for()
    page.get_by_role("link", name="Write a new page").click()
    field(page).fill("# Fair play & rules\n")
    expect(page.get_by_label("Path of the new page")).to_have_value("fair-play-rules")
