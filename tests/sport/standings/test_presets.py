"""Each preset decides as its text says; the examples are those of the texts, or of tournaments that were decided so."""

import pytest

from lib.errors import Refused
from lib.sport import standings
from lib.sport.results import Cards, Result
from lib.sport.standings import Adjustments, Criterion, Lot, Points, Variant, measures
from lib.sport.standings.measures import View
from lib.sport.standings.tables import read
from tests.sport.standings.making import ranks, results, table, why

EURO_2004_C = """
    Denmark 0-0 Italy
    Sweden 5-0 Bulgaria
    Bulgaria 0-2 Denmark
    Italy 1-1 Sweden
    Italy 2-1 Bulgaria
    Denmark 2-2 Sweden
"""
EURO_2024_C = """
    Slovenia 1-1 Denmark
    Serbia 0-1 England
    Slovenia 1-1 Serbia
    Denmark 1-1 England
    England 0-0 Slovenia
    Denmark 0-0 Serbia
"""
EURO_2024_E = """
    Romania 3-0 Ukraine
    Belgium 0-1 Slovakia
    Slovakia 1-2 Ukraine
    Belgium 2-0 Romania
    Slovakia 1-1 Romania
    Ukraine 0-0 Belgium
"""
WORLD_CUP_1990_F = """
    England 1-1 Ireland
    Netherlands 1-1 Egypt
    England 0-0 Netherlands
    Ireland 0-0 Egypt
    England 1-0 Egypt
    Ireland 1-1 Netherlands
"""


def booked(some: list[Result], cards: dict[str, Cards]) -> list[Result]:
    """The results, with all cards of a team shown in its first game."""
    left, made = dict(cards), []
    for one in some:
        pair = (left.pop(one.home, Cards()), left.pop(one.away, Cards()))
        made.append(Result(event=one.event, home=one.home, away=one.away, score=one.score, time=one.time, cards=pair))
    return made


def test_goals_among_three_decided_euro_2004_c():
    """UEFA: three with 5 points drew each other; 3, 2 and 1 goals in those games."""
    made = table(EURO_2004_C, "uefa-euro")

    assert made.order == ["Sweden", "Denmark", "Italy", "Bulgaria"]
    assert why(made, "Sweden") == (
        "above Denmark: level on 5 points; "
        "head-to-head among Denmark, Italy and Sweden level on 2 points, goal difference 0, and 3 goals against 2"
    )


def test_a_yellow_card_of_a_coach_decided_euro_2024_c():
    """UEFA: Denmark and Slovenia were equal but for 6 yellow cards against 7, one of them for an assistant coach."""
    played = booked(results(EURO_2024_C), {"Denmark": Cards(yellow=6), "Slovenia": Cards(yellow=7)})

    made = table(played, "uefa-euro")

    assert made.order == ["England", "Denmark", "Slovenia", "Serbia"]
    assert why(made, "Denmark") == (
        "above Slovenia: level on 3 points; head-to-head 1–1; level on goal difference 0, 2 goals, 0 wins; "
        "conduct -6 against -7"
    )


def test_four_with_four_points_in_euro_2024_e():
    made = table(EURO_2024_E, "uefa-euro")

    assert made.order == ["Romania", "Belgium", "Slovakia", "Ukraine"]
    assert {row.points for row in made.rows} == {4}


def test_kicks_decide_between_two_that_ended_level_in_their_last_game():
    """UEFA Euro, article 20.02; the example of hermann-baum.de: 4 points and 4-4 goals, 2-2 in the last game."""
    played = results("""
        Germany 0-1 Scotland
        Hungary 1-2 Switzerland
        Germany 0-1 Hungary
        Scotland 1-2 Switzerland
        Switzerland 1-1 Germany
    """)
    last = Result(event="x", home="Scotland", away="Hungary", score=(2, 2), shootout=(4, 5), outcome="shootout", time=9)

    made = table([*played, last], "uefa-euro")

    assert made.order == ["Switzerland", "Hungary", "Scotland", "Germany"]
    assert made.row("Hungary").drawn == 1
    assert why(made, "Hungary").endswith(
        "head-to-head 2–2 after a shoot-out; level on goal difference 0, 4 goals; kicks 5–4"
    )


