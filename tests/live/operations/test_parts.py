"""How the parts are, told of what Kafka says of its topics and of those who read them."""

from dataclasses import replace

import pytest

from lib.adapters import kafka
from lib.adapters.cluster import Group, Member, Partition, Reached, Setting, TopicFacts
from lib.live.node import Node
from lib.live.operations import parts

WHOLE = Partition(0, 1, (1, 2, 3), (1, 2, 3), 0, 9, 100)
MEMBER = Member("one", "10.0.0.1", (("sport.actions", 0),))


def topic(name, *partitions, settings=()):
    return TopicFacts(name, "", partitions or (WHOLE,), settings)


ALL = [topic(one.name) for one in kafka.TOPICS]
LAGGING = topic("sport.events", WHOLE, replace(WHOLE, number=1, in_sync=(1, 3)))
DIFFERING = topic("sport.field", settings=(Setting("cleanup.policy", "delete", "compact"), Setting("x", "1")))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (ALL, []),
        (ALL[1:], [f"There is no {ALL[0].name}."]),
        ([*ALL, LAGGING], ["sport.events has 1 partitions with copies that are not in sync."]),
        ([*ALL, DIFFERING], ["sport.field is not set as declared: cleanup.policy."]),
    ],
    ids=["good", "absent", "copies", "settings"],
)
def test_what_is_wrong_with_the_topics_is_told(found, told):
    assert list(parts._wrong(found)) == told


@pytest.fixture
def here(settings):
    """A node that has heard of Kafka, and of no Prometheus."""
    one = Node(settings)
    one.streams.lags.problem, one.alerts.problem = "", "Prometheus is away."
    yield one
    one.ingest.close()


@pytest.mark.parametrize(
    ("members", "behind", "state", "sentence"),
    [
        ((MEMBER,), 0, "good", "It reads, and is up to date."),
        ((MEMBER,), parts.BEHIND - 1, "good", "It reads, and is up to date."),
        ((MEMBER,), parts.BEHIND, "doubtful", "It reads, and is behind."),
        ((), 0, "good", "Nothing runs, and nothing is left to do."),
        ((), 1, "bad", "Records wait, and nothing reads them."),
    ],
)
def test_a_group_is_judged_by_its_members_and_by_what_waits(here, members, behind, state, sentence):
    name = here.settings.processor_group
    here.streams.lags.groups = [Group(name, "Stable", members, (Reached("sport.actions", 0, 5, 5 + behind, 0),))]

    found = parts._processor(here)

    assert (found.state, found.sentence) == (state, sentence)
    assert found.facts[:2] == [("Members", str(len(members))), ("Records behind", f"{behind:,}")]
    assert found.facts[2] == ("Actions a second", "unknown")


def test_a_group_that_nobody_knows_never_ran(here):
    here.streams.lags.groups = []

    assert parts._writer(here).sentence == "No group of this name has ever read: it never ran."


def test_feeds_and_repository_say_what_stands(here):
    for one in (here.feed, here.fields, here.tracks):
        one.caught_up = True
    assert (parts._feeds(here).state, parts._repository(here).state) == ("good", "good")

    here.fields.stale_since = 1
    here.outgoing._reasons = {"held-1": "The repository does not answer."}

    assert (parts._feeds(here).state, parts._feeds(here).sentence) == ("bad", "Nothing comes of sport.field.")
    repository = parts._repository(here)
    assert (repository.state, repository.sentence) == ("doubtful", "1 changes wait to be taken.")
    assert ("Change that waits", "The repository does not answer.") in repository.facts
