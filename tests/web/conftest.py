"""A real browser on a page with our elements."""

import pytest

from lib.local import packages, ports
from lib.local.browser import CHROMIUM
from tests.conftest import require
from tests.web.hosting import Site

DEFINED = "customElements.get('tl-recorder') !== undefined"


@pytest.fixture(scope="module")
def chromium():
    """The browser."""
    require(packages.CHROMIUM)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def site(make_settings):
    """Our routes, with a feed that ``site.put`` fills; not up yet."""
    return Site(make_settings(APP_PORT=ports.free()))


@pytest.fixture
def page(chromium, site):
    """An empty page of the site, which is up, with all elements defined. A script's error fails the test."""
    errors = []
    with site.up():
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.on("pageerror", lambda error: errors.append(error))
        page.set_default_timeout(15_000)
        page.goto(f"{site.address}/page")
        page.wait_for_function(DEFINED)
        yield page
        page.close()
    assert not errors


@pytest.fixture
def put(page):
    """Put HTML on the page, which may have been loaded anew."""

    def put(html: str) -> None:
        page.wait_for_function(DEFINED)
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", html)

    return put