def test_a_lot_decided_world_cup_1990_f():
    """FIFA: Ireland and the Netherlands were equal in everything, and Ireland was drawn second."""
    rules = Variant(preset="fifa-2022", points=Points(win=2, draw=1, loss=0))

    shared = table(WORLD_CUP_1990_F, rules)
    drawn = table(WORLD_CUP_1990_F, rules, Adjustments(lots=(Lot(order=("Ireland", "Netherlands")),)))

    assert ranks(shared) == [(1, "England"), (2, "Ireland"), (2, "Netherlands"), (4, "Egypt")]
    assert ranks(drawn) == [(1, "England"), (2, "Ireland"), (3, "Netherlands"), (4, "Egypt")]
    assert why(drawn, "Ireland").endswith("head-to-head 1–1; level on conduct 0; drawn by lot")


THREE_LEVEL = """
    A 1-0 B
    B 3-0 C
    C 2-0 A
    A 4-0 D
    B 1-0 D
    C 1-0 D
"""


def test_goals_of_all_games_come_first_in_2022_and_games_among_the_tied_in_2026():
    assert table(THREE_LEVEL, "fifa-2022").order == ["A", "B", "C", "D"]
    assert table(THREE_LEVEL, "fifa-2026").order == ["B", "C", "A", "D"]


LEVEL_IN_ALL = """
    Y 1-0 Z
    X 2-1 Y
    Z 2-1 X
    X 1-0 D
    Y 1-0 D
    Z 5-0 D
"""


@pytest.mark.parametrize("rules", ["fifa-2026", "uefa-euro"])
def test_those_still_level_are_compared_again_by_the_games_among_themselves(rules):
    """X, Y and Z have three points, no difference and 3, 2 and 2 goals among them; then Y's win over Z counts, and not
    that Z has the better difference of all games."""
    made = table(LEVEL_IN_ALL, rules)

    assert made.order == ["X", "Y", "Z", "D"]
    assert why(made, "X").endswith("level on 3 points, goal difference 0, and 3 goals against 2")
    assert why(made, "Y") == (
        "above Z: level on 6 points; head-to-head among X, Y and Z level on 3 points, goal difference 0, 2 goals; "
        "head-to-head 1–0"
    )


def test_until_2022_nothing_was_compared_again():
    """The same games by goals of all of them: Z has the best difference."""
    assert table(LEVEL_IN_ALL, "fifa-2022").order == ["Z", "X", "Y", "D"]


FOUR_LEVEL = """
    W 5-0 Y
    W 1-0 X
    W 1-0 Z
    X 1-0 Y
    Y 3-0 Z
    Z 1-0 X
    E 9-0 W
    F 9-0 W
    X 1-0 E
    X 1-0 F
    Y 1-0 E
    Y 1-0 F
    Z 1-0 E
    Z 1-0 F
    E 0-0 F
"""


@pytest.mark.parametrize("rules", ["fiba", "ittf", "iihf"])
def test_some_begin_anew_as_soon_as_one_is_placed(rules):
    """W has most points among the four; then the games among X, Y and Z count alone, and Y has the best goals."""
    assert table(FOUR_LEVEL, rules).order[:4] == ["W", "Y", "X", "Z"]


@pytest.mark.parametrize("rules", ["fifa-2026", "uefa-euro"])
def test_others_go_through_the_whole_table_of_the_tied_first(rules):
    """X has the best goals among all four, because Y lost to W by five."""
    assert table(FOUR_LEVEL, rules).order[:4] == ["W", "X", "Y", "Z"]


def test_fiba_example_1():
    """FIBA Official Basketball Rules, D.2.1: 1st A, winner against B; 3rd C, winner against D."""
    made = table(
        """
        A 100-55 B
        A 90-85 C
        A 75-80 D
        B 100-95 C
        B 80-75 D
        C 60-55 D
        """,
        "fiba",
    )

    assert made.order == ["A", "B", "C", "D"]
    assert [(row.points, row.scored, row.conceded) for row in made.rows] == [
        (5, 265, 220),
        (5, 235, 270),
        (4, 240, 245),
        (4, 210, 215),
    ]
    assert why(made, "A") == "above B: level on 5 points; head-to-head 100–55"


def test_fiba_example_2():
    """FIBA Official Basketball Rules, D.2.2: B, C and D beat each other; B is placed, then C by its game against D."""
    made = table(
        """
        A 100-55 B
        A 90-85 C
        A 120-75 D
        B 100-85 C
        B 75-80 D
        C 65-55 D
        """,
        "fiba",
    )

    assert made.order == ["A", "B", "C", "D"]
    assert why(made, "B") == (
        "above C: level on 4 points; "
        "head-to-head among B, C and D level on 3 points, and points difference +10 against -5"
    )
    assert why(made, "C") == (
        "above D: level on 4 points; head-to-head among B, C and D level on 3 points, points difference -5; "
        "head-to-head 65–55"
    )


