"""A replay is the recorded match, moved to now: same facts, new ids, its own clock."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from lib.__main__ import main
from lib.adapters.producer import Receipt
from lib.errors import Unavailable, WrongUse
from lib.pipeline import importer, replay
from lib.pipeline.replay import Player, plan
from lib.settings import ROOT
from lib.sport import actions, fold
from tests.pipeline.test_importer import appended
from tests.recorded import FINAL, LINEUPS, WORLD_CUPS
from tests.sport.making import KICK_OFF, action, declared
from tests.waiting import wait_for

BEGINS = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def recorded():
    return replay.choose(importer.gather([FINAL, LINEUPS]), None)


@pytest.fixture(scope="module")
def planned(recorded):
    return plan(recorded, "replay-1", BEGINS, 10)


def short(*more):
    return [declared(), action("period.start", at=0, period=1), *more]


class Stage:
    """A Kafka that may be away, and a clock that goes on when somebody waits."""

    def __init__(self, began, away=0, stops_after=None):
        self.seconds, self.away, self.stops_after = began.timestamp(), away, stops_after
        self.sent = []

    def send(self, records):
        if self.away:
            self.away -= 1
            raise Unavailable("Kafka is away.")
        self.sent += [(self.seconds, actions.decode(value)) for _, value in records]
        return [Receipt("sport.actions", 0, number) for number, _ in enumerate(records)]

    def wait(self, seconds):
        self.seconds += seconds
        return self.stops_after is not None and len(self.sent) >= self.stops_after

    def play(self, planned):
        return Player(self.send, self.wait, lambda: self.seconds).play(planned)


def test_a_replay_ends_like_the_match(recorded, planned):
    old, new = (fold.fold(one[0].subject, one) for one in (recorded, planned))

    assert (new.score, new.status, new.sanctions, new.plays) == (old.score, old.status, old.sanctions, old.plays)
    assert [period.score for period in new.periods] == [period.score for period in old.periods]
    assert new.lineups == old.lineups


def test_a_replay_is_an_event_of_its_own(recorded, planned):
    ids = {action.id for action in planned}

    assert {action.subject for action in planned} == {"replay-1"}
    assert len(ids) == len(planned) == len(recorded)
    assert not ids & {action.id for action in recorded}
    assert plan(recorded, "replay-2", BEGINS, 10)[5].id not in ids


def test_a_replay_does_not_count_in_the_competition_of_the_match(planned):
    data = planned[0].data

    assert data.competition == "replays"
    assert data.title == "Replay: France – Croatia, 15 July 2018"
    assert "CC BY 4.0" in data.credit


def test_its_clock_shows_the_minute_of_the_match(recorded, planned):
    state = fold.fold("replay-1", [one for one in planned if one.time < BEGINS + timedelta(seconds=100)])

    assert state.clock.rate == 10
    assert state.clock.at == BEGINS.timestamp() * 1000
    for old, new in zip(recorded, planned, strict=True):
        if new.kind == "play" and new.data.period == 1:
            assert (new.time - BEGINS).total_seconds() * 10 == pytest.approx(old.data.clock, abs=0.02)


def test_half_time_is_cut_short_and_play_is_not(planned):
    first, second = (one.time for one in planned if one.kind == "period.start")
    end = next(one.time for one in planned if one.kind == "period.end")

    assert first == BEGINS == planned[0].data.start
    assert second - end == replay.LONGEST_PAUSE


def test_a_long_wait_while_the_clock_runs_is_kept():
    planned = plan(short(action("score", at=1200, participant="sales")), "new", BEGINS, 10)

    assert planned[-1].time == BEGINS + timedelta(seconds=120)


def test_what_an_action_refers_to_is_found_in_the_replay():
    goal = action("score", at=60, participant="sales")
    planned = plan(short(goal, action("retract", at=90, action=goal.id)), "new", BEGINS, 10)

    assert planned[-1].data.action == planned[-2].id
    assert fold.fold("new", planned).score == [0, 0]


def test_actions_of_one_moment_keep_their_order(recorded, planned):
    together = sorted(planned, key=lambda one: one.order)

    assert [one.id for one in together] == [one.id for one in planned]


def test_a_replay_may_begin_later():
    goals = [action("score", at=minute * 60, participant="sales") for minute in (5, 20, 40)]

    planned = plan(short(*goals), "new", BEGINS, 60, timedelta(minutes=20))

    assert [(one.time - BEGINS).total_seconds() for one in planned[2:]] == [-15, 0, 20]
    state = fold.fold("new", planned[:4])
    assert (BEGINS.timestamp() * 1000 - state.clock.at) * state.clock.rate == 20 * 60 * 1000


def test_each_action_is_sent_when_its_moment_comes(planned):
    stage = Stage(BEGINS)

    assert stage.play(planned)

    assert [one for _, one in stage.sent] == planned
    for sent, one in stage.sent[3:]:
        assert one.time.timestamp() <= sent <= one.time.timestamp() + 1e-3


def test_nothing_is_lost_while_kafka_is_away(planned):
    stage = Stage(BEGINS, away=7)

    assert stage.play(planned)

    assert [one for _, one in stage.sent] == planned


def test_after_a_failure_all_that_follows_is_sent_again():
    planned = plan(short(action("score", at=1, participant="sales")), "new", KICK_OFF, 10)
    sent = []

    def send(records):
        sent.append([key for key, _ in records])
        receipts = [Receipt("sport.actions", 0, number) for number, _ in enumerate(records)]
        return receipts if len(sent) > 1 else [receipts[0], Unavailable("away"), *receipts[2:]]

    assert Player(send, lambda seconds: False).play(planned)

    assert list(map(len, sent)) == [3, 2]


def test_a_stopped_replay_says_so(planned):
    stage = Stage(BEGINS, stops_after=50)

    assert not stage.play(planned)

    assert 50 <= len(stage.sent) < len(planned)


def test_of_several_events_one_has_to_be_chosen():
    cup = importer.gather([WORLD_CUPS[2]])

    with pytest.raises(WrongUse, match="104 events: choose one with --match, such as world-cup-2026-group-a-mex-rsa"):
        replay.choose(cup, None)
    with pytest.raises(WrongUse, match="do not declare the event nothing"):
        replay.choose(cup, "nothing")
    assert {one.subject for one in replay.choose(cup, "world-cup-2026-final-esp-arg")} == {
        "world-cup-2026-final-esp-arg"
    }


@pytest.mark.parametrize("wrong", [["--speed", "0"], ["--speed", "fast"], ["--event", "two words"]], ids=" ".join)
def test_wrong_use_ends_with_2(wrong, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["replay", str(FINAL), *wrong])
    assert wrong[1] in capsys.readouterr().err


@pytest.mark.kafka
def test_the_command_plays_and_interrupted_abandons_the_event(broker):
    command = [sys.executable, "-m", "lib", "replay", str(FINAL), "--speed", "60", "--event", "played"]
    environment = {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "PATH": os.environ["PATH"]}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: len(appended(broker, "played")) > 5)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130

    state = fold.fold("played", appended(broker, "played"))
    assert state.status == "abandoned"
    assert not state.clock.running
