"""Every state can be made anew from the log; everything but the log and Git can be lost."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from contextlib import closing
from functools import partial

import msgspec
import pytest
from kafka import KafkaAdminClient
from kafka.errors import CoordinatorLoadInProgressError

from lib.__main__ import main
from lib.adapters import kafka, states
from lib.adapters.cluster import Cluster
from lib.adapters.git import Repository
from lib.adapters.producer import Producer
from lib.local import kafka as local_kafka
from lib.local import packages
from lib.local import prometheus as local_prometheus
from lib.local.load import Load, Viewer
from lib.local.platform import Platform, running
from lib.pipeline import importer
from lib.pipeline import rebuild as rebuilding
from lib.pipeline.rebuild import Made, rebuild
from lib.sport import actions, state
from lib.sport.state import EventRecord, EventState, Provenance
from tests.checkout import Checkout
from tests.conftest import require
from tests.pipeline.test_whole_way import append, declared, fresh
from tests.recorded import FINAL, LINEUPS
from tests.sport import making
from tests.waiting import wait_for

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus]

RUN = [
    making.race(subject="run"),
    making.action("start", subject="run"),
    *(making.passing(bib, line, at, subject="run") for bib, line, at in (("1", "k2", 500), ("2", "k2", 490))),
    making.passing("1", "finish", 1300, subject="run"),
]
OTHER = "touchline-processor-2"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A platform of its own, through which a recorded match, a race and more have gone; the processor is stopped."""
    require(packages.JAVA, packages.MAVEN, packages.PROMETHEUS)
    folder = tmp_path_factory.mktemp("rebuild")
    origin = Checkout(folder / "origin")
    origin.commit({"content/access.yaml": "everybody: [reader]\n"})
    with local_kafka.server(folder / "kafka") as broker, local_prometheus.server(folder / "prometheus") as prometheus:
        platform = Platform(folder, broker.address, prometheus.address, CONTENT_REPO=str(origin.path))
        platform.broker, platform.origin = broker, origin
        kafka.ensure_topics(platform.settings)
        send(platform, [("run", actions.encode(one)) for one in RUN], importer.gather([FINAL, LINEUPS]))
        for number in range(20):
            event = f"event-{number}"
            send(platform, [(event, declared(event)), (event, fresh("score", event, participant="sales"))])
        send(platform, [("event-1", fresh("score", "event-1", participant="nobody")), ("event-2", b"rubbish")])
        with running(platform.processor()):
            wait_for(lambda: not rebuild(platform.settings, behind_s=0).differences, 60, message="all is folded")
        yield platform


def send(platform, given, gathered=()):
    producer = Producer(platform.settings)
    importer.send(producer, gathered)
    append(producer, given)
    producer.close()


def served(platform):
    """All that is served: states, and participations without how they came about."""
    kept = msgspec.json.Decoder(rebuilding._Kept)
    field = states.read(platform.settings, kafka.FIELD)
    return states.read(platform.settings), {key: bytes(kept.decode(raw).participation) for key, raw in field.items()}


def grouped(settings):
    """The consumer groups of a broker."""
    with closing(Cluster(settings)) as cluster:
        return cluster.groups()


def known(admin):
    """The groups; none while a broker that has just started still reads which there are."""
    try:
        return {one["group_id"] for one in admin.list_groups()}
    except CoordinatorLoadInProgressError:
        return set()


def group_is_gone(admin, name):
    if name in known(admin):
        admin.delete_groups([name])
    return name not in known(admin)


def test_every_state_and_every_participation_is_made_again(here):
    events, field = served(here)

    found = rebuild(here.settings)

    assert found.differences == []
    assert found.equal == sorted([(kafka.EVENTS, one) for one in events] + [(kafka.FIELD, one) for one in field])
    assert (len(events), sorted(field)) == (22, ["run/1", "run/2"])
    assert found.records > 1500


def test_what_is_damaged_missing_or_left_behind_is_named_and_replaced(here, monkeypatch, capsys):
    for name, value in here.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(rebuilding, "rebuild", partial(rebuild, behind_s=0))  # nobody is at work who could be behind
    events, field = served(here)
    producer = Producer(here.settings)
    producer.send([("event-3", events["event-3"].replace(b'"score":[1,0]', b'"score":[9,0]'))], topic=kafka.EVENTS)
    wrong = msgspec.json.decode(states.read(here.settings, kafka.FIELD)["run/1"]) | {"participation": {"id": "1"}}
    producer.send([("run/1", msgspec.json.encode(wrong))], topic=kafka.FIELD)
    producer.close()
    send(here, [("event-4", fresh("score", "event-4", participant="sales")), ("new", declared("new"))])

    assert main(["rebuild"]) == 1
    told = dict(line.split(": ", 1) for line in capsys.readouterr().err.splitlines())
    assert told.keys() == {"event-3", "run/1", "event-4", "new"}
    assert told["event-3"].startswith("differs at offset ")
    assert told["run/1"].startswith("differs at offset ")
    assert " and the log goes on to " in told["event-4"]
    assert told["new"].startswith("is not served, and the log makes it at offset ")
    assert main(["rebuild", "--write"]) == 0

    after, field_after = served(here)
    assert {one: after[one] for one in events if one != "event-4"} == {
        one: raw for one, raw in events.items() if one != "event-4"
    }
    assert (field_after, state.decode(after["event-4"]).state.score) == (field, [2, 0])
    assert main(["rebuild"]) == 0


def record(event, last):
    return state.encode(EventRecord(EventState(id=event), Provenance(kafka.ACTIONS, 0, 0, last, 3, 1)))


