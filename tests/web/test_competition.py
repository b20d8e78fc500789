"""What the competition page tells in words and figures."""

import pytest

from lib.sport.leaders import Leader
from lib.web import competition
from tests.content.playing import Play, declare

LADDER = "- {id: ladder, type: ladder, rating: {system: elo}}"


def test_the_state_of_a_competition_is_told_in_a_line():
    cup = Play(declare("- {id: league, type: league, draw: {}}"))
    assert competition.standing(cup.progress()) == "6 events · 6 to come"

    cup.result("a", "b", (1, 0))

    assert competition.standing(cup.progress(), ("match", "matches")) == "6 matches · 5 to come"


@pytest.mark.parametrize(
    ("stages", "sentence"),
    [
        ("- {id: league, type: league, draw: {}}", "4 competitors in one table, 6 games."),
        ("- {id: cup, type: knockout, rounds: [{id: semi}, {id: final}]}", "Who loses is out: semi, then final."),
        (LADDER, "4 competitors, in the order of the ladder; challenges are declared when they come."),
    ],
)
def test_each_kind_of_stage_is_described(stages, sentence):
    assert competition.played(Play(declare(stages)).progress().stages[0], ("game", "games")) == sentence


def test_leaders_are_told_with_the_names_of_their_competitors():
    ada = Leader(rank=1, shared=False, member="ada", name="Ada", competitor="a", count=3, events=2)

    frame = competition.leaders_frame([ada], {"a": "Accounting"})

    assert frame.to_dict("records") == [{"Rank": 1, "Name": "Ada", "Competitor": "Accounting", "Count": 3, "Events": 2}]


def test_a_competition_without_a_rating_has_none():
    assert competition.rated(declare("- {id: league, type: league, draw: {}}"), []) is None
    assert competition.rated(declare(LADDER), []) is None
