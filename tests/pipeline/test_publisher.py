"""Fixtures in Git become events: once, again when they change, and back when a commit is reverted."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from lib.content import competitions
from lib.content.revision import Commit, Revision
from lib.pipeline import publisher
from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import Incoming, Step, Taken
from lib.settings import ROOT
from lib.sport import actions, state
from tests.content.test_competitions import GOOD
from tests.pipeline.test_importer import appended

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENT = "winter-cup-final"


def revision(text=GOOD, sha="a" * 40, committed=NOW):
    found = competitions.read({"content/competitions/winter-cup.yaml": text.encode()})
    return Revision(commit=Commit(sha, "Ines", committed, "Fixtures"), competitions=tuple(found))


class Stream:
    """What the processor makes of what is published."""

    def __init__(self):
        self.step, self.store, self.offset = Step(), MemoryStore(), 0

    def publish(self, revision, now=NOW):
        known = {EVENT: self.store[b"state"]} if self.store else {}
        fresh = list(publisher.news(revision, known, now))
        for one in fresh:
            self.offset += 1
            appended_at = round(now.timestamp() * 1000)
            incoming = Incoming(one.subject.encode(), actions.encode(one), "sport.actions", 0, self.offset, appended_at)
            assert isinstance(self.step.take(incoming, self.store), Taken)
        return len(fresh)

    @property
    def declared(self):
        return state.decode(self.store[b"state"]).state.declared


def test_a_fixture_becomes_an_event():
    stream = Stream()

    assert stream.publish(revision()) == 1

    declared = stream.declared
    assert (declared.sport, declared.competition, declared.revision) == ("table-tennis", "winter-cup", "a" * 40)
    assert [one.name for one in declared.competitors] == ["Sales", "Legal"]
    assert declared.start == datetime(2027, 1, 14, 16, 30, tzinfo=UTC)


def test_a_commit_that_changes_no_fixture_publishes_nothing():
    stream = Stream()
    stream.publish(revision())

    assert stream.publish(revision()) == 0
    assert stream.publish(revision(GOOD + "# Nothing new\n", sha="b" * 40)) == 0


def test_a_change_and_its_revert_are_both_published_even_within_one_second():
    stream = Stream()
    moved = GOOD.replace("T17:30", "T18:30")
    stream.publish(revision())

    assert stream.publish(revision(moved, sha="b" * 40)) == 1
    assert stream.declared.start.hour == 17
    assert stream.publish(revision(sha="c" * 40)) == 1
    assert stream.declared.start.hour == 16


def test_a_branch_that_was_set_back_is_published():
    stream = Stream()
    stream.publish(revision(GOOD.replace("T17:30", "T18:30"), sha="b" * 40, committed=NOW))

    stream.publish(revision(committed=NOW - timedelta(days=3)))

    assert stream.declared.start.hour == 16


def test_a_commit_from_the_future_is_published_now():
    (declared,) = publisher.news(revision(committed=NOW + timedelta(days=1)), {}, NOW)

    assert declared.time == NOW


def test_the_same_revision_gives_the_same_actions_whether_the_processor_has_seen_them_or_not():
    first, second = (list(publisher.news(revision(), {}, NOW + timedelta(minutes=n))) for n in (0, 5))

    assert first == second


@pytest.fixture
def repository(tmp_path):
    """A real repository with one competition."""
    folder = tmp_path / "content"
    (folder / "content" / "competitions").mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _commit(folder, GOOD)
    return folder


def test_a_bad_file_stops_all_of_it(repository):
    _commit(repository, GOOD.replace("away: legal", "away: nobody"))

    run = _publish(repository, "127.0.0.1:9")

    assert run.returncode == 1
    assert "content/competitions/winter-cup.yaml:12: fixtures[0].away: 'nobody'" in run.stderr


@pytest.mark.kafka
def test_the_command_publishes_what_is_committed(broker, repository):
    (repository / "content" / "competitions" / "uncommitted.yaml").write_text("title: [")

    run = _publish(repository, broker.address)

    assert (run.returncode, run.stdout) == (0, "")
    (declared,) = appended(broker, EVENT)
    assert declared.data.revision == _git(repository, "rev-parse", "HEAD")


def _publish(repository, servers):
    environment = {"CONTENT_REPO": str(repository), "KAFKA_BOOTSTRAP_SERVERS": servers, "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "lib", "publish"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def _commit(folder, text):
    (folder / "content" / "competitions" / "winter-cup.yaml").write_text(text)
    _git(folder, "add", "content/competitions/winter-cup.yaml")
    _git(folder, "-c", "user.name=Ines", "-c", "user.email=ines@example.com", "commit", "--quiet", "-m", "Fixtures")


def _git(folder, *command):
    return subprocess.run(["git", "-C", folder, *command], check=True, capture_output=True, text=True).stdout.strip()
