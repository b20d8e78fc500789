"""Leaders of a tournament, and medals."""

import pytest

from lib.adapters import importers
from lib.sport import medals
from lib.sport.actions import Member
from lib.sport.fold import fold
from lib.sport.leaders import leaders
from lib.sport.places import ranked
from tests.recorded import WORLD_CUPS, states
from tests.sport.making import action, declared


@pytest.fixture(scope="module")
def world_cup_2022():
    path = WORLD_CUPS[1]
    return list(states(importers.read(path.name, path.read_bytes())).values())


def test_messi_scored_seven_goals_in_2022_four_of_them_penalties(world_cup_2022):
    """FIFA. (Mbappé's eight are in the file under two spellings, which nobody can know to be one person.)"""
    first = leaders(world_cup_2022)[0]

    assert (first.rank, first.shared, first.count, first.penalties) == (1, False, 7, 4)
    assert (first.name, first.competitor, first.events) == ("Lionel Messi", "arg", 6)


def test_own_goals_and_kicks_of_a_shoot_out_are_nobodys(world_cup_2022):
    """172 goals, 2 of them own goals; five shoot-outs."""
    assert sum(one.count for one in leaders(world_cup_2022)) == 172 - 2


def event(*actions):
    return fold("e1", [declared(), *actions])


def test_a_retracted_goal_is_not_counted_and_an_amended_one_is_somebody_elses():
    first = action("score", at=1, id="g1", participant="sales", member="north")
    second = action("score", at=2, id="g2", participant="sales", member="north", assist="south")
    state = event(
        first,
        second,
        action("retract", at=3, action="g1"),
        action("amend", at=4, action="g2", fields={"member": "south", "assist": "north"}),
    )

    assert [(one.member, one.count) for one in leaders([state])] == [("south", 1)]
    assert [(one.member, one.count) for one in leaders([state], "assists")] == [("north", 1)]


def test_names_are_those_of_the_line_up():
    lineup = action("lineup", at=-10, id="l", participant="sales", members=[Member(id="p7", name="North")])
    cards = [
        action("sanction", at=at, participant="sales", kind="yellow", member=who) for at, who in ((5, "p7"), (6, "p8"))
    ]

    found = leaders([event(lineup, *cards)], "yellow")

    assert [(one.rank, one.name, one.count, one.events) for one in found] == [(1, "North", 1, 1), (1, "p8", 1, 1)]


def test_ranks_are_shared_and_skipped():
    assert [(place.rank, place.shared) for place, _ in ranked([3, 1, 2, 2, 5], lambda one: one)] == [
        (1, False),
        (2, True),
        (2, True),
        (4, False),
        (5, False),
    ]


def podium(gold: str, silver: str, bronze: str) -> list[tuple[str, int]]:
    return [(gold, 1), (silver, 2), (bronze, 3)]


# Ranks in Tokyo on 24 July 2021: IPTC Sport Schema (https://github.com/iptc/sport-schema, CC BY 4.0),
# queries/fuseki-output/olympics-medal-standings.out. The medals are those of that day's podiums.
TOKYO = {
    (3, 0, 1): {1: ["China"]},
    (1, 1, 0): {2: ["Japan"]},
    (1, 0, 2): {3: ["Korea"]},
    (1, 0, 0): {4: ["Ecuador", "Hungary", "Iran", "Kosovo"]},
    (0, 1, 1): {8: ["Russia", "Serbia"]},
    (0, 1, 0): {10: ["Belgium", "India", "Italy", "Netherlands", "Romania", "Taipei"]},
    (0, 0, 1): {16: ["Estonia", "France", "Indonesia", "Israel", "Kazakhstan", "Mexico", "Mongolia", "Slovenia",
                     "Switzerland", "Ukraine"]},
}  # fmt: skip


def test_medals_rank_by_gold_then_silver_then_bronze():
    published = {one: rank for ranks in TOKYO.values() for rank, some in ranks.items() for one in some}
    podiums = [
        (one, place)
        for counts, ranks in TOKYO.items()
        for some in ranks.values()
        for one in some
        for place, many in enumerate(counts, 1)
        for _ in range(many)
    ]

    rows = medals.table(podiums)

    assert {row.competitor: row.rank for row in rows} == published
    assert [row.competitor for row in rows] == [*published]


def test_two_who_share_the_first_place_both_have_gold():
    rows = medals.table([("A", 1), ("B", 1), ("C", 3), ("D", 8)])

    assert [(row.competitor, row.gold, row.silver, row.bronze, row.total) for row in rows] == [
        ("A", 1, 0, 0, 1),
        ("B", 1, 0, 0, 1),
        ("C", 0, 0, 1, 1),
        ("D", 0, 0, 0, 0),
    ]