def test_a_state_that_no_action_makes_and_one_that_is_ahead_of_the_log_are_told():
    places = {name: (kafka.EVENTS, name) for name in ("ghost", "ahead", "moving", "fresh", "good")}
    made = {places[name]: Made(record(name, 9), record(name, 9), 9) for name in ("ahead", "moving", "fresh", "good")}
    served = {place: record(name, 9 if name == "good" else 12) for name, place in places.items()}
    before = {"ahead": record("ahead", 12), "moving": record("moving", 7), "ghost": record("ghost", 12)}

    found = {one.place[1]: one for one in rebuilding._differences(made, served, before, proven={"moving"})}

    assert found.keys() == {"ghost", "ahead"}
    assert "no action of the log makes it" in found["ghost"].sentence
    assert found["ahead"].sentence == "is served as of offset 12, and the log makes it end at 9"
    assert (found["ghost"].record, found["ahead"].record) == (None, None), "nothing may take their place"


class Faithful(Viewer):
    """A viewer who notices when something older is shown."""

    went_back = False

    def _take(self, line):
        before = self.goals
        super()._take(line)
        self.went_back = self.went_back or self.goals < before


def test_a_new_version_takes_over_under_load_and_the_group_has_its_old_name_again(here):
    """The procedure of docs/operations.md, "Upgrade without downtime"."""
    old, again = here.processor(), here.processor()
    beside = Platform(here.folder / "beside", here.settings.kafka, here.settings.prometheus, **{
        "PROCESSOR_GROUP": OTHER, "PROCESSOR_ID": "beside", "CONTENT_REPO": here.settings.content_repo,
    }).processor()  # fmt: skip
    admin = KafkaAdminClient(**kafka.options(here.settings))
    load = Load(f"http://127.0.0.1:{here.settings.app_port}", rate=40, viewers=0, events=4)
    load.viewers = [Faithful(event) for event in load.events]

    def forget(group):
        wait_for(lambda: group_is_gone(admin, group), message=f"the group {group} is gone")
        changelogs = {one for one in admin.list_topics() if one.startswith(f"changelog__{group}--")}
        assert changelogs
        admin.delete_topics([*changelogs])
        wait_for(lambda: not changelogs & {*admin.list_topics()}, message="the changelogs are gone")

    def caught_up(group):
        reading = [one for one in grouped(here.settings) if one.name == group]
        return bool(reading and reading[0].reached and reading[0].lag < 200)

    def upgraded():
        beside.start()
        wait_for(lambda: caught_up(OTHER), 60, message="the new version has caught up")
        old.stop()
        forget(here.settings.processor_group)
        shutil.rmtree(here.settings.var_dir / "cache" / "processor")
        again.start()
        wait_for(lambda: caught_up(here.settings.processor_group), 60, message="it has caught up under its usual name")
        beside.stop()
        forget(OTHER)

    async def under_load():
        async with load:
            try:
                await asyncio.to_thread(upgraded)
                await load.end_sending()
                return await load.settled(60)
            finally:
                beside.stop()

    with running(old, here.app()):
        try:
            assert asyncio.run(under_load()) == (0, 0, 0), "lost, doubled, viewers that do not show the end"
            assert not [one.event for one in load.viewers if one.went_back]
            assert rebuild(here.settings).differences == []
        finally:
            again.stop()
    left = {one for one in known(admin) if one.startswith("touchline-processor")}
    admin.close()
    assert left == {here.settings.processor_group}


def test_from_an_archive_of_kafka_and_a_mirror_of_git_all_is_back_and_equal(here, tmp_path):
    before, head, groups = served(here), here.origin.git("rev-parse", "HEAD"), grouped(here.settings)
    backup, restored = tmp_path / "backup", tmp_path / "restored"
    backup.mkdir()
    restored.mkdir()
    here.broker.stop()
    _run("tar", "--create", "--gzip", f"--file={backup}/kafka.tar.gz", f"--directory={here.folder}", "kafka")
    _run("git", "clone", "--quiet", "--mirror", str(here.origin.path), str(backup / "content.git"))
    for folder in (here.settings.var_dir, here.origin.path, here.folder / "kafka"):
        shutil.rmtree(folder)

    _run("tar", "--extract", f"--file={backup}/kafka.tar.gz", f"--directory={restored}")
    _run("git", "clone", "--quiet", "--mirror", str(backup / "content.git"), str(restored / "content.git"))
    kafka_again, prometheus_again = (
        local_kafka.server(restored / "kafka"),
        local_prometheus.server(tmp_path / "prometheus"),
    )
    with kafka_again as broker, prometheus_again as prometheus:
        own = {"CONTENT_REPO": str(restored / "content.git"), "CONTENT_BRANCH": "main"}
        again = Platform(restored, broker.address, prometheus.address, **own)
        _forget_all_but_the_log(again, {one.name for one in groups})
        with running(again.processor()):
            wait_for(lambda: served(again) == before, 60, message="every state and participation is back")
            score = 'last_over_time(sport_event_score{event="event-3",competitor="sales"}[1h])'
            wait_for(lambda: again.query(score) == 1.0, 60, message="its samples are back")
        assert Repository(again.settings).head() == head


def _forget_all_but_the_log(platform, groups):
    """As if nothing else had been kept."""
    admin = KafkaAdminClient(**kafka.options(platform.settings))
    wait_for(lambda: groups <= known(admin), message="the broker knows its groups")
    for group in groups:
        # A group lets itself be deleted once the broker has missed its members for a while.
        wait_for(lambda name=group: group_is_gone(admin, name), message="the groups are gone")
    lost = [topic for topic in admin.list_topics() if topic != kafka.ACTIONS and not topic.startswith("__")]
    admin.delete_topics(lost)
    wait_for(lambda: not set(lost) & set(admin.list_topics()), message="the topics are gone")
    admin.close()


def _run(*command):
    subprocess.run(command, check=True, capture_output=True, timeout=120)
