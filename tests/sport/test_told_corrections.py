"""Corrections of crossings and activities are told: they are in the timeline with their reason, and they are news."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lib.sport import moments, news
from lib.sport.fold import fold
from lib.sport.participations import MemoryField
from lib.sport.profiles import ChallengeFormat
from tests.sport.making import KICK_OFF, action, challenge, declared, passing, race, walked

FIRST = passing("1", "k2", 500, id="p1")
SECOND = passing("2", "k2", 510, id="p2")
OTHER_BIB = action("amend", at=600, id="c1", action="p1", fields={"bib": "3"}, reason="Seen on the film")
NEVER_MIND = action("retract", at=700, id="c2", action="c1", reason="It was another film")


def told(first, *actions):
    """What is told of each action, one by one."""
    states = [fold("e1", [first, *actions[:n]]) for n in range(len(actions) + 1)]
    return [[(one.kind, one.action.id) for one in news.between(*pair)] for pair in itertools.pairwise(states)]


def lines(state):
    return [(one.action.id, one.about and one.about.id, one.void) for one in state.timeline if one.about]


def test_a_corrected_crossing_is_in_the_timeline_with_what_it_was_about():
    assert lines(fold("e1", [race(), FIRST, OTHER_BIB])) == [("c1", "p1", None)]
    assert lines(fold("e1", [race(), FIRST, OTHER_BIB, NEVER_MIND])) == [("c1", "p1", "c2"), ("c2", "p1", None)]


def test_a_bib_that_is_written_beside_a_crossing_later_is_no_correction_that_is_told():
    assigned = action("amend", at=600, id="c1", action="p1", fields={"bib": "3"})

    assert lines(fold("e1", [race(), FIRST, assigned])) == []
    assert told(race(), FIRST, assigned)[-1] == []


def test_what_a_voter_takes_back_is_nobodys_matter():
    voted = action("prediction", at=-10, id="v1", voter="a", score=[1, 0])
    regretted = action("retract", at=-5, action="v1", reason="A slip")

    assert len(fold("e1", [declared(), voted, regretted]).timeline) == 1
    assert told(declared(), voted, regretted) == [[], []]


def test_a_race_is_news_from_its_first_crossing_and_with_each_correction():
    assert told(race(), FIRST, SECOND, OTHER_BIB) == [[("start", "p1")], [], [("correction", "c1")]]


def test_a_challenge_is_news_from_its_first_activity_and_with_each_correction():
    walk = walked("ada", 90_000, "2026-05-02", id="w1")
    shorter = action("amend", at=60, id="c1", action="w1", fields={"value": 9000}, reason="A zero too many")

    assert told(challenge(ChallengeFormat()), walk, shorter) == [[("start", "w1")], [("correction", "c1")]]


def test_a_race_that_was_started_is_told_once():
    gun = action("start", at=0)

    assert told(race(), gun, FIRST) == [[("start", gun.id)], []]


def test_each_correction_is_counted_once():
    state = fold("e1", [race(), FIRST, OTHER_BIB, NEVER_MIND])

    assert (state.counts["amend"], state.counts["retract"]) == ([0, 1], [1, 0])
    assert {kind: numbers for kind, numbers in state.tallies.items() if any(numbers)} == {"passing": [1, 0]}


def test_the_past_knows_nothing_of_a_correction_that_came_later():
    field = MemoryField()
    state = fold("e1", [race(), FIRST, OTHER_BIB], field)

    past = moments.at(state, round(KICK_OFF.timestamp() * 1000) + 550_000, field)

    assert lines(past) == []
    assert [one.id for one in past.race.leaders if one.splits] == ["1"]


@st.composite
def corrected(draw):
    """A race whose crossings are corrected, and whose corrections are corrected."""
    actions, ids = [race()], []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["passing", "retract", "amend"])) if ids else "passing"
        about = {"at": draw(st.integers(0, 30)), "id": f"a{number}"}
        target, reason = draw(st.sampled_from(ids or [""])), draw(st.sampled_from(["", "Because"]))
        data = {
            "passing": {"bib": draw(st.sampled_from(["1", "2"])), "checkpoint": "k2"},
            "retract": {"action": target, "reason": reason},
            "amend": {"action": target, "fields": {"bib": "3"}, "reason": reason},
        }[kind]
        actions.append(action(kind, **about, **data))
        ids.append(about["id"])
    return actions


@given(corrected(), st.randoms(use_true_random=False))
def test_the_timeline_of_a_field_does_not_depend_on_order_or_repetition(actions, random):
    shuffled = [*actions, *random.choices(actions, k=3)]
    random.shuffle(shuffled)

    assert fold("e1", shuffled) == fold("e1", actions)
