"""Files of results: every layout gives the same games, and a wrong line is named."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.adapters.importers import results
from lib.errors import BadImport
from lib.sport.results import Cards
from tests.sport.standings.making import file, packed

HEAD = "date,home,away,home_goals,away_goals"


CSV = f"{HEAD},outcome,winner\n2026-05-02,Sales,Legal,2,1,,\n2026-05-03,Legal,Sales,,,forfeited,home\n".encode()


def read(text: str | bytes, name: str = "file") -> dict[str, results.Group]:
    return results.read(name, text if isinstance(text, bytes) else text.encode())


def rows(*lines: str, head: str = HEAD) -> results.Group:
    return read("\n".join([head, *lines]))[""]


def scores(group: results.Group) -> list[tuple[str, str, tuple[int, int]]]:
    return [(one.home, one.away, one.score) for one in group.results]


def matches(*given: dict, **more) -> str:
    teams = {"date": "2026-05-02", "team1": "Sales", "team2": "Legal"}
    return json.dumps({"name": "A league", "matches": [teams | one for one in given]} | more, indent=1)


def test_a_game_a_line():
    group = rows("2026-05-02,Sales,Legal,2,1", "2026-05-09,Legal,Sales,0,0")

    assert scores(group) == [("Sales", "Legal", (2, 1)), ("Legal", "Sales", (0, 0))]
    assert [one.id for one in group.competitors] == ["Legal", "Sales"]
    assert group.results[0].time < group.results[1].time


@pytest.mark.parametrize("empty", ["", " ", "NA", "-"])
def test_a_game_without_goals_has_not_been_played(empty):
    group = rows("2026-05-02,Sales,Legal,2,1", f"2026-05-09,Legal,Sales,{empty},{empty}")

    assert len(group.results) == 1
    assert group.remaining == [("Legal", "Sales")]


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + f"{HEAD}\n2026-05-02,Sales,Legal,2,1\n".encode(),
        f"{HEAD}\r\n2026-05-02,Sales,Legal,2,1\r\n".encode(),
        f"{HEAD}\r2026-05-02,Sales,Legal,2,1\r".encode(),
        f"\n{HEAD}\n\n2026-05-02,Sales,Legal,2,1\n,,,,\n".encode(),
        f"{HEAD.upper()}\n2026-05-02, Sales , Legal ,2.0,1.0".encode(),
        f"{HEAD},notes\n2026-05-02,Sales,Legal,2,1,rain".encode(),
        f"{HEAD}\n2026-05-02,Sales,Legal,2,1,,".encode(),
        f"{HEAD};x\n2026-05-02;Sales;Legal;2;1;".replace(",", ";").encode(),
        f"{HEAD}\n02.05.2026,Sales,Legal,2,1".replace(",", "\t").encode(),
        b"home,away_goals,date,home_goals,away\nSales,1,2026-05-02,2,Legal",
        packed(f"{HEAD}\n2026-05-02,Sales,Legal,2,1"),
        matches({"score": {"ft": [2, 1]}}).encode(),
        b"\xef\xbb\xbf" + matches({"score": [2, 1]}).encode(),
        matches({"score1": 2, "score2": 1}).encode(),
        matches({"team1": {"name": "Sales", "code": "SAL"}, "team2": {"name": "Legal"}, "score": [2, 1]}).encode(),
        json.dumps({"rounds": [{"name": "Matchday 1"} | json.loads(matches({"score": [2, 1]}))]}).encode(),
    ],
    ids=[
        "BOM", "CRLF", "CR", "empty lines", "case and spaces", "more columns", "more commas", "semicolons", "tabs",
        "other order", "gzip", "JSON", "JSON with BOM", "score1", "team objects", "rounds",
    ],
)  # fmt: skip
def test_the_same_game_however_it_is_written(raw):
    group = read(raw)[""]

    assert scores(group) == [("Sales", "Legal", (2, 1))]
    assert group.results[0].time == 1_777_680_000_000


def test_names_keep_their_letters_and_commas_and_are_one_however_they_were_typed():
    group = rows('2026-05-02,"Smith, Jones & Co","Köln ",2,1', '2026-05-09,"Smith, Jones  & Co",Ko\u0308ln,0,0')

    assert {one.name for one in group.competitors} == {"Smith, Jones & Co", "Köln"}


def test_columns_for_cards_kicks_points_and_outcomes():
    group = rows(
        "2026-05-02,Sales,Legal,1,1,shootout,,4,3,2,,1,,,,,,33,30",
        "2026-05-03,Sales,Legal,,,forfeited,away,,,,,,,,,,,,",
        "2026-05-04,Sales,Legal,3,0,awarded,Sales,,,,,,,,,1,,,",
        head=f"{HEAD},outcome,winner,home_penalties,away_penalties,home_yellow,away_yellow,home_red,away_red,"
        "home_second_yellow,away_second_yellow,home_yellow_red,away_yellow_red,home_points,away_points",
    )
    kicks, forfeit, award = group.results

    assert (kicks.outcome, kicks.shootout, kicks.rallies) == ("shootout", (4, 3), (33, 30))
    assert kicks.cards == (Cards(yellow=2, red=1), Cards())
    assert (forfeit.outcome, forfeit.winner, forfeit.score) == ("forfeited", "Legal", (0, 0))
    assert (award.winner, award.cards) == ("Sales", (Cards(yellow_red=1), Cards()))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-05-02,Sales,Legal,2", "4 cells, but the head has 5"),
        ("2026-05-02,Sales,Legal,2,1,Smith", "6 cells, but the head has 5; a name with a comma needs quotes"),
        ("2026-05-02,Sales,Legal,two,1", "home_goals: 'two' is not a whole number from 0 to 9999"),
        ("2026-05-02,Sales,Legal,2,-1", "away_goals: '-1' is not a whole number"),
        ("2026-05-02,Sales,Legal,2,1.5", "away_goals: '1.5'"),
        pytest.param(f"2026-05-02,Sales,Legal,{'9' * 400},1", "is not a whole number", id="a number without end"),
        ("2026-05-02,Sales,Legal,2,", "away_goals is missing, the other side has one"),
        ("2026-05-02,Sales,,2,1", "away has no name"),
        ("2026-05-02,Sales,Sales,2,1", "Sales cannot play against itself"),
        ("2026-02-30,Sales,Legal,2,1", "'2026-02-30' is not a date such as 2026-06-11"),
        ("yesterday,Sales,Legal,2,1", "'yesterday' is not a date"),
        ("2026-05-01,A,B,9,9", "A - B on this day is in line 2 already"),
        ('2026-05-02,"Sales,Legal,2,1', "this is not CSV"),
    ],
)
def test_a_wrong_line_is_named(line, said):
    with pytest.raises(BadImport) as refused:
        results.read("spring.csv", f"{HEAD}\n2026-05-01,A,B,1,0\n\n{line}".encode())

    assert str(refused.value).startswith("spring.csv:4: ")
    assert said in str(refused.value)


def test_the_line_of_a_name_over_two_lines_is_the_one_that_it_begins_in():
    with pytest.raises(BadImport, match=r"^f:3: away_goals"):
        results.read("f", f'{HEAD}\n2026-05-01,A,B,1,0\n2026-05-01,"A\nB",C,1,x\n'.encode())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "f: the file is empty"),
        (b" \n\n", "f: the file is empty"),
        (b"date,home,away\n", "f:1: the head has no home_goals and no away_goals; it has to have date,home,away,"),
        (b"date,home,away,home_goals,away_goals,home\n", "f:1: the column home is there twice"),
        (f"{HEAD}\n2026-05-01,K\xf6ln,B,1,0\n".encode("latin-1"), "f:2: this is not UTF-8"),
        (b'{"matches": [\n{"team1": }]}', "f:2: this is not JSON"),
        (b'{"teams": []}', "f:1: this is not openfootball's JSON: it has neither `matches` nor `rounds`"),
        (b"[1, 2]", "f:1: this is not openfootball's JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\x1f\x8b\x08broken", "f: the compressed file is damaged"),
    ],
)
def test_a_file_that_is_none_is_refused(raw, said):
    with pytest.raises(BadImport) as refused:
        results.read("f", raw)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("match", "line", "said"),
    [
        ({"score": {"ft": [2]}}, 9, "the score [2] has to have the goals of both sides"),
        ({"score": {"ft": [2, None]}}, 9, "has to have the goals of both sides"),
        ({"score": {"ft": [2, -1]}}, 16, "$.matches[1].score.ft[1]: Expected `int` >= 0"),
        ({"score": {"ft": ["2", 1]}}, 15, "Expected `int | null`, got `str`"),
        ({"date": "soon"}, 9, "'soon' is not a date"),
        ({"team2": "Sales"}, 9, "Sales cannot play against itself"),
        ({"team2": None}, 12, "$.matches[1].team2"),
        ({"team2": "\ud800"}, 9, "team2: '\\ud800' is no name"),
        ({"score": [1, 1], "date": "2026-05-01"}, 9, "is in line 4 already"),
    ],
)
def test_a_wrong_game_in_json_is_named_with_its_line(match, line, said):
    text = matches({"date": "2026-05-01"}, match)

    with pytest.raises(BadImport) as refused:
        read(text)

    assert str(refused.value).startswith(f"file:{line}: "), text
    assert said in str(refused.value)


@pytest.mark.parametrize("score", [None, {}, {"ft": []}, {"ft": [None, None]}, []])
def test_a_game_in_json_that_has_not_been_played(score):
    group = read(matches({"score": score}))[""]

    assert (group.results, group.remaining) == ([], [("Sales", "Legal")])


def test_only_games_of_groups_make_tables_where_there_are_groups():
    cup = file("worldcup-2022.json.gz")

    assert list(cup) == [f"Group {letter}" for letter in "ABCDEFGH"]
    assert {len(group.results) for group in cup.values()} == {6}
    assert {len(group.competitors) for group in cup.values()} == {4}


def test_groups_that_differ_in_case_are_one():
    """World Cup files have both "Group C" and "Group c"."""
    groups = read(
        matches(
            {"group": "Group C"}, {"group": "Group c", "date": "2026-05-09"}, {"round": "Final", "date": "2026-05-10"}
        )
    )

    assert [(title, len(group.remaining)) for title, group in groups.items()] == [("Group C", 2)]


def test_games_of_a_knock_out_are_not_part_of_a_league():
    league = read(matches({"round": "Matchday 1"}, {"round": "Semi-finals", "date": "2026-05-09"}))[""]

    assert len(league.remaining) == 1
    with pytest.raises(BadImport, match="games of a knock-out alone"):
        read(matches({"round": "Round of 16"}, {"round": "Final", "date": "2026-05-09"}))


@pytest.mark.parametrize(
    "round", ["Final day", "Matchday 38", "Final round", "Spring", "Championship Round - 3", "Last day"]
)
def test_rounds_of_a_league_are_not_taken_for_a_knock_out(round):
    assert len(read(matches({"round": "Matchday 1"}, {"round": round, "date": "2026-05-09"}))[""].remaining) == 2


@pytest.mark.parametrize(
    "round",
    ["Final", "Semi-finals", "Quarterfinals", "Round of 16", "Match for third place", "Play-offs", "Final, Leg 2"],
)
def test_rounds_of_a_knock_out_are_known(round):
    assert len(read(matches({"round": "Matchday 1"}, {"round": round, "date": "2026-05-09"}))[""].remaining) == 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_change_of_a_file_is_read_or_refused(data):
    """Nothing but a BadImport, whatever is cut, repeated or put in."""
    whole = data.draw(st.sampled_from([CSV, matches({"score": {"ft": [2, 1]}}, {"date": "2026-05-09"}).encode()]))
    at = data.draw(st.integers(0, len(whole)))
    to = data.draw(st.integers(at, min(len(whole), at + 12)))
    put = data.draw(
        st.one_of(st.binary(max_size=6), st.sampled_from([b"null", b'"', b",", b"{", b"[]", b"\n", b"9" * 20]))
    )
    with contextlib.suppress(BadImport):
        read(whole[:at] + put + whole[to:])


def test_times_order_games_of_one_day():
    group = rows("2026-05-02,Sales,Legal,2,1,15:00 UTC+2", "2026-05-02,Legal,Sales,2,1,12:30", head=f"{HEAD},time")

    assert [one.home for one in sorted(group.results, key=lambda one: one.order)] == ["Legal", "Sales"]
    with pytest.raises(BadImport, match="'noon' is not a time"):
        rows("2026-05-02,Sales,Legal,2,1,noon", head=f"{HEAD},time")
