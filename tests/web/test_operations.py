"""The operations page, run as Streamlit runs it, and its elements in a real browser on a real repository."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from lib.adapters.prometheus_answers import Alert
from lib.live import node
from lib.live.node import Node
from lib.live.routes import assets_digest
from lib.local import ports
from lib.settings import ROOT
from lib.web import alerts
from tests.checkout import Checkout
from tests.web.hosting import Site

CUP = "content/competitions/cup.yaml"
COMPETITION = """\
title: The cup
sport: football
season: 2026/27
zone: Europe/Berlin
rules: premier-league
competitors:
  - {id: sales, name: Sales}
  - {id: logistics, name: Logistics}
"""
NOW = datetime(2026, 5, 2, tzinfo=UTC)


@pytest.fixture
def visit(make_settings):
    """Open the page by a link; everything that it asks for is away."""
    here = Node(make_settings(KAFKA_PORT=ports.free(), PROMETHEUS_PORT=ports.free()))
    node.use(here)

    def visit(**query):
        at = AppTest.from_file(str(ROOT / "lib" / "web" / "frame.py"), default_timeout=60)
        at.query_params.update(query)
        return at.run().switch_page(str(ROOT / "pages" / "operations.py")).run()

    yield visit
    here.ingest.close()
    node.use(None)


@pytest.mark.parametrize(
    ("view", "tag"),
    [("State", "tl-op-state"), ("History", "tl-op-steps"), ("Scale", "tl-op-scale"), ("Errors", "tl-op-errors")],
)
def test_each_view_opens_also_while_all_is_away(visit, view, tag):
    at = visit(view=view)

    assert not at.exception
    assert [json.loads(one.proto.json or one.proto.mixed.json)["tag"] for one in at.get("bidi_component")] == [tag]


def test_the_address_opens_the_section_of_the_runbook_that_an_alert_names(visit):
    at = visit(view="Runbook", section="AppStale")

    assert not at.exception
    assert [one.value for one in at.markdown if one.value.startswith("### AppStale")]


def test_an_alert_leads_to_its_section_those_who_may_go_there():
    ours = Alert("firing", {"alertname": "AppStale"}, {"runbook": "docs/operations.md#appstale"}, NOW)
    theirs = Alert("firing", {"alertname": "DiskFull"}, {"runbook": "https://example.org/disk"}, NOW)

    assert "[What to do](/operations?view=Runbook&section=AppStale)" in alerts.sentence(ours, NOW, linked=True)
    assert alerts.sentence(ours, NOW).endswith("What to do: `docs/operations.md#appstale`.")
    assert alerts.sentence(theirs, NOW, linked=True).endswith("What to do: `https://example.org/disk`.")


@contextmanager
def following(library):
    library.start()
    yield
    library.stop()


@pytest.mark.browser
def test_an_operator_sees_what_a_commit_did_and_takes_it_back(chromium, make_settings, tmp_path):
    origin = Checkout(tmp_path / "origin")
    origin.commit({CUP: COMPETITION, "content/wiki/index.md": "# Home\n"}, "Begin")
    sha = origin.commit({CUP: COMPETITION.replace("premier-league", "bundesliga")}, "Rules <b>of another league</b>")
    given = {"KAFKA_PORT": ports.free(), "PROMETHEUS_PORT": ports.free(), "CONTENT_REPO": origin.path}
    site = Site(make_settings(APP_PORT=ports.free(), **given))
    mounted = """async ([url, tag]) => {
        const { mount } = await import(url);
        mount(document.body.appendChild(document.createElement("div")), { tag });
    }"""
    with site.up(), following(site.node.library):
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(60_000)
        page.goto(f"{site.address}/page")
        for tag in ("tl-op-state", "tl-op-steps"):
            page.evaluate(mounted, [f"/assets/{assets_digest()}/operations.js", tag])
        page.locator('tl-op-state .tl-wanted [data-state="Synced"]').wait_for()

        step = page.locator(f'[data-step="{sha}"]')
        step.locator("summary").first.click()
        assert step.locator(".tl-subject").inner_text() == "Rules <b>of another league</b>"
        assert step.locator(".tl-fields li").inner_text() == "rules premier-league → bundesliga"
        link = step.locator('a[href^="/plan"]').get_attribute("href")
        planned = chromium.new_context().request.get(f"{site.address}/api{link}").json()
        assert (planned["base"], planned["head"]) == (origin.git("rev-parse", f"{sha}^"), sha)
        step.locator('[data-do="served"]').click()
        step.get_by_text("needs the name").wait_for()
        step.get_by_label("Your name").fill("Ops")
        step.get_by_label("Why").fill("A mistake")
        step.locator('[data-do="served"]').click()
        step.locator('[data-done="served"]').wait_for()

        page.locator('tl-op-state .tl-wanted b:text-matches("^Revert")').wait_for()
        page.close()
    assert (origin.path / CUP).read_text() == COMPETITION
    assert origin.git("log", "-1", "--format=%an %s") == 'Ops Revert "Rules <b>of another league</b>"'
