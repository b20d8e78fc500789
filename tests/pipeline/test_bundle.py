"""A process without pages follows the content: the newest good revision whole, and how it stands to the branch."""

import pytest

from lib.adapters import instruments
from lib.errors import Unavailable
from lib.pipeline.bundle import Bundle
from tests.checkout import Checkout
from tests.waiting import wait_for

LEAGUE = "content/competitions/league.yaml"
GOOD = "title: League\nsport: football\n"
BAD = "title: League\nsport: chess-boxing\nzone: Nowhere\n"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def follow(checkout, make_settings):
    """Bundles over the repository; their threads are stopped after the test."""
    opened = []

    def open_(*components, repository=None) -> Bundle:
        given = {"CONTENT_REPO": repository or checkout.path, "CONTENT_POLL_SECONDS": "0.05"}
        opened.append(Bundle(make_settings(**given), *components))
        return opened[-1]

    yield open_
    for bundle in opened:
        bundle.branch.stop()


def said(component):
    """What the process says in its metrics of a component: the revision, and the state."""
    lines = [line for line in instruments.exposition()[0].decode().splitlines() if f'component="{component}"' in line]
    revisions = [
        line.split('revision="')[1].split('"')[0] for line in lines if line.startswith("touchline_config_info")
    ]
    states = [line.split('state="')[1].split('"')[0] for line in lines if line.endswith('"} 1.0') and "_sync" in line]
    return revisions, states


def test_every_component_of_a_process_says_with_which_revision_it_runs(checkout, follow):
    first = checkout.commit({LEAGUE: GOOD})
    bundle = follow("one", "other")
    assert said("one") == ([], ["OutOfSync"])

    bundle.branch.step()
    assert said("one") == said("other") == ([first], ["Synced"])

    second = checkout.commit({LEAGUE: GOOD + "season: '2026'\n"})
    bundle.branch.step()
    assert said("one") == said("other") == ([second], ["Synced"])
    assert bundle.current.competitions[0].season == "2026"


@pytest.mark.parametrize(
    "broken",
    [
        {LEAGUE: BAD},
        {"content/alerts/some.yaml": "groups: [{name: some, rules: []}]"},
        {"content/dashboards/some.yaml": "kind: Dashboard"},
        {"content/metrics.yaml": "labels: {}"},
        {"content/access.yaml": "everybody: [boss]"},
        {"content/sports/darts.yaml": "title: Darts"},
    ],
    ids=lambda files: next(iter(files)),
)
def test_whatever_file_is_bad_nothing_of_the_commit_is_taken(checkout, follow, broken):
    good = checkout.commit({LEAGUE: GOOD})
    bundle = follow("stays")
    bundle.branch.step()

    bad = checkout.commit({"content/competitions/new.yaml": GOOD} | broken)
    bundle.branch.step()

    (path,) = broken
    assert [one.id for one in bundle.current.competitions] == ["league"]
    assert (bundle.branch.sync.state, bundle.branch.sync.desired, bundle.branch.sync.running) == ("Stalled", bad, good)
    assert bundle.branch.sync.path == path
    assert bundle.branch.sync.line
    assert said("stays") == ([good], ["Stalled"])


def test_a_process_that_starts_with_a_bad_commit_runs_with_the_newest_good_one_and_says_so(checkout, follow):
    good = checkout.commit({LEAGUE: GOOD})
    bad = checkout.commit({LEAGUE: BAD})
    bundle = follow("late")

    bundle.branch.step()

    assert (bundle.branch.sync.state, bundle.branch.sync.desired, bundle.branch.sync.running) == ("Stalled", bad, good)
    assert (bundle.branch.sync.path, bundle.branch.sync.line, bundle.branch.sync.others) == (LEAGUE, 2, 1)


def test_in_the_background_it_goes_with_the_branch_and_comes_back_with_the_repository(checkout, follow):
    checkout.commit({LEAGUE: GOOD})
    bundle = follow("background", repository=checkout.path.as_uri())
    bundle.branch.start()
    wait_for(lambda: bundle.branch.sync.state == "Synced")

    gone = checkout.path.rename(checkout.path.with_name("gone"))
    wait_for(lambda: bundle.branch.sync.state == "Stalled" and isinstance(bundle.branch.problem, Unavailable))
    assert (bundle.branch.sync.path, bundle.current.competitions[0].id) == ("", "league")

    gone.rename(checkout.path)
    newer = checkout.commit({LEAGUE: GOOD + "season: '2026'\n"})
    wait_for(lambda: bundle.branch.sync.state == "Synced" and bundle.branch.sync.running == newer)
