"""A field of thousands is published in lists, each once; whoever joins or leaves changes one of them."""

from datetime import timedelta

import pytest

from lib.pipeline import entries
from lib.sport import actions
from lib.sport.actions import Competitor, Entrant
from tests.pipeline.test_declarations import NOW, Stream, revision

EVENT = "big-run"
SHAPE = "format: {discipline: race, checkpoints: [{id: start}, {id: finish, distance: 5000}]}\n"
STAGE = "stages: [{id: run, type: race, title: Run}]\n"
THOUSANDS = {f"r{number}": f"Runner {number}" for number in range(5_000)}


def big(names, sha="a" * 40, committed=NOW):
    """The revision of a run in which *names*, by id, take part."""
    runners = "".join(
        f"- {{id: {id}, name: {name}, kind: individual, bib: '{id[1:]}', team: t{int(id[1:]) % 40}}}\n"
        for id, name in names.items()
    )
    text = f"title: Big\nsport: running\n{SHAPE}competitors:\n{runners}{STAGE}"
    return revision(text, sha=sha, committed=committed, name="big")


@pytest.fixture(scope="module")
def whole():
    return big(THOUSANDS)


def kinds(published):
    return [one.kind for one in published]


def later(names, minutes):
    return big(names, sha="b" * 40, committed=NOW + timedelta(minutes=minutes))


def test_five_thousand_are_declared_and_raced(whole):
    stream = Stream()

    published = stream.publish(whole)

    assert kinds(published) == ["event.declared", *["entry"] * (len(published) - 2), "event.declared"]
    assert max(len(actions.encode(one)) for one in published) <= actions.MAX_BYTES
    assert stream.declared(EVENT).competitors == []
    assert stream.states[EVENT].race.numbers == {"waiting": 5_000}
    stream.record(EVENT, "start", NOW - timedelta(hours=1))
    for number, bib in enumerate(("4999", "17", "2500")):
        at = NOW - timedelta(minutes=40 - number)
        stream.record(EVENT, "passing", at - timedelta(minutes=19), bib=bib, checkpoint="start")
        stream.record(EVENT, "passing", at, bib=bib, checkpoint="finish")
    first = stream.states[EVENT].race.leaders[:3]
    assert [(one.rank, one.id, one.name, one.team) for one in first] == [
        (1, "4999", "Runner 4999", "t39"), (2, "17", "Runner 17", "t17"), (3, "2500", "Runner 2500", "t20"),
    ]  # fmt: skip
    assert stream.publish(whole) == []


def test_whoever_joins_leaves_or_is_renamed_changes_their_own_list_only(whole):
    stream = Stream()
    stream.publish(whole)
    changed = {**THOUSANDS, "r5000": "Runner 5000", "r7": "Runner seven"}
    del changed["r8"]

    published = stream.publish(later(changed, 1), now=NOW + timedelta(minutes=1))

    assert 5 <= len(published) <= 7  # at most three lists, their retractions, and the declaration
    assert kinds(published)[-1] == "event.declared"
    assert stream.publish(later(changed, 1), now=NOW + timedelta(minutes=1)) == []
    stream.record(EVENT, "start", NOW - timedelta(hours=1))
    for bib in ("7", "8", "5000"):
        stream.record(EVENT, "passing", NOW - timedelta(minutes=30), bib=bib, checkpoint="start")
    race = stream.states[EVENT].race
    assert sum(race.numbers.values()) == 5_000
    assert {one.name for one in race.leaders if one.splits} == {"Runner seven", "Runner 5000"}
    assert [(one.bib, one.reason) for one in race.questions] == [("8", "not on the list of entries")]


def test_a_publisher_that_was_killed_between_the_lists_says_the_same_again(whole):
    straight, killed = Stream(), Stream()
    published = straight.publish(whole)
    for one in published[:5]:
        killed.take(one)

    again = killed.publish(whole)

    assert [one.id for one in again[:-1]] == [one.id for one in published[1:-1]]
    assert killed.states[EVENT].race == straight.states[EVENT].race
    assert killed.publish(whole) == []


def test_a_field_that_has_become_small_is_declared_as_it_is(whole):
    stream = Stream()
    stream.publish(whole)
    few = dict([*THOUSANDS.items()][:20])

    stream.publish(later(few, 1), now=NOW + timedelta(minutes=1))

    assert len(stream.declared(EVENT).competitors) == 20
    assert stream.declared(EVENT).lists == {}
    assert stream.states[EVENT].race.numbers == {"waiting": 20}


def test_teams_keep_their_names_when_their_members_come_in_lists():
    teams = "".join(
        f"- {{id: t{team}, name: Team {team}, members: ["
        + ", ".join(f"{{id: t{team}-{number}, name: 'Member {number} of {team}'}}" for number in range(50))
        + "]}\n"
        for team in range(30)
    )
    text = f"title: Steps\nsport: steps\ncompetitors:\n{teams}stages: [{{id: steps, type: challenge}}]\n"
    stream = Stream()

    stream.publish(revision(text, name="steps"))

    challenge = stream.states["steps-steps"].challenge
    assert (challenge.members, len(challenge.teams)) == (1_500, 30)
    assert {one.name for one in challenge.teams} == {f"Team {number}" for number in range(30)}
    assert all(one.members == 50 for one in challenge.teams)


def test_even_the_longest_names_fit_into_an_action():
    runners = [
        Competitor(id=f"{number}" + "x" * 120, name="ü" * 200, kind="individual", team="t" * 128, category="c" * 60)
        for number in range(300)
    ]
    data = stream_data(runners)

    declared, lists = entries.listed(data, EVENT, NOW, {})

    assert all(len(actions.encode(one)) <= actions.MAX_BYTES for one in lists)
    found = [entrant for one in lists for entrant in one.data.entrants]
    assert {one.id for one in found} == {one.id for one in runners}
    assert isinstance(found[0], Entrant)
    assert declared.competitors == []


def stream_data(runners):
    """The declaration of a run of *runners*."""
    [one] = Stream().publish(big({"r1": "One"}))
    return type(one.data)(sport="running", competitors=runners, format=one.data.format)
