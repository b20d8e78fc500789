"""What the competition page tells in words and figures."""

import pytest

from lib.content import progress
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


def test_ratings_are_told_with_what_changed_them():
    play = Play(declare(LADDER))
    play.record("1", "a", "b", (1, 0), stage="ladder")

    frame = competition.ratings_frame(progress.rated(play.competition, play.progress(), play.states), {"a": "Sales"})

    assert frame.to_dict("list") == {
        "Competitor": ["Sales", "b"],
        "Rating": [1516, 1484],
        "Last change": [16, -16],
        "Games": [1, 1],
    }


def test_places_are_told_round_by_round_in_the_order_of_the_last_one():
    play = Play(declare("- {id: league, type: league, draw: {}}"))
    for match in [*play.progress().matches()][:4]:
        play.result(match.home.id, match.away.id, (1, 0))
    view = {round: play.progress(round=round).stage("league").tables[0].rows for round in ("Round 1", "Round 2")}

    frame = competition.places_frame([*view.items()])

    assert list(frame.columns) == ["Competitor", "Round 1", "Round 2"]
    assert list(frame["Competitor"]) == [row.name for row in view["Round 2"]]
    assert list(frame["Round 2"]) == [row.rank for row in view["Round 2"]]
