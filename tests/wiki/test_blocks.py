import pytest

from lib.wiki import blocks, values
from lib.wiki.mistakes import Mistake


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("scoreboard: final-2018", {"event": "final-2018"}),
        ("scoreboard:\n  event: final-2018", {"event": "final-2018"}),
        ("timeline: {competition: office-league}", {"competition": "office-league"}),
        ("scoreboard: 2018", {"event": "2018"}),
        ("scoreboard: yes", {"event": "yes"}),
        ("board:", {}),
        ("board: office-league", {"competition": "office-league"}),
        ("fixtures: {competition: x, show: coming, limit: 5}", {"competition": "x", "show": "coming", "limit": "5"}),
        ("table: league", {"competition": "league"}),
        (
            "table: {competition: cup, stage: groups, group: A, live: yes}",
            {"competition": "cup", "stage": "groups", "group": "A", "live": "yes"},
        ),
        ("leaderboard: {event: run, size: 3}", {"event": "run", "size": "3"}),
        ("stat: sum(up)", {"query": "sum(up)"}),
        ("panel: match/score", {"panel": "match/score"}),
        (
            "panel: {panel: league/sides, competition: x, range: 7d}",
            {"panel": "league/sides", "competition": "x", "range": "7d"},
        ),
        ("chart:\n  query: |\n    sum(\n      up\n    )\n  last: 6h", {"query": "sum(\n  up\n)", "last": "6h"}),
    ],
)
def test_a_block_names_an_event_or_a_competition(text, attributes):
    assert blocks.read(text, 1).attributes == attributes


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 10, "The block is empty"),
        ("scorebord: x", 11, "'scorebord' is not a kind of block: there is scoreboard, timeline"),
        ("just words", 11, "Here has to be a kind of block: scoreboard, timeline"),
        ("scoreboard: x\ntimeline: y", 12, "Only one block is allowed here"),
        ("scoreboard:\n  event: x\n  colour: red", 13, "'colour' is not a key of scoreboard"),
        ("scoreboard:\n  event:", 12, "scoreboard needs a value for event. The id of an event"),
        ("scoreboard: [x]", 11, "scoreboard needs a value for event"),
        ("scoreboard: 'a b'", 11, "'a b' is not an id"),
        ("scoreboard: '\"><script>'", 11, "is not an id"),
        ("a: b\n- c", 12, "This is not YAML"),
        ("[" * 3000, 11, "There are too many brackets"),
        ("x" * 5000, 10, "longer than"),
        ("? [a]\n: b", 11, "is not a kind of block"),
        ("scoreboard: {event: x, competition: y}", 11, "Only one of these is allowed: event or competition"),
        ("fixtures:\n  show: results", 12, "fixtures needs one of these: competition"),
        ("fixtures:\n  competition: x\n  show: some", 13, "'some' is none of these"),
        ("fixtures: {competition: x, limit: 100}", 11, "'100' is not a number from 1 to 99"),
        ("fixtures: {competition: x, competition: y}", 11, "competition is here twice"),
        ("bracket: {competition: cup, live: maybe}", 11, "'maybe' is not yes"),
        ("chart: {query: up, last: soon}", 11, "'soon' is not a duration such as 6h"),
        ("stat:\n  title: x", 12, "stat needs one of these: query"),
        ("panel: match", 11, "'match' is not like match/score"),
        ("board: {event: x}", 11, "'event' is not a key of board: there is competition"),
    ],
)
def test_a_mistake_is_said_with_its_line(text, line, sentence):
    with pytest.raises(Mistake, match=r".") as raised:
        blocks.read(text, 10)

    assert sentence in str(raised.value)
    assert raised.value.line == line


def test_an_element_of_a_query_carries_its_name_and_never_the_query():
    block = blocks.read("chart: {query: sum(up), title: 'A & B', unit: goals, last: 6h, every: 5s}", 1)

    assert block.element == f'<tl-chart title="A &amp; B" unit="goals" block="{block.digest}"></tl-chart>'
    assert len(block.digest) == 16


def test_two_blocks_have_one_name_only_if_they_ask_the_same():
    digests = [blocks.read(text, 1).digest for text in ("stat: a", "stat: {query: a}", "stat: b", "chart: a")]

    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


@pytest.mark.parametrize(
    ("code", "show", "attributes"),
    [
        ("= score(final-2018)", "score", {"event": "final-2018"}),
        ("= score( final-2018 )", "score", {"event": "final-2018"}),
        ("= winner(competition: office-cup)", "winner", {"competition": "office-cup"}),
        ("= clock(event: x:y)", "clock", {"event": "x:y"}),
        ("= stat(sum(rate(x{a='b'}[5m])))", "stat", {"query": "sum(rate(x{a='b'}[5m]))"}),
        ("=status(x)", "status", {"event": "x"}),
    ],
)
def test_code_that_begins_with_an_equals_sign_is_a_value(code, show, attributes):
    value = values.read(code, 1)

    assert (value.kind.name, value.attributes) == (show, attributes)
    assert f'show="{show}"' in value.element


@pytest.mark.parametrize(
    "code", ["x", "= 5", "=SUM(A1:A3)", "= foo(bar)", "= score", "score(x)", "== score(x)", "a = f(x)"]
)
def test_other_code_stays_code(code):
    assert values.read(code, 1) is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("= scor(x)", "There is no value scor: score was meant, perhaps."),
        ("= score()", "'' is not an id"),
        ("= score(a b)", "'a b' is not an id"),
        ("= score(event: a b)", "'a b' is not an id"),
        ("= stat()", "is empty or too long for a query"),
    ],
)
def test_a_mistake_in_a_value_is_said(code, sentence):
    with pytest.raises(Mistake, match=r".") as raised:
        values.read(code, 7)

    assert sentence in str(raised.value)
    assert raised.value.line == 7
