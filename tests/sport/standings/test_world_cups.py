"""Every group of the World Cups from 1930 to 2014 ends as it was published; ``test_published`` has those since."""

import pytest

from lib.sport.standings import Adjustments, Lot, Points, Variant
from lib.sport.standings.adjustments import NONE
from tests.sport.standings.making import DATA, ranks, table

LINES = [
    line
    for line in (DATA / "world-cup-groups-1930-2014.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
GROUPS = {name: (published.split(", "), games) for name, published, games in zip(*[iter(LINES)] * 3, strict=True)}
# A second game decided between two that were level on points, whatever their goals: the winner is first.
PLAYED_OFF = {
    "1954 2": ("DEU", "TUR"), "1954 4": ("CHE", "ITA"),
    "1958 1": ("NIR", "CSK"), "1958 3": ("WAL", "HUN"), "1958 4": ("SUN", "ENG"),
}  # fmt: skip
DRAWN = {"1990 F": ("IRL", "NLD")}
RECORDED = {
    **{name: Adjustments(lots=(Lot(order, "by a play-off"),)) for name, order in PLAYED_OFF.items()},
    **{name: Adjustments(lots=(Lot(order),)) for name, order in DRAWN.items()},
}


def ended(name, adjustments):
    """The table of a group by the rules of its time: two points for a win before 1994, and play-offs until 1958."""
    year = int(name.partition(" ")[0])
    rules = Variant(preset="fifa-2022", points=Points(win=2 if year < 1994 else 3, draw=1, loss=0))
    if year in {1954, 1958}:
        rules = Variant(preset="fifa-2022", points=rules.points, criteria=["points", "lot", "difference", "scored"])
    return table("\n".join(GROUPS[name][1].split(", ")), rules, adjustments)


def printed(row):
    """A row as the file has it."""
    return f"{row.name} {row.won}-{row.drawn}-{row.lost} {row.scored}-{row.conceded} {row.points}"


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_ends_as_published(name):
    made = ended(name, RECORDED.get(name, NONE))

    assert [printed(row) for row in made.rows] == GROUPS[name][0]
    assert [row.rank for row in made.rows] == [*range(1, len(made.rows) + 1)]


def test_all_groups_and_all_of_their_rows_are_there():
    assert (len(GROUPS), sum(len(published) for published, _ in GROUPS.values())) == (109, 426)


def test_only_play_offs_and_a_lot_were_needed_besides_the_rules():
    """The other way round: without what was recorded, just these groups would have ended otherwise."""
    other = {
        name
        for name, (published, _) in GROUPS.items()
        if ranks(ended(name, NONE)) != [(number, row[:3]) for number, row in enumerate(published, start=1)]
    }

    assert other == {*PLAYED_OFF, *DRAWN}


@pytest.mark.parametrize(
    ("name", "upper", "why"),
    [
        ("1994 D", "BGR", "above ARG: level on 6 points, goal difference +3, 6 goals; head-to-head 2–0"),
        ("1994 E", "IRL", "above ITA: level on 4 points, goal difference 0, 2 goals; head-to-head 1–0"),
        ("1994 F", "NLD", "above SAU: level on 6 points, goal difference +1, 4 goals; head-to-head 2–1"),
        ("1954 2", "DEU", "above TUR: level on 2 points; by a play-off"),
    ],
)
def test_beyond_goals_it_was_their_game_that_decided(name, upper, why):
    assert ended(name, RECORDED.get(name, NONE)).row(upper).explanation == why
