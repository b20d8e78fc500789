"""Races and challenges as people time and follow them: real Git, Kafka, processor, app and browser."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import requests
from playwright.sync_api import expect

from lib.adapters import kafka
from lib.local.platform import Platform, running
from lib.pipeline.publisher import Publisher
from lib.sport import actions
from lib.sport.actions import KINDS, make
from tests.adapters import recordings
from tests.checkout import Checkout
from tests.waiting import wait_for

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus, pytest.mark.browser]

WAIT_MS = 60_000
NOW = datetime.now(UTC).replace(microsecond=0)
GUN = NOW - timedelta(hours=1)
TODAY = NOW.date()
RUNNERS = "".join(
    f"- {{id: r{bib}, name: Runner {bib}, kind: individual, bib: '{bib}', team: {('sales', 'legal')[bib % 2]}}}\n"
    for bib in range(1, 5001)
)
RUN = f"""\
title: City run
sport: running
format:
  discipline: race
  checkpoints: [{{id: start}}, {{id: half, distance: 2500, name: Half way}}, {{id: finish, distance: 5000}}]
competitors:
{RUNNERS}\
stages:
- {{id: mass, type: race, title: Mass start, course: round.gpx}}
- {{id: small, type: race, title: Two timers, events: [{{id: timed, title: Timed by two, entries: [r1, r2, r3, r4]}}]}}
"""
STEPS = f"""\
title: Steps
sport: steps
format:
  discipline: challenge
  first_day: {TODAY - timedelta(days=9)}
  last_day: {TODAY}
  target: 10000
  daily_cap: 20000
  manual_cap: 5000
  late_until: {(NOW + timedelta(days=1)).isoformat()}
competitors:
- {{id: sales, name: Sales, members: [{{id: north, name: North}}, {{id: south, name: South}}]}}
- {{id: legal, name: Legal, members: [{{id: patents, name: Patents}}]}}
stages:
- id: steps
  type: challenge
  events:
  - {{id: week, title: The week}}
  - id: closed
    title: Last week
    format: {{discipline: challenge, late_until: {(NOW - timedelta(days=1)).isoformat()}}}
