import pytest

from lib.wiki import blocks
from lib.wiki.blocks import Mistake


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("scoreboard: final-2018", {"event": "final-2018"}),
        ("scoreboard:\n  event: final-2018", {"event": "final-2018"}),
        ("timeline: {competition: office-league}", {"competition": "office-league"}),
        ("scoreboard: 2018", {"event": "2018"}),
        ("scoreboard: yes", {"event": "yes"}),
        ("table: lunch-league", {"competition": "lunch-league"}),
        ("bracket: {competition: lunch-league}", {"competition": "lunch-league"}),
    ],
)
def test_a_block_names_an_event_or_a_competition(text, attributes):
    assert blocks.read(text, 1).attributes == attributes


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 10, "The block is empty"),
        (
            "scorebord: x",
            11,
            "'scorebord' is not a kind of block: there is scoreboard, timeline, table",
        ),
        ("just words", 11, "Here has to be a kind of block: scoreboard, timeline, table, fixtures or bracket"),
        ("scoreboard: x\ntimeline: y", 12, "Only one is allowed here"),
        ("scoreboard:\n  event: x\n  colour: red", 13, "'colour' is not a key of scoreboard"),
        ("scoreboard:\n  event:", 12, "scoreboard needs the id of an event"),
        ("scoreboard: [x]", 11, "scoreboard needs the id of an event"),
        ("scoreboard: 'a b'", 11, "'a b' is not an id"),
        ("scoreboard: '\"><script>'", 11, "is not an id"),
        ("a: b\n- c", 12, "This is not YAML"),
        ("[" * 3000, 10, "This is not YAML"),
        ("x" * 5000, 10, "longer than"),
        ("? [a]\n: b", 11, "is not a kind of block"),
    ],
)
def test_a_mistake_is_said_with_its_line(text, line, sentence):
    with pytest.raises(Mistake, match=r".") as raised:
        blocks.read(text, 10)

    assert sentence in str(raised.value)
    assert raised.value.line == line
