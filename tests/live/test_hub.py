"""A new state goes to everybody who follows the event, and a slow viewer never holds a backlog."""

import asyncio

from lib.live.feed import Feed, Held
from lib.live.hub import Hub
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.sport.making import action, declared


def held(event="e1", goals=0, offset=0, competition="cup", status="live"):
    sent = [declared(subject=event, competition=competition), action("event.status", subject=event, status=status)]
    sent += [action("score", at=i, id=f"g{i}", subject=event, participant="sales") for i in range(goals)]
    record = EventRecord(fold(event, sent), Provenance("sport.actions", 0, 0, offset, len(sent), 1000 + offset))
    return Held(event, state.encode(record), 0, offset)


def feed(settings, *records):
    one = Feed(settings)
    one.take(records)
    one.caught_up = True
    return one


async def received(viewer):
    return (await asyncio.wait_for(viewer.next(), 60)).decode()


def run(scenario):
    asyncio.run(scenario())


def test_a_viewer_is_greeted_with_the_present_state(settings):
    async def scenario():
        hub = Hub(feed(settings, held(goals=2)))
        with hub.join(["e1"], [], "") as viewer:
            text = await received(viewer)
        assert text.startswith("event: hello\n")
        assert '"score":[2,0]' in text
        assert text.endswith("id: 0:1\n\n")

    run(scenario)


def test_only_the_last_of_several_messages_says_that_everything_before_it_was_sent(settings):
    async def scenario():
        hub = Hub(feed(settings, held("e1", offset=3), held("e2", offset=7)))
        with hub.join(["e1", "e2"], [], "") as viewer:
            *first, last, _ = (await received(viewer)).split("\n\n")
        assert len(first) == 2
        assert not any("\nid: " in text for text in first), "whoever is cut off here has to get the rest elsewhere"
        assert last.endswith("\nid: 0:8")

    run(scenario)


def test_who_comes_from_a_process_that_was_ahead_is_sent_what_this_one_has(settings):
    async def scenario():
        behind = feed(settings, held("e1", goals=1, offset=3))
        hub = Hub(behind)
        hub.start()
        with hub.join(["e1"], [], "0:6") as viewer:
            assert '"score":[1,0]' in await received(viewer)
            later = held("e1", goals=2, offset=5)
            behind.take([later])
            hub.publish([later])
            assert '"score":[2,0]' in await received(viewer)
        await hub.stop()

    run(scenario)


def test_a_change_reaches_those_who_follow_the_event_and_nobody_else(settings):
    async def scenario():
        one = feed(settings, held("e1"), held("e2"))
        hub = Hub(one)
        hub.start()
        with hub.join(["e1"], [], "") as here, hub.join(["e2"], [], "") as elsewhere:
            await received(here), await received(elsewhere)
            hub.publish([held("e1", goals=1, offset=5)])
            assert '"score":[1,0]' in await received(here)
            assert not elsewhere.pending
        await hub.stop()

    run(scenario)


def test_a_competition_is_followed_in_short_form(settings):
    async def scenario():
        hub = Hub(feed(settings, held("e1"), held("e2", competition="league")))
        hub.start()
        with hub.join([], ["cup"], "") as viewer:
            greeting = await received(viewer)
            assert '"id":"e1"' in greeting
            assert '"id":"e2"' not in greeting
            assert "timeline" not in greeting
        await hub.stop()

    run(scenario)


def test_a_slow_viewer_gets_the_newest_state_only(settings):
    async def scenario():
        hub = Hub(feed(settings, held()))
        hub.start()
        with hub.join(["e1"], [], "") as viewer:
            await received(viewer)
            for goals in range(1, 50):
                hub.publish([held(goals=goals, offset=goals)])
            await asyncio.sleep(0)
            text = await received(viewer)
            assert text.count("event: state") == 1
            assert '"score":[49,0]' in text
        await hub.stop()

    run(scenario)


def test_resuming_sends_only_what_changed_since(settings):
    async def scenario():
        hub = Hub(feed(settings, held("e1", offset=3), held("e2", offset=7)))
        with hub.join(["e1", "e2"], [], "0:5") as viewer:
            text = await received(viewer)
        assert '"id":"e2"' in text
        assert '"id":"e1"' not in text

    run(scenario)


def test_a_cursor_of_a_topic_that_was_made_anew_counts_as_nothing_known(settings):
    async def scenario():
        hub = Hub(feed(settings, held("e1", offset=3)))
        with hub.join(["e1"], [], "0:900") as viewer:
            assert '"id":"e1"' in await received(viewer)

    run(scenario)


def test_a_cursor_that_is_none_counts_as_nothing_known(settings):
    async def scenario():
        hub = Hub(feed(settings, held()))
        with hub.join(["e1"], [], "rubbish") as viewer:
            assert '"id":"e1"' in await received(viewer)

    run(scenario)


def test_an_unknown_event_is_said_to_be_missing(settings):
    async def scenario():
        hub = Hub(feed(settings))
        with hub.join(["nowhere"], [], "") as viewer:
            assert 'event: missing\ndata: {"event": "nowhere"}' in await received(viewer)

    run(scenario)


def test_nobody_is_listed_after_leaving(settings):
    hub = Hub(feed(settings, held()))
    with hub.join(["e1"], [], ""):
        pass

    assert not hub._viewers


def test_an_older_state_never_replaces_a_newer_one(settings):
    one = feed(settings, held(goals=2, offset=9))
    one.take([held(goals=1, offset=8)])

    assert one.record("e1").state.score == [2, 0]


def test_what_is_no_state_and_what_is_older_than_what_is_held_is_passed_over(settings):
    known = feed(settings, held(goals=2, offset=5))

    strange = Held("e3", held("e3", offset=7).raw.replace(b'"status":"live"', b'"status":"paused"'), 0, 7)
    known.take([Held("e1", b"rubbish", 0, 6), held(goals=1, offset=3), strange, held("e2", offset=8)])

    assert known.held("e1").offset == 5
    assert known.held("e2").offset == 8
    assert known.cursor == "0:9"
    known.measure()
    with Hub(known).join([], ["cup"], "") as viewer:
        assert viewer.pending.keys() == {"hello", "e1", "e2"}
