"""The demo plays plausible matches through Kafka, imports a tournament once, and leaves nothing live behind."""

import os
import random
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from kafka import KafkaProducer

from lib.adapters import kafka
from lib.adapters.importers.script import Script
from lib.content import progress
from lib.local import autumn_steps, crowd, demo, evening
from lib.local.lunch_run import Run
from lib.pipeline import importer
from lib.settings import ROOT
from lib.sport import courses, fold, state, verify
from lib.sport.participations import MemoryField
from lib.sport.state import EventRecord, Provenance, SummaryState
from tests.pipeline.test_importer import appended
from tests.recorded import states
from tests.sport.making import action, declared
from tests.waiting import wait_for

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables():
    return evening.tables(demo.declared("office-table-tennis"), "demo-tt", seed=7)


def match(table, number):
    return [table.announce(number, NOW, NOW), *table.play(number, NOW)]


def test_every_match_of_an_evening_is_played_to_its_end(tables):
    for table in tables:
        for number in range(20):
            actions = match(table, number)
            state_of_it = fold.fold(table.event(number), actions)
            assert state_of_it.status == "confirmed"
            assert max(state_of_it.score) == 3
            assert timedelta(minutes=3) < actions[-1].time - NOW < timedelta(minutes=20)
            assert not any(entry.note for entry in state_of_it.timeline)


def test_whoever_lost_confirms_a_while_after_the_end_and_only_then_it_counts(tables):
    office, event = demo.declared("office-table-tennis"), tables[0].event(0)
    *played, word = match(tables[0], 0)

    before, after = (fold.fold(event, actions) for actions in (played, [*played, word]))

    assert (before.status, after.status) == ("ended", "confirmed")
    assert {word.data.participant, before.outcome.winner} == {one.id for one in before.declared.competitors}
    assert timedelta(seconds=20) <= word.time - played[-1].time <= timedelta(seconds=40)
    official, live = (
        progress.of(office, {event: before}, as_it_stands=stands).stage("ladder") for stands in (False, True)
    )
    assert sum(rung.played for rung in official.rungs) == 0
    assert sum(rung.played for rung in live.rungs) == 2
    assert sum(rung.played for rung in progress.of(office, {event: after}).stage("ladder").rungs) == 2


def test_the_winner_cannot_confirm_in_their_place(tables):
    """Of a match that one side entered whole; where it was recorded rally by rally, either side's word will do."""
    announced = tables[0].announce(0, NOW, NOW)
    home, away = (one.id for one in announced.data.competitors)
    script = Script(tables[0].event(0), "demo")
    script.add("result", NOW, participant=home, games=[[11, 7], [11, 9], [11, 5]])
    script.add("event.status", NOW, status="confirmed", participant=home)
    refused = fold.fold(script.event, [announced, *script.actions])
    script.add("event.status", NOW, status="confirmed", participant=away)

    assert (refused.status, refused.timeline[-1].note) == ("ended", "the other side has to confirm this result")
    assert fold.fold(script.event, [announced, *script.actions]).status == "confirmed"


def test_the_processor_takes_every_action_of_an_evening(tables):
    seen, state_of_it = {}, None
    for one in match(tables[0], 0):
        verify.verify(one, state_of_it, one.at, seen.get)
        state_of_it = fold.add(state_of_it or fold.EventState(id=one.subject), one, seen.get)
        seen[one.id] = one


def test_the_processor_takes_what_the_crowd_says(tables):
    announced, *played = match(tables[0], 0)
    coming = tables[0].announce(1, NOW, NOW + timedelta(minutes=9))
    told = crowd.predictions(coming, seed=0)
    known, noise = fold.fold("m", [announced]), crowd.loud(played, seed=0)

    for one in told:
        verify.verify(one, fold.fold("m", [coming]), one.at, lambda id: None, MemoryField())
    for one in noise:
        if one.kind == "cheer":
            verify.verify(one, known, one.at, lambda id: None)

    assert len(told) == 7
    assert len(noise) > len(played)
    assert [one for one in noise if one.kind != "cheer"] == played


def test_the_same_seed_gives_the_same_evening(tables):
    assert match(tables[0], 3) == match(tables[0], 3)
    assert match(tables[0], 3)[5:] != match(tables[1], 3)[5:]


def test_now_and_then_a_point_is_taken_back_with_a_reason(tables):
    retractions = [one for table in tables for n in range(10) for one in match(table, n) if one.kind == "retract"]

    assert 10 < len(retractions) < 200
    assert {one.data.reason for one in retractions} == set(evening.REASONS)


def test_nobody_has_to_be_at_two_tables(tables):
    at = [{one.id for n in range(6) for one in match(table, n)[0].data.competitors} for table in tables]

    assert not at[0] & at[1]
    assert len(at[0]) == len(at[1]) == 3


@pytest.fixture(scope="module")
def lunch_run():
    return Run(demo.declared("lunch-run"), "demo-run", seed=3).actions(NOW)


def test_a_lunch_run_is_timed_at_every_kilometre_and_ends(lunch_run):
    facts = [one for one in lunch_run if one.kind != "position"]
    importer.check(facts)
    result = fold.fold("demo-run", facts)

    assert result.status == "confirmed"
    assert result.race.numbers["finished"] > 15
    assert sum(result.race.numbers.values()) == 24
    assert result.race.questioned == 0
    assert all(1100_000 < line.time < 2400_000 for line in result.race.leaders if line.time)
    assert lunch_run == Run(demo.declared("lunch-run"), "demo-run", seed=3).actions(NOW)


