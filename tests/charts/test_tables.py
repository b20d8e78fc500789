"""Charts of competitions: places over rounds, ratings over time."""

import pytest
from msgspec import structs

from lib.charts import look, tables
from lib.sport import ratings, standings
from tests.sport.standings.making import competitors, file, results

NAMES = {"A": "Sales", "B": "Finance", "C": "Legal"}


@pytest.fixture(scope="module")
def season():
    group = file("premier-league-2011-12.json.gz")[""]
    rules, rounds = standings.rules("premier-league"), standings.rounds(group.results)
    played = {round: standings.after_round(group.results, round) for round in rounds}
    return [(round, standings.table(group.competitors, some, rules).rows) for round, some in played.items()]


def test_every_club_has_a_line_and_six_have_a_colour(season):
    made = tables.places(season, "league")

    assert len(made.data) == 20
    named = [line for line in made.data if line.showlegend is not False]
    assert [line.name for line in named] == [row.name for row in season[-1][1][:6]]
    assert [line.line.color for line in named] == list(look.SERIES)
    assert len({line.line.dash for line in named}) == 6
    assert named[0].y[-1] == 1
    assert list(named[0].x) == [f"Matchday {number}" for number in range(1, 39)]


def test_rounds_are_numbers_on_an_axis_that_says_what_they_are(season):
    axis = tables.places(season, "league").layout.xaxis

    assert (axis.title.text, axis.ticktext[:3], axis.tickvals[1]) == ("Matchday", ("1", "5", "9"), "Matchday 5")
    assert tables.places([("Spring", season[0][1])], "league").layout.xaxis.ticktext == ("Spring",)


def test_the_first_place_is_on_top(season):
    low, high = tables.places(season, "league").layout.yaxis.range

    assert low > high


def test_who_is_chosen_has_a_colour(season):
    made = tables.places(season, "league", ["Fulham FC"])

    assert [line.name for line in made.data if line.showlegend is not False] == ["Fulham FC"]


def test_nothing_can_be_drawn_too():
    assert not tables.places([], "league").data
    assert not tables.ratings(ratings.rate([], ratings.Elo()), {}, "league").data


def test_a_rating_is_told_with_what_changed_it():
    found = ratings.rate(results("A 1-0 B\nB 1-1 C\nC 2-0 A"), ratings.Elo())

    lines = {line.name: line for line in tables.ratings(found, NAMES, "ladder").data}

    assert lines["Sales"].text[0] == "1516 (+16): won against Finance, 50% expected"
    assert lines["Finance"].text[1].split(": ")[1] == "drew with Legal, 48% expected"
    assert list(lines["Sales"].y) == [round(change.after.value, 2) for change in found.history["A"]]
    assert lines["Sales"].line.shape == "hv"


def test_the_history_of_ratings_is_a_table_in_the_order_of_the_games():
    found = ratings.rate(results("A 1-0 B\nB 1-1 C\nC 2-0 A"), ratings.Elo())

    frame = tables.history_frame(found, NAMES)

    assert sorted(frame["Competitor"]) == ["Finance", "Finance", "Legal", "Legal", "Sales", "Sales"]
    assert frame["Time"].is_monotonic_increasing
    first = frame[frame["Competitor"] == "Sales"].iloc[0]
    assert (first["Rating"], first["Change"], first["Games"]) == (1516, 16, "won against Finance, 50% expected")
    assert tables.history_frame(ratings.rate([], ratings.Elo()), {}).empty


def test_ratings_without_times_are_drawn_game_by_game():
    some = [structs.replace(one, time=None) for one in results("A 1-0 B\nA 1-0 B")]

    made = tables.ratings(ratings.rate(some, ratings.Elo()), NAMES, "ladder")

    assert list(made.data[0].x) == [1, 2]
    assert made.layout.xaxis.title.text == "Games"
    assert len(competitors(some)) == len(made.data)
