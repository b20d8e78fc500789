"""The operations page, run as Streamlit runs it, and its elements in a real browser on a real repository."""

import json
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from lib.adapters.cluster import Group, Member, Reached
from lib.adapters.prometheus_answers import Alert
from lib.live import node
from lib.live.node import Node
from lib.live.operations import parts
from lib.live.routes import assets_digest
from lib.local import packages, ports, prometheus
from lib.settings import ROOT
from lib.web import alerts
from tests.checkout import Checkout
from tests.conftest import require
from tests.scraped import says, served
from tests.waiting import wait_for
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


MOUNTED = """async ([url, tag]) => {
    const { mount } = await import(url);
    mount(document.body.appendChild(document.createElement("div")), { tag });
}"""


@pytest.mark.browser
def test_an_operator_sees_what_a_commit_did_and_takes_it_back(chromium, make_settings, tmp_path):
    origin = Checkout(tmp_path / "origin")
    origin.commit({CUP: COMPETITION, "content/wiki/index.md": "# Home\n"}, "Begin")
    sha = origin.commit({CUP: COMPETITION.replace("premier-league", "bundesliga")}, "Rules <b>of another league</b>")
    given = {"KAFKA_PORT": ports.free(), "PROMETHEUS_PORT": ports.free(), "CONTENT_REPO": origin.path}
    site = Site(make_settings(APP_PORT=ports.free(), **given))
    with site.up(), following(site.node.library):
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(60_000)
        page.goto(f"{site.address}/page")
        for tag in ("tl-op-state", "tl-op-steps"):
            page.evaluate(MOUNTED, [f"/assets/{assets_digest()}/operations.js", tag])
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


@pytest.mark.browser
@pytest.mark.prometheus
def test_what_is_scaled_where_is_told_of_each_process_and_of_each_member_of_a_group(chromium, make_settings, tmp_path):
    require(packages.PROMETHEUS)
    origin = Checkout(tmp_path / "origin")
    sha = origin.commit({"content/wiki/index.md": "# Home\n"})
    away = f"127.0.0.1:{ports.free()}"
    members = (
        Member("processor-a", "/10.0.0.1", (("sport.actions", 0), ("sport.actions", 1), ("sport.positions", 0))),
        Member("processor-b", "/10.0.0.2", ()),
    )
    group = Group("touchline-fold", "Stable", members, (Reached("sport.actions", 0, 7, 12, 0),))
    with ExitStack() as running:
        processors = sorted(running.enter_context(served(says("processor", "Synced", sha))) for _ in range(2))
        targets = {"touchline-processor": processors, "touchline-app": [away]}
        asked = running.enter_context(prometheus.server(tmp_path / "prometheus", targets=targets))
        given = {"KAFKA_PORT": ports.free(), "PROMETHEUS_URL": asked.address, "CONTENT_REPO": origin.path}
        site = Site(make_settings(APP_PORT=ports.free(), **given))
        running.enter_context(site.up())
        running.enter_context(following(site.node.library))
        site.node.streams.lags.groups = [group]
        wait_for(lambda: parts.number(site.node.metrics, "count(up)") == 3, message="all were scraped")

        page = chromium.new_page()
        page.goto(f"{site.address}/page")
        page.evaluate(MOUNTED, [f"/assets/{assets_digest()}/operations.js", "tl-op-scale"])
        page.locator('tl-op-scale [data-component="processor"]').wait_for()

        cells = {
            name: page.locator(f'tl-op-scale [data-component="{name}"] td').all_inner_texts()
            for name in ("processor", "app", "publisher")
        }
        assert cells == {
            "processor": ["processor", "2", ", ".join(processors)],
            "app": ["app", "1", f"{away} (does not answer)"],
            "publisher": ["publisher", "0", "—"],
        }
        shown = page.locator('tl-op-scale [data-group="touchline-fold"][data-members="2"]')
        assert "stable, 5 records behind" in shown.inner_text()
        assert [row.locator("td").all_inner_texts() for row in shown.locator("tbody tr").all()] == [
            ["processor-a", "/10.0.0.1", "sport.actions 0, 1 · sport.positions 0"],
            ["processor-b", "/10.0.0.2", "none"],
        ]
        page.close()
