"""Every state can be made anew from the log; everything but the log and Git can be lost."""

from __future__ import annotations

import shutil

import pytest
from kafka import KafkaAdminClient

from lib.__main__ import main
from lib.adapters import kafka, states
from lib.adapters.producer import Producer
from lib.local import kafka as local_kafka
from lib.local import packages
from lib.local import prometheus as local_prometheus
from lib.local.platform import Platform, running
from lib.pipeline import importer
from lib.pipeline.rebuild import rebuild
from lib.sport import state
from tests.conftest import require
from tests.pipeline.test_whole_way import append, declared, ends, fresh
from tests.recorded import FINAL, LINEUPS
from tests.waiting import wait_for

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A platform of its own, through which a recorded match and some events have gone; the processor is stopped."""
    require(packages.JAVA, packages.MAVEN, packages.PROMETHEUS)
    folder = tmp_path_factory.mktemp("rebuild")
    with local_kafka.server(folder / "kafka") as broker, local_prometheus.server(folder / "prometheus") as prometheus:
        platform = Platform(folder, broker.address, prometheus.address)
        kafka.ensure_topics(platform.settings)
        producer = Producer(platform.settings)
        importer.send(producer, importer.gather([FINAL, LINEUPS]))
        for number in range(20):
            event = f"event-{number}"
            append(producer, [(event, declared(event)), (event, fresh("score", event, participant="sales"))])
        append(producer, [("event-1", fresh("score", "event-1", participant="nobody")), ("event-2", b"rubbish")])
        producer.close()
        with running(platform.processor()):
            wait_for(lambda: finished(platform), message="all is folded")
        yield platform


def finished(platform):
    served = {event: state.decode(raw).state for event, raw in states.read(platform.settings).items()}
    final = next((one for one in served.values() if one.plays), None)
    return len(served) == 21 and final and final.score == [4, 2] and all(sum(one.score) for one in served.values())


def groups_are_gone(admin):
    admin.delete_groups([one["group_id"] for one in admin.list_groups()])
    return not admin.list_groups()


def test_every_state_is_made_again_equal_to_the_byte(here):
    served = states.read(here.settings)

    found = rebuild(here.settings, served)

    assert (sorted(served), {}, []) == (found.equal, found.differ, found.unserved)
    assert found.records > 1500


def test_a_damaged_state_is_found_named_and_replaced(here, monkeypatch, capsys):
    for name, value in here.environment.items():
        monkeypatch.setenv(name, value)
    good = states.read(here.settings)
    damaged = good["event-3"].replace(b'"score":[1,0]', b'"score":[9,0]')
    Producer(here.settings).send([("event-3", damaged)], topic=kafka.EVENTS)

    assert main(["rebuild"]) == 1
    assert "event-3: differs at sport.actions-" in capsys.readouterr().err
    assert main(["rebuild", "--write"]) == 0

    assert states.read(here.settings) == good
    assert main(["rebuild"]) == 0


def test_a_new_version_folds_the_log_anew_beside_the_old_one(here):
    before, written = states.read(here.settings), ends(here)
    here.environment["PROCESSOR_GROUP"] = "touchline-processor-2"

    with running(here.processor()):
        wait_for(lambda: ends(here) > written + 21, message="the new version writes")
        wait_for(lambda: states.read(here.settings) == before, message="the same states")


def test_with_everything_lost_but_the_log_all_is_back_and_equal(here, tmp_path):
    before = states.read(here.settings)
    admin = KafkaAdminClient(**kafka.options(here.settings))
    lost = [topic for topic in admin.list_topics() if topic != kafka.ACTIONS and not topic.startswith("__")]
    admin.delete_topics(lost)
    # A group lets itself be deleted once the broker has missed its members for a while.
    wait_for(lambda: groups_are_gone(admin), message="the groups are gone")
    wait_for(lambda: not set(lost) & set(admin.list_topics()), message="the topics are gone")
    admin.close()
    shutil.rmtree(here.settings.var_dir)

    with local_prometheus.server(tmp_path / "prometheus") as fresh_prometheus:
        here.environment |= {"PROMETHEUS_URL": fresh_prometheus.address, "PROCESSOR_GROUP": "touchline-processor"}
        again = Platform(here.folder, here.settings.kafka, fresh_prometheus.address)
        with running(again.processor()):
            wait_for(lambda: states.read(again.settings) == before, message="every state is back")
            score = 'last_over_time(sport_event_score{event="event-3",competitor="sales"}[1h])'
            wait_for(lambda: again.query(score) == 1.0, message="its samples are back")
