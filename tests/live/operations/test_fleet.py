"""Which revision runs where, as a real Prometheus heard it of what is served as /metrics; and how the parts are."""

from contextlib import ExitStack, contextmanager

import pytest

from lib.adapters.git import Repository
from lib.adapters.prometheus import Metrics
from lib.errors import Unavailable
from lib.live.library import Library
from lib.live.node import Node
from lib.live.operations import fleet, parts
from lib.local import packages, ports, prometheus
from tests.checkout import Checkout
from tests.conftest import require
from tests.scraped import says, served
from tests.waiting import wait_for

PAGE = "content/wiki/index.md"
LEAGUE = "content/competitions/league.yaml"


@pytest.fixture
def origin(tmp_path):
    made = Checkout(tmp_path / "origin")
    made.shas = [made.commit({PAGE: f"# Version {number}\n"}, f"Version {number}") for number in range(3)]
    return made


@pytest.fixture
def library(origin, make_settings):
    given = make_settings(CONTENT_REPO=origin.path)
    made = Library(given, Repository(given))
    made.branch.step()
    return made


@pytest.fixture
def scraped():
    """Serve a text as ``/metrics``, and return its address; as often as a test likes."""
    with ExitStack() as servers:
        yield lambda text: servers.enter_context(served(text))


@pytest.fixture
def asked(make_settings, tmp_path):
    """What a real Prometheus says, which has scraped the addresses of *targets* by their jobs."""

    @contextmanager
    def asked(targets):
        require(packages.PROMETHEUS)
        jobs = {job: [one] for job, one in targets.items()}
        with prometheus.server(tmp_path / "prometheus", targets=jobs, every="200ms") as server:
            metrics = Metrics(make_settings(PROMETHEUS_URL=server.address))
            wait_for(lambda: parts.number(metrics, "count(up)") == len(targets), message="all were scraped")
            yield metrics
            metrics.close()

    return asked


def states(found):
    return {one.component: (one.state, one.why) for one in found.components}


@pytest.mark.prometheus
def test_each_component_of_each_process_is_held_against_the_newest_commit(library, origin, scraped, asked):
    old, before, newest = origin.shas
    targets = {
        "touchline-app": scraped(says("app", "Synced", newest)),
        "touchline-processor": scraped(says("processor", "OutOfSync", old) + says("writer", "Synced", before)),
        "touchline-publisher": scraped(says("publisher", "Synced", "f" * 40)),
        "touchline-app-2": scraped(says("app-2", "Stalled", before)),
        "touchline-app-3": scraped(says("app-3", "OutOfSync")),
        "touchline-ingest": scraped("up_to_something 1\n"),
        "touchline-stranger": scraped("up_to_something 1\n"),
        "touchline-gone": f"127.0.0.1:{ports.free()}",
    }
    with asked(targets) as metrics:
        found = fleet.look(library, metrics)

    author = origin.git("log", "-1", "--format=%an")
    assert (found.state, found.wanted.sha, found.wanted.author, found.problem) == ("Synced", newest, author, "")
    assert states(found) == {
        "app": ("Synced", ""),
        "processor": ("OutOfSync", "It is 2 commits behind."),
        "writer": ("OutOfSync", "It is 1 commit behind."),
        "publisher": ("OutOfSync", "It runs with a revision that is not of this branch."),
        "app-2": ("Stalled", "Its log says why."),
        "app-3": ("OutOfSync", "It has no revision yet."),
        "ingest": ("No content", ""),
        "stranger": ("Unknown", "It does not say which revision it runs with."),
        "gone": ("Unknown", "It does not answer."),
    }
    assert fleet._unseen(found.components) == []
    assert [one.component for one in fleet._unseen(found.components[:2])] == ["writer", "publisher"]
    writer = next(one for one in found.components if one.component == "writer")
    assert (writer.instance, writer.revision.subject) == (targets["touchline-processor"], "Version 1")
    assert [one.component for one in found.components][:4] == ["app", "processor", "writer", "publisher"]


@pytest.mark.prometheus
def test_what_stalls_this_process_says_nothing_of_the_others(library, origin, scraped, asked):
    good = origin.shas[-1]
    bad = origin.commit({LEAGUE: "sport: football\n"}, "A league without a title")
    library.branch.step()
    targets = {
        "touchline-app": scraped(says("app", "Stalled", good)),
        "touchline-processor": scraped(says("processor", "Synced", bad) + says("writer", "Stalled", bad)),
        "touchline-publisher": scraped(says("publisher", "OutOfSync", bad)),
        "touchline-app-2": scraped(says("app-2", "Synced", good)),
    }
    with asked(targets) as metrics:
        found = fleet.look(library, metrics)

    assert (found.state, found.wanted.sha) == ("Stalled", bad)
    assert f"{LEAGUE}:1" in found.why
    assert states(found) == {
        "app": ("Stalled", found.why),
        "processor": ("Synced", ""),
        "writer": ("Stalled", "Its log says why."),
        "publisher": ("OutOfSync", "It is reading a newer one."),
        "app-2": ("OutOfSync", "It is 1 commit behind."),
    }


def test_with_the_repository_away_from_this_process_another_one_is_believed(origin, make_settings):
    given = make_settings(CONTENT_REPO=origin.path.as_uri())
    library = Library(given, Repository(given))
    library.branch.step()
    origin.path.rename(origin.path.with_name("away"))
    with pytest.raises(Unavailable):
        library.branch.step()
    judged = fleet.Judge(library)

    assert judged.own().state == "Stalled"
    newer = judged.component("app", "elsewhere:8501", "Synced", "f" * 40)
    assert (newer.state, newer.why) == ("Synced", "")
    assert judged.component("writer", "elsewhere:9109", "Stalled", origin.shas[-1]).why == "Its log says why."
    library.stop()


def test_with_prometheus_away_this_process_is_known_and_why_the_others_are_not(library, make_settings):
    metrics = Metrics(make_settings(PROMETHEUS_PORT=ports.free()))

    found = fleet.look(library, metrics)

    assert [(one.instance, one.state) for one in found.components] == [("this process", "Synced")]
    assert "Prometheus at" in found.problem
    metrics.close()


def test_with_everything_away_every_part_says_so_and_none_waits_for_it(make_settings, tmp_path):
    here = Node(make_settings(KAFKA_PORT=ports.free(), PROMETHEUS_PORT=ports.free(), CONTENT_REPO=tmp_path / "none"))
    here.alerts.look()
    here.streams.lags.problem = "Kafka is away."
    here.library.start()
    wait_for(lambda: here.library.branch.problem)

    found = {one.name: one for one in parts.look(here)}

    assert {name: one.state for name, one in found.items()} == {
        "Kafka": "bad",
        "Processor": "bad",
        "Writer of samples": "bad",
        "Feeds of this process": "doubtful",
        "Prometheus": "bad",
        "Content repository": "bad",
    }
    assert "CONTENT_REPO" in found["Content repository"].sentence
    here.library.stop()
    here.ingest.close()