def test_a_forfeit_gives_no_point_in_basketball():
    """FIBA, D: 20-0, and no point for the team that did not come."""
    forfeit = Result(event="f", home="A", away="B", outcome="forfeited", winner="A")

    made = table([forfeit], "fiba")

    assert [(row.name, row.points, row.scored, row.conceded) for row in made.rows] == [("A", 2, 20, 0), ("B", 0, 0, 20)]


def test_the_pool_of_a_volleyball_championship():
    """CEV: Serbia 2-1 with 7 points and 8:3 sets, Turkey 6, France 5, Czech Republic 0."""
    made = table(
        """
        Serbia 2-3 France
        Serbia 3-0 Turkey
        Serbia 3-0 Czech Republic
        Turkey 3-0 France
        Turkey 3-1 Czech Republic
        France 3-0 Czech Republic
        """,
        "fivb",
    )

    assert [(row.name, row.won, row.points, row.scored, row.conceded) for row in made.rows] == [
        ("Serbia", 2, 7, 8, 3),
        ("Turkey", 2, 6, 6, 4),
        ("France", 2, 5, 6, 5),
        ("Czech Republic", 0, 0, 1, 9),
    ]
    assert why(made, "Serbia") == "above Turkey: level on 2 wins; 7 points against 6"
    ratios = [measures.ratio(row.scored, row.conceded) for row in made.rows]
    assert [round(float(one), 4) for one in ratios] == [2.6667, 1.5, 1.2, 0.1111]


def test_a_ratio_without_a_lost_set_is_above_all_others():
    """FIVB writes MAX. A and B have three points each; A lost no set."""
    made = table(
        """
        A 3-0 C
        B 3-1 D
        """,
        "fivb",
    )

    assert why(made, "A") == "above B: level on 1 win, 3 points; set ratio MAX against 3.000"


def test_the_last_game_decides_between_two_volleyball_teams():
    """FIVB: equal in matches, points, sets and points within them; B won the last game between the two."""
    first = Result(event="1", home="A", away="B", score=(3, 1), rallies=(95, 90), time=1)
    second = Result(event="2", home="B", away="A", score=(3, 1), rallies=(95, 90), time=2)

    made = table([first, second], "fivb")

    assert made.order == ["B", "A"]
    assert why(made, "B").endswith("; last game between them 3–1")


def test_table_tennis_goes_by_the_ratio_of_games_among_the_tied():
    """ITTF 3.7.5.2: A, B and C beat each other, with games 4:3, 3:4 and 4:4; those against D do not count."""
    made = table(
        """
        A 3-0 B
        B 3-1 C
        C 3-1 A
        A 3-2 D
        B 3-0 D
        C 3-2 D
        """,
        "ittf",
    )

    assert made.order == ["A", "C", "B", "D"]
    assert why(made, "C") == (
        "above B: level on 5 points; "
        "head-to-head among A, B and C level on 3 points, and game ratio 1.000 against 0.750"
    )


def test_points_decide_where_games_do_not():
    """ITTF 3.7.5.2: all three won 3-0 once; then the points in the games among them."""
    rallies = {"AB": (33, 20), "BC": (33, 25), "CA": (33, 30)}
    played = [
        Result(event=pair, home=pair[0], away=pair[1], score=(3, 0), rallies=points) for pair, points in rallies.items()
    ]

    made = table(played, "ittf")

    assert made.order == ["A", "C", "B"]
    assert why(made, "A").endswith("game ratio 1.000, and points ratio 1.189 against 0.921")


