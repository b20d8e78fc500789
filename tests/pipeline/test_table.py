"""``python -m lib table``: what people and other programs see."""

from __future__ import annotations

import csv
import io

import pytest

from lib.__main__ import main
from tests.sport.standings.making import DATA, WORLD_CUP_2026

HEAD = "rank,competitor,played,won,drawn,lost,for,against,difference,points,explanation"
LEAGUE = DATA / "premier-league-2011-12.json.gz"
CARDS = DATA / "world-cup-2018-groups.csv"


@pytest.fixture
def table(capsysbinary):
    """Run the command: exit code, what it printed, and what it complained of."""

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main(["table", *map(str, arguments)])
        except SystemExit as exit_:
            code = exit_.code
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def test_a_league_is_printed_as_csv_and_nothing_else(table):
    code, out, err = table("--rules", "premier-league", LEAGUE)

    assert (code, err) == (0, "")
    assert out.splitlines()[0] == HEAD
    assert out.splitlines()[1] == (
        "1,Manchester City,38,28,5,5,93,29,64,89,above Manchester United: level on 89 points; "
        "goal difference +64 against +56"
    )
    assert len(rows(out)) == 20


def test_cards_decide_in_a_file_that_has_them(table):
    _, out, _ = table("--rules", "fifa-2022", "--group", "Group H", CARDS)

    assert [(row["rank"], row["competitor"]) for row in rows(out)] == [
        ("1", "Colombia"),
        ("2", "Japan"),
        ("3", "Senegal"),
        ("4", "Poland"),
    ]
    assert rows(out)[1]["explanation"].endswith("conduct -4 against -6")


def test_groups_follow_each_other_under_one_head(table):
    _, out, _ = table("--rules", "fifa-2026", WORLD_CUP_2026)

    printed = rows(out)
    assert out.count(HEAD) == 1
    assert [row["competitor"] for row in printed[:5]] == [
        "Mexico",
        "South Africa",
        "South Korea",
        "Czech Republic",
        "Switzerland",
    ]
    assert [row["rank"] for row in printed] == ["1", "2", "3", "4"] * 12


@pytest.mark.parametrize("named", ["Group L", "group l", "L"])
def test_one_group_is_found_by_its_name(table, named):
    _, out, _ = table("--rules", "fifa-2026", "--group", named, WORLD_CUP_2026)

    assert [row["competitor"] for row in rows(out)] == ["England", "Croatia", "Ghana", "Panama"]


def test_thirds_are_compared_across_groups(table):
    _, out, _ = table("--rules", "fifa-2026", "--place", 3, WORLD_CUP_2026)

    assert [row["competitor"] for row in rows(out)][8:] == ["Iran", "South Korea", "Scotland", "Uruguay"]


def test_points_can_be_deducted(table):
    _, out, _ = table(
        "--rules", "premier-league", "--deduct", "Manchester City=7", "--deduct", "Manchester City = 2", LEAGUE
    )

    assert [(row["competitor"], row["points"]) for row in rows(out)][:2] == [
        ("Manchester United", "89"),
        ("Manchester City", "80"),
    ]
    assert rows(out)[1]["explanation"].endswith("80 points against 70. 7 points deducted. 2 points deducted")


def test_unplayed_games_are_skipped_and_known(table, tmp_path):
    file = tmp_path / "half.csv"
    file.write_text(
        "date,home,away,home_goals,away_goals\n2026-05-02,A,B,1,0\n2026-05-03,C,A,1,0\n2026-05-03,B,C,5,0\n2026-09-02,B,A,,\n"
    )

    _, out, _ = table("--rules", "la-liga", file)

    assert [row["competitor"] for row in rows(out)] == ["B", "A", "C"]
    assert "head-to-head open" in rows(out)[0]["explanation"]


def test_own_rules_are_read_from_a_file(table, tmp_path):
    own = tmp_path / "office.yaml"
    own.write_text(
        "preset: simple\npoints: {win: 2, draw: 1}\ncriteria:\n  - points\n  - {by: [points], among: tied}\n  - wins\n"
    )

    code, out, _ = table("--rules", own, LEAGUE)

    assert code == 0
    assert rows(out)[0]["points"] == "61"
    assert (
        rows(out)[0]["explanation"]
        == "above Manchester United: level on 61 points; head-to-head 6–1, 1–0: 4 points against 0"
    )


