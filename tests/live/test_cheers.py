"""Cheers: gathered into one action a second, counted once, and sent to open pages as a small message."""

import asyncio
import json

import pytest

from lib.live import cheers, hub
from lib.live.cheers import Cheers
from lib.live.feed import Feed, Held
from lib.live.ingest import Problem
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.live.test_predictions import ANN, BO, SOON, site  # noqa: F401 - a fixture
from tests.sport.making import action, declared


def cheered(count, side="sales", **more):
    about = {"participant": side} if side else {}
    return action("cheer", id=f"c-{side}-{count}", count=count, **about, **more)


def test_thousands_of_taps_are_a_few_actions_and_none_is_lost(monkeypatch):
    monkeypatch.setattr(cheers, "GATHER_S", 0.05)
    sent = []

    async def send(given):
        sent.append(given)

    async def crowd():
        gathered = Cheers(send)
        taps = [gathered.add("e1", ("sales", "logistics")[n % 2], 1) for n in range(5_000)]
        await gathered.add("e1", None, 3)
        await asyncio.gather(*taps)

    asyncio.run(crowd())

    assert len(sent) == 2
    assert sum(one.data.count for given in sent for one in given) == 5_003


def test_who_tapped_is_told_when_kafka_is_away_and_the_next_one_is_sent_again():
    answers = [Problem(503, "Kafka is away."), None]

    async def send(given):
        if (problem := answers.pop(0)) is not None:
            raise problem

    async def crowd():
        gathered = Cheers(send)
        with pytest.raises(Problem):
            await gathered.add("e1", None, 1)
        await gathered.add("e1", None, 1)

    asyncio.run(crowd())
    assert answers == []


def test_cheers_are_counted_by_side_and_leave_no_other_trace():
    quiet, loud = fold("e1", [declared()]), fold("e1", [declared(), cheered(3), cheered(4), cheered(9, side="")])

    assert loud.cheers == {"sales": 7, "": 9}
    assert (loud.timeline, loud.counts) == (quiet.timeline, quiet.counts)
    assert fold("e1", [cheered(3), declared(), cheered(3)]).cheers == {"sales": 3}


def messages(settings, *states):
    """The messages that a viewer of an event gets, one for each state."""
    found = []

    async def watch():
        feed = Feed(settings)
        here = hub.Hub(feed)
        with here.join(["e1"], [], "") as viewer:
            await viewer.next()
            for offset, given in enumerate(states):
                record = EventRecord(fold("e1", given), Provenance("t", 0, 0, offset, 1, offset))
                here._deliver([Held("e1", state.encode(record), 0, offset)], "0:1")
                found.append((await viewer.next()).decode())

    asyncio.run(watch())
    return found


def test_where_only_cheers_are_new_open_pages_get_these_alone(settings):
    goal = action("score", at=5, participant="sales")

    first, louder, scored, still = messages(
        settings, [declared()], [declared(), cheered(2)], [declared(), cheered(2), goal],
        [declared(), cheered(2), goal, cheered(5)],
    )  # fmt: skip

    assert [one.partition("data")[0].count("event: state") for one in (first, louder, scored, still)] == [1, 0, 1, 0]
    assert json.loads(still.split("data: ")[1].partition("\n")[0]) == {"event": "e1", "cheers": {"sales": 7}}


def cheer(site, body, who=ANN, event="one"):  # noqa: F811
    return site.client.post(f"/api/events/{event}/cheers", json=body, headers=who)


def test_a_viewer_cheers_while_the_event_goes_on(site):  # noqa: F811
    before = cheer(site, {"count": 1})
    site.put("one", [declared(subject="one", competition="cup", start=SOON),
                     action("event.status", subject="one", status="live")])  # fmt: skip

    answers = [cheer(site, {"count": 5, "participant": "sales"}), cheer(site, {"participant": "moon"}),
               cheer(site, {"count": 99}), cheer(site, {"count": 2}, BO)]  # fmt: skip

    assert (before.status_code, before.json()["reason"]) == (409, "not_live")
    assert [one.status_code for one in answers] == [202, 422, 400, 202]
    assert site.node.feed.record("one").state.cheers == {"sales": 5, "": 2}


def test_a_viewer_who_taps_too_often_has_to_wait(site):  # noqa: F811
    site.put("one", [declared(subject="one"), action("event.status", subject="one", status="live")])

    assert [cheer(site, {"count": 30}).status_code for _ in range(2)] == [202, 429]
    assert cheer(site, {"count": 30}, BO).status_code == 202