# Published totals of twelve players, here letters, at a selection tournament of 2019: won, lost, games, match points
# (pingskills.com, "Ranking in group tournament"). Six have five wins. Single results were not published with it: these
# are made up so that each total comes out right. The order of the six follows from them; it is not the one of that day.
TWELVE = {
    "A": (11, 0, 33, 11, 22), "B": (8, 3, 28, 18, 19), "C": (6, 5, 25, 23, 17), "D": (5, 6, 26, 25, 16),
    "E": (5, 6, 21, 20, 16), "F": (5, 6, 20, 23, 16), "G": (5, 6, 21, 24, 16), "H": (5, 6, 21, 24, 16),
    "I": (5, 6, 18, 25, 16), "J": (4, 7, 17, 23, 15), "K": (4, 7, 20, 27, 15), "L": (3, 8, 19, 26, 14),
}  # fmt: skip
MATCHES = """
    A 3-1 B, A 3-1 C, A 3-2 D, A 3-0 E, A 3-1 F, A 3-0 G, A 3-1 H, A 3-1 I, A 3-1 J, A 3-2 K, A 3-1 L
    B 3-2 C, B 3-1 D, B 1-3 E, B 3-1 F, B 3-2 G, B 3-0 H, B 3-0 I, B 3-2 J, B 3-1 K, B 2-3 L
    C 3-2 D, C 0-3 E, C 3-0 F, C 3-2 G, C 2-3 H, C 3-0 I, C 2-3 J, C 3-2 K, C 3-2 L
    D 3-0 E, D 2-3 F, D 2-3 G, D 3-2 H, D 2-3 I, D 3-1 J, D 3-2 K, D 3-2 L
    E 3-1 F, E 2-3 G, E 3-0 H, E 2-3 I, E 0-3 J, E 2-3 K, E 3-0 L
    F 1-3 G, F 1-3 H, F 3-0 I, F 3-1 J, F 3-0 K, F 3-2 L
    G 3-1 H, G 0-3 I, G 3-0 J, G 2-3 K, G 0-3 L
    H 3-2 I, H 3-0 J, H 2-3 K, H 3-1 L
    I 0-3 J, I 3-1 K, I 3-2 L
    J 3-0 K, J 0-3 L
    K 3-0 L
"""


def test_six_with_five_wins_are_ranked_by_the_matches_among_them_not_by_all_their_games():
    """Among the six G has 4 wins, I 3, and the others 2 each; among these D and E 2, of whom D beat E; H beat F."""
    made = table(MATCHES.replace(", ", "\n"), "ittf")

    assert {row.name: (row.won, row.lost, row.scored, row.conceded, row.points) for row in made.rows} == TWELVE
    assert made.order == ["A", "B", "C", *"GIDEHF", "J", "K", "L"]
    assert made.order.index("D") < made.order.index("E")  # though 26:25 games are worse than 21:20
    assert why(made, "G").endswith("head-to-head among the 6 who are level 9 points against 8")


def test_an_unplayed_table_tennis_match_gives_no_point():
    made = table([Result(event="f", home="A", away="B", outcome="forfeited", winner="B")], "ittf")

    assert [(row.name, row.points) for row in made.rows] == [("B", 2), ("A", 0)]


def hockey(home: str, score: tuple[int, int], away: str, outcome: str = "regular", **more) -> Result:
    return Result(event=f"{home}{away}", home=home, away=away, score=score, outcome=outcome, **more)


def test_overtime_and_game_winning_shots_are_worth_two_points_and_one():
    """IIHF three-point system; the winner of the shots has a goal more."""
    made = table(
        [hockey("A", (3, 2), "B", "extra-time"), hockey("A", (2, 2), "C", "shootout", shootout=(1, 2))],
        "iihf",
    )

    assert [(row.name, row.points, row.scored, row.conceded) for row in made.rows] == [
        ("A", 3, 5, 5),
        ("C", 2, 3, 2),
        ("B", 1, 2, 3),
    ]


def test_three_hockey_teams_are_ranked_in_a_table_of_their_own_and_two_by_their_game():
    """IIHF: with 3 points each among them, A has the best goals; C has more than B, but lost to it."""
    games = [
        hockey("A", (4, 0), "B"),
        hockey("B", (2, 1), "C"),
        hockey("C", (2, 1), "A"),
        *(hockey(one, (5, 0), "D") for one in "ABC"),
    ]

    made = table(games, "iihf")

    assert made.order == ["A", "C", "B", "D"]
    assert why(made, "C") == (
        "above B: level on 6 points; head-to-head among A, B and C level on 3 points, and goal difference 0 against -3"
    )


def outside_decides(goals_of_c: int) -> list[Result]:
    return [
        hockey("A", (1, 0), "B"),
        hockey("B", (1, 0), "C"),
        hockey("C", (1, 0), "A"),
        *(hockey("E", (goals, 0), one) for one, goals in (("A", 5), ("B", 5), ("C", goals_of_c))),
        *(hockey(one, (5, 0), "F") for one in "ABC"),
        hockey("E", (1, 0), "F"),
    ]