"""


@pytest.fixture(scope="module")
def platform(broker, prometheus, tmp_path_factory):
    """Everything but the processor and the app, with a run of five thousand and a challenge in Git."""
    folder = tmp_path_factory.mktemp("fields")
    checkout = Checkout(folder / "content")
    line = recordings.gpx([(None, 0.01, 0.001 * number) for number in range(46)])
    checkout.commit(
        {
            "content/competitions/city-run.yaml": RUN,
            "content/competitions/steps.yaml": STEPS,
            "content/courses/round.gpx": line,
            "content/wiki/index.md": "# Run\n",
        }
    )
    one = Platform(folder, broker.address, prometheus.address, CONTENT_REPO=str(checkout.path))
    kafka.ensure_topics(one.settings)
    return one


@pytest.fixture(scope="module")
def processor(platform):
    """The processor; a test may kill it and start it again."""
    server = platform.processor()
    with running(server):
        yield server


@pytest.fixture(scope="module")
def app(platform, processor):
    """The app, with what Git declares in the stream."""
    with running(platform.app()):
        publisher = Publisher(platform.settings)
        publisher.once()
        publisher.close()
        wait_for(lambda: state(platform, "city-run-mass")["race"].get("numbers") == {"waiting": 5000}, 60, "the field")
        yield platform


def fact(kind, event, at, /, id="", **data):
    """An action of an *event* at a moment."""
    about = {"id": id or str(uuid.uuid4()), "subject": event, "source": "test"}
    return make(kind, KINDS[kind](**data), time=at, **about)


def post(platform, *sent):
    """Send actions in one batch over HTTP."""
    body = b"[" + b",".join(actions.encode(one) for one in sent) + b"]"
    answer = requests.post(
        f"{platform.settings.app_url}/api/actions",
        data=body,
        headers={"content-type": "application/cloudevents-batch+json"},
        timeout=30,
    )
    assert all(one["status"] == 202 for one in answer.json()["results"]), answer.text


def get(platform, path, **query):
    return requests.get(f"{platform.settings.app_url}{path}", query, timeout=30).json()


def state(platform, event, **query):
    return get(platform, f"/api/events/{event}", **query).get("state", {"race": {}})


def line(platform, bib, **query):
    """What the field of the mass start says of somebody."""
    found = get(platform, "/api/events/city-run-mass/field", q=f"Runner {bib}", limit=500, **query)["lines"]
    return next(one for one in found if one["id"] == bib)


def ordered(race):
    """Rank, bib and status of the leaders who have passed something, or have a status of their own."""
    return [(line.get("rank"), line["id"], line["status"]) for line in race["leaders"] if line.get("splits")]


def test_a_race_is_exact_whatever_is_killed_and_says_what_it_doubts(app, processor):
    event, at = "city-run-mass", lambda seconds: GUN + timedelta(seconds=seconds)

    def passing(bib, checkpoint, seconds, **more):
        return fact("passing", event, at(seconds), bib=bib, checkpoint=checkpoint, **more)

    pack = [
        passing(str(bib), place, seconds + bib)
        for bib in range(1, 301)
        for place, seconds in (("start", 5), ("half", 700), ("finish", 1300))
    ]
    post(app, fact("start", event, at(0)), *pack[:300])
    wait_for(lambda: state(app, event)["race"].get("latest"), message="the first crossings")
    processor.kill()
    post(app, *pack[150:600])  # half of them a second time
    processor.start()
    post(app, *pack[600:])
    wrong = passing("302", "half", 702)
    post(
        app,
        wrong,
        passing("300", "half", 1450),  # a second time, long after the first one
        passing("9999", "finish", 1290),
        fact("passing", event, at(1295), checkpoint="finish"),
        fact("result.status", event, at(1000), bib="299", status="DSQ", reason="Took the tram."),
        fact("result.status", event, at(900), bib="301", status="DNF"),
        fact("amend", event, at(1500), action=wrong.id, fields={"bib": "303"}, reason="Seen on the film."),
        fact("event.status", event, at(2000), status="ended"),
        passing("298", "finish", 3000),
        passing("400", "finish", 3000),
    )

    race = wait_for(
        lambda: (found := state(app, event)["race"]).get("questioned") == 5 and found, 60, "all that is doubtful"
    )
    assert race["numbers"] == {"finished": 299, "running": 1, "waiting": 4698, "DNF": 1, "DSQ": 1}
    assert [slot["passed"] for slot in race["slots"]] == [300, 301, 300]
    assert ordered(race)[:3] == [(1, "1", "finished"), (2, "2", "finished"), (3, "3", "finished")]
    assert {(one["bib"], one["reason"]) for one in race["questions"]} == {
        ("300", "passed here before"), ("9999", "not on the list of entries"), ("", "without a bib"),
        ("298", "passed here before"), ("400", "after the end of the event"),
    }  # fmt: skip
    # Participations come in another topic than the state.
    wait_for(lambda: line(app, "303").get("splits") == [[1, 702_000]], message="who was seen on the film")
    wait_for(lambda: not line(app, "302").get("splits"), message="who was not")
    wait_for(lambda: line(app, "301")["status"] == "DNF", message="who gave up")

    record = get(app, f"/api/events/{event}")["provenance"]
    lists = len(state(app, event)["declared"]["lists"])
    assert record["count"] == 2 + lists + 1 + len(pack) + 10  # each once: two declarations, lists, the gun, the rest
    assert len(state(app, event)["declared"]["format"]["course"]) >= 2

    past = {"at": at(1499).isoformat()}  # before the amendment, and before the end
    assert state(app, event, **past)["status"] == "live"
    (stage, _) = get(app, "/api/competitions/city-run", **past)["stages"]
    was = stage["contests"][0]["race"]
    # Bibs 200 to 300 but the disqualified one finish later, and 302 is where somebody saw 303 on the film.
    assert (was["numbers"]["running"], was["questioned"]) == (101, 3)
    assert line(app, "302", **past)["splits"] == [[1, 702_000]]


def test_a_challenge_counts_what_its_rules_allow(app):
    event, numbers = "steps-week", count()

    def walked(member, value, days_ago, source="device", event=event, **more):
        return fact(
            "activity", event, NOW + timedelta(milliseconds=next(numbers)), member=member, value=value, unit="steps",
            day=TODAY - timedelta(days=days_ago), source=source, **more,
        )  # fmt: skip

    mistake = walked("south", 19_000, 2)
    post(
        app,
        walked("north", 26_000, 1),  # 20,000: the cap of a day
        walked("north", 6_000, 2, "manual"),  # 5,000: the cap of what is entered by hand
        walked("south", 4_000, 9),  # late, but in time
        mistake,
        walked("patents", 15_000, 0),
        walked("patents", 1_000, 30),  # no day of the challenge
        fact("amend", event, NOW, action=mistake.id, fields={"value": 1_900}, reason="A zero too many."),
        walked("north", 1_000, 1, event="steps-closed"),  # its last moment is over
    )

    def settled():
        found = state(app, event).get("challenge") or {}
        return found if found.get("questioned") == 1 and found["total"] == 45_900 else None

    challenge = wait_for(settled, message="the sums")
    assert [(one["name"], one["rank"], one["score"], one["total"]) for one in challenge["teams"]] == [
        ("Sales", 1, 15_450.0, 30_900), ("Legal", 2, 15_000.0, 15_000),
    ]  # fmt: skip
    assert [(one["id"], one["total"]) for one in challenge["leaders"]] == [
        ("north", 25_000), ("patents", 15_000), ("south", 5_900),
    ]  # fmt: skip
    assert challenge["questions"][0]["reason"].endswith("is not a day of this challenge")
    wait_for(
        lambda: "too_late" in get(app, "/api/streams/rejected", event="steps-closed")["reasons"],
        message="the rejection of what came after the last moment",
    )


def test_two_timers_and_a_leaderboard_at_the_same_time(app, chromium):
    event = "city-run-timed"
    earlier = [fact("passing", event, NOW - timedelta(minutes=10), bib=one, checkpoint="half") for one in ("3", "4")]
    post(app, fact("start", event, NOW - timedelta(minutes=30)), *earlier)
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    contexts = [chromium.new_context(**phone), chromium.new_context(**phone), chromium.new_context()]
    half, finish, board = (one.new_page() for one in contexts)
    board.goto(f"{app.settings.app_url}/event?id={event}")
    for page, place in ((half, "half"), (finish, "finish")):
        page.goto(f"{app.settings.app_url}/record?event={event}")
        page.locator(f'tl-timer [data-choice="{place}"]').tap(timeout=WAIT_MS)

    for page, digits in ((half, "1"), (finish, "4"), (half, "2"), (finish, "3")):
        page.locator(f'tl-timer [data-key="{digits}"]').tap(timeout=WAIT_MS)
        page.locator('tl-timer [data-key="ok"]').dblclick(timeout=WAIT_MS)
    finish.locator('tl-timer [data-do="tap"]').dblclick(timeout=WAIT_MS)

    for one, status in (("1", "running"), ("2", "running"), ("3", "finished"), ("4", "finished")):
        row = f'tl-leaderboard tr[data-competitor="{one}"][data-runner="{status}"] .tl-split:not(:empty)'
        board.wait_for_selector(row, timeout=WAIT_MS)
    for page in (half, finish):
        page.wait_for_selector('tl-timer[data-pending="0"]', state="attached", timeout=WAIT_MS)
        page.wait_for_selector(".tl-rec-questions li", timeout=WAIT_MS)  # both see the crossing without a bib
    for place, who in enumerate(("4", "3", "1", "2")):
        row = board.locator("tl-leaderboard tr[data-competitor]").nth(place)
        expect(row).to_have_attribute("data-competitor", who)

    def all_passed():
        race = state(app, event)["race"]
        return [slot.get("passed", 0) for slot in race["slots"]] == [0, 4, 2] and race

    race = wait_for(all_passed, message="all crossings")
    assert [one["reason"] for one in race["questions"]] == ["without a bib"]
    sent = [one["action"]["data"] for one in get(app, f"/api/events/{event}/actions")["actions"]]
    assert sorted(one.get("bib", "") for one in sent if "checkpoint" in one) == ["", "1", "2", "3", "3", "4", "4"]
    for context in contexts:
        context.close()
