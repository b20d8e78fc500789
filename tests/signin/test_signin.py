"""Each role at each route and page, signed in at a real OpenID provider, with a token, and as a stranger."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import requests
import yaml

from lib.live import tokens
from lib.live.routes import routes
from lib.local import proxy
from lib.sport import actions
from lib.sport.actions import Competitor, EventDeclared
from lib.web import site as pages
from lib.web.visitor import NEEDS
from tests.signin import rights
from tests.signin.conftest import PEOPLE

pytestmark = [pytest.mark.kafka, pytest.mark.browser]

ROLES = dict(zip(PEOPLE, ("reader", "editor", "organizer", "operator"), strict=True))
RECORDS = {"sales-organizer", "legal-operator"}
ONE = "application/cloudevents+json"
# What every answer tells a browser.
TELLS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(self), payment=()",
    "cross-origin-opener-policy": "same-origin",
}
ALLOWED = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


def declaration(competition="", event=""):
    competitors = [Competitor(id="sales", name="Sales"), Competitor(id="legal", name="Legal")]
    data = EventDeclared(sport="football", competitors=competitors, competition=competition)
    about = {"id": str(uuid.uuid4()), "subject": event or f"e-{uuid.uuid4()}", "source": "test"}
    return actions.encode(actions.make("event.declared", data, time=datetime.now(UTC), recordedby="forged", **about))


def post(site, token=None, body=None, kind=ONE):
    headers = {"content-type": kind} | ({"authorization": f"Bearer {token}"} if token else {})
    return requests.post(f"{site.settings.public_url}/api/actions", body or declaration(), headers=headers, timeout=30)


@pytest.fixture
def token(site):
    """Make tokens of devices: ``token("organizer", competitions=["cup"])``; they are revoked at the end."""
    entries = []

    def make(role, **attributes):
        made = tokens.make()
        entries.append({"name": f"device-{len(entries)}", "sha256": tokens.digest(made), "role": role} | attributes)
        _write(site, entries)
        return made

    yield make
    _write(site, [])


def _write(site, entries):
    with open(site.settings.api_tokens_file, "w") as file:
        yaml.safe_dump({"tokens": entries}, file)


def test_every_route_and_every_page_has_a_right_that_somebody_chose():
    served = {
        f"{method} {route.path}" for route in routes() for method in (route.methods or {"GET"}) - {"HEAD"}
    }  # fmt: skip

    assert set(rights.ROUTES) == served | {"GET /_stcore/metrics"}, "give it a row in tests/signin/rights.py"
    assert set(rights.PAGES) == {row[0] for rows in pages.SECTIONS.values() for row in rows}
    assert all(NEEDS.get(page, "read") == right for page, right in rights.PAGES.items())


@pytest.mark.parametrize("person", ["", *PEOPLE])
def test_a_session_may_do_what_its_role_may_at_every_route(site, signed_in, person):
    held = signed_in[person].cookies(site.settings.public_url)
    cookies = {one["name"]: one["value"] for one in held if one["name"] != proxy.COOKIE}

    assert refusals(site, cookies=cookies) == forbidden(ROLES.get(person, ""))


@pytest.mark.parametrize("role", ROLES.values())
def test_a_token_may_do_what_its_role_may_at_every_route(site, token, role):
    assert refusals(site, authorization=f"Bearer {token(role)}") == forbidden(role)


def test_a_token_that_is_none_may_do_nothing(site):
    asked = ("GET /api/events", "POST /api/actions", "PUT /api/wiki/{path:path}", "POST /api/hooks/git")

    assert refusals(site, asked, authorization="Bearer tl_none") == set(asked)


def refusals(site, asked=tuple(rights.ROUTES), cookies=None, **headers):
    """The routes of *asked* that do not let us in. The cookie of the proxy is not sent: each request goes anywhere."""
    found = set()
    with requests.Session() as session:
        for row in asked:
            method, _, path = row.partition(" ")
            address = site.settings.public_url + rights.address(path)
            own = {"origin": site.settings.public_url} | headers
            with session.request(method, address, headers=own, cookies=cookies, stream=True, timeout=30) as answer:
                if answer.status_code in {401, 403}:
                    found.add(row)
            session.cookies.clear()
    return found


def forbidden(role):
    return {row for row, right in rights.ROUTES.items() if not rights.may(role, right)}


@pytest.mark.parametrize("person", PEOPLE)
def test_a_session_records_only_with_the_role_and_under_its_own_name(site, signed_in, person):
    origin = {"origin": site.settings.public_url, "content-type": ONE}
    asking = signed_in[person].request

    answer = asking.post(f"{site.settings.public_url}/api/actions", data=declaration(), headers=origin)

    assert answer.status == (202 if person in RECORDS else 403)
    if person in RECORDS:
        assert _recorder(site, answer.json()) == person
    elsewhere = origin | {"origin": "https://elsewhere.example"}
    address = f"{site.settings.public_url}/api/actions"
    assert asking.post(address, data=declaration(), headers=elsewhere).status == 403
    assert asking.post(address, data=declaration(), headers={"content-type": ONE}).status == 403


@pytest.mark.parametrize("person", ["", *PEOPLE])
def test_only_an_operator_sees_what_is_for_operators(site, signed_in, person):
    answer = signed_in[person].request.get(f"{site.settings.public_url}/api/operations/errors")

    assert answer.status == (401 if not person else 200 if ROLES[person] == "operator" else 403)


@pytest.mark.parametrize("person", ["", *PEOPLE])
def test_a_page_opens_only_with_its_right(site, signed_in, person):
    page = signed_in[person].new_page()
    page.goto(f"{site.settings.public_url}/")
    if not person:
        page.get_by_text("This wiki is for people of the company").wait_for()
        page.goto(f"{site.settings.public_url}/record")
        page.get_by_role("button", name="Sign in").first.wait_for()
        assert page.get_by_role("heading", name="Record").count() == 0
        page.close()
        return
    page.get_by_role("heading", name="Today").wait_for()
    links = {urlsplit(href).path.strip("/") for href in _links(page)}
    for name in rights.PAGES.keys() - pages.UNLISTED:
        allowed = rights.may(ROLES[person], rights.PAGES[name])
        assert ((name if name != pages.HOME else "") in links) == allowed, name
    for name, right in rights.PAGES.items():
        if not rights.may(ROLES[person], right):
            page.goto(f"{site.settings.public_url}/{name}")
            page.get_by_text("Page not found").wait_for()
    page.close()


@pytest.mark.parametrize("role", ["reader", "editor", "organizer", "operator"])
def test_a_token_has_the_rights_of_its_role(site, token, role):
    given = token(role)

    assert post(site, given).status_code == (202 if role in {"organizer", "operator"} else 403)
    reading = requests.get(
        f"{site.settings.public_url}/api/events", headers={"authorization": f"Bearer {given}"}, timeout=30
    )
    assert reading.status_code == 200


def test_a_token_for_a_competition_records_there_alone(site, token):
    given = token("organizer", competitions=["cup"])

    assert post(site, given, declaration("cup")).status_code == 202
    refused = post(site, given, declaration("league"))
    assert refused.status_code == 403
    assert "cup" in refused.json()["error"]
    batch = b"[" + declaration("cup") + b"," + declaration("league") + b"]"
    both = post(site, given, batch, "application/cloudevents-batch+json")
    assert [one["status"] for one in both.json()["results"]] == [202, 403]


def test_a_token_that_was_revoked_or_has_expired_opens_nothing(site, token):
    expired, revoked = token("operator", expires="2026-01-01"), token("operator")
    assert post(site, expired).status_code == 401
    assert post(site, revoked).status_code == 202

    _write(site, [])

    assert post(site, revoked).status_code == 401
    assert post(site, "tl_guessed").status_code == 401


def test_a_forged_cookie_is_nobody(site, chromium):
    context = chromium.new_context()
    forged = json.dumps({"is_logged_in": True, "origin": site.settings.public_url, "groups": ["platform-operators"]})
    context.add_cookies([{"name": "_streamlit_user", "value": forged, "url": site.settings.public_url}])

    assert context.request.get(f"{site.settings.public_url}/api/events").status == 401
    context.close()


def test_every_answer_tells_the_browser_what_it_may_do(site):
    for path in ("/", "/readyz", "/api/events"):
        headers = requests.get(site.settings.public_url + path, timeout=30).headers
        assert TELLS.items() <= headers.items()
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy.keys() >= ALLOWED.keys()
        assert {name: policy[name] for name in ALLOWED} == ALLOWED


def test_prometheus_of_this_machine_asks_past_the_proxy_and_elsewhere_at_a_port_of_its_own(site):
    own = f"http://127.0.0.1:{site.settings.app_port}"

    for path in ("/metrics", "/_stcore/metrics"):
        assert requests.get(own + path, timeout=30).status_code == 200
        assert requests.get(site.settings.public_url + path, timeout=30).status_code == 401
    apart = requests.get(f"http://127.0.0.1:{site.settings.app_metrics_port}/metrics", timeout=30)
    assert "touchline_config_info{" in apart.text


def test_no_secret_is_in_a_log(site):
    logs = "".join(path.read_text() for path in site.folder.rglob("*.log"))

    assert "request" in logs
    assert site.settings.signin_client_secret not in logs
    assert site.settings.signin_cookie_secret not in logs
    assert "tl_" not in logs


def _links(page):
    page.get_by_test_id("stSidebarNavLink").first.wait_for()
    return [link.get_attribute("href") or "" for link in page.get_by_test_id("stSidebarNavLink").all()]


def _recorder(site, receipt):
    """Who recorded what *receipt* is of."""
    from tests.pipeline.test_whole_way import states

    place = receipt["partition"], receipt["offset"]
    [raw] = [one.value for one in states(site, "sport.actions") if (one.partition, one.offset) == place]
    return json.loads(raw)["recordedby"]
