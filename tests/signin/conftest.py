"""A real OpenID provider, and two processes of the app, behind one address, that people sign in to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from lib.adapters import kafka
from lib.local import packages, ports, probes, proxy
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
    for name in ("package.json", "package-lock.json", "provider.mjs"):
        shutil.copy(FOLDER / name, home / name)
    if not (home / "node_modules" / "oidc-provider").exists():
        subprocess.run(["npm", "ci", "--silent", "--no-fund", "--no-audit"], cwd=home, check=True, timeout=240)
    return str(home / "provider.mjs")


@pytest.fixture(scope="module")
def site(broker, tmp_path_factory: pytest.TempPathFactory, provider_code: str) -> Iterator[Platform]:
    """The first of two app processes, with sign-in, a device's token file and nobody's API token."""
    require(packages.HAPROXY)
    folder = tmp_path_factory.mktemp("signin")
    provider_port, port = ports.free(), ports.free()
    environment = {
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SIGNIN_METADATA_URL": f"http://127.0.0.1:{provider_port}/.well-known/openid-configuration",
        "SIGNIN_CLIENT_ID": "touchline",
        "SIGNIN_CLIENT_SECRET": "for-tests-alone",
        "SIGNIN_COOKIE_SECRET": "0123456789abcdef" * 4,
        "SIGNIN_SCOPES": "groups",
        "API_TOKENS_FILE": str(folder / "tokens.yaml"),
    }
    (folder / "tokens.yaml").write_text("tokens: []\n")
    homes = {"app-1": folder, "app-2": folder / "second"}
    both = {
        name: Platform(home, broker.address, "http://127.0.0.1:1", APP_METRICS_PORT=str(ports.free()), **environment)
        for name, home in homes.items()
    }
    here = both["app-1"]
    kafka.ensure_topics(here.settings)
    provider = _provider(here, provider_code, provider_port)
    replicas = {name: f"127.0.0.1:{one.settings.app_port}" for name, one in both.items()}
    front = proxy.server(folder / "proxy", replicas, port)
    with running(Server(provider, folder), *(one.app() for one in both.values()), front):
        yield here


def _provider(here: Platform, code: str, port: int) -> Part:
    ready = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
    command = ["node", code, str(port), f"{here.settings.public_url}/oauth2callback"]
    return Part("provider", command, lambda: probes.http_ok(ready), ready, dict(os.environ))


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
    contexts = {person: chromium.new_context() for person in ("", *PEOPLE)}
    for person, context in contexts.items():
        context.set_default_timeout(60_000)
        if person:
            sign_in(context, site, person)
    yield contexts
    for context in contexts.values():
        context.close()


def sign_in(context: BrowserContext, site: Platform, person: str) -> None:
    """Begin at one process of the app, be known to the provider, and come back to the other process."""
    page = context.new_page()
    page.goto(site.settings.public_url)
    page.get_by_role("button", name="Sign in").first.click()
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    began = next(one["value"] for one in context.cookies(site.settings.public_url) if one["name"] == proxy.COOKIE)
    other = "app-2" if began == "app-1" else "app-1"
    context.add_cookies([{"name": proxy.COOKIE, "value": other, "url": site.settings.public_url}])
    page.get_by_role("button", name="Continue").click()
    page.get_by_text(f"Signed in as {person}").wait_for(state="attached")
    page.close()