@pytest.mark.parametrize(
    ("columns", "games", "criterion", "order", "said"),
    [
        (
            "home_balls,away_balls",
            ["Proteas,India,254,253,284,300", "Proteas,Lions,199,110,300,300", "England,Proteas,103,225,300,300"],
            "net-run-rate",
            ["Proteas", "India", "Lions", "England"],
            "net run rate +1.495 against -0.306",
        ),
        (
            "home_sets,away_sets",
            ["A,B,2,1,6,5", "B,C,2,1,7,2", "C,A,2,1,6,4"],
            "sets-difference",
            ["B", "A", "C"],
            "set difference +4 against -1",
        ),
    ],
)
def test_balls_and_sets_are_columns_of_a_file(table, tmp_path, columns, games, criterion, order, said):
    """South Africa in the World Cup 1999 after three games; and sets of matches of several single games."""
    file, own = tmp_path / "games.csv", tmp_path / "own.yaml"
    lines = [f"date,home,away,home_goals,away_goals,{columns}", *(f",{game}" for game in games)]
    file.write_text("\n".join(lines))
    own.write_text(f"criteria: [{criterion}]\nunit: run\n")

    _, out, _ = table("--rules", own, file)

    assert [row["competitor"] for row in rows(out)] == order
    assert rows(out)[0]["explanation"].endswith(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rules", "premier-legue", LEAGUE], "Did you mean premier-league?"),
        (["--rules", "simple", "no-such-file.csv"], "no-such-file.csv cannot be read: No such file or directory."),
        (["--rules", "simple", DATA], "cannot be read"),
        (["--rules", "simple", "--deduct", "Manchestr City=3", LEAGUE], "Did you mean Manchester City"),
        (
            ["--rules", "simple", "--deduct", "arsenal=3", LEAGUE],
            "there is no 'arsenal' in the file. Did you mean Arsenal FC?",
        ),
        (
            ["--rules", "simple", "--deduct", "Manchester City", LEAGUE],
            "'Manchester City' is not a team and its points",
        ),
        (["--rules", "simple", "--deduct", "Manchester City=-3", LEAGUE], "is not a team and its points"),
        (["--rules", "simple", "--group", "Z", CARDS], "there is no group 'Z' in the file. There is Group A, Group B"),
        (["--rules", "simple", "--group", "A", LEAGUE], "There is none."),
        (["--rules", "simple", "--place", "5", CARDS], "not every group has a place 5"),
        ([LEAGUE], "the following arguments are required: --rules"),
        (["--rules", "simple"], "the following arguments are required: FILE"),
    ],
)
def test_wrong_use_exits_with_2_and_says_what_is_allowed(table, arguments, said):
    code, out, err = table(*arguments)

    assert (code, out) == (2, "")
    assert said in err


def test_a_bad_file_exits_with_1_and_names_its_line(table, tmp_path):
    file = tmp_path / "spring.csv"
    file.write_text("date,home,away,home_goals,away_goals\n2026-05-02,A,B,one,0\n")

    code, out, err = table("--rules", "simple", file)

    assert (code, out) == (1, "")
    assert err == f"{file}:2: home_goals: 'one' is not a whole number from 0 to 9999.\n"


def test_bad_rules_exit_with_1_and_name_their_line(table, tmp_path):
    own = tmp_path / "office.yaml"
    own.write_text("preset: simple\ncriteria:\n  - points\n  - {by: goals}\n")

    code, _, err = table("--rules", own, LEAGUE)

    assert code == 1
    assert f"{own}:4:" in err
    assert "'goals'" in err


def test_help_names_every_preset_and_every_column(table):
    code, out, _ = table("--help")

    assert code == 0
    for word in ("uefa-league-phase", "ittf", "home_second_yellow", "winner"):
        assert word in out