def test_hockey_teams_that_are_equal_among_themselves_are_told_by_the_best_one_outside():
    """IIHF step 4: the games among A, B and C were all 1-0. C lost least against E; then A's win over B counts."""
    made = table(outside_decides(2), "iihf")

    assert made.order == ["E", "C", "A", "B", "F"]
    assert why(made, "C") == (
        "above A: level on 6 points; head-to-head among A, B and C level on 3 points, goal difference 0, 1 goal; "
        "in the games with E level on 0 points, and goal difference -2 against -5"
    )
    assert why(made, "A").endswith("goal difference 0, 1 goal; level in the games with E; head-to-head 1–0")


def test_hockey_teams_that_are_equal_in_everything_are_in_the_order_of_their_seeding():
    seeding = Adjustments(rankings={"seeding": {"A": 7, "B": 2, "C": 4}})

    assert ranks(table(outside_decides(5), "iihf"))[1:4] == [(2, "A"), (2, "B"), (2, "C")]
    assert table(outside_decides(5), "iihf", seeding).order == ["E", "B", "C", "A", "F"]


@pytest.mark.parametrize("rules", ["la-liga", "serie-a"])
def test_head_to_head_waits_until_all_games_between_the_tied_are_played(rules):
    """Before the second game goals decide. After it each has won one, and Real by more."""
    early = """
        Real 2-0 Barcelona
        Real 1-0 Getafe
        Barcelona 5-0 Getafe
        Getafe 0-5 Barcelona
    """
    late = early + "Barcelona 1-0 Real\nGetafe 0-1 Real"

    assert table(early, rules).order == ["Barcelona", "Real", "Getafe"]
    assert why(table(early, rules), "Barcelona") == (
        "above Real: level on 6 points; head-to-head open (1 game to come); goal difference +8 against +3"
    )
    assert table(late, rules).order == ["Real", "Barcelona", "Getafe"]
    assert why(table(late, rules), "Real") == (
        "above Barcelona: level on 9 points; head-to-head 2–0, 0–1: goal difference +1 against -1"
    )


def test_three_spanish_clubs_begin_anew_once_one_is_placed_and_italian_ones_do_not():
    """RFEF 201.4: whoever is placed is left out for the others. Four are level; see FOUR_LEVEL."""
    once = Variant(preset="la-liga", legs=1), Variant(preset="serie-a", legs=1)

    assert table(FOUR_LEVEL, once[0]).order[:4] == ["W", "Y", "X", "Z"]
    assert table(FOUR_LEVEL, once[1]).order[:4] == ["W", "X", "Y", "Z"]


def test_only_goals_count_in_the_bundesliga_until_both_games_are_played():
    """DFL: else the place is shared."""
    made = table("Bayern 1-0 Dortmund\nDortmund 1-0 Köln\nKöln 1-0 Bayern", "bundesliga")

    assert {row.rank for row in made.rows} == {1}
    assert "head-to-head open (3 games to come)" in why(made, "Bayern")


def test_two_that_are_equal_in_the_bundesliga_are_told_by_their_two_games():
    """DFL: first by the goals of both games, then by away goals in them."""
    made = table("A 2-1 B\nB 1-0 A", "bundesliga")

    assert made.order == ["B", "A"]
    assert why(made, "B") == (
        "above A: level on 3 points, goal difference 0, 2 goals; head-to-head 1–2, 1–0: 1 away goal against 0"
    )


def test_a_league_phase_compares_opponents_once_it_is_complete():
    """UEFA Champions League 2024/25, article 18: A and B are equal, and A met the stronger ones."""
    games = """
        A 1-0 C
        B 1-0 D
        C 2-0 E
        D 0-0 F
    """
    rules = Variant(preset="uefa-league-phase", games=2)
    rest = games + "A 0-0 F\nB 0-0 E\nC 0-0 D"

    early, late = table(games, rules), table(rest, rules)

    assert "opponents' points open" in why(early, "A")
    assert why(late, "A").endswith("opponents' points 6 against 3")


@pytest.mark.parametrize(
    ("games", "decided"),
    [
        ("C 1-2 A\nA 0-1 D\nB 2-1 C\nD 1-0 B", "2 goals; 2 away goals against 0"),
        ("A 2-0 C\nA 0-1 D\nA 0-1 E\nB 1-1 C\nB 1-1 D\nB 0-0 E", "0 away goals; 1 win against 0"),
        ("C 0-1 A\nA 1-1 D\nB 1-0 C\nD 1-1 B", "1 win; 1 away win against 0"),
    ],
)
def test_a_league_phase_goes_by_away_goals_then_wins_then_away_wins(games, decided):
    """UEFA Champions League 2024/25, article 18; A and B are level in all that comes before."""
    made = table(games, "uefa-league-phase")

    assert why(made, "A").startswith("above B: ")
    assert why(made, "A").endswith(decided)


