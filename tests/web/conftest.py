"""A real browser on a page with our elements."""

import pytest
from playwright.sync_api import expect

from lib import settings
from lib.local import packages, ports
from lib.local.browser import CHROMIUM
from tests.checkout import Checkout
from tests.conftest import require
from tests.web.hosting import Site
from tests.web.reading import Wiki

PHONE = {"width": 390, "height": 844}
DEFINED = "customElements.get('tl-recorder') !== undefined"

expect.set_options(timeout=60_000)


@pytest.fixture(scope="package")
def chromium():
    """The browser, one for all modules; each has contexts or pages of its own."""
    require(packages.CHROMIUM)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visitor(chromium):
    """A browser's context: what it has loaded for one test of a module, the next one has already."""
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def port():
    """Where the sites of a module are, one after the other."""
    return ports.free()


@pytest.fixture
def site(make_settings, port):
    """Our routes, with a feed that ``site.put`` fills; not up yet."""
    return Site(make_settings(APP_PORT=port))


@pytest.fixture(scope="module")
def tab(visitor):
    """The page of a module's tests: one that is loaded again in the same place has our modules compiled already."""
    page = visitor.new_page()
    yield page
    page.close()


@pytest.fixture
def page(tab, visitor, site):
    """An empty page of the site, which is up, with all elements defined. A script's error fails the test."""
    errors = []

    def failed(error):
        errors.append(error)

    tab.on("pageerror", failed)
    with site.up():
        everything = {"origin": site.address, "storageTypes": "all"}
        visitor.new_cdp_session(tab).send("Storage.clearDataForOrigin", everything)
        tab.goto(f"{site.address}/page")
        tab.evaluate("sessionStorage.clear()")
        tab.wait_for_function(DEFINED)
        yield tab
        tab.goto("about:blank")
    tab.remove_listener("pageerror", failed)
    tab.unroute_all()
    tab.set_viewport_size(PHONE)
    assert not errors


@pytest.fixture
def put(page):
    """Put HTML on the page, which may have been loaded anew."""

    def put(html: str) -> None:
        page.wait_for_function(DEFINED)
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", html)

    return put


@pytest.fixture(scope="module")
def whole_wiki(chromium, tmp_path_factory):
    """A wiki in a browser, for all tests of a module."""
    folder = tmp_path_factory.mktemp("wiki")
    given = {"APP_PORT": ports.free(), "CONTENT_REPO": folder / "origin", "VAR_DIR": folder / "var"}
    site = Site(settings.read({name: str(value) for name, value in given.items()}))
    checkout = Checkout(folder / "origin")
    with site.up():
        page = chromium.new_page(viewport={"width": 1300, "height": 800})
        page.set_default_timeout(60_000)
        yield Wiki(page, site, checkout)
        page.close()


@pytest.fixture
def wiki(whole_wiki):
    """The module's wiki: what one test commits or records, the next one finds. A script's error fails the test."""
    whole_wiki.errors.clear()
    yield whole_wiki
    assert not whole_wiki.errors
