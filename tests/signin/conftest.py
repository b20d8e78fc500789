"""A real OpenID provider, and the app that people sign in to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from lib.adapters import kafka
from lib.local import packages, ports, probes
from lib.local.browser import CHROMIUM
from lib.local.parts import Part, Server
from lib.local.platform import Platform, running
from lib.settings import ROOT
from tests.conftest import require

FOLDER = ROOT / "tests" / "signin"
PEOPLE = ("finance-reader", "design-editor", "sales-organizer", "legal-operator")


@pytest.fixture(scope="module")
def provider_code() -> str:
    """The provider's script beside the packages that it needs."""
    require(packages.NODE)
    home = ROOT / "var" / "signin"
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "provider.mjs"):
        shutil.copy(FOLDER / name, home / name)
    if not (home / "node_modules" / "oidc-provider").exists():
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit"], cwd=home, check=True, timeout=240)
    return str(home / "provider.mjs")


@pytest.fixture(scope="module")
def site(broker, tmp_path_factory: pytest.TempPathFactory, provider_code: str) -> Iterator[Platform]:
    """The app, with sign-in, a device's token file and nobody's API token."""
    folder = tmp_path_factory.mktemp("signin")
    provider_port, app_port = ports.free(), ports.free()
    here = Platform(
        folder,
        broker.address,
        "http://127.0.0.1:1",
        APP_PORT=str(app_port),
        PUBLIC_URL=f"http://127.0.0.1:{app_port}",
        SIGNIN_METADATA_URL=f"http://127.0.0.1:{provider_port}/.well-known/openid-configuration",
        SIGNIN_CLIENT_ID="touchline",
        SIGNIN_CLIENT_SECRET="for-tests-alone",
        SIGNIN_COOKIE_SECRET="0123456789abcdef" * 4,
        SIGNIN_SCOPES="groups",
        API_TOKENS_FILE=str(folder / "tokens.yaml"),
    )
    (folder / "tokens.yaml").write_text("tokens: []\n")
    redirect = f"{here.settings.public_url}/oauth2callback"
    ready = f"http://127.0.0.1:{provider_port}/.well-known/openid-configuration"
    node = Part(
        "provider",
        ["node", provider_code, str(provider_port), redirect],
        lambda: probes.http_ok(ready),
        ready,
        dict(os.environ),
        patience_seconds=60,
    )
    kafka.ensure_topics(here.settings)
    with running(Server(node, folder), here.app()):
        yield here


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser."""
    require(packages.CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in(site: Platform, chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    """A browser for each person, signed in through the app's own pages; a stranger's under the empty name."""
    contexts = {"": chromium.new_context()}
    for person in PEOPLE:
        contexts[person] = chromium.new_context()
        page = contexts[person].new_page()
        page.goto(site.settings.public_url)
        page.get_by_role("button", name="Sign in").first.click()
        page.locator("input[name=login]").fill(person)
        page.locator("input[name=password]").fill("any")
        page.get_by_role("button", name="Sign-in").click()
        page.get_by_role("button", name="Continue").click()
        page.get_by_text(f"Signed in as {person}").wait_for(state="attached", timeout=60_000)
        page.close()
    yield contexts
    for context in contexts.values():
        context.close()
