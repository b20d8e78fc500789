"""What the board is given: where its code leads, and which tables it shows in turn."""

import pytest

from lib.web import board
from tests.content.playing import Play, declare

STAGES = """\
- {id: autumn, type: league, title: Autumn, draw: {}}
- {id: spring, type: league, title: Spring, draw: {}, prefix: spring}
"""


@pytest.mark.parametrize(
    ("page", "competition", "address"),
    [
        ("https://sport.example.org/board?dark=1", "", "https://sport.example.org/"),
        ("https://sport.example.org/board", "lunch", "https://sport.example.org/competition?id=lunch"),
    ],
)
def test_the_code_leads_to_the_same_site(page, competition, address):
    assert board.phone_address(page, competition) == address


def test_only_tables_that_have_begun_are_shown():
    cup = Play(declare(STAGES))
    assert board.tables([cup.progress()]) == []

    cup.result("a", "b", (1, 0))

    assert [one["stage"] for one in board.tables([cup.progress()])] == ["autumn"]