def test_coefficients_decide_in_a_league_phase_once_eight_games_are_played_by_each():
    """Here it is one by each: until then the two share their place."""
    coefficients = Adjustments(rankings={"uefa": {"A": 61.5, "B": 90}})
    games = "A 1-0 C\nB 1-0 D"

    early = table(games, "uefa-league-phase", coefficients)
    late = table(games, Variant(preset="uefa-league-phase", games=1), coefficients)

    assert ranks(early)[:2] == [(1, "A"), (1, "B")]
    assert why(early, "A") == (
        "level with B on 3 points, goal difference +1, 1 goal, 0 away goals, 1 win, 0 away wins; "
        "opponents' points open (14 games to come); conduct open (14 games to come); "
        "UEFA coefficient open (14 games to come)"
    )
    assert late.order[:2] == ["B", "A"]
    assert why(late, "B").endswith("UEFA coefficient 90 against 61.5")


MEASURED = [
    Result(event="1", home="A", away="B", score=(3, 1), sets=(3, 1), rallies=(42, 35)),
    Result(event="2", home="C", away="A", score=(1, 2), sets=(1, 2), rallies=(28, 30), outcome="extra-time"),
    Result(event="3", home="B", away="C", score=(0, 0)),
]


@pytest.mark.parametrize(
    ("measure", "values"),
    [
        ("wins", (2, 0, 0)),
        ("regular-wins", (1, 0, 0)),
        ("away-points", (3, 0, 1)),
        ("conceded", (-2, -3, -2)),
        ("sets-difference", (3, -2, -1)),
        ("rallies-difference", (9, -7, -2)),
        ("opponents-difference", (-3, 2, 1)),
        ("opponents-scored", (2, 6, 6)),
    ],
)
def test_a_measure_counts_what_its_name_says(measure, values):
    field = read("ABC", MEASURED, standings.rules("simple"))

    found = measures.values(measure, View(field, Adjustments(), ("A", "B", "C"), field.records))

    assert tuple(found.values()) == values


def test_premier_league_clubs_that_are_equal_share_a_place():
    made = table("A 1-1 B\nC 2-2 D", "premier-league")

    assert ranks(made) == [(1, "C"), (1, "D"), (3, "A"), (3, "B")]
    assert why(made, "C") == "level with D on 1 point, goal difference 0, 2 goals"


def test_net_run_rate_is_runs_an_over_for_less_those_against():
    """Wikipedia, Net run rate: South Africa in the World Cup 1999 after three games, 678 runs in 147.2 overs against
    466 in 150 (all out counts as 50 overs): +1.495."""
    games = [
        Result(event="1", home="South Africa", away="India", score=(254, 253), balls=(284, 300)),
        Result(event="2", home="South Africa", away="Sri Lanka", score=(199, 110), balls=(300, 300)),
        Result(event="3", home="England", away="South Africa", score=(103, 225), balls=(300, 300)),
    ]
    rules = Variant(criteria=["net-run-rate"], points=Points(win=2, draw=1), unit="run")

    made = table(games, rules)

    (reason,) = made.row("South Africa").reasons
    assert reason.mine == pytest.approx(678 / 147.33333 - 466 / 150, abs=1e-6)
    assert why(made, "South Africa").startswith("above India: net run rate +1.495 against -0.306")
    assert made.order == ["South Africa", "India", "Sri Lanka", "England"]


def test_rules_of_ones_own_change_a_preset():
    rules = standings.rules(Variant(preset="bundesliga", points=Points(win=2), criteria=["points", "wins"]))

    assert (rules.points.win, rules.legs) == (2, 2)
    assert rules.criteria == (Criterion("points"), Criterion("wins"))


def test_rules_that_are_not_there_are_refused_with_what_was_meant():
    with pytest.raises(Refused, match=r"Did you mean bundesliga\? Allowed are simple, fifa-2022"):
        standings.rules("bundeslga")


@pytest.mark.parametrize("name", standings.PRESETS)
def test_every_preset_names_its_source(name):
    assert len(standings.PRESETS[name].source) > 10