def test_runners_are_on_the_course_and_move_on(lunch_run):
    positions = [one.data for one in lunch_run if one.kind == "position" and one.data.bib == "103"]

    assert len(positions) > 100
    course = demo.declared("lunch-run").plan[0].stage.format.course
    assert courses.length(course) == pytest.approx(5000, abs=1)
    assert all(abs(courses.along(course, (one.lat, one.lon), one.distance - 1) - one.distance) < 2 for one in positions)
    distances = [one.distance for one in positions]
    assert distances == sorted(distances)
    assert distances[-1] <= 5000


def test_steps_are_given_for_each_day_so_far_and_the_same_again():
    steps = demo.declared("autumn-steps")
    some, more = (autumn_steps.walked(steps, date(2026, 11, day)) for day in (5, 6))

    importer.check(more)
    result = fold.fold("autumn-steps-steps", more)
    assert more[: len(some)] == some
    assert (len(result.challenge.teams), result.challenge.members, result.challenge.questioned) == (6, 24, 0)
    assert autumn_steps.walked(steps, date(2027, 1, 1))[-1].data.day == date(2026, 11, 29)


def test_the_league_is_in_mid_season():
    league = demo.declared("department-league")
    view = progress.of(league, states(importer.gather([demo.LEAGUE])))

    (table,) = view.stage("league").tables
    assert sorted(row.played for row in table.rows) == [8, 8, *[9] * 8]
    assert table.remaining == 46
    assert all(match.event for match in view.stage("league").matches)
    assert view.stage("cup").levels[0].ties[0].home.name == "Winner of League"
    moved = next(match for match in view.stage("league").matches if match.event.endswith("-research-canteen"))
    assert (moved.status, moved.venue) == ("scheduled", "Sports hall")


def test_an_evening_is_a_ladder(tables):
    played = {}
    for table in tables:
        for number in range(4):
            actions = match(table, number)
            played[actions[0].subject] = fold.fold(actions[0].subject, actions)

    ladder = progress.of(demo.declared("office-table-tennis"), played).stage("ladder")

    assert len(ladder.steps) == len(ladder.matches) == 8
    assert sum(rung.played for rung in ladder.rungs) == 16


def test_what_the_demo_left_unfinished_is_known_by_its_id_and_status():
    known = {
        "demo-a": SummaryState(id="demo-a", status="live"),
        "demo-b": SummaryState(id="demo-b", status="scheduled"),
        "demo-c": SummaryState(id="demo-c", status="confirmed"),
        "demo-d": SummaryState(id="demo-d", status="ended"),
        "final": SummaryState(id="final", status="live"),
    }

    assert demo.unfinished(known) == {"demo-a": "abandoned", "demo-b": "cancelled", "demo-d": "abandoned"}


@pytest.mark.kafka
def test_the_demo_plays_closes_what_was_left_and_stops_when_told(broker, make_settings):
    kafka.ensure_topics(make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address))
    left = f"demo-left-{random.randrange(10**9)}"
    cup = importer.gather([demo.WORLD_CUP])
    _publish_states(broker, {**states(cup), left: fold.EventState(id=left, status="live")})
    environment = {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "PATH": os.environ["PATH"]}

    with subprocess.Popen([sys.executable, "-m", "lib.local.demo"], cwd=ROOT, env=environment) as process:
        try:
            plays = wait_for(lambda: _playing(broker))
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0

    assert appended(broker, left)[-1].data.status == "abandoned"
    assert appended(broker, "world-cup-2026-final-esp-arg") == []
    assert appended(broker, "department-league-people-workshop")[-1].data.status == "confirmed"
    assert appended(broker, "autumn-steps-steps")
    for event in plays:
        assert fold.fold(event, appended(broker, event)).status in {"abandoned", "cancelled"}


@pytest.mark.kafka
def test_what_was_played_to_its_end_is_played_again_as_another_event(broker, make_settings, monkeypatch):
    monkeypatch.setattr(demo, "PAUSE_S", 0)
    settings, stop = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address), threading.Event()
    kafka.ensure_topics(settings)
    recorded = [declared(), action("period.start", period=1), action("event.status", at=15, status="confirmed")]
    before = _replays(broker)
    one = demo.Demo(settings, stop)
    playing = threading.Thread(target=one._again_and_again, args=[partial(one._final, recorded)])
    playing.start()
    try:
        first, second, *_ = wait_for(lambda: len(new := _replays(broker)[len(before) :]) > 1 and new)
    finally:
        stop.set()
        playing.join()
        one.close()

    played, again = appended(broker, first), appended(broker, second)
    assert [one.kind for one in played] == ["event.declared", "period.start", "event.status"]
    assert fold.fold(first, played).status == "confirmed"
    assert fold.fold(second, again).status in {"confirmed", "abandoned"}
    assert not {one.id for one in played} & {one.id for one in again}


def _replays(broker):
    """The events as which a final was replayed, in the order in which they began."""
    begun = [one for one in appended(broker, None) if one.kind == "event.declared" and one.source == "replay"]
    return [one.subject for one in sorted(begun, key=lambda one: one.time) if one.subject.startswith(demo.PREFIX)]


def _publish_states(broker, of_events):
    provenance = Provenance(kafka.ACTIONS, 0, 0, 0, 1, 0)
    with KafkaProducer(bootstrap_servers=broker.address) as producer:
        for event, one in of_events.items():
            producer.send(kafka.EVENTS, key=event.encode(), value=state.encode(EventRecord(one, provenance)))


def _playing(broker):
    """The events that the demo declared, once all four of its parts play."""
    declared = {one.subject for one in appended(broker, None) if one.kind == "event.declared"}
    plays = {event for event in declared if event.startswith("demo-")}
    return plays if len(plays) == 6 else None
