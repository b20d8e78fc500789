"""The command brings what is committed into the stream; with --follow it goes on with each commit and each result."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import requests
from kafka import KafkaProducer

from lib.adapters import kafka
from lib.local import ports
from lib.settings import ROOT
from lib.sport import fold, state
from lib.sport.actions import KINDS, make
from lib.sport.state import EventRecord, Provenance
from tests.checkout import Checkout
from tests.content.test_competitions import GOOD
from tests.pipeline.test_importer import appended
from tests.waiting import wait_for

EVENT = "winter-cup-final"
FILE = "content/competitions/winter-cup.yaml"
KNOCKOUT = """\
title: Cup that is followed
sport: foosball
competitors: [{id: a, name: A}, {id: b, name: B}, {id: c, name: C}]
stages: [{id: ko, type: knockout}]
"""


@pytest.fixture
def repository(tmp_path):
    """A real repository with one competition."""
    checkout = Checkout(tmp_path / "content")
    checkout.commit({FILE: GOOD})
    return checkout


def test_a_bad_file_stops_all_of_it(repository):
    repository.commit({FILE: GOOD.replace("away: legal", "away: nobody")})

    run = publish(repository, "127.0.0.1:9")

    assert run.returncode == 1
    assert f"{FILE}:12:5: fixtures[0].away: 'nobody'" in run.stderr


@pytest.mark.kafka
def test_the_command_publishes_what_is_committed(broker, repository):
    (repository.path / "content" / "competitions" / "uncommitted.yaml").write_text("title: [")

    run = publish(repository, broker.address)

    assert (run.returncode, run.stdout) == (0, "")
    (declared,) = appended(broker, EVENT)
    assert declared.data.revision == repository.git("rev-parse", "HEAD")


@pytest.mark.kafka
def test_following_declares_the_final_when_the_semi_final_is_over_and_a_new_fixture_when_it_is_committed(
    broker, repository
):
    repository.commit({"content/competitions/followed.yaml": KNOCKOUT, FILE: None})
    command = [sys.executable, "-m", "lib", "publish", "--follow"]
    port = ports.free()
    own = environment(repository, broker.address) | {"PUBLISHER_PORT": str(port)}
    with subprocess.Popen(command, cwd=ROOT, env=own) as publisher:
        try:
            semi_final = wait_for(lambda: appended(broker, "followed-semi-final-b-c"), message="the semi-final")
            final = "followed-final-a-b"
            assert appended(broker, final) == []

            process(broker, *semi_final, *result(semi_final[0], winner="b"))
            (declared,) = wait_for(lambda: appended(broker, final), message="the final")
            assert [one.id for one in declared.data.competitors] == ["a", "b"]
            process(broker, declared)

            good = repository.git("rev-parse", "HEAD")
            wait_for(lambda: running(port, "Synced") == good, message="the publisher says with what it runs")
            repository.commit({"content/competitions/bad.yaml": "title: ["})
            wait_for(
                lambda: running(port, "Stalled") == good, message="the publisher stays with the last good revision"
            )
            more = f"{KNOCKOUT}fixtures: [{{id: friendly, home: a, away: c}}]\n"
            repository.commit({"content/competitions/followed.yaml": more, "content/competitions/bad.yaml": None})
            wait_for(lambda: appended(broker, "followed-friendly"), message="the new fixture")
            assert len(appended(broker, final)) == 1
        finally:
            publisher.terminate()
        assert publisher.wait(60) == 0


def running(port, state):
    """The revision that a publisher says it runs with, if it says that it is in a *state*."""
    said = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
    if f'touchline_config_sync{{component="publisher",state="{state}"}} 1.0' not in said:
        return None
    return re.search(r'touchline_config_info{component="publisher",revision="(\w+)"} 1.0', said)[1]


def result(declared, winner):
    """The actions that give an event to one of both."""
    score = [1 if one.id == winner else 0 for one in declared.data.competitors]
    about = {"subject": declared.subject, "source": "test", "time": datetime.now(UTC)}
    return [
        make("result", KINDS["result"](games=[[10 * point for point in score]]), id="1", **about),
        make("event.status", KINDS["event.status"](status="confirmed"), id="2", sequence=1, **about),
    ]


def process(broker, *its_actions):
    """Be the processor: write the state of an event."""
    event = its_actions[0].subject
    record = EventRecord(fold.fold(event, its_actions), Provenance(kafka.ACTIONS, 0, 0, 0, len(its_actions), 0))
    with KafkaProducer(bootstrap_servers=broker.address) as producer:
        producer.send(kafka.EVENTS, key=event.encode(), value=state.encode(record))


def publish(repository, servers):
    """Run the command once."""
    command = [sys.executable, "-m", "lib", "publish"]
    return subprocess.run(
        command, cwd=ROOT, env=environment(repository, servers), capture_output=True, text=True, timeout=60, check=False
    )


def environment(repository, servers):
    """What the command needs to know."""
    settings = {"CONTENT_REPO": str(repository.path), "KAFKA_BOOTSTRAP_SERVERS": servers, "PUBLISHER_PORT": "0"}
    return settings | {"CONTENT_POLL_SECONDS": "0.2", "PATH": os.environ["PATH"]}
