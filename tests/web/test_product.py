"""The product as a person uses it: real Kafka, real Prometheus, real Git, real browser."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import git
import pytest
import requests
from confluent_kafka import Producer
from kafka import KafkaAdminClient
from playwright.sync_api import expect

from lib.adapters import kafka
from lib.local.platform import Platform, running
from lib.sport import actions
from lib.sport.actions import KINDS, Competitor, make
from tests.waiting import wait_for
from tests.web import framing

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus, pytest.mark.browser]

WAIT_MS = 60_000
# Nobody's message passes, and to see that takes a while: a search that is to be stopped must not end before.
ENDLESS = " or ".join(["n < 0"] * 80)
LONG = "Some words of the rules.\n\n" * 60
IN_VIEW = """() => { const { top } = document.querySelector('#wiki-appeals')?.getBoundingClientRect() ?? { top: -1 };
  return top >= 0 && top < innerHeight / 2; }"""
BOTH = [Competitor(id="sales", name="Sales"), Competitor(id="logistics", name="Logistics")]


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """A content repository whose start page shows the event ``cup-final``."""
    folder = tmp_path_factory.mktemp("content")
    repository = git.Repo.init(folder)
    wiki = folder / "content" / "wiki"
    wiki.mkdir(parents=True)
    (wiki / "index.md").write_text("# The cup\n\nIt is on:\n\n```live\nscoreboard: cup-final\n```\n\n[[rules]]\n")
    (wiki / "rules.md").write_text(f"# Rules of the cup\n\nPlay fair.\n\n{LONG}## Appeals\n\n{LONG}")
    repository.index.add(["content/wiki/index.md", "content/wiki/rules.md"])
    repository.index.commit("Begin", author=git.Actor("Editor", "editor@example.org"))
    return folder


@pytest.fixture(scope="module")
def intranet():
    """The port of another site; one of its two origins may frame our pages."""
    with framing.intranet() as port:
        yield port


@pytest.fixture(scope="module")
def platform(broker, prometheus, content, intranet, tmp_path_factory):
    """Everything but the app."""
    given = {"CONTENT_REPO": str(content), "EMBED_ORIGINS": f"http://127.0.0.1:{intranet}"}
    one = Platform(tmp_path_factory.mktemp("product"), broker.address, prometheus.address, **given)
    kafka.ensure_topics(one.settings)
    with running(one.processor()):
        yield one


@pytest.fixture(scope="module")
def app(platform):
    """The app; a test may kill it and start it again."""
    server = platform.app()
    with running(server):
        yield server


def post(platform, kind, event, /, **data):
    about = {"id": str(uuid.uuid4()), "subject": event, "source": "test"}
    action = make(kind, KINDS[kind](**data), time=datetime.now(UTC) - timedelta(seconds=1), **about)
    answer = requests.post(
        f"http://127.0.0.1:{platform.settings.app_port}/api/actions",
        data=actions.encode(action),
        headers={"content-type": "application/cloudevents+json"},
        timeout=20,
    )
    assert answer.status_code == 202, answer.text
    return answer.json()


def config(platform):
    return requests.get(f"http://127.0.0.1:{platform.settings.app_port}/api/config", timeout=30).json()


def score(platform, event):
    address = f"{platform.settings.app_url}/api/events/{event}"
    return requests.get(address, timeout=10).json()["state"]["score"]


def board(event, score):
    return f'[data-event="{event}"][data-score="{score}"]'


@pytest.mark.parametrize(
    ("path", "text"),
    [("event", "Events"), ("record", "Record"), ("wiki", "The cup"), ("", "Today")],
    ids=["event", "record", "wiki", "home"],
)
def test_each_page_opens_with_its_frame_also_by_a_deep_link(platform, app, chromium, path, text):
    page = chromium.new_page()
    page.goto(f"{platform.settings.app_url}/{path}")

    page.get_by_role("heading", name=text).first.wait_for(timeout=WAIT_MS)
    page.get_by_test_id("stSidebarNav").get_by_role("link").nth(3).wait_for(timeout=WAIT_MS)
    assert page.get_by_test_id("stException").count() == 0
    page.close()


def test_a_reader_goes_back_forward_and_to_a_heading_and_nothing_is_asked_in_vain_or_of_strangers(
    platform, app, chromium
):
    page, site, strange = chromium.new_page(), platform.settings.app_url, []

    def heard(answer):
        if answer.status >= 400 or not answer.url.startswith((site, "data:", "blob:")):
            strange.append((answer.status, answer.url))

    def shows(title):
        page.get_by_role("heading", name=re.compile(f"^{title}")).wait_for(timeout=WAIT_MS)

    page.on("response", heard)
    page.goto(f"{site}/wiki")
    shows("The cup")
    page.evaluate("window.reloaded = false")
    page.locator("article").get_by_role("link", name="rules").click()
    shows("Rules of the cup")
    page.wait_for_url("**/wiki?page=rules")
    page.go_back()
    shows("The cup")
    page.go_forward()
    shows("Rules of the cup")
    assert page.evaluate("window.reloaded") is False

    page.goto("about:blank")
    page.goto(f"{site}/wiki?page=rules#appeals")
    page.wait_for_function(IN_VIEW, timeout=WAIT_MS)
    page.reload()
    page.wait_for_function(IN_VIEW, timeout=WAIT_MS)
    expect(page).to_have_title("Rules of the cup · Touchline")
    assert strange == []
    page.close()


def test_what_one_person_records_another_sees_in_the_event_and_in_the_wiki(platform, app, chromium):
    post(platform, "event.declared", "cup-final", sport="football", competitors=BOTH)
    address = platform.settings.app_url
    recorder, reader, editor = (chromium.new_page() for _ in range(3))
    reader.goto(f"{address}/event?id=cup-final")
    editor.goto(f"{address}/wiki")
    recorder.goto(f"{address}/record?event=cup-final")
    for page in (reader, editor):
        page.wait_for_selector(board("cup-final", "0-0"), state="attached", timeout=WAIT_MS)

    recorder.locator('[data-do="goal"][data-side="0"]').click(timeout=WAIT_MS)
    recorder.locator('[data-member=""]').first.click(timeout=WAIT_MS)
    for page in (reader, editor):
        page.wait_for_selector(board("cup-final", "1-0"), state="attached", timeout=WAIT_MS)

    recorder.locator('tl-recorder:not([data-quiet]) [data-do="undo"]').click(timeout=WAIT_MS)
    for page in (reader, editor):
        page.wait_for_selector(board("cup-final", "0-0"), state="attached", timeout=WAIT_MS)
        page.close()
    recorder.close()


def test_another_site_frames_a_page_without_its_frame_if_its_origin_is_named(platform, app, chromium, intranet):
    post(platform, "event.declared", "cup-framed", sport="football", competitors=BOTH)
    framed = quote(f"{platform.settings.app_url}/event?id=cup-framed&embed=true")
    page = chromium.new_page()

    page.goto(f"http://127.0.0.1:{intranet}/?{framed}")
    inside = page.frame_locator("iframe")
    inside.locator(board("cup-framed", "0-0")).first.wait_for(timeout=WAIT_MS)
    assert inside.get_by_test_id("stSidebar").count() == 0
    post(platform, "score", "cup-framed", participant="sales")
    inside.locator(board("cup-framed", "1-0")).first.wait_for(timeout=WAIT_MS)

    page.goto(f"http://localhost:{intranet}/?{framed}")
    wait_for(lambda: page.evaluate("0") == 0 and page.frames[-1].url.startswith("chrome-error:"))
    page.close()


def test_a_page_says_that_it_is_stale_and_comes_back_when_the_app_does(platform, app, chromium):
    event = f"restart-{uuid.uuid4()}"
    post(platform, "event.declared", event, sport="football", competitors=BOTH)
    page = chromium.new_page()
    page.goto(f"{platform.settings.app_url}/event?id={event}")
    page.wait_for_selector(f'{board(event, "0-0")}[data-connection="live"]', timeout=WAIT_MS)

    app.kill()
    page.wait_for_selector(f'[data-event="{event}"]:not([data-connection="live"])', timeout=WAIT_MS)
    app.start()
    post(platform, "score", event, participant="sales")

    page.wait_for_selector(f'{board(event, "1-0")}[data-connection="live"]', timeout=WAIT_MS)
    page.close()


def test_a_commit_is_served_and_a_broken_one_is_not(platform, app, chromium, content):
    page = chromium.new_page()
    repository = git.Repo(content)
    metrics = content / "content" / "metrics.yaml"
    metrics.write_text("metrics:\n  - name: [this is not a name\n")
    (content / "content" / "wiki" / "rules.md").write_text("# New rules\n")
    repository.index.add(["content/metrics.yaml", "content/wiki/rules.md"])
    repository.index.commit("Break it")

    wait_for(lambda: "metrics.yaml:3" in (config(platform)["problem"] or ""), message="the broken commit is seen")
    page.goto(f"{platform.settings.app_url}/wiki?page=rules")
    page.get_by_text("Play fair.").wait_for(timeout=WAIT_MS)
    page.get_by_text("metrics.yaml:3").wait_for(timeout=WAIT_MS)

    repository.index.remove(["content/metrics.yaml"])
    mended = repository.index.commit("Mend it").hexsha
    wait_for(lambda: config(platform)["revision"] == mended, message="the mended commit is served")
    page.goto(f"{platform.settings.app_url}/wiki?page=rules")
    page.get_by_role("heading", name="New rules").wait_for(timeout=WAIT_MS)
    page.close()


def test_the_logs_say_where_each_action_went_and_how_long_pages_and_requests_took(platform, app, chromium):
    event = f"logged-{uuid.uuid4()}"
    post(platform, "event.declared", event, sport="football", competitors=BOTH)
    good, bad = (post(platform, "score", event, participant=who) for who in ("sales", "warehouse"))
    page = chromium.new_page()
    page.goto(f"{platform.settings.app_url}/event?id={event}")
    page.wait_for_selector(board(event, "1-0"), timeout=WAIT_MS)
    page.close()

    def logged(part, said, **fields):
        written = (platform.folder / f"{part}.log").read_text().splitlines()
        lines = [json.loads(line) for line in written if line.startswith("{") and line.endswith("}")]
        wanted = {"event": said, "level": "info", **fields}.items()
        return [line for line in lines if wanted <= {name: str(value) for name, value in line.items()}.items()]

    for part, said, receipt, more in (
        ("app", "recorded", good, {}),
        ("app", "recorded", bad, {}),
        ("processor", "accepted", good, {}),
        ("processor", "rejected", bad, {"reason": "unknown_participant", "field": "$.data.participant"}),
    ):
        place = {name: str(receipt[name]) for name in ("id", "partition", "offset")}
        [line] = wait_for(
            lambda found=(part, said), about=place | more: logged(*found, event_id=event, type="score", **about),
            message=f"{said} in the log of {part}",
        )
        assert line["module"].startswith("lib.")
    sent = {"method": "POST", "path": "/api/actions", "status": "202"}
    for said, about in (("request", sent), ("page", {"page": "event"})):
        timed = wait_for(lambda found=said, about=about: logged("app", found, **about), message=said)
        assert all(0 < line["ms"] < 60_000 for line in timed)


@pytest.fixture
def many(broker):
    """A topic that takes a while to look through."""
    name, count = f"many-{uuid.uuid4()}", 300_000
    with KafkaAdminClient(bootstrap_servers=[broker.address]) as admin:
        admin.create_topics({name: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    producer = Producer({"bootstrap.servers": broker.address, "linger.ms": 20, "queue.buffering.max.messages": count})
    for number in range(count):
        producer.produce(name, b'{"n": %d, "text": "what nobody looks for"}' % number)
    producer.flush()
    return name


def downloaded(page, kind) -> str:
    with page.expect_download() as download:
        page.locator("tl-messages").get_by_role("button", name=kind).click()
    return Path(download.value.path()).read_text()


def shown_as(lines) -> list[str]:
    return [one.get_attribute("data-message") for one in lines.all()]


def test_messages_are_found_by_a_filter_kept_as_files_and_a_search_can_be_stopped(platform, app, chromium, many):
    event = f"streams-{uuid.uuid4()}"
    post(platform, "event.declared", event, sport="football", competitors=BOTH)
    for _ in range(3):
        post(platform, "score", event, participant="sales", clock=60.0, period=1)
    page = chromium.new_page()
    page.goto(f"{platform.settings.app_url}/streams")
    page.get_by_label("Filter").fill(f'subject == "{event}" and type ~ "score"')
    page.locator('tl-messages [data-do="search"]').click(timeout=WAIT_MS)
    page.locator('tl-messages [data-ended="complete"]').wait_for(timeout=WAIT_MS)
    lines = page.locator("tl-messages [data-message]")
    expect(lines).to_have_count(3)
    assert all(event in text and "score" in text for text in lines.all_inner_texts())
    _, *rows = csv.reader(io.StringIO(downloaded(page, "CSV")))
    pieces = [json.loads(one) for one in downloaded(page, "JSON lines").splitlines()]
    assert [f"{topic}/{partition}/{offset}" for topic, partition, offset, *_ in rows] == shown_as(lines)
    assert [f"{one['topic']}/{one['partition']}/{one['offset']}" for one in pieces] == shown_as(lines)
    assert [json.loads(row[-1]) for row in rows] == [one["value"] for one in pieces]
    assert {(row[4], one["value"]["subject"]) for row, one in zip(rows, pieces, strict=True)} == {(event, event)}
    lines.first.click()
    link = lines.first.locator('[data-do="link"]')
    link.wait_for(timeout=WAIT_MS)
    facts = lines.first.locator("dl.tl-facts").first
    assert dict(zip(*(facts.locator(one).all_inner_texts() for one in ("dt", "dd")), strict=True)).items() >= {
        ("Type", "score"), ("Event", event), ("participant", "sales"), ("clock", "60"), ("period", "1"),
    }  # fmt: skip
    value = json.loads(lines.first.locator("pre").text_content())
    assert (value["subject"], value["data"]["clock"]) == (event, 60)
    alone = link.inner_text()
    link.click()
    expect(lines).to_have_count(0)  # it stands alone
    expect(page.locator('tl-messages [data-do="link"]')).to_have_text(alone)

    asked = urlencode({"topic": many, "from": "oldest", "filter": ENDLESS})
    page.goto(f"{platform.settings.app_url}/streams?{asked}")
    page.locator("tl-messages progress").wait_for(timeout=WAIT_MS)
    page.locator('tl-messages [data-do="stop"]').click()
    page.locator('tl-messages [data-ended="stopped"]').wait_for(timeout=WAIT_MS)
    assert int(page.locator("tl-messages [data-read]").get_attribute("data-read")) < 300_000
    expect(page.locator('tl-messages [data-do="stop"]')).to_be_disabled()
    page.close()


def test_a_tail_that_connects_anew_shows_nothing_twice(platform, app, chromium):
    event = f"streams-{uuid.uuid4()}"
    post(platform, "event.declared", event, sport="football", competitors=BOTH)
    query = {"topic": "sport.actions", "filter": f'subject == "{event}"'}
    with requests.get(f"{platform.settings.app_url}/api/streams/tail", query, stream=True, timeout=60) as answer:
        lines = answer.iter_lines(decode_unicode=True)
        sent = next(f"{line}\n{next(lines)}\n\n" for line in lines if line == "event: messages")
    page = chromium.new_page()
    broken_off = {"body": sent, "content_type": "text/event-stream"}
    page.route("**/api/streams/tail*", lambda route: route.fulfill(**broken_off), times=1)
    address = urlencode([("view", "Live"), *query.items(), ("topic", "sport.nothing")])
    page.goto(f"{platform.settings.app_url}/streams?{address}")
    page.locator('tl-tail[data-connected="true"]').wait_for(timeout=WAIT_MS)
    post(platform, "score", event, participant="sales", clock=60.0, period=1)
    seen = page.locator("tl-tail [data-message]")
    expect(seen.first).to_contain_text("score")
    assert seen.count() == 2
    page.get_by_text("Kafka has no topic sport.nothing.").wait_for(timeout=WAIT_MS)
    page.close()


def written_anew(rejection) -> None:
    """Correct one by hand: it is tried before it can be sent, and again after each change."""
    rejection.locator("summary").first.click()
    form = rejection.locator(".tl-by-hand")
    form.locator("summary").click(timeout=WAIT_MS)
    text, send = form.get_by_label("The action as JSON"), form.locator('[data-do="send"]')
    action = json.loads(text.input_value())
    text.fill(json.dumps(action)[:-1])
    form.locator('[data-do="try"]').click()
    form.locator('[data-accepted="0"][data-rejected="1"]').wait_for(timeout=WAIT_MS)
    assert send.is_disabled()
    action["data"] |= {"participant": "logistics", "points": 2}
    text.fill(json.dumps(action))
    form.locator('[data-do="try"]').click()
    form.locator('[data-accepted="1"][data-rejected="0"]').wait_for(timeout=WAIT_MS)
    assert "0–0 → 0–2" in form.locator(".tl-outcome").inner_text()
    text.press("End")
    text.press("Space")
    assert send.is_disabled(), "it is another text than the one that was tried"
    form.locator('[data-do="try"]').click()
    form.locator('[data-do="send"]:enabled').click(timeout=WAIT_MS)


def test_several_topics_are_followed_and_what_was_rejected_is_tried_changed_and_sent_again(platform, app, chromium):
    event = f"streams-{uuid.uuid4()}"
    tail, page = chromium.new_page(), chromium.new_page()
    tail.goto(f"{platform.settings.app_url}/streams?view=Live&topic=sport.actions&topic=sport.rejected")
    tail.locator('tl-tail[data-connected="true"]').wait_for(timeout=WAIT_MS)
    post(platform, "event.declared", event, sport="football", competitors=BOTH)
    for clock in (60.0, 120.0, 180.0):
        post(platform, "score", event, participant="warehouse", clock=clock, period=1)
    seen = tail.locator("tl-tail [data-message]").filter(has_text=event)
    for topic, number in (("sport.actions", 4), ("sport.rejected", 3)):
        expect(seen.and_(tail.locator(f'[data-message^="{topic}/"]'))).to_have_count(number)
    tail.close()

    page.goto(f"{platform.settings.app_url}/streams?view=Rejected&event={event}")
    page.locator('tl-rejected[data-total="3"]').wait_for(timeout=WAIT_MS)
    away = {"status": 503, "json": {"error": "Kafka is away."}}
    page.route(re.compile(r"/api/streams/rejected\?"), lambda route: route.fulfill(**away), times=1)
    written_anew(page.locator("tl-rejected [data-rejection]").last)
    page.get_by_role("alert").get_by_text("Kafka is away.").wait_for(timeout=WAIT_MS)
    page.locator('tl-rejected[data-open="2"]').wait_for(timeout=WAIT_MS)
    wait_for(lambda: score(platform, event) == [0, 2], message="what was written anew")
    page.get_by_label("What became of them").select_option("open")
    page.locator('tl-rejected[data-total="2"]').wait_for(timeout=WAIT_MS)
    page.locator('tl-rejected [data-do="all"]').click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your name").press("Tab")
    expect(page.locator('[name="was"]').first).to_have_value("warehouse")
    page.locator('.tl-redrive [data-do="try"]').click()
    page.locator('[data-accepted="0"][data-rejected="2"]').wait_for(timeout=WAIT_MS)  # nothing was changed yet
    page.locator('[name="to"]').first.fill("logistics")
    expect(page.locator('.tl-redrive [data-do="send"]')).to_be_disabled()
    page.locator('.tl-redrive [data-do="try"]').click()
    page.locator('[data-accepted="2"][data-rejected="0"]').wait_for(timeout=WAIT_MS)
    expect(page.locator(".tl-redrive .tl-outcome")).to_contain_text("0–2 → 0–4")
    page.locator('.tl-redrive [data-do="send"]').click()
    page.get_by_label("What became of them").select_option("taken")
    page.locator('tl-rejected[data-taken="3"]').wait_for(timeout=WAIT_MS)
    page.locator("tl-rejected summary").filter(has_text=event).first.click()
    page.get_by_text("by Ada").first.wait_for(timeout=WAIT_MS)
    page.get_by_text("edited by hand").wait_for(timeout=WAIT_MS)
    original, laid_out = (page.locator(f'[data-part="{part}"]').first.text_content() for part in ("original", "json"))
    assert json.loads(original) == json.loads(laid_out)
    assert "\n" in laid_out.strip()
    assert "\n" not in original, "as it came, and not as we would write it"
    wait_for(lambda: score(platform, event) == [0, 4], message="what was sent")

    def rejections(number):
        page.locator(f'tl-rejected[data-total="{number}"]').wait_for(timeout=WAIT_MS)

    page.get_by_label("What became of them").select_option("open")
    rejections(0)
    page.get_by_label("What became of them").select_option("taken")
    rejections(3)
    page.get_by_label("Find").fill("no such words")
    rejections(0)
    page.get_by_label("Find").fill("warehouse")
    rejections(3)
    page.locator('tl-rejected [data-reason="unknown_participant"]').first.click()
    page.wait_for_url(re.compile("reason="))
    rejections(3)
    page.close()
