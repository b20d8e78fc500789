"""What the streams page draws of groups and topics, in a real browser, of a real Kafka."""

import uuid

import pytest
from kafka import KafkaAdminClient
from playwright.sync_api import expect

from lib.adapters import kafka
from lib.live.routes import assets_digest
from lib.local import ports
from tests.checkout import Checkout
from tests.live.streams.test_lags import RECORDS, filled, reached
from tests.web.hosting import Site

pytestmark = [pytest.mark.kafka, pytest.mark.browser]


@pytest.fixture
def site(make_settings, broker, tmp_path):
    """The routes on the real Kafka, with a wiki that has a page about one topic."""
    checkout = Checkout(tmp_path / "origin")
    checkout.commit({"content/wiki/index.md": "# Wiki\n", "content/wiki/topics/sport.actions.md": "# Actions\n"})
    given = {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "CONTENT_REPO": checkout.path}
    return Site(make_settings(APP_PORT=ports.free(), **given))


def test_groups_have_their_lag_with_its_trend_and_topics_what_is_known_of_them(site, page, put, broker):
    kafka.ensure_topics(site.node.settings)
    topic, group = filled(broker), f"{kafka.GROUPS}{uuid.uuid4()}"
    site.node.library.branch.step()
    with KafkaAdminClient(bootstrap_servers=broker.address) as admin:
        admin.create_topics({f"{topic}-empty": {"num_partitions": 2, "replication_factor": 1}}, wait_for_metadata=True)
    for offset in (4, 9):
        reached(broker, group, topic, offset)
        site.node.streams.lags.look()

    page.add_script_tag(type="module", url=f"/assets/{assets_digest()}/streams.js")
    put("<tl-groups></tl-groups><tl-topics></tl-topics>")

    drawn = page.locator(f'tl-groups [data-group="{group}"][data-lag="1"]')
    drawn.wait_for()
    expect(drawn.locator(".tl-lag")).to_have_text("1 behind")
    trend = drawn.locator("svg.tl-trend").get_attribute("aria-label")
    assert trend == f"Lag of {group}: from 6 to 1, at most 6"
    drawn.locator("summary").click()
    expect(drawn.locator("tbody td")).to_have_text([topic, "0", "9", str(RECORDS), "1"])

    of_topics = page.locator("tl-topics")
    expect(of_topics.locator(f'[data-topic="{topic}-empty"] summary')).to_contain_text("2 partitions · 0 offsets")
    actions = of_topics.locator('[data-topic="sport.actions"]')
    actions.locator("summary").click()
    expect(actions).to_contain_text(kafka.TOPICS[0].help)
    page_of_it = actions.get_by_role("link", name="Its page in the wiki").get_attribute("href")
    assert page_of_it == "/wiki?page=topics%2Fsport.actions"
    retention = actions.locator("tr", has_text="retention.ms")
    expect(retention.locator("td")).to_have_text(["retention.ms", "-1", "as declared"])
