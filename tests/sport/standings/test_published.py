"""Tables that were published come back from their results."""

from datetime import UTC, datetime

import pytest

from lib.sport import standings
from lib.sport.standings.adjustments import NONE
from tests.sport.standings import published
from tests.sport.standings.making import DATA, figures, file, league, ranks, tables, why


@pytest.mark.parametrize("season", published.LEAGUES)
def test_a_season_ends_with_its_published_table(season):
    (file_,) = DATA.glob(f"{season}.*")
    made = league(file_.name, season.rpartition("-20")[0], published.DEDUCTED.get(season, {}))

    assert [figures(row) for row in made.rows] == published.rows(season)
    assert [row.rank for row in made.rows] == list(range(1, len(made.rows) + 1))


def test_in_spain_and_italy_games_against_each_other_came_before_the_goals_of_all():
    """2018-19: Sevilla, Celta and Fiorentina had more goals, and were below."""
    spain, italy = (league(f"{one}-2018-19.csv", one) for one in ("la-liga", "serie-a"))

    assert why(spain, "Getafe CF") == "above Sevilla FC: level on 59 points; head-to-head 2–0, 3–0: 6 points against 0"
    assert why(spain, "Real Valladolid").endswith("head-to-head 3–3, 2–1: 4 points against 1")
    assert why(italy, "Cagliari").endswith("head-to-head among Cagliari, Fiorentina and Parma 7 points against 1")


def test_a_title_was_decided_by_goal_difference():
    """Manchester City and United, 2011-12."""
    made = league("premier-league-2011-12.json.gz", "premier-league")

    assert why(made, "Manchester City") == (
        "above Manchester United: level on 89 points; goal difference +64 against +56"
    )
    assert (made.row("Manchester City").form, made.row("Manchester City").streak) == ("WWWWW", "W6")


def test_a_table_in_the_middle_of_a_season_has_the_games_played_by_then_whatever_their_round():
    """Premier League, 14 February 2021: between 22 and 24 games played, with some of earlier rounds still to come.

    Figures: IPTC Sport Schema, queries/fuseki-output/season-league-standings.out. It orders by points alone.
    """
    group = file("premier-league-2020-21.csv")[""]
    end = round(datetime(2021, 2, 15, tzinfo=UTC).timestamp() * 1000)
    played = [one for one in group.results if one.time < end]
    ahead = [(one.home, one.away) for one in group.results if one.time >= end]

    made = standings.table(group.competitors, played, standings.rules("premier-league"), NONE, ahead, end)

    figures_ = {
        row.name: (row.played, row.points, row.won, row.lost, row.drawn, row.scored, row.conceded) for row in made.rows
    }
    assert figures_ == published.mid_season()
    assert made.order[:3] == ["Manchester City", "Manchester Utd", "Leicester City"]
    assert why(made, "Manchester Utd").endswith("level on 46 points; goal difference +19 against +16")


@pytest.mark.parametrize(
    ("cup", "rules"), [(cup, "fifa-2022") for cup in published.WORLD_CUPS] + [("worldcup-2026.json", "fifa-2026")]
)
def test_the_groups_of_a_world_cup_end_as_published(cup, rules):
    assert {title: made.order for title, made in tables(cup, rules).items()} == published.groups(cup)


def test_japan_was_above_senegal_by_fair_play():
    """FIFA World Cup 2018, group H: 4 yellow cards against 6 (openfootball/worldcup, CC0)."""
    made = tables("world-cup-2018-groups.csv", "fifa-2022")["Group H"]

    assert ranks(made) == [(1, "Colombia"), (2, "Japan"), (3, "Senegal"), (4, "Poland")]
    assert why(made, "Japan") == (
        "above Senegal: level on 4 points, goal difference 0, 4 goals; head-to-head 2–2; conduct -4 against -6"
    )


def test_without_cards_japan_and_senegal_share_a_place():
    made = tables("worldcup-2018.json.gz", "fifa-2022")["Group H"]

    assert ranks(made) == [(1, "Colombia"), (2, "Japan"), (2, "Senegal"), (4, "Poland")]
    assert why(made, "Japan").endswith("a lot has to decide")


def test_the_eight_best_thirds_of_2026_went_on():
    """Those that played in the round of 32: B, D, E, F, I, J, K and L."""
    groups = {title: group.competitors for title, group in file("worldcup-2026.json").items()}
    played = [one for group in file("worldcup-2026.json").values() for one in group.results]

    made = standings.across(groups, played, standings.rules("fifa-2026"), 3)

    assert sorted(row.group for row in made.rows[:8]) == [f"Group {letter}" for letter in "BDEFIJKL"]
    assert made.order[8:] == ["Iran", "South Korea", "Scotland", "Uruguay"]
    assert why(made, "Iran") == "above South Korea: level on 3 points; goal difference 0 against -1"


def test_a_table_after_any_round_is_the_one_of_those_rounds():
    """Premier League 2011-12: Manchester United passed City in round 28 of 38."""
    group = file("premier-league-2011-12.json.gz")[""]
    rules, after = standings.rules("premier-league"), standings.after_round

    tables_ = {
        number: standings.table(group.competitors, after(group.results, f"Matchday {number}"), rules)
        for number in (27, 28)
    }

    assert {number: made.order[0] for number, made in tables_.items()} == {
        27: "Manchester City",
        28: "Manchester United",
    }
    assert {row.played for row in tables_[28].rows} == {28}
    assert len(standings.rounds(group.results)) == 38
    assert after(group.results, "Matchday 38") == group.results
